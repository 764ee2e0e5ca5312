"""Real letters, killed at random and cut off at random, until they are through.

Rerun one with -k seed-17. What must hold is the arithmetic of once: each recipient has at most one
copy, and every letter that is due was delivered, is in doubt, or is due still.
"""

import random
import signal
import subprocess
import time
from collections import Counter

import pytest

from tests.desk import Desk, people
from tests.emulators.smtp import Answer, Drop, SmtpServer
from tests.jobs.live import connect, recipients
from tests.jobs.test_crashes import runs_through, states

LETTERS = 200
SEEDS = range(50)
SLOWEST = 8.0  # seconds by which an unbroken run of this size is surely through


class Line:
    """Takes a letter and drops the line, or drops it before taking it, by chance."""

    def __init__(self, seed: int, *, kept: float, lost: float) -> None:
        """Take the chances of each."""
        self.cut = 0
        self._chance = random.Random(seed)
        self._kept, self._lost = kept, lost

    def __call__(self, stage: str, _line: str, _number: int) -> str | Drop | None:
        """Answer as usual, or not at all."""
        if stage != "dot":
            return None
        drawn = self._chance.random()
        if drawn >= self._kept + self._lost:
            return None
        self.cut += 1
        return Drop.KEEP if drawn < self._kept else Drop.NOW


def launched(desk: Desk) -> "subprocess.Popen[str]":
    """Start a run that asks nobody."""
    return desk.start("--yes", as_of=None)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed-{seed}")
def test_killed_and_cut_off_until_done(desk: Desk, seed: int) -> None:
    """At most one copy for each recipient; at most one doubt for each kill or dropped line."""
    chance = random.Random(seed)
    line = Line(seed, kept=0.01, lost=0.01)
    with SmtpServer(answer=line) as server:
        connect(desk, server)
        desk.fill(*people(LETTERS))
        kills, longest = 0, 2.0
        while not runs_through(desk, chance.uniform(0.5, longest), live=True):
            kills += 1
            longest = min(longest * 1.2, SLOWEST)
        copies = Counter(recipients(server))
        assert max(copies.values()) == 1, "somebody got a letter twice"
        found = states(desk)
        assert set(found) <= {"sent", "unknown"}
        assert sum(found.values()) == LETTERS, "each letter was delivered or is in doubt"
        assert found["unknown"] <= kills + line.cut
        assert len(copies) >= found["sent"], "a letter counts as sent that nobody has"
        shown = Counter(str(row["Status"]) for row in desk.rows().values())
        assert shown["Sent"] == found["sent"]
        assert shown["Unknown delivery"] == found["unknown"]
        assert desk.send("--yes", as_of=None).summary.startswith("sent 0, ")
        assert Counter(recipients(server)) == copies


def slowly(stage: str, _line: str, _number: int) -> str | Drop | None:
    """Take a moment over each letter, so that a run can be met in the midst of it."""
    if stage == "dot":
        time.sleep(0.02)
    return None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
def test_stopped_from_outside(desk: Desk, number: signal.Signals, code: int) -> None:
    """The letter in hand is finished, and ledger and sheet are true."""
    answer: Answer = slowly
    with SmtpServer(answer=answer) as server:
        connect(desk, server)
        desk.fill(*people(LETTERS))
        process = launched(desk)
        while len(server.received) < 3:
            assert process.poll() is None, "it was through before it could be stopped"
        process.send_signal(number)
        out, err = process.communicate()
        assert process.returncode == code, err
        sent = len(server.received)
        assert sent < LETTERS
        assert f"sent {sent}, " in out.splitlines()[-1]
        assert states(desk) == {"sent": sent, "queued": LETTERS - sent}
        assert Counter(row["Status"] for row in desk.rows().values())["Sent"] == sent
        assert desk.send("--yes", as_of=None).summary.startswith(f"sent {LETTERS - sent}, ")


@pytest.mark.slow
def test_two_runs_at_once(desk: Desk) -> None:
    """A run by hand beside the scheduled one: the second says so, and nobody gets two letters."""
    answer: Answer = slowly
    with SmtpServer(answer=answer) as server:
        connect(desk, server)
        desk.fill(*people(60))
        runs = [launched(desk) for _ in range(3)]
        ends = [(run.communicate(), run.returncode) for run in runs]
        codes = sorted(code for _, code in ends)
        assert codes == [0, 7, 7], [err for (_, err), _ in ends]
        assert sorted(Counter(recipients(server)).values()) == [1] * 60
