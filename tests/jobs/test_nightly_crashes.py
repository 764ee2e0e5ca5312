"""A night that is killed anywhere and run again ends as an unbroken one."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk, people, rows_of
from tests.jobs.mailbox import MailDesk
from tests.people import PROJECT

NIGHT = "2026-03-04T02:00"
KILLS = 24
COUNT = 12
WORKBOOK = Path("var", "practitioners.xlsx")


def night(folder: Path, *, killed_at: int = 0) -> "subprocess.CompletedProcess[str]":
    """Run nightly_sync in a process of its own, killed at one of its calls."""
    script = str(PROJECT / "scripts" / "nightly_sync.py")
    options = ["--config", str(folder / "outreach.toml"), "--as-of", NIGHT]
    return subprocess.run(
        [sys.executable, "-m", "tests.jobs.killed", str(killed_at), script, *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT / "scripts"), "PYTHONIOENCODING": "utf-8"},
    )


def kept(folder: Path) -> list[tuple[object, ...]]:
    """Return what the ledger holds, but for the numbers and moments of the runs themselves."""
    connection = sqlite3.connect(folder / "var" / "ledger.sqlite3")
    try:
        events = "SELECT practitioner, kind, at, source, detail FROM events ORDER BY source, at"
        barred = "SELECT kind, practitioner, address, at FROM suppressions ORDER BY 1, 2, 3"
        marks = "SELECT folder, length(bookmark) > 0 FROM mailboxes"
        touches = "SELECT practitioner, step, state, address FROM touches ORDER BY 1, 2"
        rows = [connection.execute(query) for query in (events, barred, marks, touches)]
        return [row for found in rows for row in found]
    finally:
        connection.close()


def answers(mail: MailDesk) -> Iterator[Path]:
    """Put one message of each kind into the mailbox."""
    said = (
        "Yes please, I would love to!",
        "Not interested, thank you.",
        "Please take me off your list.",
        "How long does it take?",
    )
    for number in range(1, COUNT + 1):
        address = f"sam{number}@practice{number}.example"
        if number % 5:
            yield mail.answer(address, said[number % 5 - 1], on=f"2026-03-03T09:{number:02}")
        else:
            yield mail.bounce(address, on=f"2026-03-03T09:{number:02}")


@pytest.mark.slow
def test_killed_anywhere_and_run_again(desk: Desk, tmp_path: Path) -> None:
    """Every message is recorded once, and the sheet ends as after an unbroken night (I5)."""
    mail = MailDesk(desk)
    desk.fill(*people(COUNT))
    desk.send()
    assert len(list(answers(mail))) == COUNT
    unbroken = tmp_path / "unbroken"
    shutil.copytree(desk.folder, unbroken, ignore=shutil.ignore_patterns("unbroken", "killed*"))
    done = night(unbroken)
    assert done.returncode == 0, done.stderr
    calls = int(done.stderr.splitlines()[-1])
    target, whole = rows_of(unbroken / WORKBOOK), kept(unbroken)
    assert len({row["Status"] for row in target.values()}) >= 5, "the test did not test"
    for kill in range(1, KILLS + 1):
        folder = tmp_path / f"killed{kill}"
        ignored = shutil.ignore_patterns("unbroken", "killed*")
        shutil.copytree(desk.folder, folder, ignore=ignored)
        at = calls * kill // (KILLS + 1)
        assert night(folder, killed_at=at).returncode == -9
        again = night(folder)
        assert again.returncode == 0, f"killed at call {at} of {calls}: {again.stderr}"
        assert kept(folder) == whole, f"killed at call {at} of {calls}"
        shown = rows_of(folder / WORKBOOK)
        assert shown == target, f"killed at call {at} of {calls}"
        shutil.rmtree(folder)
