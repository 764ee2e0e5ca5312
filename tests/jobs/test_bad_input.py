"""Bad input: one clear line of what and where, one of what to do, the right exit code, no harm."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.desk import Desk, headings, people
from tests.people import PROJECT

Prepare = Callable[[Desk], object]


def break_template(desk: Desk, text: str) -> None:
    """Give the introduction another default letter."""
    folder = desk.folder / "templates" / "introduction"
    folder.mkdir(parents=True)
    (folder / "default.md.j2").write_text(text, "utf-8")


def rename_heading(desk: Desk, old: str, new: str) -> None:
    """Rename a heading as a person would."""

    def rename(sheet: Worksheet) -> None:
        sheet.cell(1, headings(sheet)[old]).value = new

    desk.edit(rename)


def rename_tab(desk: Desk) -> None:
    """Rename the Practitioners tab."""

    def rename(sheet: Worksheet) -> None:
        sheet.title = "People"

    desk.edit(rename)


def newer_ledger(desk: Desk) -> None:
    """Make a ledger as a later version would."""
    desk.send("--limit", "0")
    with sqlite3.connect(desk.ledger) as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE name = 'schema_version'")
    connection.close()


def corrupt_ledger(desk: Desk) -> None:
    """Overwrite the ledger's first page."""
    desk.send("--limit", "0")
    content = desk.ledger.read_bytes()
    desk.ledger.write_bytes(b"x" * 4096 + content[4096:])


def foreign_ledger(desk: Desk) -> None:
    """Put somebody else's database in the ledger's place."""
    with sqlite3.connect(desk.ledger) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()


LOOP = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
BAD: dict[str, tuple[int, str, Prepare]] = {
    "unknown key": (
        3,
        "outreach.toml: [sheet] workbok: ",
        lambda desk: desk.configure('[sheet]\nworkbok = "x.xlsx"\n'),
    ),
    "wrong type": (
        3,
        "outreach.toml: [demo] minutes: ",
        lambda desk: desk.configure('[demo]\nminutes = "half an hour"\n'),
    ),
    "no such campaign": (
        3,
        "campaigns/nobody.toml",
        lambda desk: desk.configure('[campaigns]\nactive = ["nobody"]\n'),
    ),
    "Google sheet without a key file": (
        3,
        "[sheet] credentials: ",
        lambda desk: desk.configure('[sheet]\nbackend = "google"\n'),
    ),
    "workbook missing": (4, "var/practitioners.xlsx: ", lambda desk: desk.workbook.unlink()),
    "workbook corrupt": (
        4,
        "var/practitioners.xlsx: ",
        lambda desk: desk.workbook.write_bytes(desk.workbook.read_bytes()[:2000]),
    ),
    "workbook open in Excel": (
        4,
        "var/practitioners.xlsx: ",
        lambda desk: (desk.workbook.parent / "~$practitioners.xlsx").write_bytes(b"x"),
    ),
    "workbook open in LibreOffice": (
        4,
        "var/practitioners.xlsx: ",
        lambda desk: (desk.workbook.parent / ".~lock.practitioners.xlsx#").write_bytes(b"x"),
    ),
    "workbook read-only": (4, "var/practitioners.xlsx: ", lambda desk: desk.workbook.chmod(0o444)),
    "tab missing": (4, "Practitioners: is missing; the tabs are: People", rename_tab),
    "heading missing": (
        4,
        "these headings are missing: Do not contact",
        lambda desk: rename_heading(desk, "Do not contact", "DNC list?"),
    ),
    "heading twice": (4, "Practitioners!", lambda desk: rename_heading(desk, "Notes", "Email")),
    "template with a syntax error": (
        3,
        "templates/introduction/default.md.j2:4: ",
        lambda desk: break_template(desk, "Subject: Hello\n\nHello\n{% if %}\n"),
    ),
    "undefined name in a template": (
        3,
        "templates/introduction/default.md.j2:3: ",
        lambda desk: break_template(desk, "Subject: Hello\n\n{{ practitioner.nickname }}\n"),
    ),
    "endless loop in a template": (
        3,
        "templates/introduction/default.md.j2:3: loops more than 10,000 times",
        lambda desk: break_template(desk, f"Subject: Hello\n\n{LOOP}\n"),
    ),
    "template without a subject": (
        3,
        "templates/introduction/default.md.j2:1: ",
        lambda desk: break_template(desk, "Hello\n\nHow are you?\n"),
    ),
    "template that nobody wrote": (
        3,
        "templates/introduction/default.md.j2: is missing",
        lambda desk: (desk.folder / "templates" / "introduction").mkdir(parents=True),
    ),
    "newer ledger": (8, "was written by a newer version", newer_ledger),
    "corrupt ledger": (8, "var/ledger.sqlite3: is corrupt", corrupt_ledger),
    "somebody else's database": (8, "is a database of something else", foreign_ledger),
    "ledger is a folder": (8, "var/ledger.sqlite3", lambda desk: desk.ledger.mkdir()),
    "outbox is a file": (5, "var/outbox: ", lambda desk: desk.outbox.write_text("x")),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named_and_nothing_is_lost(desk: Desk, case: str) -> None:
    """Whoever meets an error needs the place, what is wrong, and what to do about it."""
    code, words, prepare = BAD[case]
    desk.fill({"Name": "Bo", "Email": "bo@bo.example", "Specialty": "Baker"})
    prepare(desk)
    before = desk.workbook.read_bytes() if desk.workbook.exists() else b""
    ran = desk.send()
    assert ran.code == code, ran.err
    assert words in ran.err
    assert all(line.startswith(("error: ", "hint: ")) for line in ran.err.splitlines()), ran.err
    assert ran.err.splitlines()[-1].startswith("hint: ")
    assert (desk.workbook.read_bytes() if desk.workbook.exists() else b"") == before
    assert not desk.outbox.is_dir() or not list(desk.outbox.iterdir())


def test_all_problems_of_the_configuration_at_once(desk: Desk) -> None:
    """One round of editing should mend everything."""
    desk.configure('[demo]\nminutes = "x"\n[sheet]\nworkbok = "x"\n[pacing2]\n')
    ran = desk.send()
    assert ran.code == 3
    assert ran.err.count("error: ") == 3


def test_missing_config_file(desk: Desk) -> None:
    """--config with a typo must not fall back to the demo."""
    desk.config.unlink()
    ran = desk.send()
    assert ran.code == 3
    assert "there is no such file" in ran.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--go-live",), "--go-live: is for live transports"),
        (("--test-to", "me"), "--test-to: is for live transports"),
        (("--as-of", "someday"), "--as-of: “someday” is no day"),
    ],
)
def test_usage_errors(desk: Desk, options: tuple[str, ...], words: str) -> None:
    """What the command line cannot mean is exit 2."""
    desk.fill(*people(1))
    ran = desk.send(*options, as_of=None)
    assert ran.code == 2
    assert words in ran.err


def test_second_run_at_the_same_time(desk: Desk) -> None:
    """Cron and a person may start at the same moment; the second gives way at once."""
    desk.fill(*people(1))
    hold = (
        "import sys; sys.path.insert(0, 'scripts')\n"
        "from pathlib import Path\n"
        "from outreach.ledger.database import ledger_url\n"
        "from outreach.ledger.lock import run_lock\n"
        "with run_lock(ledger_url('sqlite:///var/ledger.sqlite3', Path(sys.argv[1]))):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, desk.folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        ran = desk.send()
        holder.kill()
    assert ran.code == 7
    assert "var/ledger.sqlite3: is in use by another run" in ran.err
    assert desk.send().code == 0, "a dead run's lock is free"


def test_ledger_locked_by_another_program(desk: Desk) -> None:
    """A database browser left open must not look like a bug."""
    desk.fill(*people(1))
    desk.send("--limit", "0")
    connection = sqlite3.connect(desk.ledger, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    ran = desk.send()
    connection.close()
    assert ran.code == 8
    assert "is locked by another program" in ran.err


def test_empty_sheet(desk: Desk) -> None:
    """A fresh sheet is no error; it says that nobody is there."""
    desk.fill()
    ran = desk.send()
    assert ran.code == 0
    assert "nobody" in ran.out
    assert ran.summary == "sent 0, skipped 0, failed 0"


def test_sheet_without_the_other_tabs(desk: Desk) -> None:
    """The people are what counts; what is missing beside them is said, and the run goes on."""
    desk.fill(*people(1))

    def drop(sheet: Worksheet) -> None:
        book = sheet.parent
        assert isinstance(book, Workbook)
        for title in ("Referrals", "Activity", "Dashboard"):
            del book[title]

    desk.edit(drop)
    ran = desk.send()
    assert ran.code == 0
    assert ran.err.count("warning: ") == 3
    assert desk.row("Sam Sample1", "Status") == ("Sent",)


def test_bug_keeps_its_traceback_for_the_report(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A bug never hides, and never frightens with a page of code."""
    from outreach import console
    from outreach.files import config

    (tmp_path / "project").mkdir()
    monkeypatch.setattr(console, "PROJECT", tmp_path / "project")
    monkeypatch.delattr(config, "load_config")
    ran = desk.send()
    assert ran.code == 1
    assert ran.err.startswith("error: the scripts: a bug (ImportError)")
    assert "Traceback" not in ran.err
    assert "Traceback" in (tmp_path / "project" / "var" / "error.log").read_text("utf-8")
