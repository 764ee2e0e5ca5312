"""The port that every spreadsheet adapter implements; tests/contracts/ holds them all to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from outreach.practitioners.row import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRange:
    """A rectangle of cells; all bounds are counted from 1 and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def covered(self) -> Iterator[tuple[int, int]]:
        """Yield (row, column) of all cells but the first, which alone shows a value in a merge."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                if (row, column) != (self.top, self.left):
                    yield row, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One tab as it reads now.

    Attributes:
        title: The tab's title.
        rows: Shown values, row by row from row 1; rows may differ in length, and what lies
            beyond their end is blank.
        hidden: Row numbers (from 1) hidden by a filter or by hand.
        merged: Merged ranges; only the first cell of each holds a value.
        locked: (row, column) of cells that the adapter cannot write without harm, such as a
            formula that the file's calculation chain names.
        uncalculated: (row, column) of formulas whose value is not known: the program that wrote
            them did not calculate.
        anchor: Which of our tabs it is by a mark that survives renaming, or empty.
        anchors: Column number → canonical heading, by marks that survive renaming and moving.
    """

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: frozenset[int] = frozenset()
    merged: tuple[CellRange, ...] = ()
    locked: frozenset[tuple[int, int]] = frozenset()
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    anchor: str = ""
    anchors: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellWrite:
    """One value for one cell; `row` and `column` are counted from 1. None or "" blanks it.

    Attributes:
        tab: The tab's title as it reads now.
        section: Which of our tabs it is: its canonical title; empty when none of ours.
        heading: The canonical heading of the column; empty for a single cell.
        cell: Which single cell of ours it is, such as `ledger`; empty in columns. By these an
            adapter may find the place when it was moved meanwhile.
    """

    tab: str
    row: int
    column: int
    value: Cell
    section: str = ""
    heading: str = ""
    cell: str = ""


Tabs = Mapping[str, Grid]
"""Title as it stands in the spreadsheet → tab, in the order of the spreadsheet."""


class Spreadsheet(Protocol):
    """A spreadsheet that other people may be editing."""

    @property
    def name(self) -> str:
        """How to name it to the user."""

    @property
    def is_shared(self) -> bool:
        """Whether other computers may work on it at the same time."""

    def read(self) -> Tabs:
        """Return all tabs as of one moment.

        Raises:
            SheetError: It cannot be reached or read.
        """

    def check_writable(self) -> None:
        """Raise SheetError when a write would surely fail now, as when it is open in Excel."""

    def write(self, writes: Sequence[CellWrite]) -> Tabs:
        """Write all cells or none, and return the tabs as they read right after.

        Positions are those of the newest read or write. An adapter that can tell that the
        spreadsheet has changed since then writes nothing and returns how it reads now; one that
        cannot writes at those positions. Either way the caller compares and repeats (I3).
        Values are stored as they are: text is never taken for a formula, a number or a date.

        Raises:
            SheetError: Nothing was written.
        """
