"""When a run stops before anything is written or sent: exit 6, and everything as it was."""

import shutil
import sqlite3

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.desk import Desk, Ran, people


def untouched(desk: Desk, letters: int) -> bool:
    """Whether no letter was added."""
    return len(desk.letters()) == letters


def test_lost_ledger(desk: Desk) -> None:
    """var/ deleted, sheet kept: everybody would be written to again."""
    desk.fill(*people(3))
    desk.send()
    shutil.move(desk.workbook, desk.folder / "kept.xlsx")
    shutil.rmtree(desk.folder / "var")
    desk.workbook.parent.mkdir()
    shutil.move(desk.folder / "kept.xlsx", desk.workbook)
    before = desk.workbook.read_bytes()
    ran = desk.send(as_of="2026-03-20")
    assert stopped(ran, "Dashboard: names ledger L-", "--adopt-sheet")
    assert untouched(desk, 0)
    assert desk.workbook.read_bytes() == before


def test_lost_ledger_of_a_sheet_without_dashboard(desk: Desk) -> None:
    """The Dashboard may be gone too; `Last touch on` alone is proof enough."""
    desk.fill(*people(3))
    desk.send()
    desk.edit(lambda sheet: sheet.delete_rows(1, 50), tab="Dashboard")
    desk.ledger.unlink()
    ran = desk.send(as_of="2026-03-20")
    assert stopped(ran, "shows a letter of 2026-03-02 that this ledger does not know")


def test_restored_ledger(desk: Desk) -> None:
    """A ledger from before the last letters would send them again."""
    desk.fill(*people(2))
    desk.send("--limit", "1")
    shutil.copy(desk.ledger, desk.folder / "backup.sqlite3")
    desk.send(as_of="2026-03-03")
    shutil.copy(desk.folder / "backup.sqlite3", desk.ledger)
    ran = desk.send(as_of="2026-03-20")
    assert stopped(ran, "shows a letter of 2026-03-03")
    assert untouched(desk, 2)


def test_adopted_sheet_goes_on_without_a_second_first_letter(desk: Desk) -> None:
    """Whoever truly lost the ledger can go on: what the sheet shows as sent counts as sent."""
    desk.fill(*people(2))
    desk.send()
    desk.ledger.unlink()
    ran = desk.send("--adopt-sheet", as_of="2026-03-03")
    assert ran.summary == "sent 0, skipped 2 (2 not due yet), failed 0"
    assert desk.send(as_of="2026-03-12").summary == "sent 2, skipped 0, failed 0"
    follow_up = desk.letters()[-1]
    assert follow_up["In-Reply-To"] is None, "the first letter's subject and id are lost"
    assert not str(follow_up["Subject"]).startswith("Re:")


def test_adopting_beside_an_older_copy_of_the_ledger(desk: Desk) -> None:
    """What the copy does not know was sent all the same: each step still leaves once."""
    desk.fill(*people(2))
    desk.send()
    shutil.copy(desk.ledger, desk.folder / "backup.sqlite3")
    desk.send(as_of="2026-03-12")
    shutil.copy(desk.folder / "backup.sqlite3", desk.ledger)
    assert stopped(desk.send(as_of="2026-03-13"), "shows a letter of 2026-03-12")
    ran = desk.send("--adopt-sheet", as_of="2026-03-13")
    assert ran.summary == "sent 0, skipped 2 (2 not due yet), failed 0"
    assert desk.row("Sam Sample1", "Last touch", "Status") == ("Demo offer", "Demo offered")


def test_rehearsal_beside_real_letters(desk: Desk) -> None:
    """A ledger is for rehearsals or for real letters, never for both."""
    desk.fill(*people(1))
    desk.send()
    with sqlite3.connect(desk.ledger) as connection:
        connection.execute("UPDATE meta SET value = 'live' WHERE name = 'binding'")
    connection.close()
    assert stopped(desk.send(), '[mail] transport: is "outbox", but the ledger is for live letters')


def test_unreadable_day_of_a_letter_is_a_letter_all_the_same(desk: Desk) -> None:
    """A cell that lost its date format must not hide from a new ledger that letters left."""
    desk.fill(*people(2))
    desk.send()
    desk.edit(lambda sheet: sheet.delete_rows(1, 50), tab="Dashboard")
    desk.set("Sam Sample1", Last_touch_on="March 2nd")
    desk.set("Sam Sample2", Last_touch_on="3/2/2026")
    desk.ledger.unlink()
    assert stopped(desk.send(as_of="2026-03-20"), "that this ledger does not know")
    assert desk.send("--adopt-sheet", as_of="2026-03-20").summary.startswith("sent 0, skipped 2")


def test_damaged_day_of_a_known_letter_is_restored(desk: Desk) -> None:
    """With its own ledger a damaged cell is only a damaged cell."""
    desk.fill(*people(1))
    desk.send()
    before = desk.rows()
    desk.set("Sam Sample1", Last_touch_on="last week")
    assert desk.send().code == 0
    assert desk.rows() == before


@pytest.mark.parametrize(
    ("status", "stage", "shown"),
    [
        ("Opted out", "Closed", "Opted out"),
        ("Interested", "Contact", "Check"),
        ("Declined", "Contact", "Check"),
        ("Bounced", "Contact", "Sent"),
    ],
)
def test_adopting_keeps_every_no(desk: Desk, status: str, stage: str, shown: str) -> None:
    """What the lost ledger knew of answers is in the sheet: nobody who answered is written to."""
    desk.fill(*people(1))
    desk.send()
    desk.set("Sam Sample1", Status=status)
    desk.ledger.unlink()
    assert desk.send("--adopt-sheet", as_of="2026-03-03").summary.startswith("sent 0, ")
    assert desk.row("Sam Sample1", "Stage", "Status") == (stage, shown)
    assert desk.send(as_of="2026-06-01").summary.startswith("sent 0, ")


def test_time_zone_of_the_owner_may_change(desk: Desk) -> None:
    """Moving house shifts days by one; that is no other ledger."""
    desk.fill(*people(1))
    desk.send(as_of="2026-03-02T01:00")
    moved = desk.config.read_text("utf-8").replace("America/New_York", "America/Los_Angeles")
    desk.config.write_text(moved, "utf-8")
    assert desk.send(as_of="2026-03-03").code == 0


def test_second_ledger(desk: Desk) -> None:
    """Two computers with a ledger each would both write to everybody."""
    desk.fill(*people(2))
    desk.send("--limit", "0")
    desk.configure('[ledger]\nurl = "sqlite:///var/other.sqlite3"\n')
    assert stopped(desk.send(), "Dashboard: names ledger L-")


def test_many_rows_lost_at_once(desk: Desk) -> None:
    """A wrong file or a slip of the hand must not silently shrink the practice's list."""
    desk.fill(*people(12))
    desk.send("--limit", "1")
    desk.edit(lambda sheet: sheet.delete_rows(8, 5))
    ran = desk.send(as_of="2026-03-03")
    assert stopped(ran, "Practitioners: has lost 5 of its 12 known rows", "--accept-missing")
    assert untouched(desk, 1)
    assert desk.send("--accept-missing", as_of="2026-03-03").code == 0
    assert desk.send(as_of="2026-03-04").code == 0, "what was accepted once is accepted"


def test_few_rows_lost_are_a_persons_choice(desk: Desk) -> None:
    """Deleting four rows is everyday work, and so is deleting five of a long list."""
    desk.fill(*people(12))
    desk.send("--limit", "1")
    desk.edit(lambda sheet: sheet.delete_rows(8, 4))
    assert desk.send(as_of="2026-03-03").code == 0


def test_emptied_sheet(desk: Desk) -> None:
    """A sheet that suddenly reads empty is a fault, not a plan."""
    desk.fill(*people(6))
    desk.send("--limit", "1")

    def empty(sheet: Worksheet) -> None:
        sheet.delete_rows(2, 20)

    desk.edit(empty)
    assert stopped(desk.send(as_of="2026-03-03"), "has lost 6 of its 6 known rows")


def test_day_before_the_newest_entry(desk: Desk) -> None:
    """Time running backwards would count days wrongly and lift the cap."""
    desk.fill(*people(2))
    desk.send("--limit", "1", as_of="2026-03-10")
    ran = desk.send(as_of="2026-03-09")
    assert stopped(ran, "--as-of: says 2026-03-09 12:00", "2026-03-10 12:00")
    assert untouched(desk, 1)


def test_clock_set_back(desk: Desk) -> None:
    """A clock that lost its battery must not send the campaign again."""
    desk.fill(*people(2))
    desk.send("--limit", "1", as_of="2199-01-01")
    assert stopped(desk.send(as_of=None), "the computer's clock: says")


def stopped(ran: Ran, *words: str) -> bool:
    """Whether a run stopped for safety, with these words and without a traceback."""
    assert ran.code == 6, ran.err
    assert ran.err.startswith("error: ")
    assert "hint: " in ran.err
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err
    return True


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--preview",)])
def test_dry_runs_stop_as_well(desk: Desk, options: tuple[str, ...]) -> None:
    """A preview that a real run would refuse would mislead."""
    desk.fill(*people(2))
    desk.send()
    desk.ledger.unlink()
    assert desk.send(*options).code == 6
