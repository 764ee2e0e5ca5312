"""What is changed to furnish a spreadsheet: each change with its place and its words.

`str()` of a change is the line that the user reads.
"""

from dataclasses import dataclass

from outreach.sheet.furniture import ColourRule, ColumnFurniture
from outreach.sheet.headings import column_letter
from outreach.sheet.port import CellRange
from outreach.sheet.present import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change to a tab, whose title is as it stands in the spreadsheet."""

    tab: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TabAdded(Change):
    """A whole tab, with all that belongs to it."""

    def __str__(self) -> str:
        return f"{self.tab}: tab added"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChange(Change):
    """A change to one column.

    Attributes:
        row: Of the headings.
        number: The column's.
        column: What it should have.
    """

    row: int
    number: int
    column: ColumnFurniture

    @property
    def letter(self) -> str:
        """The column's letters."""
        return column_letter(self.number)

    @property
    def head(self) -> str:
        """The heading's place, as the user knows it."""
        return f"{self.tab}!{self.letter}{self.row}"

    @property
    def below(self) -> str:
        """The place of all cells below the heading."""
        return f"{self.tab}!{self.letter}{self.row + 1}:{self.letter}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingAdded(ColumnChange):
    """A column that was missing, to the right of all others."""

    def __str__(self) -> str:
        return f"{self.head}: heading “{self.column.heading}” added"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingPutBack(ColumnChange):
    """A heading that was blanked above a column that is still there."""

    def __str__(self) -> str:
        return f"{self.head}: heading “{self.column.heading}” put back"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(ColumnChange):
    """The note on a heading."""

    def __str__(self) -> str:
        return f"{self.head}: note on “{self.column.heading}” added"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropdownAdded(ColumnChange):
    """A dropdown or boxes to tick, in these rows."""

    rows: tuple[Rows, ...]

    def __str__(self) -> str:
        return f"{self.below}: choices for “{self.column.heading}” added"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFormatSet(ColumnChange):
    """The format of the scripts' dates, in these rows."""

    rows: tuple[Rows, ...]

    def __str__(self) -> str:
        return f"{self.below}: date format of “{self.column.heading}” set"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourAdded(Change):
    """A conditional format.

    Attributes:
        rule: What it does.
        areas: Where.
        formula: When, meant for the first cell of the areas.
    """

    rule: ColourRule
    areas: tuple[CellRange, ...]
    formula: str

    def __str__(self) -> str:
        first, last = self.areas[0], self.areas[-1]
        place = f"{column_letter(first.left)}{first.top}:{column_letter(last.right)}"
        return f"{self.tab}!{place}: colour of {self.rule.name} added"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingsFrozen(Change):
    """The headings, and the names, stay in view."""

    rows: int
    columns: int

    def __str__(self) -> str:
        return f"{self.tab}!{self.rows}:{self.rows}: headings kept in view"
