"""The spreadsheet in memory, for rehearsing what people may do to it while a job runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from outreach.errors import SheetError
from outreach.practitioners.row import Cell
from outreach.sheet.port import CellRange, CellWrite, Grid, Tabs


@dataclass(slots=True, kw_only=True)
class Tab:
    """A tab that a person may edit in any way; see Grid for what the fields mean."""

    rows: list[list[Cell]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    merged: list[CellRange] = field(default_factory=list)
    locked: set[tuple[int, int]] = field(default_factory=set)


Edit = Callable[[Literal["read", "write"], dict[str, Tab]], None]
"""A person's edit: told what we are about to do, it changes the tabs as it likes."""


class Memory:
    """A spreadsheet that takes writes by position and, as Google does, detects no changes.

    Attributes:
        tabs: Title → tab, free to be changed.
        reads: How often it was read.
        writes: How often it was written.
    """

    is_shared = True

    def __init__(
        self, tabs: Mapping[str, Sequence[Sequence[Cell]] | Tab], *, before: Edit | None = None
    ) -> None:
        """Fill the tabs.

        Args:
            tabs: Title → rows, or a whole tab.
            before: Called before each read and each write.
        """
        self.tabs = {
            title: tab if isinstance(tab, Tab) else Tab(rows=[list(row) for row in tab])
            for title, tab in tabs.items()
        }
        self.reads = 0
        self.writes = 0
        self._before = before

    @property
    def name(self) -> str:
        """How to name it to the user."""
        return "the sheet in memory"

    def read(self) -> Tabs:
        """Return all tabs as of now."""
        self.reads += 1
        if self._before is not None:
            self._before("read", self.tabs)
        return self._grids()

    def check_writable(self) -> None:
        """Do nothing: memory can always be written."""

    def write(self, writes: Sequence[CellWrite]) -> Tabs:
        """Write all cells where they are now, and return the tabs.

        Raises:
            SheetError: A tab does not exist; nothing was written.
        """
        self.writes += 1
        if self._before is not None:
            self._before("write", self.tabs)
        for write in writes:
            if write.tab not in self.tabs:
                raise SheetError(write.tab, "there is no tab of this name")
        locked = {title: grid.locked for title, grid in self._grids().items()}
        for write in writes:
            if (write.row, write.column) not in locked[write.tab]:
                _put(self.tabs[write.tab].rows, write)
        return self._grids()

    def _grids(self) -> dict[str, Grid]:
        return {
            title: Grid(
                title=title,
                rows=tuple(tuple(None if cell == "" else cell for cell in row) for row in tab.rows),
                hidden=frozenset(tab.hidden),
                merged=tuple(tab.merged),
                locked=frozenset(tab.locked).union(*(area.covered() for area in tab.merged)),
            )
            for title, tab in self.tabs.items()
        }


def _put(rows: list[list[Cell]], write: CellWrite) -> None:
    rows += [[] for _ in range(write.row - len(rows))]
    row = rows[write.row - 1]
    row += [None] * (write.column - len(row))
    row[write.column - 1] = write.value
