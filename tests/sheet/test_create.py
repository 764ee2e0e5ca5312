"""New workbooks: what people find in them, and that the adapter understands them."""

import csv
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from outreach.errors import SheetError
from outreach.practitioners.row import Cell
from outreach.practitioners.stages import Stage
from outreach.sheet.columns import (
    ACTIVITY,
    PRACTITIONERS,
    REFERRALS,
    Kind,
    Owner,
    column_letter,
    locate,
    rows_of,
)
from outreach.sheet.create import new_workbook, save_workbook
from outreach.sheet.reconcile import dashboard_ledger
from outreach.sheet.workbook import Workbook
from tests.programs import program

MADE_AT = datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC)
TABS = {"Practitioners": PRACTITIONERS, "Referrals": REFERRALS, "Activity": ACTIVITY}
LAST_ROW = 1_048_576
PEOPLE: tuple[Mapping[str, Cell], ...] = (
    {
        "Name": "Eva Holm",
        "Miles away": 2.5,
        "Demo on": datetime(2026, 5, 4, 14, 30),  # noqa: DTZ001 - cells hold wall-clock times
        "Next on": date(2026, 5, 4),
        "Phone": "007",
        "Hold": "Yes",
    },
    {"Name": '=HYPERLINK("https://x.example")', "Notes": "two\nlines and a bell\x07"},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a new workbook with two people was saved."""
    return save(tmp_path / "new.xlsx", PEOPLE)


def save(path: Path, people: Sequence[Mapping[str, Cell]]) -> Path:
    """Save a new workbook with these people."""
    save_workbook(new_workbook(people), path, made_at=MADE_AT)
    return path


def load(path: Path, tab: str) -> Worksheet:
    """Load one tab with openpyxl, as an independent reader."""
    sheet = openpyxl.load_workbook(path)[tab]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_the_adapter_reads_back_what_was_put_in(path: Path) -> None:
    """Dates must stay dates, text must stay text, and a formula-like name must not run."""
    tabs = Workbook(path).read()
    assert list(tabs) == ["Practitioners", "Referrals", "Activity", "Dashboard"]
    grid = tabs["Practitioners"]
    eva, other = rows_of(grid, locate(grid, PRACTITIONERS))
    for heading, value in PEOPLE[0].items():
        assert eva.cells[heading] == value
    assert other.cells["Name"] == '=HYPERLINK("https://x.example")'
    assert other.cells["Notes"] == "two\nlines and a bell"
    assert not grid.locked


@pytest.mark.parametrize("tab", TABS)
def test_all_columns_are_there_and_say_what_they_are_for(path: Path, tab: str) -> None:
    """A sheet that explains itself needs no manual."""
    sheet = load(path, tab)
    located = locate(Workbook(path).read()[tab], TABS[tab])
    assert located.missing == ()
    for at, column in enumerate(TABS[tab], start=1):
        note = sheet.cell(1, at).comment
        assert note is not None
        assert column.note in note.text
        assert ("Yours" in note.text) == (column.owner is Owner.PEOPLE)


def test_owners_are_told_apart_by_the_colour_of_the_heading(path: Path) -> None:
    """People must see at a glance which cells are overwritten."""
    sheet = load(path, "Practitioners")
    colours = {
        owner: {
            sheet.cell(1, at).fill.start_color.rgb
            for at, column in enumerate(PRACTITIONERS, start=1)
            if column.owner is owner
        }
        for owner in Owner
    }
    assert len(colours[Owner.PEOPLE]) == len(colours[Owner.SCRIPT]) == 1
    assert colours[Owner.PEOPLE] != colours[Owner.SCRIPT]


@pytest.mark.parametrize("tab", TABS)
def test_dropdowns_offer_the_choices_in_rows_to_come_too(path: Path, tab: str) -> None:
    """Choosing is faster than typing, and never misspelt."""
    sheet = load(path, tab)
    found = {}
    for dropdown in sheet.data_validations.dataValidation:
        (cells,) = dropdown.sqref.ranges
        assert (cells.min_row, cells.max_row) == (2, LAST_ROW)
        assert dropdown.allow_blank
        column = TABS[tab][cells.min_col - 1]
        assert bool(dropdown.showErrorMessage) == (column.kind is Kind.CHOICE)
        found[column.heading] = tuple(dropdown.formula1.strip('"').split(","))
    assert found == {
        column.heading: column.choices
        for column in TABS[tab]
        if column.choices and column.owner is Owner.PEOPLE
    }


@pytest.mark.parametrize("tab", TABS)
def test_date_columns_are_formatted_for_rows_to_come_too(path: Path, tab: str) -> None:
    """A date that is patched into a cell without a date format would show as a number."""
    sheet = load(path, tab)
    for at, column in enumerate(TABS[tab], start=1):
        if column.kind in {Kind.DATE, Kind.DATETIME}:
            letter = column_letter(at)
            assert "yyyy" in sheet.column_dimensions[letter].number_format
            assert ("h:mm" in sheet.column_dimensions[letter].number_format) == (
                column.kind is Kind.DATETIME
            )
            if tab == "Practitioners" and column.owner is Owner.SCRIPT:
                assert "yyyy" in sheet.cell(3, at).number_format


@pytest.mark.parametrize("tab", TABS)
def test_headings_and_names_stay_in_view_and_can_be_filtered(path: Path, tab: str) -> None:
    """Forty columns are lost without the name beside them."""
    sheet = load(path, tab)
    assert sheet.freeze_panes == "B2"
    assert str(sheet.auto_filter.ref).startswith("A1:")


def test_every_stage_has_a_colour_of_its_own(path: Path) -> None:
    """The sheet is read by colour first."""
    rules = [
        rule
        for cells in load(path, "Practitioners").conditional_formatting
        for rule in cells.rules
        if str(cells.sqref).startswith("B2:C")
    ]
    assert [rule.formula for rule in rules] == [[f'$B2="{stage.value}"'] for stage in Stage]
    assert len({rule.dxf.fill.start_color.rgb for rule in rules if rule.dxf}) == len(Stage)


def test_the_dashboard_has_a_place_for_the_ledger_and_one_chart(path: Path) -> None:
    """A sheet that names another ledger is a safety stop, so the place must be found."""
    sheet = load(path, "Dashboard")
    assert (sheet["B4"].value, sheet["B5"].value) == ("Ledger", "Last run")
    assert dashboard_ledger(Workbook(path).read()) == ""
    with zipfile.ZipFile(path) as package:
        assert "xl/charts/chart1.xml" in package.namelist()


@pytest.mark.slow
@pytest.mark.system
def test_the_dashboard_counts(tmp_path: Path) -> None:
    """Counts that leave out somebody, or count the heading, mislead."""
    people: list[Mapping[str, Cell]] = [{"Stage": stage.value} for stage in Stage]
    people += [
        {"Stage": "Ready", "Next on": date(2020, 1, 1), "Problem": "Fill in the name."},
        {"Stage": "Ready", "Next on": date(2999, 1, 1)},
    ]
    path = save(tmp_path / "counted.xlsx", people)
    fourth_tab = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,4"
    subprocess.run(
        [
            program("soffice"),
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", fourth_tab, "--outdir", str(tmp_path), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (converted,) = tmp_path.glob("*.csv")
    with converted.open(newline="", encoding="utf-8") as file:
        counted = {row[1]: row[2] for row in csv.reader(file) if len(row) > 2}
    assert counted["Next steps due by today"] == "1"
    assert counted["Rows with a problem"] == "1"
    assert [counted[stage.value] for stage in Stage] == ["1", "3", "1", "1", "1", "1", "1", "1"]


def test_text_that_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    """Cutting somebody's notes in silence would lose them."""
    with pytest.raises(SheetError, match=r"Practitioners!V2: is longer"):
        save(tmp_path / "long.xlsx", [{"Notes": "x" * 40_000}])
    assert PRACTITIONERS[21].heading == "Notes"


def test_the_same_people_and_moment_give_the_same_bytes(tmp_path: Path) -> None:
    """The committed sample must not change unless its people do."""
    first = save(tmp_path / "first.xlsx", PEOPLE)
    second = save(tmp_path / "second.xlsx", PEOPLE)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as package:
        assert {part.date_time for part in package.infolist()} == {(2026, 1, 2, 3, 4, 6)}
        assert package.read("docProps/core.xml").count(b">2026-01-02T03:04:06Z<") == 2


@pytest.mark.slow
def test_ten_thousand_people_fit(tmp_path: Path) -> None:
    """Nobody has that many, but an import may bring them."""
    path = save(tmp_path / "many.xlsx", [{"Name": f"Person {n}"} for n in range(10_000)])
    grid = Workbook(path).read()["Practitioners"]
    assert len(rows_of(grid, locate(grid, PRACTITIONERS))) == 10_000
