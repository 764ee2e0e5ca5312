"""Repairing a Google Sheet, on the real gspread and google-auth against the emulator."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.errors import SheetError
from outreach.sheet.columns import ACTIVITY, PRACTITIONERS, REFERRALS, locate
from outreach.sheet.furniture import FURNITURE
from outreach.sheet.google import GoogleSheet
from outreach.sheet.gsheets import furnish_requests, furniture
from outreach.sheet.gsheets.connection import Connection
from outreach.sheet.gsheets.furnished import FURNITURE_FIELDS, read_furnished
from outreach.sheet.gsheets.furnishing import repair_spreadsheet
from outreach.sheet.missing import shown_changes
from outreach.sheet.reconcile import tabs_named
from tests.emulators.sheets import Call, Fault, SheetsEmulator, Trouble
from tests.sheet.broken_google import SENTINEL, damage, filled_sheet, small_sheet, typed
from tests.sheet.google_account import connect

COLUMNS = {"Practitioners": PRACTITIONERS, "Referrals": REFERRALS, "Activity": ACTIVITY}
HEADINGS = ["Name", SENTINEL, "Email", "Stage"]
BLANK: dict[str, list[list[object]]] = {"Referrals": [], "Activity": [], "Dashboard": []}


@pytest.fixture(scope="module")
def google() -> Iterator[SheetsEmulator]:
    """Return one emulator for all tests here."""
    with SheetsEmulator() as emulator:
        yield emulator


@pytest.fixture(autouse=True)
def _quick(google: SheetsEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody else edit, and new tabs be short."""
    google.before = None
    for module in (furniture, furnish_requests):
        monkeypatch.setattr(module, "NEW_ROWS", 60)


class Desk:
    """Spreadsheets of the emulator's, and connections to them."""

    def __init__(self, google: SheetsEmulator, folder: Path) -> None:
        self.google = google
        self.folder = folder
        self.open: list[Connection] = []

    def connect(self, key: str) -> Connection:
        """Return a connection that is closed after the test."""
        self.open.append(connect(key, self.google, self.folder))
        return self.open[-1]

    def calls(self) -> tuple[int, int]:
        """Return how many reads and writes there were so far."""
        counts = self.google.counts
        return counts["reads"], counts["writes"]


@pytest.fixture
def desk(google: SheetsEmulator, tmp_path: Path) -> Iterator[Desk]:
    """Return a desk, and close its connections."""
    made = Desk(google, tmp_path)
    yield made
    for connection in made.open:
        connection.close()


def cells_of(google: SheetsEmulator, key: str, title: str) -> dict[tuple[int, int], object]:
    """Return what a tab shows, by row and column."""
    return {
        (row, column): value
        for row, cells in enumerate(google.values(key, title))
        for column, value in enumerate(cells)
        if value not in (None, "")
    }


def titles_of(desk: Desk, key: str) -> list[str]:
    """Return the tabs' titles in order."""
    return list(GoogleSheet(desk.connect(key)).read())


def check_repair(desk: Desk, seed: int) -> None:
    """Break a sheet by chance, repair it, and hold it to all that a repair promises."""
    chance, google = random.Random(seed), desk.google
    key = filled_sheet(google, chance)
    is_marked = chance.random() < 0.7
    if is_marked:
        repair_spreadsheet(desk.connect(key))
    damage(google, key, chance, renames=is_marked)
    before = {title: cells_of(google, key, title) for title in titles_of(desk, key)}
    try:
        repair_spreadsheet(desk.connect(key))
    except SheetError as error:
        assert "seems to be the missing heading" in str(error)  # noqa: PT017
        assert before == {title: cells_of(google, key, title) for title in before}
        return
    reads, writes = desk.calls()
    assert repair_spreadsheet(desk.connect(key)) == ()
    assert desk.calls() == (reads + 1, writes)
    tabs = GoogleSheet(desk.connect(key)).read()
    for title, cells in before.items():
        after = cells_of(google, key, title)
        assert {place: after[place] for place in cells} == cells
    for one in FURNITURE:
        (grid,) = tabs_named(tabs, one.title)
        located = locate(grid, COLUMNS[one.title])
        assert not located.missing
        heads = {(located.row - 1, number - 1) for number in located.columns.values()}
        after = cells_of(google, key, grid.title)
        assert set(after) - set(before.get(grid.title, ())) <= heads
        assert sorted(grid.anchors.values()) == sorted(located.columns)
        assert {grid.anchors[number] for number in located.columns.values()} == set(located.columns)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_did_is_repaired_and_no_cell_is_moved_or_lost(
    desk: Desk, seed: int
) -> None:
    """A repair that costs somebody a cell is worse than what it repairs (I4)."""
    check_repair(desk, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_the_same_holds_of_many_more(desk: Desk, seed: int) -> None:
    """People break sheets in more ways than a few tries find."""
    check_repair(desk, seed)


def test_an_empty_spreadsheet_is_furnished_by_one_read_and_one_write(desk: Desk) -> None:
    """The quota is counted in requests, and what is half done must not be seen (I10)."""
    key = desk.google.create("Practice", {})
    before = desk.calls()
    changes = repair_spreadsheet(desk.connect(key), is_new=True)
    assert desk.calls() == (before[0] + 1, before[1] + 1)
    assert [str(change) for change in shown_changes(changes)] == [
        "Practitioners: tab added",
        "Referrals: tab added",
        "Activity: tab added",
        "Dashboard: tab added",
    ]
    assert titles_of(desk, key) == ["Practitioners", "Referrals", "Activity", "Dashboard"]
    assert repair_spreadsheet(desk.connect(key)) == ()
    assert desk.calls()[1] == before[1] + 1
    practitioners = desk.google.sheet(key, "Practitioners")
    assert practitioners.grid["frozenRowCount"] == 1
    hold = next(n for n, column in enumerate(PRACTITIONERS) if column.heading == "Hold")
    boxes = practitioners.cell(5, hold).validation
    assert boxes is not None
    assert boxes["condition"]["type"] == "BOOLEAN"
    assert len(practitioners.objects["conditionalFormats"]) == len(FURNITURE[0].rules)
    warned = practitioners.objects["protectedRanges"]
    assert len(warned) == sum(column.is_scripts for column in FURNITURE[0].columns)
    assert all(one["warningOnly"] for one in warned)
    assert len(desk.google.sheet(key, "Dashboard").objects["charts"]) == 1


def test_the_dashboard_counts(desk: Desk) -> None:
    """The same facts in the same places as in the workbook."""
    rows: list[list[object]] = [["Stage", "Name", "Problem", "Next on"]]
    rows.append(["Ready", "Eva", "Fill it in", 40000])
    key = small_sheet(desk.google, {"My tab": [["x"]], "Practitioners": rows})
    repair_spreadsheet(desk.connect(key))
    shown = {row[1]: row[2] for row in desk.google.values(key, "Dashboard") if len(row) > 2}
    assert shown["Next steps due by today"] == 1
    assert shown["Rows with a problem"] == 1
    assert (shown["Ready"], shown["Contact"]) == (1, 0)
    state = read_furnished(desk.connect(key).get(FURNITURE_FIELDS)).state
    assert state.cells["outreach_ledger"][1:] == (4, 3)


def test_what_somebody_types_meanwhile_is_not_written_over(desk: Desk) -> None:
    """Nobody can lock a Google Sheet; a new column must not land on theirs (I4)."""
    google = desk.google
    key = small_sheet(google, {"Practitioners": [HEADINGS, ["Eva", "Assam"]], **BLANK})
    gid = google.sheet(key, "Practitioners").id

    def type_beside(call: Call) -> None:
        if call.kind == "write":
            google.before = None
            for row in range(3):
                place = {"sheetId": gid, "rowIndex": row, "columnIndex": len(HEADINGS)}
                google.apply(key, [typed(place, f"Birthday {row}")])

    google.before = type_beside
    repair_spreadsheet(desk.connect(key))
    found = cells_of(google, key, "Practitioners")
    assert [value for value in found.values() if str(value).startswith("Birthday")] == [
        "Birthday 0",
        "Birthday 1",
        "Birthday 2",
    ]
    grid = GoogleSheet(desk.connect(key)).read()["Practitioners"]
    assert not locate(grid, PRACTITIONERS).missing
    assert repair_spreadsheet(desk.connect(key)) == ()


def test_an_answer_that_is_lost_makes_nothing_twice(desk: Desk) -> None:
    """The line broke after Google had done it all; the second try is refused, and that is fine."""
    google = desk.google
    key = small_sheet(google, {"Practitioners": [HEADINGS], **BLANK})

    def drop_once(call: Call) -> Trouble | None:
        if call.kind == "write":
            google.before = None
            return Trouble(fault=Fault.DROP_AFTER)
        return None

    google.before = drop_once
    assert repair_spreadsheet(desk.connect(key))
    row = google.values(key, "Practitioners")[0]
    assert len(row) == len(set(row)) == len(PRACTITIONERS) + 1
    assert repair_spreadsheet(desk.connect(key)) == ()


def test_choices_and_notes_of_people_stay(desk: Desk) -> None:
    """Whoever set up a dropdown of their own meant it."""
    google = desk.google
    key = small_sheet(google, {"Practitioners": [[*HEADINGS, "Decide"], ["Eva"]], **BLANK})
    gid = google.sheet(key, "Practitioners").id
    own = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "perhaps"}]}}
    place = {"sheetId": gid, "startColumnIndex": 4, "endColumnIndex": 5, "startRowIndex": 1}
    head = {"sheetId": gid, "rowIndex": 0, "columnIndex": 4}
    noted = {"start": head, "rows": [{"values": [{"note": "ask Ana"}]}], "fields": "note"}
    google.apply(
        key, [{"setDataValidation": {"range": place, "rule": own}}, {"updateCells": noted}]
    )
    repair_spreadsheet(desk.connect(key))
    sheet = google.sheet(key, "Practitioners")
    assert sheet.cell(0, 4).note == "ask Ana"
    validation = sheet.cell(3, 4).validation
    assert validation is not None
    assert validation["condition"] == own["condition"]
