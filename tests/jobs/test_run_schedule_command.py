"""scripts/run_schedule.py as people and systems start it, and stop it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from outreach import cli
from outreach.cli.scheduling import Attendant
from tests.desk import Desk, Ran, people
from tests.emulators.smtp import SmtpServer
from tests.jobs.live import connect
from tests.people import PROJECT

SEND = '\n[schedule]\nsend = true\nsend_at = "09:30"\n'
ALL_DAY = '\n[schedule]\nnightly_at = "00:00"\nsend_at = "00:00"\nsend = true\n'


def once(desk: Desk, capsys: pytest.CaptureFixture[str], *options: str) -> Ran:
    """Run what is due in this process."""
    capsys.readouterr()
    code = cli.run_schedule(["--config", str(desk.config), "--once", *options])
    out, err = capsys.readouterr()
    return Ran(code=code, out=out, err=err)


def started(desk: Desk) -> "subprocess.Popen[str]":
    """Start the schedule as a process of its own."""
    return subprocess.Popen(
        [sys.executable, PROJECT / "scripts" / "run_schedule.py", "--config", desk.config],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    """Return what the process says, up to the line with these words."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def recorded(desk: Desk, job: str) -> dict[str, object]:
    """Return what the record says of a job."""
    told: dict[str, dict[str, object]] = json.loads(
        (desk.folder / "var" / "schedule.json").read_text("utf-8")
    )
    return told[job]


def test_every_hour_of_a_day(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A bare --once from cron does each job once a day, at or after its time."""
    desk.configure(SEND)
    desk.fill(*people(2))
    ran = {
        hour: once(desk, capsys, "--as-of", f"2026-03-02T{hour:02}:05") for hour in (1, 2, 3, 9, 10)
    }
    assert {hour: one.summary.partition(";")[0] for hour, one in ran.items()} == {
        1: "ran nothing",
        2: "ran nightly_sync (exit code 0)",
        3: "ran nothing",
        9: "ran nothing",
        10: "ran send_outreach (exit code 0)",
    }
    assert ran[1].err == "", "cron mails what is said, and nothing was done"
    assert ran[3].out == (
        "ran nothing; next: nightly_sync 2026-03-03 02:00, send_outreach 2026-03-02 09:30\n"
    )
    assert ran[10].err.splitlines() == [
        "2026-03-02 10:05 send_outreach: started",
        "2026-03-02 10:05 send_outreach: sent 2, skipped 0, failed 0",
    ]
    assert len(desk.letters()) == 2


def test_gravest_exit_code(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever starts it learns of the fault, though the other job went well or failed too."""
    desk.configure(SEND)
    ran = once(desk, capsys, "--as-of", "2026-03-02")
    assert ran.code == 4, "there is no workbook"
    assert ran.err.count("error: ") == 2
    assert ran.summary.startswith("ran nightly_sync (exit code 4), send_outreach (exit code 4);")
    desk.fill(*people(1))
    assert once(desk, capsys, "--as-of", "2026-03-02").code == 0, "mended, so it is tried at once"


def test_ledger_in_use(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Code 7 says that another run is at work, and the next hour does what this one could not."""
    desk.configure()
    desk.fill(*people(1))
    with FileLock(f"{desk.ledger}.lock"):
        codes = [
            once(desk, capsys, "--as-of", f"2026-03-02T{hour}:00").code for hour in range(10, 15)
        ]
    assert codes == [7] * 5
    assert once(desk, capsys, "--as-of", "2026-03-02T15:00").summary.startswith("ran nightly_sync")


def test_one_schedule_at_a_time(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Of two schedules each would think that the other's work is still to do."""
    desk.configure()
    desk.fill(*people(1))
    with FileLock(desk.folder / "var" / "schedule.json.lock"):
        ran = once(desk, capsys)
    assert ran.code == 7
    assert ran.err.startswith("error: var/schedule.json: is in use by a schedule that is up")


def test_another_day_only_once_and_never_for_real(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """A schedule that stays on one day would do nothing, and real letters leave today or never."""
    desk.configure(SEND)
    assert cli.run_schedule(["--config", str(desk.config), "--as-of", "2026-03-02"]) == 2
    assert "--as-of: goes with --once only" in capsys.readouterr().err
    desk.configure(SEND + '\n[mail]\ntransport = "smtp"\n[mail.smtp]\nhost = "127.0.0.1"\n')
    assert once(desk, capsys, "--as-of", "2026-03-02").code == 2
    assert not (desk.folder / "var").exists()


def test_hour_at_which_nothing_may_leave(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Letters that never leave because of two lines far apart are a riddle without a word."""
    desk.fill()
    with SmtpServer() as server:
        connect(desk, server, SEND, window="07:00-09:00")
        assert "send_at 09:30 is after the hours 07:00-09:00" in once(desk, capsys).err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_while_it_rests(desk: Desk, number: signal.Signals, code: int) -> None:
    """A shutdown is not kept waiting for half a minute, and what ran is known at the next start."""
    desk.configure(ALL_DAY)
    desk.fill(*people(2))
    process = started(desk)
    read_until(process, "sent 2, skipped 0")
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert process.returncode == code, err
    assert out == ""
    assert "Traceback" not in err
    assert recorded(desk, "nightly_sync")["done"] is True
    again = started(desk)
    said = read_until(again, "The schedule is up")
    again.send_signal(number)
    assert "started" not in said + again.communicate(timeout=10)[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
def test_stopped_between_two_letters(desk: Desk) -> None:
    """The letter in hand is finished and shown; the rest is for the next start, not lost."""
    with SmtpServer() as server:
        connect(desk, server, ALL_DAY, spacing=600)
        desk.fill(*people(3))
        process = started(desk)
        read_until(process, "send_outreach: started")
        while not server.received or "Sent" not in {row["Status"] for row in desk.rows().values()}:
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=10)
        assert process.returncode == 143, err
        assert len(server.received) == 1
        assert "send_outreach: sent 1, skipped 2 (2 not tried), failed 0; to be tried again" in err
        assert "Sent" in {row["Status"] for row in desk.rows().values()}
        told = recorded(desk, "send_outreach")
        assert (told["done"], told["tries"]) == (False, 0)


def test_bug_is_shown_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    """At night nobody can run it again with more to see, so the log has all of it."""
    attendant = Attendant()
    with pytest.raises(ZeroDivisionError) as bug:
        divmod(1, 0)
    attendant.show_bug("nightly_sync", bug.value)
    said = capsys.readouterr().err
    assert "Traceback (most recent call last)" in said
    assert "error: nightly_sync: a bug (ZeroDivisionError)" in said


def test_log_that_nobody_reads_any_more(tmp_path: Path) -> None:
    """A terminal that was closed must not end the nights."""
    read, write = os.pipe()
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from outreach.cli.scheduling import Attendant\n"
        "attendant = Attendant()\n"
        "for _ in range(3): attendant.tell('a line')\n"
        "open(sys.argv[2], 'w').close()\n"
    )
    os.close(read)
    there = tmp_path / "there"
    command = [sys.executable, "-c", code, str(PROJECT / "scripts"), str(there)]
    subprocess.run(command, stderr=write, check=False)
    os.close(write)
    assert there.exists()


def test_help_is_instant_and_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    """The first thing that anybody types."""
    with pytest.raises(SystemExit) as end:
        cli.run_schedule(["--help"])
    assert end.value.code == 0
    assert "--once" in capsys.readouterr().out
