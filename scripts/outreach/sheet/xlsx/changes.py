"""Which of the cells that a caller wants written differ, and what the file is to hold there."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial

from outreach.errors import SheetError
from outreach.practitioners.row import Cell, text_of
from outreach.sheet.port import CellWrite
from outreach.sheet.xlsx.cells import (
    MOST_CHARACTERS,
    cell_address,
    is_too_long,
    serial_number,
    shown_value,
)
from outreach.sheet.xlsx.package import Package
from outreach.sheet.xlsx.patch import Written
from outreach.sheet.xlsx.snapshot import Snapshot
from outreach.sheet.xlsx.values import Rows

Wanted = Mapping[int, Mapping[int, Cell]]
"""Row → column → value that differs from what is shown there now."""

Stored = dict[int, dict[int, tuple[Written, Cell]]]
"""Row → column → what the file is to hold, and what that will show."""


def differing(snapshot: Snapshot, writes: Sequence[CellWrite]) -> dict[str, Wanted]:
    """Return, tab by tab, the writes that would change what a cell shows.

    Raises:
        SheetError: A tab does not exist, or a cell cannot hold its value.
    """
    wanted: dict[str, dict[int, dict[int, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for write in writes:
        grid = snapshot.grids.get(write.tab)
        if grid is None:
            raise SheetError(write.tab, "there is no tab of this name")
        value = shown_value(write.value)
        _refuse_what_does_not_fit(write, value)
        cells = wanted[write.tab][write.row]
        if _is_same(_shown_now(grid.rows, write.row, write.column), value):
            cells.pop(write.column, None)  # the last of two writes to a cell counts
        elif not snapshot.locks[write.tab].hold(write.row, write.column):
            cells[write.column] = value
    return {
        tab: {row: cells for row, cells in rows.items() if cells} for tab, rows in wanted.items()
    }


def stored(snapshot: Snapshot, title: str, wanted: Wanted) -> Stored:
    """Return how the file is to hold the wanted values of a tab."""
    layout = snapshot.layout(title)
    rows = snapshot.grids[title].rows
    formats_in_column = lru_cache(maxsize=None)(layout.formats_in_column)
    found: Stored = {}
    for row, cells in wanted.items():
        own = layout.formats_in_row(row)
        for column, value in cells.items():
            style = own.get(column)
            if style is None:
                style = layout.format_of_new_cell(row, column)
            written, shown = _stored_cell(
                snapshot.package, value, style, partial(formats_in_column, column)
            )
            if not _is_same(_shown_now(rows, row, column), shown):
                found.setdefault(row, {})[column] = written, shown
    return found


def _stored_cell(
    package: Package, value: Cell, style: int, in_column: Callable[[], frozenset[int]]
) -> tuple[Written, Cell]:
    """Return format and stored value of a cell, and what it will show."""
    match value:
        case date():
            number = serial_number(value, package.epoch)
            shows_days = package.formats.for_date(value, style, in_column)
            if number is None or shows_days is None:
                text = text_of(value)
                return (style, text), text
            return (shows_days, number), value
        case int() | float() if not isinstance(value, bool):
            return (package.formats.for_number(style), value), value
        case _:
            return (style, value), value


def expected_rows(rows: Rows, changes: Stored) -> Rows:
    """Return how a tab reads once its changes are made."""
    now = list(rows)
    now += [()] * (max(changes, default=0) - len(now))
    for row, cells in changes.items():
        values = list(now[row - 1])
        values += [None] * (max(cells) - len(values))
        for column, (_, shown) in cells.items():
            values[column - 1] = shown
        while values and values[-1] is None:
            values.pop()
        now[row - 1] = tuple(values)
    while now and not now[-1]:
        now.pop()
    return tuple(now)


def first_difference(expected: Rows, found: Rows) -> str:
    """Return the address of the first cell that does not show what it should, or nothing."""
    if expected == found:
        return ""
    height = max(len(expected), len(found))
    for row in range(1, height + 1):
        width = max(len(rows[row - 1]) for rows in (expected, found) if row <= len(rows))
        for column in range(1, width + 1):
            if _shown_now(expected, row, column) != _shown_now(found, row, column):
                return cell_address(row, column)
    return ""


def _shown_now(rows: Rows, row: int, column: int) -> Cell:
    if row > len(rows) or column > len(rows[row - 1]):
        return None
    return rows[row - 1][column - 1]


def _is_same(one: Cell, other: Cell) -> bool:
    """Say whether two values show the same; TRUE is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _refuse_what_does_not_fit(write: CellWrite, value: Cell) -> None:
    if is_too_long(value):
        what = f"the text is longer than the {MOST_CHARACTERS:,} characters that a cell can hold"
    elif isinstance(value, float) and not math.isfinite(value):
        what = f"{value} is not a number that a cell can hold"
    else:
        return
    raise SheetError(f"{write.tab}!{cell_address(write.row, write.column)}", what)
