"""The spreadsheet in a shared Google Sheet.

Nobody can lock it, so people may change it between any two requests. One request reads all of it
as of one moment; one writes, and its own answer says how the tabs read right after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from outreach.errors import SheetError
from outreach.practitioners.row import Cell
from outreach.sheet.gsheets.anchors import unmark
from outreach.sheet.gsheets.connection import Connection, RequestRefused
from outreach.sheet.gsheets.reading import (
    FIELDS,
    SpreadsheetState,
    TabState,
    read_spreadsheet,
    shown_value,
    trimmed,
)
from outreach.sheet.gsheets.writing import (
    Preparations,
    preparations,
    shown_as_stored,
    values_body,
)
from outreach.sheet.port import CellWrite, Tabs

Rows = tuple[tuple[Cell, ...], ...]


class GoogleSheet:
    """A spreadsheet at Google that people edit in their browsers."""

    is_shared = True

    def __init__(self, connection: Connection) -> None:
        """Take the connection; nothing is asked yet."""
        self._connection = connection
        self._newest: SpreadsheetState | None = None

    @property
    def name(self) -> str:
        """How to name it to the user."""
        title = self._newest.title if self._newest else ""
        return f"the Google Sheet “{title}”" if title else "the Google Sheet"

    def read(self) -> Tabs:
        """Return all tabs as of one moment.

        Raises:
            SheetError: It cannot be reached, or is not shared with us.
        """
        return self._take(self._connection.get(FIELDS)).grids()

    def check_writable(self) -> None:
        """Do nothing: only a write would tell whether Google lets us write."""

    def write(self, writes: Sequence[CellWrite]) -> Tabs:
        """Write all cells or none, and return the tabs as they read right after.

        Columns that are not marked yet are marked first; when somebody has changed the tabs by
        then, nothing else is written.

        Raises:
            SheetError: Nothing was written, or Google did not say in time whether it was.
        """
        before = self._newest or self._take(self._connection.get(FIELDS))
        wanted = _writable(before, writes)
        if not wanted:
            return before.grids()
        needed = preparations(before, wanted)
        if needed.requests:
            after = self._prepare(before, needed)
            if not _reads_the_same(before, after, wanted):
                return after.grids()
            before = after
        answer = self._connection.update_values(values_body(before, wanted))
        written = _written(before, wanted, answer)
        if written is None:  # somebody edits right now
            return self.read()
        self._newest = written
        return written.grids()

    def _take(self, answer: Mapping[str, Any]) -> SpreadsheetState:
        self._newest = read_spreadsheet(answer)
        return self._newest

    def _prepare(self, before: SpreadsheetState, needed: Preparations) -> SpreadsheetState:
        """Make room and marks, and return the spreadsheet as it is then.

        A mark that was set on a column just as somebody moved another one there is taken away.
        """
        try:
            after = self._take(self._connection.batch_update(needed.requests, FIELDS))
        except RequestRefused:
            # Perhaps the answer to a first try was lost, and the marks are there already.
            after = self._take(self._connection.get(FIELDS))
            if not needed.marks.keys() <= {id_ for tab in after.tabs.values() for id_ in tab.marks}:
                raise
        if wrong := sorted(needed.misplaced(before, after)):
            requests = [unmark(id_) for id_ in wrong]
            after = self._take(self._connection.batch_update(requests, FIELDS))
        return after


def _writable(before: SpreadsheetState, writes: Sequence[CellWrite]) -> list[CellWrite]:
    """Return the writes but those to cells under a merge; the last one to a cell counts.

    Raises:
        SheetError: A tab does not exist.
    """
    wanted = {}
    for write in writes:
        tab = before.tabs.get(write.tab)
        if tab is None:
            raise SheetError(write.tab, "there is no tab of this name", hint="run it again")
        if (write.row, write.column) not in tab.grid.locked:
            wanted[write.tab, write.row, write.column] = write
    return list(wanted.values())


def _reads_the_same(
    before: SpreadsheetState, after: SpreadsheetState, wanted: Sequence[CellWrite]
) -> bool:
    """Tell whether the tabs to be written have the same cells in the same places."""
    titles = {write.tab for write in wanted}
    return all(
        title in after.tabs
        and after.tabs[title].gid == before.tabs[title].gid
        and _same_but_formulas(
            after.tabs[title].grid.rows, before.tabs[title].grid.rows, before.tabs[title]
        )
        for title in titles
    )


def _written(
    before: SpreadsheetState, wanted: Sequence[CellWrite], answer: Mapping[str, Any]
) -> SpreadsheetState | None:
    """Return the spreadsheet after a write, or None when more than that has changed.

    What the answer does not tell, such as hidden rows, is then as it was.
    """
    tabs = dict(before.tabs)
    for title in {write.tab for write in wanted}:
        tab = before.tabs[title]
        found = _answered_rows(answer, tab)
        expected = _expected_rows(tab, [write for write in wanted if write.tab == title])
        if found is None or not _same_but_formulas(found, expected, tab):
            return None
        tabs[title] = replace(tab, grid=replace(tab.grid, rows=found))
    return replace(before, tabs=tabs)


def _answered_rows(answer: Mapping[str, Any], tab: TabState) -> Rows | None:
    """Return all rows of a tab from the answer to a write, or None when it is gone."""
    for response in answer.get("responses", ()):
        if response.get("dataFilter", {}).get("gridRange") == {"sheetId": tab.gid}:
            rows = response.get("updatedData", {}).get("values", [])
            return trimmed(
                [
                    [
                        shown_value(value, is_date=(number, column) in tab.dated)
                        for column, value in enumerate(row, start=1)
                    ]
                    for number, row in enumerate(rows, start=1)
                ]
            )
    return None


def _expected_rows(tab: TabState, writes: Sequence[CellWrite]) -> Rows:
    """Return the rows as they are when nothing but these writes happens."""
    rows = [list(row) for row in tab.grid.rows]
    for write in writes:
        rows += [[] for _ in range(write.row - len(rows))]
        row = rows[write.row - 1]
        row += [None] * (write.column - len(row))
        at = (write.row, write.column)
        row[write.column - 1] = shown_as_stored(write.value, is_date=at in tab.dated)
    return trimmed(rows)


def _same_but_formulas(found: Rows, expected: Rows, tab: TabState) -> bool:
    """Compare cell by cell; what a formula shows may follow from what was written."""
    if found == expected:
        return True
    cells = _cells(found) ^ _cells(expected)
    return all(at in tab.formulas for at, _ in cells)


def _cells(rows: Rows) -> set[tuple[tuple[int, int], Cell]]:
    return {
        ((number, column), value)
        for number, row in enumerate(rows, start=1)
        for column, value in enumerate(row, start=1)
        if value is not None
    }
