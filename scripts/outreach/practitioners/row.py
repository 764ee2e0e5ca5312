"""Rows as the spreadsheet shows them, before anybody has understood them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None
"""A cell's shown value. Dates and times are naive: they are wall-clock times of the owner."""

NOT_CALCULATED = "#NOT CALCULATED"
"""What stands for the value of a formula that nobody has calculated yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row of a tab, its cells under their canonical headings.

    Attributes:
        tab: The tab's title.
        number: As the spreadsheet numbers it, from 1.
        cells: Canonical heading → value; a heading that the tab lacks is absent.
        letters: Canonical heading → column letters.
        hidden: By a filter or by hand.
        merged: The range of a merge that covers a script-owned cell of this row, else empty.
    """

    tab: str
    number: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str]
    hidden: bool = False
    merged: str = ""

    def place(self, heading: str) -> str:
        """Return the cell's address in the user's coordinates, such as `Practitioners!F12`."""
        return f"{self.tab}!{self.letters.get(heading, '')}{self.number}"

    def text(self, heading: str) -> str:
        """Return the cell as text without surrounding space; empty when blank or absent."""
        return text_of(self.cells.get(heading)).strip()


def text_of(value: Cell) -> str:
    """Return what a person would type to get this value."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case _:
            return str(value)
