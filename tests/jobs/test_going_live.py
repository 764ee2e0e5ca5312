"""The end of the rehearsal: what it left is cleared, and nothing of a real practice is lost."""

import shutil
from collections.abc import Iterator

import pytest

from tests.desk import Desk, people
from tests.emulators.smtp import SmtpServer
from tests.jobs.live import connect, recipients
from tests.people import PROJECT


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    """Return a server that takes everything."""
    with SmtpServer() as server:
        yield server


def test_rehearsal_ends_and_real_letters_begin(desk: Desk, server: SmtpServer) -> None:
    """Whoever got a rehearsed letter gets the real one: the sheet and the ledger start anew."""
    desk.fill(*people(3))
    assert desk.send().summary.startswith("sent 3, ")
    connect(desk, server)
    ran = desk.send("--yes", as_of=None)
    assert ran.code == 6
    assert "--go-live" in ran.err
    ran = desk.send("--go-live", as_of=None)
    assert ran.code == 0, ran.err
    assert "var/ledger.rehearsal-" in ran.out
    (aside,) = desk.ledger.parent.glob("ledger.rehearsal-*.sqlite3")
    assert aside.stat().st_size
    for row in desk.rows().values():
        assert (row["Status"], row["Last touch on"], row["ID"]) == (None, None, None)
        assert row["Practice"]
    assert desk.rows("Activity") == {}
    assert desk.send("--yes", as_of=None).summary == "sent 3, skipped 0, failed 0"
    assert len(recipients(server)) == 3


def test_sample_people_keep_the_rehearsal_going(desk: Desk, server: SmtpServer) -> None:
    """Nobody may go live with people who do not exist: exit 6, and all stays as it was."""
    desk.workbook.parent.mkdir()
    shutil.copy(PROJECT / "config" / "sample_practitioners.xlsx", desk.workbook)
    desk.send()
    connect(desk, server)
    before = desk.workbook.read_bytes()
    ran = desk.send("--go-live", as_of=None)
    assert ran.code == 6
    assert "sample people are still in the sheet" in ran.err
    assert "Practitioners!A" in ran.err
    assert desk.workbook.read_bytes() == before
    assert desk.ledger.exists()


def test_ledger_of_real_letters_is_never_set_aside(desk: Desk, server: SmtpServer) -> None:
    """It is why nobody is written to twice."""
    connect(desk, server)
    desk.fill(*people(1))
    desk.send("--yes", as_of=None)
    ran = desk.send("--go-live", as_of=None)
    assert ran.code == 2
    assert desk.send("--yes", as_of=None).summary.startswith("sent 0, ")


def test_sheet_of_another_ledger_is_not_cleared(desk: Desk, server: SmtpServer) -> None:
    """What it shows may be all that is left of a lost ledger of real letters."""
    connect(desk, server)
    desk.fill(*people(2))
    desk.send("--yes", as_of=None)
    desk.ledger.unlink()
    before = desk.workbook.read_bytes()
    ran = desk.send("--go-live", as_of=None)
    assert ran.code == 6
    assert desk.workbook.read_bytes() == before


def test_tick_of_a_deleted_row_outlives_the_rehearsal(desk: Desk, server: SmtpServer) -> None:
    """Whoever was not to be contacted is not, when somebody enters them anew (I2)."""
    desk.fill(*people(3))
    desk.set("Sam Sample2", Do_not_contact="Yes")
    desk.send()
    desk.fill(*(person for person in people(3) if person["Name"] != "Sam Sample2"))
    desk.send()
    connect(desk, server)
    assert desk.send("--go-live", as_of=None).code == 0
    desk.fill(*people(3))
    ran = desk.send("--yes", as_of=None)
    assert ran.summary == "sent 2, skipped 1 (1 suppressed), failed 0"
    assert "sam2@practice2.example" not in recipients(server)


def test_decision_of_a_rehearsal_holds(desk: Desk, server: SmtpServer) -> None:
    """Stop is an answer about a person, not about a rehearsal; blanking the cell is routine."""
    desk.fill(*people(2))
    desk.set("Sam Sample1", Decide="Stop")
    desk.send(as_of="2027-03-02")
    desk.set("Sam Sample1", Decide=None)
    desk.send(as_of="2027-03-03")
    connect(desk, server)
    assert desk.send("--go-live", as_of=None).code == 0
    ran = desk.send("--yes", as_of=None)
    assert ran.summary == "sent 1, skipped 1 (1 answered), failed 0", ran.err


def test_without_a_rehearsal_there_is_nothing_to_end(desk: Desk, server: SmtpServer) -> None:
    """A second --go-live must not look like a second success."""
    desk.fill(*people(1))
    desk.send()
    connect(desk, server)
    assert desk.send("--go-live", as_of=None).code == 0
    ran = desk.send("--go-live", as_of=None)
    assert ran.code == 2
    assert "there is no rehearsal to end" in ran.err


def test_test_right_after_a_rehearsal(desk: Desk, server: SmtpServer) -> None:
    """The rehearsed letters are what one wants to test, though nobody is due them again."""
    desk.fill(*people(2))
    desk.send()
    connect(desk, server)
    ran = desk.send("--test-to", "me", as_of=None)
    assert ran.summary == "sent 2 tests to ana@reyesmassage.example, recorded nothing"


def test_two_rehearsals_of_a_day_are_both_kept(desk: Desk, server: SmtpServer) -> None:
    """Setting one aside must not overwrite another."""
    for _ in range(2):
        desk.configure()
        desk.fill(*people(1))
        desk.send()
        connect(desk, server)
        assert desk.send("--go-live", as_of=None).code == 0
    assert len(list(desk.ledger.parent.glob("ledger.rehearsal-*.sqlite3"))) == 2
