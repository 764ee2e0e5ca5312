"""The newcomer's first command, in a copy of the project and from any folder."""

import os
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from openpyxl import load_workbook

from outreach import cli, console
from tests.people import PROJECT

SHIPPED = ("scripts", "templates", "config")
SAMPLE_LETTERS = 17


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a copy of what the demo needs, without anybody's own configuration."""
    private = shutil.ignore_patterns("outreach.toml", "*.json", "__pycache__")
    for name in SHIPPED:
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=private)
    return tmp_path


def run(
    clone: Path, *options: str, script: str = "send_outreach.py"
) -> "subprocess.CompletedProcess[str]":
    """Run the command from a folder that has nothing to do with the project."""
    command = [sys.executable, str(clone / "scripts" / script), *options]
    return subprocess.run(
        command,
        cwd=clone.parent,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
    )


def test_first_command_does_real_work(clone: Path) -> None:
    """A newcomer types one line and has letters, standings, a page, and the way on."""
    ran = run(clone)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.splitlines()[0].startswith("This is the demo: config/outreach.example.toml")
    assert ran.stdout.splitlines()[-1].startswith(f"sent {SAMPLE_LETTERS}, skipped 27 (")
    assert "copy config/outreach.example.toml to config/outreach.toml" in ran.stdout
    letters = list((clone / "var" / "outbox").glob("*.eml"))
    assert len(letters) == SAMPLE_LETTERS
    for letter in letters:
        message = message_from_bytes(letter.read_bytes())
        assert letter.stem == message["Message-ID"][1:].partition("@")[0]
    assert (clone / "var" / "preview.html").stat().st_size > 10_000
    sample = (clone / "config" / "sample_practitioners.xlsx").read_bytes()
    assert sample == (PROJECT / "config" / "sample_practitioners.xlsx").read_bytes()
    again = run(clone)
    assert again.returncode == 0
    assert again.stdout.splitlines()[-1].startswith("sent 0, skipped 44 (")
    assert "wrote on " in again.stdout
    assert len(list((clone / "var" / "outbox").iterdir())) == SAMPLE_LETTERS


@pytest.mark.parametrize("days", range(7))
def test_demo_works_on_any_day_of_the_week(
    clone: Path, days: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A newcomer who tries it on a Sunday, or at Christmas, sees the same."""
    monkeypatch.setattr(console, "PROJECT", clone)
    day = date(2027, 12, 24) + timedelta(days=days)
    assert cli.send_outreach(["--as-of", day.isoformat()]) == 0
    assert f"sent {SAMPLE_LETTERS}, " in capsys.readouterr().out


def test_demo_refuses_beside_a_live_ledger(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A configuration that went missing must not turn real people into a rehearsal."""
    import sqlite3

    monkeypatch.setattr(console, "PROJECT", clone)
    assert cli.send_outreach(["--limit", "1"]) == 0
    with sqlite3.connect(clone / "var" / "ledger.sqlite3") as connection:
        connection.execute("UPDATE meta SET value = 'live' WHERE name = 'binding'")
    connection.close()
    assert cli.send_outreach([]) == 3
    assert "config/outreach.toml: is missing" in capsys.readouterr().err


SLOW = "pydantic sqlalchemy rich jinja2 openpyxl python_calamine markdown_it holidays"


def test_help_loads_no_slow_library() -> None:
    """--help and errors answer at once, also on an old laptop."""
    code = (
        "import sys; sys.path.insert(0, 'scripts'); import outreach.cli; "
        f"print(*sorted(set(sys.modules) & set('{SLOW}'.split())))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == ""


EXPECTED = {
    "Abigail Stanton, CNM": "Interested",
    "Dr. Samuel Okafor, DC": "Interested",  # the front desk answered for him
    "Dr. Amara Diallo": "Question",
    "Dr. Tobias Brandt, DPT": "Not now",
    "Keisha Monroe": "Declined",
    "Dr. Nora Whitfield": "Already has one",
    "Dr. Ines Caldeira, DPM": "Referred on",
    "Wei-Ling Chen, LAc": "Out of office",
    "Maria Lopez": "Bounced",
    "Grace Whitcombe": "Bounced",
    "Katrin Böhm": "Opted out",
    "ליאת ברק": "Opted out",
    "Sunny Delgado 🌻": "Check",
    "Joel Thibodeau": "Check",
    "Dr. Henry Castellano": "Sent",  # delayed
    "Dr. Louise Abernathy": "Sent",  # a machine thanked us
    "Mina Okabe": "Sent",  # silence
}


def rows(clone: Path) -> dict[str, dict[str, object]]:
    """Return the workbook's rows by name, as a person sees them."""
    sheet = load_workbook(clone / "var" / "practitioners.xlsx", data_only=True)["Practitioners"]
    titles, *found = sheet.iter_rows(values_only=True)
    named = (dict[str, object](zip(map(str, titles), row, strict=True)) for row in found)
    return {str(row["Name"]): row for row in named}


def mailbox(clone: Path) -> dict[str, tuple[int, bytes]]:
    """Return the mailbox's files with their times, to tell whether any was touched."""
    found = sorted((clone / "var" / "mailbox").rglob("*"))
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in found
    }


def test_demo_reads_what_came_back(clone: Path) -> None:
    """A newcomer sees within a minute what the scripts do with answers, and nothing is real."""
    assert run(clone).returncode == 0
    ran = run(clone, script="nightly_sync.py")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1].startswith("read 18 new messages, recorded 16 events, ")
    shown = rows(clone)
    assert {name: shown[name]["Status"] for name in EXPECTED} == EXPECTED
    page = (clone / "var" / "digest.html").read_text("utf-8")
    assert "the kettle is always on" in page
    assert "paulo@mendespodiatry.example" in page or "Paulo Mendes" in page
    for told in (page, ran.stdout, str(shown)):
        assert "Thursday at four" not in told
        assert "Cedar Linen" not in told
    back = shown["Wei-Ling Chen, LAc"]["Next on"]
    assert isinstance(back, datetime)
    assert 12 <= (back.date() - date.today()).days <= 15  # noqa: DTZ011 # ten days, then three more
    held = mailbox(clone)
    again = run(clone, script="nightly_sync.py")
    assert again.stdout.splitlines()[-1].startswith("read 0 new messages, recorded 0 events, ")
    assert rows(clone) == shown
    assert mailbox(clone) == held
    assert run(clone).stdout.splitlines()[-1].startswith("sent 0, skipped 44 (")


def test_answers_come_with_the_night_only(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the first letter nobody answers, and looking ahead makes no mailbox."""
    monkeypatch.setattr(console, "PROJECT", clone)
    assert cli.nightly_sync(["--as-of", "2027-03-01"]) == 0
    assert "read 0 new messages" in capsys.readouterr().out
    for _ in range(2):
        assert cli.send_outreach(["--as-of", "2027-03-02"]) == 0
    assert cli.nightly_sync(["--as-of", "2027-03-03", "--dry-run"]) == 0
    assert not (clone / "var" / "mailbox").exists()
    assert cli.nightly_sync(["--as-of", "2027-03-03"]) == 0
    assert "read 18 new messages" in capsys.readouterr().out
