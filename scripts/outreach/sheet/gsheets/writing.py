"""Bodies of the requests that write; pure.

Values go to columns by their marks and to single cells by their names, so that a column that
somebody moves at the last moment takes them along: they never land in a column of people's (I4).
Rows have no such mark that survives sorting, which is what the reconcile is for (I3).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from outreach.practitioners.row import Cell, text_of
from outreach.sheet.gsheets.anchors import (
    Area,
    Request,
    cell_name,
    column_id,
    mark_column,
    mark_tab,
    name_cell,
    tab_id,
    unmark,
    unname,
)
from outreach.sheet.gsheets.reading import (
    EPOCH,
    SpreadsheetState,
    TabState,
    shown_value,
)
from outreach.sheet.headings import HEADING_ROWS
from outreach.sheet.port import CellWrite, Grid

ROOM = 100  # rows or columns that are added at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparations:
    """What must be there before values can be written.

    Attributes:
        requests: As spreadsheets.batchUpdate takes them.
        marks: Metadata id → (gid, column number) of the columns that they mark.
    """

    requests: tuple[Request, ...]
    marks: Mapping[int, tuple[int, int]]

    def misplaced(self, before: SpreadsheetState, after: SpreadsheetState) -> set[int]:
        """Return the marks whose column begins otherwise than before: somebody moved columns."""
        wrong = set()
        for id_, (gid, column) in self.marks.items():
            meant, found = before.of_gid(gid), after.of_gid(gid)
            if meant and found and id_ in found.marks:
                top = column_top(found.grid, found.marks[id_])
                if top != column_top(meant.grid, column):
                    wrong.add(id_)
        return wrong


def preparations(state: SpreadsheetState, writes: Sequence[CellWrite]) -> Preparations:
    """Return the requests that make room, and marks that are missing or stand elsewhere."""
    requests: list[Request] = []
    marks: dict[int, tuple[int, int]] = {}
    by_tab: dict[str, list[CellWrite]] = {}
    for write in writes:
        by_tab.setdefault(write.tab, []).append(write)
    present = {id_ for tab in state.tabs.values() for id_ in tab.marks}
    for title, own in by_tab.items():
        tab = state.tabs[title]
        requests += _room(tab, own)
        columns = {(one.section, one.heading): one.column for one in own if one.heading}
        for (section, heading), column in sorted(columns.items()):
            id_ = column_id(section, heading)
            if tab.marks.get(id_) == column:
                continue
            if id_ in present:
                requests.append(unmark(id_))
            requests.append(mark_column(section, heading, gid=tab.gid, index=column - 1))
            marks[id_] = (tab.gid, column)
        if columns and not tab.grid.anchor:
            section = next(iter(columns))[0]
            if section in {other.grid.anchor for other in state.tabs.values()}:
                requests.append(unmark(tab_id(section)))
            requests.append(mark_tab(section, gid=tab.gid))
        requests += _names(state, tab, own)
    return Preparations(requests=tuple(requests), marks=marks)


def _names(
    state: SpreadsheetState, tab: TabState, writes: Iterable[CellWrite]
) -> Iterator[Request]:
    """Yield what names single cells that are not named yet, or elsewhere."""
    for write in writes:
        found = state.cells.get(cell_name(write.cell)) if write.cell else None
        if not write.cell or found == (tab.gid, write.row, write.column):
            continue
        if cell_name(write.cell) in state.names:
            yield unname(write.cell)
        yield name_cell(write.cell, gid=tab.gid, row=write.row - 1, column=write.column - 1)


def column_top(grid: Grid, column: int) -> tuple[Cell, ...]:
    """Return the cells of a column among which its heading is."""
    rows = grid.rows[:HEADING_ROWS]
    return tuple(row[column - 1] if column <= len(row) else None for row in rows)


def _room(tab: TabState, writes: Iterable[CellWrite]) -> Iterator[Request]:
    """Yield what adds rows and columns, for a write beyond the grid is refused."""
    needs = {
        "ROWS": max(one.row for one in writes) - tab.rows,
        "COLUMNS": max(one.column for one in writes) - tab.columns,
    }
    for dimension, length in needs.items():
        if length > 0:
            added = {"sheetId": tab.gid, "dimension": dimension, "length": length + ROOM}
            yield {"appendDimension": added}


def _one_cell(gid: int, write: CellWrite) -> dict[str, int]:
    row, column = write.row - 1, write.column - 1
    area = Area(gid=gid, top=row, left=column, bottom=row + 1, right=column + 1)
    return area.grid_range()


def values_body(state: SpreadsheetState, writes: Sequence[CellWrite]) -> dict[str, Any]:
    """Return the body of spreadsheets.values.batchUpdateByDataFilter.

    It also asks for all values of the tabs that it writes to, as they are after the write.
    """
    columns: dict[int, dict[int, Cell]] = {}
    entries: list[dict[str, Any]] = []
    for write in writes:
        tab = state.tabs[write.tab]
        value = _stored(write.value, is_date=(write.row, write.column) in tab.dated)
        if write.heading:
            cells = columns.setdefault(column_id(write.section, write.heading), {})
            cells[write.row - 1] = value
        elif write.cell:
            entries.append(_entry({"a1Range": cell_name(write.cell)}, [[value]]))
        else:
            entries.append(_entry({"gridRange": _one_cell(tab.gid, write)}, [[value]]))
    for id_, cells in columns.items():
        lookup = {"developerMetadataLookup": {"metadataId": id_}}
        down = [cells.get(index) for index in range(max(cells) + 1)]
        entries.append(_entry(lookup, [down], dimension="COLUMNS"))
    touched = dict.fromkeys(state.tabs[write.tab].gid for write in writes)
    entries += [_entry({"gridRange": {"sheetId": gid}}, [[None]]) for gid in touched]
    return {
        "valueInputOption": "RAW",  # never USER_ENTERED: a reply may begin with =
        "data": entries,
        "includeValuesInResponse": True,
        "responseValueRenderOption": "UNFORMATTED_VALUE",
        "responseDateTimeRenderOption": "SERIAL_NUMBER",
    }


def _entry(
    data_filter: Mapping[str, Any], values: Sequence[Sequence[Cell]], *, dimension: str = "ROWS"
) -> dict[str, Any]:
    """Return one entry; None leaves a cell alone, an empty text blanks it."""
    return {"dataFilter": data_filter, "majorDimension": dimension, "values": values}


def _stored(value: Cell, *, is_date: bool) -> Cell:
    """Return a value as the API takes it.

    A day is a number there, which only a date format makes readable; formats are not ours to
    change (I4), so a cell without one gets the day as text.
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return _serial(value) if is_date else text_of(value)
    return value


def shown_as_stored(value: Cell, *, is_date: bool) -> Cell:
    """Return how a value reads once it is stored."""
    return shown_value(_stored(value, is_date=is_date), is_date=is_date)


def _serial(value: date) -> float:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (moment - EPOCH).total_seconds() / 86_400
