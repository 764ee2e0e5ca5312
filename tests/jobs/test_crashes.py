"""Runs that are killed or stopped from outside: every letter leaves once, none is in doubt."""

import random
import signal
import sqlite3
import subprocess
from collections import Counter

import pytest

from tests.desk import Desk, people

LETTERS = 200
SLOWEST = 6.0  # seconds by which an unbroken run of this size is surely through


def states(desk: Desk) -> Counter[str]:
    """Return how many touches are in each state."""
    if not desk.ledger.exists():
        return Counter()
    connection = sqlite3.connect(desk.ledger)
    try:
        rows = connection.execute("SELECT state FROM touches").fetchall()
    except sqlite3.OperationalError:  # killed before the tables were made
        rows = []
    finally:
        connection.close()
    return Counter(state for (state,) in rows)


def recipients(desk: Desk) -> list[str]:
    """Return whom the files in the outbox are for."""
    return sorted(letter["To"].addresses[0].addr_spec for letter in desk.letters())


def runs_through(desk: Desk, seconds: float, *, live: bool = False) -> bool:
    """Start a run and kill it after so many seconds; tell whether it was through by then."""
    process = desk.start("--yes", as_of=None) if live else desk.start()
    try:
        _, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return False
    assert process.returncode == 0, err
    return True


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_killed_at_random_until_done(desk: Desk, seed: int) -> None:
    """SIGKILL at any moment, any number of times: one file for each, and none unknown."""
    chance = random.Random(seed)
    desk.fill(*people(LETTERS))
    kills, longest = 0, 1.2
    while not runs_through(desk, chance.uniform(0.3, longest)):
        kills += 1
        longest = min(longest * 1.1, SLOWEST)
    assert kills >= 3, "the test did not test"
    assert states(desk) == {"sent": LETTERS}
    assert recipients(desk) == sorted(str(person["Email"]) for person in people(LETTERS))
    assert {row["Status"] for row in desk.rows().values()} == {"Sent"}
    assert desk.send().summary == f"sent 0, skipped {LETTERS} ({LETTERS} not due yet), failed 0"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
def test_stopped_from_outside(desk: Desk, number: signal.Signals, code: int) -> None:
    """Ctrl-C and a shutdown finish the letter in hand and leave a true ledger and sheet."""
    desk.fill(*people(LETTERS))
    process = desk.start()
    while not desk.outbox.exists() or len(list(desk.outbox.glob("*.eml"))) < 3:
        assert process.poll() is None, "it was through before it could be stopped"
    process.send_signal(number)
    out, err = process.communicate()
    assert process.returncode == code, err
    sent = len(desk.letters())
    assert f"sent {sent}, " in out.splitlines()[-1]
    assert sent < LETTERS
    assert states(desk) == {"sent": sent, "queued": LETTERS - sent}
    assert Counter(row["Status"] for row in desk.rows().values())["Sent"] == sent
    assert desk.send().summary.startswith(f"sent {LETTERS - sent}, ")


def test_doubt_is_settled_by_the_outbox(desk: Desk) -> None:
    """A run that broke off while a letter was leaving: the file itself tells what became of it."""
    desk.fill(*people(3))
    desk.send()
    mine, *_ = sorted(desk.outbox.glob("*.eml"))
    with sqlite3.connect(desk.ledger) as connection:
        connection.execute("UPDATE touches SET state = 'sending'")
    connection.close()
    mine.unlink()
    assert desk.send().summary == "sent 1, skipped 2 (2 not due yet), failed 0"
    assert mine.exists(), "the same letter has the same name"
    assert states(desk) == {"sent": 3}
