"""setup_sheet as its user meets it: what it says, what it changes, and what it leaves alone."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from outreach import cli, console
from outreach.ledger.database import ledger_url
from outreach.ledger.ledger import Ledger
from outreach.ledger.lock import run_lock
from outreach.ledger.values import Binding
from tests.desk import Desk, Ran, headings
from tests.people import PROJECT


@pytest.fixture
def set_up(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Return what runs setup_sheet at the desk."""

    def run(*options: str) -> Ran:
        capsys.readouterr()
        code = cli.setup_sheet(["--config", str(desk.config), *options])
        out, err = capsys.readouterr()
        return Ran(code=code, out=out, err=err)

    return run


Run = Callable[..., Ran]


def test_a_workbook_is_made_and_then_left_alone(desk: Desk, set_up: Run) -> None:
    """A second run must not touch a file that somebody may be about to save."""
    made = set_up()
    assert (made.code, made.summary) == (0, "changed 1 thing")
    assert made.out.startswith("var/practitioners.xlsx: made")
    content, at = desk.workbook.read_bytes(), desk.workbook.stat().st_mtime_ns
    again = set_up()
    assert (again.code, again.out) == (0, "nothing to change\n")
    assert (desk.workbook.read_bytes(), desk.workbook.stat().st_mtime_ns) == (content, at)
    assert desk.send().code == 0


def test_each_change_is_named_with_its_place(desk: Desk, set_up: Run) -> None:
    """People want to know what a script did to their sheet, in their own coordinates."""
    desk.fill({})

    def damage(sheet: Worksheet) -> None:
        columns = headings(sheet)
        sheet.cell(1, columns["Fit"]).value = None  # blanked; its note is still there
        sheet.cell(1, columns["Phone"]).comment = None
        for heading in ("Do not contact", "Decide"):
            sheet.delete_cols(headings(sheet)[heading])
        sheet.freeze_panes = None

    desk.edit(damage)
    ran = set_up()
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert "Practitioners!J1: note on “Phone” added" in lines
    assert "Practitioners!1:1: headings kept in view" in lines
    assert "Practitioners!AM1: heading “Do not contact” added" in lines
    assert "Practitioners!AN1: heading “Decide” added" in lines
    assert [line for line in lines if "“Fit”" in line] == [
        "Practitioners!AF1: heading “Fit” put back"
    ]
    assert lines[-2] == "Tick “Do not contact” anew where it was ticked, before letters are sent."
    assert lines[-1] == f"changed {len(lines) - 2} things"
    assert set_up().out == "nothing to change\n"


def test_demo_fills_a_fresh_sheet_once(desk: Desk, set_up: Run) -> None:
    """Sample people among real ones would be written to."""
    filled = set_up("--demo")
    assert filled.code == 0
    assert "Practitioners: 44 sample people added" in filled.out
    assert "Abigail Stanton, CNM" in desk.rows()
    content = desk.workbook.read_bytes()
    refused = set_up("--demo")
    assert refused.code == 2
    assert refused.err.startswith("error: --demo: fills a fresh sheet")
    assert "hint: " in refused.err
    assert desk.workbook.read_bytes() == content
    assert desk.send("--limit", "1").code == 0


def test_demo_repairs_a_fresh_sheet_before_it_fills_it(desk: Desk, set_up: Run) -> None:
    """Whoever begins with a workbook of their own gets the sample too."""
    desk.fill()

    def delete(sheet: Worksheet) -> None:
        sheet.delete_cols(headings(sheet)["Email"])

    desk.edit(delete)
    ran = set_up("--demo")
    assert ran.code == 0
    assert "heading “Email” added" in ran.out
    assert desk.rows()["Abigail Stanton, CNM"]["Email"]


@pytest.mark.parametrize("lock", ["~$practitioners.xlsx", ".~lock.practitioners.xlsx#"])
def test_an_open_workbook_is_not_touched(desk: Desk, set_up: Run, lock: str) -> None:
    """Excel would save over what the script wrote, or warn of a conflict."""
    desk.fill({})
    (desk.workbook.parent / lock).touch()
    ran = set_up()
    assert ran.code == 4
    assert "the workbook is open in" in ran.err


def test_it_waits_for_no_other_run(desk: Desk, set_up: Run) -> None:
    """A sheet that changes while letters are planned would confuse that run."""
    url = ledger_url("sqlite:///var/ledger.sqlite3", desk.folder)
    with run_lock(url):
        assert set_up().code == 7
    assert not desk.workbook.exists()


def test_create_is_for_google_sheets(desk: Desk, set_up: Run) -> None:
    """A workbook is made without being asked for."""
    ran = set_up("--create", "My practice")
    assert ran.code == 2
    assert "hint: set backend" in ran.err
    assert not desk.workbook.exists()


def rename_tab(desk: Desk) -> None:
    """Rename the Practitioners tab as a person would."""
    book = load_workbook(desk.workbook)
    book["Practitioners"].title = "My people"
    book.save(desk.workbook)


def rename_heading(desk: Desk) -> None:
    """Write another heading where the note says what the column is."""

    def rename(sheet: Worksheet) -> None:
        sheet.cell(1, headings(sheet)["Hold"]).value = "Later, maybe"

    desk.edit(rename)


def double_heading(desk: Desk) -> None:
    """Write a heading a second time."""

    def double(sheet: Worksheet) -> None:
        sheet.cell(1, 50).value = "Email"

    desk.edit(double)


def delete_headings(desk: Desk) -> None:
    """Delete the whole row of the headings."""
    desk.edit(lambda sheet: sheet.delete_rows(1))


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (rename_tab, "My people: has the headings of the tab Practitioners, which is missing"),
        (rename_heading, "'Later, maybe' seems to be the missing heading 'Hold'"),
        (double_heading, "the heading 'Email' stands here and in Practitioners!AX1"),
        (delete_headings, "Practitioners: no headings in the first 20 rows"),
    ],
)
def test_what_cannot_be_told_is_asked(
    desk: Desk, set_up: Run, damage: Callable[[Desk], None], what: str
) -> None:
    """An empty Hold beside the one that people tick would let letters go that must not."""
    desk.fill({})
    damage(desk)
    content = desk.workbook.read_bytes()
    ran = set_up()
    assert ran.code == 4
    assert what in ran.err
    assert "hint: " in ran.err
    assert desk.workbook.read_bytes() == content


def test_a_damaged_workbook_is_left_as_it_is(desk: Desk, set_up: Run) -> None:
    """What cannot be read cannot be repaired."""
    desk.fill({})
    desk.workbook.write_bytes(desk.workbook.read_bytes()[:5000])
    content = desk.workbook.read_bytes()
    assert set_up().code == 4
    assert desk.workbook.read_bytes() == content


def test_a_folder_is_no_workbook(desk: Desk, set_up: Run) -> None:
    """A path that is not a file is said, not met as a bug."""
    desk.workbook.mkdir(parents=True)
    ran = set_up()
    assert ran.code == 4
    assert "the file cannot be read" in ran.err


def test_the_demo_keeps_away_from_real_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A lost configuration must not bring sample people into a real practice's sheet."""
    shutil.copytree(PROJECT / "config", tmp_path / "config", ignore=lambda *_: {"outreach.toml"})
    monkeypatch.setattr(console, "PROJECT", tmp_path)
    (tmp_path / "var").mkdir()
    ledger = Ledger(ledger_url("sqlite:///var/ledger.sqlite3", tmp_path))
    ledger.bind(Binding.LIVE)
    ledger.close()
    assert cli.setup_sheet([]) == 3
    out, err = capsys.readouterr()
    assert err.startswith("This is the demo")
    assert "holds a ledger of real letters" in err
    assert not out
    assert not (tmp_path / "var" / "practitioners.xlsx").exists()


def test_help_is_instant_and_lists_the_options() -> None:
    """The first thing that anybody tries."""
    script = PROJECT / "scripts" / "setup_sheet.py"
    ran = subprocess.run(
        [sys.executable, str(script), "--help"], capture_output=True, text=True, check=True
    )
    assert "--demo" in ran.stdout
    assert "--create TITLE" in ran.stdout
