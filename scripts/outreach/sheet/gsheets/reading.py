"""Turns answers of the Sheets API into tabs; pure.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from outreach.practitioners.row import NOT_CALCULATED, Cell
from outreach.sheet.gsheets.anchors import CELL_PREFIX, COLUMN_KEY, TAB_KEY
from outreach.sheet.port import CellRange, Grid

_MARK = "developerMetadata(metadataId,metadataKey,metadataValue)"
FIELDS = (
    "properties.title,namedRanges(name,range),"
    f"sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),{_MARK},merges,"
    "data(rowData.values(effectiveValue,userEnteredValue.formulaValue,"
    "effectiveFormat.numberFormat.type),"
    f"rowMetadata(hiddenByFilter,hiddenByUser),columnMetadata.{_MARK}))"
)
"""All that one read needs, as of one moment."""

DATED = frozenset({"DATE", "DATE_TIME"})
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TabState:
    """One tab, and what it takes to write to it.

    Attributes:
        gid: The tab's id, which renaming does not change.
        grid: What it shows.
        rows: How many rows it has, blank ones too.
        columns: How many columns.
        dated: (row, column) of cells that show a number as a date, from 1.
        formulas: (row, column) of cells with a formula.
        marks: Metadata id → column number, of columns that are marked as ours.
    """

    gid: int
    grid: Grid
    rows: int
    columns: int
    dated: frozenset[tuple[int, int]] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()
    marks: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadsheetState:
    """A whole spreadsheet as of one moment.

    Attributes:
        title: As its owner named it.
        tabs: Title → tab, in the order of the spreadsheet.
        cells: Name → (gid, row, column) of the single cells that are named as ours, from 1.
        names: All names, also of ranges that lost or changed their cells.
    """

    title: str
    tabs: Mapping[str, TabState]
    cells: Mapping[str, tuple[int, int, int]]
    names: frozenset[str] = frozenset()

    def of_gid(self, gid: int) -> TabState | None:
        """Return the tab of an id, or None."""
        return next((tab for tab in self.tabs.values() if tab.gid == gid), None)

    def grids(self) -> dict[str, Grid]:
        """Return what the tabs show."""
        return {title: tab.grid for title, tab in self.tabs.items()}


def read_spreadsheet(answer: Mapping[str, Any]) -> SpreadsheetState:
    """Read an answer that holds the FIELDS."""
    tabs = [_tab(sheet) for sheet in answer.get("sheets", ())]
    named = {one["name"]: one.get("range", {}) for one in answer.get("namedRanges", ())}
    return SpreadsheetState(
        title=answer.get("properties", {}).get("title", ""),
        tabs={tab.grid.title: tab for tab in tabs},
        cells={
            name: (area.get("sheetId", 0), area["endRowIndex"], area["endColumnIndex"])
            for name, area in named.items()
            if name.startswith(CELL_PREFIX) and _is_one_cell(area)
        },
        names=frozenset(named),
    )


def _is_one_cell(area: Mapping[str, int]) -> bool:
    height = area.get("endRowIndex", 0) - area.get("startRowIndex", 0)
    width = area.get("endColumnIndex", 0) - area.get("startColumnIndex", 0)
    return (height, width) == (1, 1)


def _tab(sheet: Mapping[str, Any]) -> TabState:
    properties = sheet["properties"]
    size = properties.get("gridProperties", {})  # a chart's tab has none
    data: Mapping[str, Any] = next(iter(sheet.get("data", ())), {})
    dated: set[tuple[int, int]] = set()
    formulas: set[tuple[int, int]] = set()
    unknown: set[tuple[int, int]] = set()
    rows = []
    for number, row in enumerate(data.get("rowData", ()), start=1):
        shown: list[Cell] = []
        for column, cell in enumerate(row.get("values", ()), start=1):
            value = _value(cell, dated, (number, column)) if cell else None
            if cell.get("userEnteredValue"):
                formulas.add((number, column))
            if value == NOT_CALCULATED:
                unknown.add((number, column))
            shown.append(value)
        rows.append(shown)
    marks = dict(_column_marks(data))
    merged = tuple(map(_merge, sheet.get("merges", ())))
    grid = Grid(
        title=properties["title"],
        rows=trimmed(rows),
        hidden=frozenset(_hidden(data)),
        merged=merged,
        locked=frozenset(cell for area in merged for cell in area.covered()),
        uncalculated=frozenset(unknown),
        anchor=next((m["metadataValue"] for m in _marks(sheet, TAB_KEY)), ""),
        anchors={column: value.partition("/")[2] for column, value in marks.values()},
    )
    return TabState(
        gid=properties.get("sheetId", 0),
        grid=grid,
        rows=size.get("rowCount", 0),
        columns=size.get("columnCount", 0),
        dated=frozenset(dated),
        formulas=frozenset(formulas),
        marks={id_: column for id_, (column, _) in marks.items()},
    )


def _value(cell: Mapping[str, Any], dated: set[tuple[int, int]], at: tuple[int, int]) -> Cell:
    """Return a cell's value, and note where numbers are shown as dates."""
    kind = cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
    if kind in DATED:
        dated.add(at)
    for name, value in cell.get("effectiveValue", {}).items():
        if name == "errorValue":
            error = value.get("type", "")
            return NOT_CALCULATED if error == "LOADING" else _ERRORS.get(error, "#ERROR!")
        return shown_value(value, is_date=kind in DATED)
    return None


def shown_value(value: Cell, *, is_date: bool) -> Cell:
    """Return a value as the API has it in the form that the port has."""
    if value == "" and isinstance(value, str):
        return None
    if is_date and isinstance(value, int | float) and not isinstance(value, bool):
        return from_serial(value)
    return value


def from_serial(serial: float) -> Cell:
    """Return the day or the moment that a serial number of Google's stands for.

    https://developers.google.com/workspace/sheets/api/guides/formats
    """
    try:
        moment = EPOCH + timedelta(seconds=round(serial * 86_400))
    except OverflowError:  # a number too large to be a date, in a column of dates
        return serial
    return moment if serial % 1 else moment.date()


def trimmed(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Return rows without the blank cells and rows at their ends."""
    found = []
    for row in rows:
        width = len(row)
        while width and row[width - 1] is None:
            width -= 1
        found.append(tuple(row[:width]))
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _marks(holder: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    for mark in holder.get("developerMetadata", ()):
        if mark.get("metadataKey") == key:
            yield mark


def _column_marks(data: Mapping[str, Any]) -> Iterator[tuple[int, tuple[int, str]]]:
    """Yield metadata id, and column number and value, of each marked column."""
    for number, column in enumerate(data.get("columnMetadata", ()), start=1):
        for mark in _marks(column, COLUMN_KEY):
            yield mark["metadataId"], (number, mark.get("metadataValue", ""))


def _hidden(data: Mapping[str, Any]) -> Iterator[int]:
    for number, row in enumerate(data.get("rowMetadata", ()), start=1):
        if row.get("hiddenByUser") or row.get("hiddenByFilter"):
            yield number


def _merge(found: Mapping[str, int]) -> CellRange:
    return CellRange(
        top=found.get("startRowIndex", 0) + 1,
        left=found.get("startColumnIndex", 0) + 1,
        bottom=found["endRowIndex"],
        right=found["endColumnIndex"],
    )
