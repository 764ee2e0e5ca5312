"""Brings the sheet to what it should show, whoever edits it meanwhile (I3).

A pure function compares the tabs as they read now with what is wanted and returns the cells that
differ; they are written; the same call says how the tabs read after it; repeat until nothing
differs. Rows are found anew by their key in every round, never by a remembered number.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count

from outreach.errors import SheetError
from outreach.practitioners.identity import ID_PATTERN, Identity, identify
from outreach.practitioners.row import Cell, SheetRow, text_of
from outreach.sheet.columns import (
    ACTIVITY,
    ACTIVITY_TAB,
    DASHBOARD_TAB,
    PRACTITIONERS,
    PRACTITIONERS_TAB,
    Located,
    Owner,
    locate,
    normalise_heading,
    rows_of,
    shows_somebody,
)
from outreach.sheet.heartbeat import DASHBOARD_LINES
from outreach.sheet.port import CellWrite, Grid, Spreadsheet, Tabs
from outreach.sheet.projection import Cells

ROUNDS = 3
LEDGER_ID = re.compile(r"L-[0-9a-f]{8}")
SCRIPT_OWNED = tuple(column.heading for column in PRACTITIONERS if column.owner is Owner.SCRIPT)
BEYOND_DOUBT = ("ID", "Problem", "Last touch", "Last touch on", "Last reply on", "Reply")
DASHBOARD_DEPTH = 50  # rows in which the block of the Dashboard is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the sheet should show.

    Attributes:
        rows: Row key → cells of the Practitioners tab. Rows with other keys are left alone.
        known: Row key → identity, to find rows that have lost their key.
        activity: Lines of the Activity tab, the newest first.
        dashboard: Label → value, in order.
    """

    rows: Mapping[str, Cells]
    known: Mapping[str, Identity]
    activity: Sequence[Cells] = ()
    dashboard: Sequence[tuple[str, Cell]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """How it ended.

    Attributes:
        written: Cells that were written, all rounds together.
        left: Cells that still differ after the last round.
        tabs: How the tabs read at the end.
    """

    written: int
    left: tuple[CellWrite, ...]
    tabs: Tabs


def reconcile(sheet: Spreadsheet, tabs: Tabs, wanted: Wanted) -> Reconciled:
    """Write what differs until nothing does, in at most three rounds.

    Raises:
        SheetError: The sheet cannot be written, or has lost its headings meanwhile.
    """
    return settle(sheet, tabs, lambda read: differences(read, wanted))


def settle(sheet: Spreadsheet, tabs: Tabs, differ: Callable[[Tabs], list[CellWrite]]) -> Reconciled:
    """Write what differs, from whatever is wanted, until nothing does.

    Args:
        differ: Returns the cells that do not show what they should.
    """
    written = 0
    for _ in range(ROUNDS):
        writes = differ(tabs)
        if not writes:
            return Reconciled(written=written, left=(), tabs=tabs)
        tabs = sheet.write(writes)
        written += len(writes)
    return Reconciled(written=written, left=tuple(differ(tabs)), tabs=tabs)


def differences(tabs: Tabs, wanted: Wanted) -> list[CellWrite]:
    """Return the cells that do not show what they should."""
    writes = list(_practitioner_cells(find_tab(tabs, PRACTITIONERS_TAB), wanted))
    if activity := readable_activity(tabs):
        writes += _activity_cells(activity, wanted.activity)
    if dashboard := tabs_named(tabs, DASHBOARD_TAB):
        block = list(_dashboard_cells(dashboard[0], wanted.dashboard))
        if writes or not _is_heartbeat_of_the_day(dashboard[0], block):
            writes += block
    return writes


def rows_to_change(tabs: Tabs, wanted: Wanted) -> int:
    """Return how many people's rows do not show what they should."""
    writes = _practitioner_cells(find_tab(tabs, PRACTITIONERS_TAB), wanted)
    return len({write.row for write in writes})


def cleared(tabs: Tabs) -> list[CellWrite]:
    """Return the writes that blank all that the scripts have shown."""
    grid = find_tab(tabs, PRACTITIONERS_TAB)
    located = locate(grid, PRACTITIONERS)
    blank = dict.fromkeys(SCRIPT_OWNED)
    writes = [one for row in rows_of(grid, located) for one in _cells(grid, located, row, blank)]
    if activity := readable_activity(tabs):
        writes += _activity_cells(activity, ())
    if dashboard_ledger(tabs):
        dashboard = tabs_named(tabs, DASHBOARD_TAB)[0]
        writes += _dashboard_cells(dashboard, [(line, None) for line in DASHBOARD_LINES])
    return writes


def tabs_named(tabs: Tabs, title: str) -> list[Grid]:
    """Return the tabs of a title, whatever its case and spaces; else the one marked as it."""
    named = [grid for name, grid in tabs.items() if normalise_heading(name) == title.lower()]
    return named or [grid for grid in tabs.values() if grid.anchor == title]


def readable_activity(tabs: Tabs) -> Grid | None:
    """Return the Activity tab, or None without one whose headings are whole.

    It only repeats what the ledger has, so its faults must not keep rows from their standing.
    """
    for grid in tabs_named(tabs, ACTIVITY_TAB)[:1]:
        try:
            locate(grid, ACTIVITY)
        except SheetError:
            return None
        return grid
    return None


def find_tab(tabs: Tabs, title: str) -> Grid:
    """Return the one tab of a title.

    Raises:
        SheetError: There is none, or more than one.
    """
    found = tabs_named(tabs, title)
    if len(found) > 1:
        names = " and ".join(f"“{grid.title}”" for grid in found)
        raise SheetError(title, f"is the title of {names}", hint="rename all but one of them")
    if not found:
        there = ", ".join(tabs) or "none"
        raise SheetError(
            title, f"is missing; the tabs are: {there}", hint=f"name one of them {title}"
        )
    return found[0]


def _practitioner_cells(grid: Grid, wanted: Wanted) -> Iterator[CellWrite]:
    located = locate(grid, PRACTITIONERS)
    rows = rows_of(grid, located)
    strangers = count()
    yield from _lost_headings(grid, located, wanted)
    for row in rows:
        if not shows_somebody(row):
            # The person is gone from it, or a write of ours landed below the last row.
            yield from _cells(grid, located, row, dict.fromkeys(SCRIPT_OWNED))
    people = tuple(filter(shows_somebody, rows))
    identified = identify(people, wanted.known, lambda: f"?{next(strangers)}")
    times = Counter(found.id for found in identified)
    for found in identified:
        cells = wanted.rows.get(found.id)
        if cells is None:
            # New since the run began: the next run takes it up. Until then it must not show
            # somebody else's standing, which a write may have left here.
            is_own = found.row.text("ID") == found.id
            cells = {} if is_own else dict.fromkeys(SCRIPT_OWNED)
        if times[found.id] > 1:
            # Nobody can say whose standing it is, so only that is said; but the key and what was
            # sent under it are beyond doubt, and must not be another's, whom our write mistook.
            cells = {heading: cells[heading] for heading in BEYOND_DOUBT if heading in cells}
        yield from _cells(grid, located, found.row, cells)


def _lost_headings(grid: Grid, located: Located, wanted: Wanted) -> Iterator[CellWrite]:
    """Yield the writes that put back headings on which a value of ours landed.

    It does when somebody inserts a row above them right before a write (I3).
    """
    for heading in SCRIPT_OWNED:
        column = located.columns.get(heading)
        if column is None:
            continue
        there = _at(grid, located.row, column)
        if normalise_heading(there) == normalise_heading(heading):
            continue
        # People word headings in text; a value of ours is one that we know, a date, or a blank.
        values = {cells.get(heading) for cells in wanted.rows.values()}
        is_key = heading == "ID" and ID_PATTERN.fullmatch(text_of(there))
        if not isinstance(there, str) or there in values or is_key:
            yield CellWrite(
                tab=grid.title,
                row=located.row,
                column=column,
                value=heading,
                section=PRACTITIONERS_TAB,
                heading=heading,
            )


def _cells(grid: Grid, located: Located, row: SheetRow, cells: Cells) -> Iterator[CellWrite]:
    """Yield the writes that make a row show these cells."""
    for heading, value in cells.items():
        column = located.columns.get(heading)
        if column is None or same(row.cells.get(heading), value):
            continue
        if (row.number, column) not in grid.locked:
            yield CellWrite(
                tab=grid.title,
                row=row.number,
                column=column,
                value=value,
                section=PRACTITIONERS_TAB,
                heading=heading,
            )


def _activity_cells(grid: Grid, lines: Sequence[Cells]) -> Iterator[CellWrite]:
    located = locate(grid, ACTIVITY)
    below = range(located.row + 1, max(len(grid.rows), located.row + len(lines)) + 1)
    for index, row in enumerate(below):
        line = lines[index] if index < len(lines) else {}
        for heading, column in located.columns.items():
            value = line.get(heading)
            if not same(_at(grid, row, column), value) and (row, column) not in grid.locked:
                yield CellWrite(
                    tab=grid.title,
                    row=row,
                    column=column,
                    value=value,
                    section=ACTIVITY_TAB,
                    heading=heading,
                )


def _dashboard_cells(grid: Grid, facts: Sequence[tuple[str, Cell]]) -> Iterator[CellWrite]:
    top, left = _block(grid)
    for offset, (label, value) in enumerate(facts):
        row = _row_of_label(grid, label, top + offset, left)
        places = ((left, label, f"{label} label"), (left + 1, value, label))
        for column, wanted, cell in places if row else ():
            if not same(_at(grid, row, column), wanted) and (row, column) not in grid.locked:
                yield CellWrite(
                    tab=grid.title,
                    row=row,
                    column=column,
                    value=wanted,
                    section=DASHBOARD_TAB,
                    cell=cell,
                )


def _row_of_label(grid: Grid, label: str, usual: int, left: int) -> int:
    """Return the row of one of our lines: where its label stands, else its usual row if blank.

    0 when neither is there: a line of somebody's stands in the way, and is not ours to move (I4).
    """
    for row in range(usual, usual + DASHBOARD_DEPTH):
        if _at(grid, row, left) == label:
            return row
    taken = any(_at(grid, usual, column) not in (None, "") for column in (left, left + 1))
    return 0 if taken else usual


def _is_heartbeat_of_the_day(grid: Grid, block: Sequence[CellWrite]) -> bool:
    """Tell whether all that differs is the hour of the last run: that alone is no change (I10)."""
    if len(block) != 1 or not isinstance(block[0].value, datetime):
        return not block
    shown = text_of(_at(grid, block[0].row, block[0].column))
    return shown.startswith(block[0].value.date().isoformat())


def dashboard_ledger(tabs: Tabs) -> str:
    """Return the ledger id that the Dashboard shows, or empty."""
    for grid in tabs_named(tabs, DASHBOARD_TAB):
        top, left = _block(grid)
        shown = text_of(_at(grid, top, left + 1)).strip()
        return shown if LEDGER_ID.fullmatch(shown) else ""
    return ""


def _block(grid: Grid) -> tuple[int, int]:
    """Return where the Dashboard's block begins: at our cell `Ledger`, else below all there is.

    It is ours when nothing or a ledger's id stands beside it; people may keep ledgers too.
    """
    for number, row in enumerate(grid.rows[:DASHBOARD_DEPTH], start=1):
        for column, value in enumerate(row, start=1):
            beside = text_of(_at(grid, number, column + 1)).strip()
            if value == "Ledger" and (not beside or LEDGER_ID.fullmatch(beside)):
                return number, column
    return len(grid.rows) + 1, 1


def _at(grid: Grid, row: int, column: int) -> Cell:
    cells = grid.rows[row - 1] if row <= len(grid.rows) else ()
    return cells[column - 1] if column <= len(cells) else None


def same(shown: Cell, wanted: Cell) -> bool:
    """Tell whether a cell shows a value; a date may come back as its midnight or as ISO text."""
    if shown == wanted and type(shown) is type(wanted):
        return True
    if wanted is None or wanted == "":
        return shown is None or shown == ""
    if isinstance(wanted, date):
        return text_of(_moment(shown)) == text_of(_moment(wanted)) or text_of(shown) == text_of(
            wanted
        )
    return shown == wanted and isinstance(shown, bool) == isinstance(wanted, bool)


def _moment(value: Cell) -> Cell:
    """Return a date as its midnight, and anything else as it is."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value
