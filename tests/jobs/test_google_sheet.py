"""The main job on a shared Google Sheet that people edit while it runs."""

from collections.abc import Iterator
from datetime import date

import pytest

from outreach.cli import setup_sheet
from tests.desk import FIRST_DAY, Desk, people
from tests.emulators.sheets import Call, Fault, SheetsEmulator, Trouble
from tests.emulators.smtp import Drop, SmtpServer, at
from tests.jobs.google_desk import GoogleDesk
from tests.jobs.live import ALWAYS, LIVE, Watcher, run_with


@pytest.fixture
def google(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleDesk]:
    """Return a desk with a shared sheet."""
    with SheetsEmulator() as emulator:
        yield GoogleDesk(desk, emulator, monkeypatch)


def test_letters_leave_and_rows_show_it(desk: Desk, google: GoogleDesk) -> None:
    """The main path is that of the workbook."""
    google.fill(*people(3))
    ran = desk.send()
    assert ran.summary == "sent 3, skipped 0, failed 0"
    assert google.row("Sam Sample1", "Stage", "Status", "Last touch on", "Next step") == (
        "Contact",
        "Sent",
        date.fromisoformat(FIRST_DAY),
        "Call",
    )
    assert len(google.grid("Activity")) == 4
    assert str(google.grid("Dashboard")[1][1]).startswith("L-")
    assert google.grid("My notes") == [["=1+1", "mine"]]


def test_second_run_writes_nothing(desk: Desk, google: GoogleDesk) -> None:
    """When nothing changed there is nothing to write, whatever the clock says (I10)."""
    google.fill(*people(3))
    desk.send()
    before = google.google.counts
    assert desk.send(as_of=f"{FIRST_DAY}T15:00").summary.startswith("sent 0, ")
    after = google.google.counts
    assert (after["reads"] - before["reads"], after["writes"] - before["writes"]) == (1, 0)


@pytest.mark.parametrize(
    "count",
    [
        10,
        pytest.param(1_000, marks=pytest.mark.slow),
        pytest.param(10_000, marks=pytest.mark.slow),
    ],
)
def test_pass_costs_the_same_for_few_and_many(desk: Desk, google: GoogleDesk, count: int) -> None:
    """A quota of 60 calls a minute must do for any practice (I10)."""
    google.fill(*people(count))
    desk.send("--limit", "5")
    first = google.google.counts
    assert (first["reads"], first["writes"]) == (1, 2), "the marks of the columns are written once"
    desk.send("--limit", "5", as_of="2026-03-03")
    second = google.google.counts
    assert (second["reads"] - 1, second["writes"] - 2) == (1, 1)


def test_furnished_sheet_costs_one_read_and_one_write(desk: Desk, google: GoogleDesk) -> None:
    """setup_sheet has marked the columns: from then on a pass is one look and one answer."""
    google.fill(*people(3))
    assert setup_sheet(["--config", str(desk.config)]) == 0
    before = google.google.counts
    assert desk.send().summary == "sent 3, skipped 0, failed 0"
    after = google.google.counts
    assert (after["reads"] - before["reads"], after["writes"] - before["writes"]) == (1, 1)
    assert setup_sheet(["--config", str(desk.config)]) == 0
    again = google.google.counts
    assert (again["reads"] - after["reads"], again["writes"] - after["writes"]) == (1, 0)


def test_live_run_costs_one_read_and_one_write_more_a_letter(
    desk: Desk, google: GoogleDesk
) -> None:
    """Looking again before each letter and showing each is all that waiting adds (I10)."""
    with SmtpServer() as server:
        google.fill(*people(4), extra=LIVE.format(spacing=60, window=ALWAYS, port=server.port))
        assert setup_sheet(["--config", str(desk.config)]) == 0
        before = google.google.counts
        assert run_with(desk, Watcher()).sent == 4
        after = google.google.counts
    cost = (after["reads"] - before["reads"], after["writes"] - before["writes"])
    assert cost == (5, 5), "the first real letter waits for the ledger's name on the Dashboard"


def test_dry_run_writes_nothing(desk: Desk, google: GoogleDesk) -> None:
    """A look at the plan leaves no mark, not even one that nobody sees."""
    google.fill(*people(2))
    assert desk.send("--dry-run").summary == "would send 2, skipped 0"
    assert google.google.counts["writes"] == 0


def test_hidden_rows_get_no_letter(desk: Desk, google: GoogleDesk) -> None:
    """Whoever a filter hides is out of mind, but the row stays true."""
    google.fill(*people(2))
    google.google.apply(
        google.key,
        [
            {
                "updateDimensionProperties": {
                    "range": {
                        "sheetId": google.gid(),
                        "dimension": "ROWS",
                        "startIndex": 1,
                        "endIndex": 2,
                    },
                    "properties": {"hiddenByUser": True},
                    "fields": "hiddenByUser",
                }
            }
        ],
    )
    assert desk.send().summary == "sent 1, skipped 1 (1 hidden), failed 0"
    assert google.row("Sam Sample1", "Stage") == ("Ready",)


def test_column_moved_just_before_the_write(desk: Desk, google: GoogleDesk) -> None:
    """The values go along with their columns: no cell of people's is hit (I4)."""
    google.fill(*people(3))
    desk.send("--limit", "1")
    kept = [row["Notes"] for row in google.rows()]

    moved: list[int] = []

    def move(call: Call) -> None:
        if call.kind == "write" and not moved:
            moved.append(call.number)
            move_column(google, "Status", to=20)

    google.google.before = move
    assert desk.send(as_of="2026-03-03").summary.startswith("sent 2, ")
    assert moved, "the test did not test"
    assert [row["Status"] for row in google.rows()] == ["Sent"] * 3
    assert [row["Notes"] for row in google.rows()] == kept


def test_renamed_heading_is_found_by_its_mark(desk: Desk, google: GoogleDesk) -> None:
    """People word headings as they like once the scripts know the column."""
    google.fill(*people(2))
    desk.send("--limit", "1")
    google.type_in(0, google.grid()[0].index("Status"), "How it stands")
    assert desk.send(as_of="2026-03-03").summary.startswith("sent 1, ")
    assert [row["How it stands"] for row in google.rows()] == ["Sent", "Sent"]


def test_row_inserted_above_the_headings_before_the_write(desk: Desk, google: GoogleDesk) -> None:
    """What then lands on our headings is taken away again (I3)."""
    google.fill(*people(3))
    desk.send("--limit", "1")
    first = google.grid()[0]
    inserted: list[int] = []

    def insert(call: Call) -> None:
        if call.kind == "write" and not inserted:
            inserted.append(call.number)
            span = {"sheetId": google.gid(), "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
            google.google.apply(google.key, [{"insertDimension": {"range": span}}])

    google.google.before = insert
    assert desk.send(as_of="2026-03-03").summary.startswith("sent 2, ")
    assert inserted, "the test did not test"
    grid = google.grid()
    assert grid[:2] == [[], first]
    status = first.index("Status")
    assert [row[status] for row in grid[2:]] == ["Sent"] * 3


def test_dashboard_of_people_is_left_alone(desk: Desk, google: GoogleDesk) -> None:
    """Practices keep ledgers of their own, and notes beside ours (I4)."""
    google.fill(*people(1))
    gid = google.gid("Dashboard")
    span = {"sheetId": gid, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
    google.google.apply(google.key, [{"insertDimension": {"range": span}}])
    google.type_in(1, 0, "Ledger", "Dashboard")
    google.type_in(1, 1, "see the bookkeeper", "Dashboard")
    desk.send()
    assert google.grid("Dashboard")[1] == ["Ledger", "see the bookkeeper"]
    assert str(google.grid("Dashboard")[3][1]).startswith("L-")
    span = {"sheetId": gid, "dimension": "ROWS", "startIndex": 4, "endIndex": 5}
    google.google.apply(google.key, [{"insertDimension": {"range": span}}])
    google.type_in(4, 0, "a note between", "Dashboard")
    desk.send(as_of="2026-03-20")
    shown = google.grid("Dashboard")
    assert shown[4] == ["a note between"]
    assert [row[0] for row in shown[3:6]] == ["Ledger", "a note between", "Last run"]


def test_activity_without_headings_keeps_no_row_from_its_standing(
    desk: Desk, google: GoogleDesk
) -> None:
    """It only repeats what the ledger has; the run says so and goes on."""
    google.fill(*people(1))
    for column in range(5):
        google.type_in(0, column, "broken", "Activity")
    ran = desk.send()
    assert ran.code == 0
    assert "The tab Activity lacks headings" in ran.err
    assert google.row("Sam Sample1", "Status") == ("Sent",)


def test_second_ledger_beside_a_run_that_broke_off(desk: Desk, google: GoogleDesk) -> None:
    """The sheet names its ledger before the first real letter leaves (I2)."""
    with SmtpServer(answer=at("dot", Drop.KEEP)) as server:
        google.fill(*people(2), extra=LIVE.format(spacing=60, window=ALWAYS, port=server.port))
        read_only: list[bool] = []

        def break_off(call: Call) -> Trouble | None:
            if call.kind == "write" and server.received:
                read_only.append(True)
                return Trouble(fault=Fault.UNAVAILABLE, retry_after=0)
            return None

        google.google.before = break_off
        assert run_with(desk, Watcher()).exit_code == 4
        assert read_only, "the test did not test"
        google.google.before = None
        desk.ledger.unlink()
        assert desk.send("--yes", as_of=None).code == 6
        assert len(server.received) == 1


def test_tab_replaced_by_another_of_its_name(desk: Desk, google: GoogleDesk) -> None:
    """Somebody starts over on a copy: the marks follow to the tab that has the title now."""
    google.fill(*people(2))
    desk.send("--limit", "1")
    old, fresh = google.gid(), 777
    rename = {"properties": {"sheetId": old, "title": "Last year"}, "fields": "title"}
    copy = {"sourceSheetId": old, "newSheetId": fresh, "newSheetName": "Practitioners"}
    google.google.apply(google.key, [{"updateSheetProperties": rename}, {"duplicateSheet": copy}])
    assert desk.send(as_of="2026-03-03").summary.startswith("sent 1, ")
    assert [row["Status"] for row in google.rows()] == ["Sent", "Sent"]
    stale = google.grid("Last year")
    status = stale[0].index("Status")
    assert sorted(str(row[status]) for row in stale[1:]) == ["Not contacted", "Sent"]


def test_rows_sorted_before_every_write(desk: Desk, google: GoogleDesk) -> None:
    """Each row shows its own standing, and the run says so if it could not."""
    google.fill(*people(5))

    def sort(call: Call) -> None:
        if call.kind == "write" and call.number % 2:
            sort_rows(google, "Miles away", ascending=bool(call.number % 4 == 1))

    google.google.before = sort
    ran = desk.send("--limit", "3")
    google.google.before = None
    assert ran.summary.startswith("sent 3, ")
    desk.send("--limit", "0", as_of="2026-03-03")
    written = {letter["To"].addresses[0].addr_spec for letter in desk.letters()}
    for row in google.rows():
        assert row["Status"] == ("Sent" if row["Email"] in written else "Not contacted")


@pytest.mark.parametrize("fault", list(Fault))
def test_one_fault_is_ridden_out(desk: Desk, google: GoogleDesk, fault: Fault) -> None:
    """A hiccup of the network costs a moment, not a night."""
    google.fill(*people(2))
    broken: list[int] = []

    def once(call: Call) -> Fault | None:
        if len(broken) < 1 and call.kind == "write":
            broken.append(call.number)
            return fault
        return None

    google.google.before = once
    assert desk.send().summary == "sent 2, skipped 0, failed 0"
    assert broken, "the test did not test"
    assert [row["Status"] for row in google.rows()] == ["Sent", "Sent"]


def test_sheet_that_is_not_shared(desk: Desk, google: GoogleDesk) -> None:
    """The commonest slip of all: the hint names the address to share it with."""
    google.fill(*people(1))
    google.google.unshare(google.key)
    ran = desk.send()
    assert ran.code == 4
    assert "is not shared with us" in ran.err
    assert "outreach@sample-practice" in ran.err
    assert desk.letters() == []


def test_another_ledgers_sheet(desk: Desk, google: GoogleDesk) -> None:
    """Two computers with a ledger each would both write to everybody: exit 6, and no write."""
    google.fill(*people(2))
    desk.send()
    desk.ledger.unlink()
    writes = google.google.counts["writes"]
    assert desk.send(as_of="2026-03-20").code == 6
    assert google.google.counts["writes"] == writes


def move_column(google: GoogleDesk, heading: str, *, to: int) -> None:
    """Drag a column elsewhere."""
    at = google.grid()[0].index(heading)
    source = {
        "sheetId": google.gid(),
        "dimension": "COLUMNS",
        "startIndex": at,
        "endIndex": at + 1,
    }
    google.google.apply(google.key, [{"moveDimension": {"source": source, "destinationIndex": to}}])


def sort_rows(google: GoogleDesk, heading: str, *, ascending: bool) -> None:
    """Sort all rows below the headings."""
    grid = google.grid()
    google.google.apply(
        google.key,
        [
            {
                "sortRange": {
                    "range": {
                        "sheetId": google.gid(),
                        "startRowIndex": 1,
                        "endRowIndex": len(grid),
                    },
                    "sortSpecs": [
                        {
                            "dimensionIndex": grid[0].index(heading),
                            "sortOrder": "ASCENDING" if ascending else "DESCENDING",
                        }
                    ],
                }
            }
        ],
    )
