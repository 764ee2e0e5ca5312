"""Repairing a practice workbook: what is missing comes back, and nothing else changes."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from outreach.sheet.columns import ACTIVITY, PRACTITIONERS, REFERRALS, locate
from outreach.sheet.furniture import FURNITURE, TabFurniture
from outreach.sheet.headings import column_letter
from outreach.sheet.port import Grid
from outreach.sheet.reconcile import find_tab
from outreach.sheet.workbook import Workbook
from outreach.sheet.xlsx.repairing import repair_workbook
from tests.sheet.broken_workbook import LAST_ROW, Broken, make_broken_workbook

COLUMNS = {"Practitioners": PRACTITIONERS, "Referrals": REFERRALS, "Activity": ACTIVITY}


def parts_of(path: Path) -> dict[str, bytes]:
    """Return every part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def choices_at(sheet: Worksheet, column: int, row: int) -> list[str]:
    """Return what the dropdowns of a cell offer, as an independent reader finds them."""
    return [
        str(one.formula1)
        for one in sheet.data_validations.dataValidation
        if f"{column_letter(column)}{row}" in one.sqref
    ]


def check_repair(path: Path, seed: int) -> None:
    """Repair a workbook that was broken by chance, and hold it to all that a repair promises."""
    broken = make_broken_workbook(path, seed)
    assert repair_workbook(path, shown="broken.xlsx")
    content = path.read_bytes()
    assert repair_workbook(path, shown="broken.xlsx") == ()
    assert path.read_bytes() == content
    tabs = Workbook(path).read()
    book = openpyxl.load_workbook(path)
    assert book["My own tab"]["B2"].value == "=1+1"
    for furniture in FURNITURE:
        grid = find_tab(tabs, furniture.title)
        sheet = book[grid.title]
        assert isinstance(sheet, Worksheet)
        check_tab(sheet, grid, furniture, broken.get(furniture.title, Broken()))


def check_tab(sheet: Worksheet, grid: Grid, furniture: TabFurniture, before: Broken) -> None:
    """Hold one tab to what it was and to what it should have."""
    located = locate(grid, COLUMNS[furniture.title])
    assert not located.missing
    heads = {(located.row, at): heading for heading, at in located.columns.items()}
    shown = {
        (number, at): cell.value
        for number, row in enumerate(sheet.iter_rows(), start=1)
        for at, cell in enumerate(row, start=1)
        if cell.value is not None
    }
    assert shown == heads | before.cells
    for column in furniture.columns:
        at = located.columns[column.heading]
        comment = sheet.cell(located.row, at).comment
        own_note = column.heading in before.own_notes
        assert comment is not None
        assert comment.text == ("ask Ana" if own_note else column.note)
        for row in (located.row + 1, LAST_ROW):
            found = choices_at(sheet, at, row)
            if column.heading in before.own_choices:
                assert found in ([], ['"perhaps,never"'])
            else:
                assert found == ([f'"{",".join(column.choices)}"'] if column.choices else [])


@settings(deadline=None, max_examples=4)
@given(seed=st.integers(0, 2**32))
def test_whatever_was_broken_is_repaired_and_no_cell_is_moved_or_lost(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A repair that costs somebody a cell is worse than what it repairs (I4)."""
    check_repair(tmp_path_factory.getbasetemp() / "broken.xlsx", seed)


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 2**32))
def test_the_same_holds_of_many_more(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """People break sheets in more ways than a few tries find."""
    check_repair(tmp_path_factory.getbasetemp() / "many.xlsx", seed)
