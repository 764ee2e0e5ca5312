"""What people do to the sheet, and to the run, while it runs."""

from collections.abc import Callable

from openpyxl.worksheet.worksheet import Worksheet

from outreach.errors import OutreachError
from outreach.jobs.request import Request
from outreach.jobs.send_outreach import send_outreach
from tests.desk import FIRST_DAY, Desk, headings, people
from tests.people import PROJECT


class Bystander:
    """Watches a run and does something when the plan is shown."""

    def __init__(self, act: Callable[[], object], *, stops_after: int | None = None) -> None:
        """Take what to do, and after how many letters to ask for a stop."""
        self._act = act
        self._left = stops_after

    def show_plan(self, *_: object) -> None:
        """Act between the read and the write."""
        self._act()

    def start(self, total: int) -> None:
        """Nothing to show."""

    def confirm(self, _: str) -> bool:
        """Say yes."""
        return True

    def wait(self, seconds: float) -> None:
        """Let no time pass."""

    def advance(self) -> None:
        """Count down to the stop."""
        if self._left is not None:
            self._left -= 1

    def interrupted(self) -> bool:
        """Whether it is time to stop."""
        return self._left is not None and self._left <= 0


def run_beside(desk: Desk, bystander: Bystander) -> tuple[int, tuple[OutreachError, ...], int]:
    """Run the job with somebody beside it; return letters sent, faults, letters left."""
    from outreach.cli.arguments import new_id, read_moment
    from outreach.files.config import load_config

    config = load_config(desk.config, project=PROJECT)
    now = read_moment(FIRST_DAY, config.settings.owner.zone)
    outcome = send_outreach(
        config,
        Request(as_of=True),
        bystander,
        now=now,
        clock=lambda: now,
        new_id=new_id,
        chance=lambda low, _: low,
    )
    return outcome.sent, outcome.faults, outcome.left


def test_sheet_saved_by_somebody_meanwhile(desk: Desk) -> None:
    """What a person saved while we worked stays, and every row still shows its own standing."""
    desk.fill(*people(4))

    def insert_on_top(sheet: Worksheet) -> None:
        sheet.insert_rows(2)
        sheet.cell(2, headings(sheet)["Name"]).value = "New Person"

    sent, faults, _ = run_beside(desk, Bystander(lambda: desk.edit(insert_on_top)))
    assert (sent, faults) == (4, ())
    assert desk.row("New Person", "Status", "ID") == (None, None)
    for number in range(1, 5):
        assert desk.row(f"Sam Sample{number}", "Status") == ("Sent",)


def test_sheet_opened_in_excel_meanwhile(desk: Desk) -> None:
    """The letters are out by then: the ledger knows, and the next run brings the sheet up."""
    desk.fill(*people(2))
    lock = desk.workbook.parent / "~$practitioners.xlsx"
    sent, faults, _ = run_beside(desk, Bystander(lambda: lock.write_bytes(b"x")))
    assert sent == 2
    assert [fault.exit_code for fault in faults] == [4]
    assert desk.row("Sam Sample1", "Status") == (None,)
    lock.unlink()
    assert desk.send().summary == "sent 0, skipped 2 (2 not due yet), failed 0"
    assert desk.row("Sam Sample1", "Status") == ("Sent",)


def test_stop_after_the_letter_in_hand(desk: Desk) -> None:
    """Ctrl-C leaves a true ledger and a true sheet, and the next run goes on."""
    desk.fill(*people(5))
    sent, _, left = run_beside(desk, Bystander(lambda: None, stops_after=2))
    assert (sent, left) == (2, 3)
    statuses = [row["Status"] for row in desk.rows().values()]
    assert statuses.count("Sent") == 2
    assert desk.send().summary == "sent 3, skipped 2 (2 not due yet), failed 0"


def test_reader_who_left_does_not_stop_the_work(desk: Desk) -> None:
    """`| head` is everyday use: the letters leave, and nobody is told of a bug."""
    desk.fill(*people(3))
    process = desk.start()
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert err == ""
    assert len(desk.letters()) == 3
