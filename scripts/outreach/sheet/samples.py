"""Fills a fresh sheet with sample people."""

from collections.abc import Iterator, Sequence

from outreach.practitioners.row import Cell, SheetRow, text_of
from outreach.sheet.columns import PRACTITIONERS, PRACTITIONERS_TAB, locate, rows_of
from outreach.sheet.furniture import FURNITURE
from outreach.sheet.headings import Kind, Owner
from outreach.sheet.placing import place_columns
from outreach.sheet.port import CellWrite, Tabs
from outreach.sheet.present import Present
from outreach.sheet.reconcile import find_tab, tabs_named

KEY = "ID"


def shows_people(tabs: Tabs) -> bool:
    """Tell whether anybody is in the sheet, also when headings are missing.

    Raises:
        SheetError: What people did to the headings cannot be told apart.
    """
    (furniture,) = (one for one in FURNITURE if one.title == PRACTITIONERS_TAB)
    for grid in tabs_named(tabs, PRACTITIONERS_TAB):
        placed = place_columns(Present(grid=grid, last_row=0), furniture)
        theirs = [
            placed.numbers[column.heading]
            for column in furniture.columns
            if not column.is_scripts and not column.is_checkbox
        ]
        rows = grid.rows[placed.row :]
        if any(_is_filled(row, number) for row in rows for number in theirs):
            return True
    return False


def _is_filled(row: Sequence[Cell], number: int) -> bool:
    return number <= len(row) and bool(text_of(row[number - 1]).strip())


def sample_writes(tabs: Tabs, sample: Tabs, *, has_boxes: bool) -> list[CellWrite]:
    """Return what fills the rows below the headings with the people of a sample sheet.

    Args:
        tabs: A whole sheet.
        sample: The sample sheet.
        has_boxes: Whether yes is a ticked box there.
    """
    grid = find_tab(tabs, PRACTITIONERS_TAB)
    located = locate(grid, PRACTITIONERS)
    source = find_tab(sample, PRACTITIONERS_TAB)
    people = rows_of(source, locate(source, PRACTITIONERS))
    return [
        CellWrite(
            tab=grid.title,
            row=number,
            column=located.columns[heading],
            value=value,
            section=PRACTITIONERS_TAB,
            heading=heading,
        )
        for number, person in enumerate(people, start=located.row + 1)
        for heading, value in _cells(person, has_boxes=has_boxes)
        if heading in located.columns
    ]


def _cells(person: SheetRow, *, has_boxes: bool) -> Iterator[tuple[str, Cell]]:
    """Yield what people enter, and the key."""
    for column in PRACTITIONERS:
        value = person.cells.get(column.heading)
        if value is None or (column.owner is Owner.SCRIPT and column.heading != KEY):
            continue
        ticked = has_boxes and column.kind is Kind.CHECKBOX and text_of(value).lower() == "yes"
        yield column.heading, True if ticked else value


def people_in(writes: Sequence[CellWrite]) -> int:
    """Return how many rows are written."""
    return len({write.row for write in writes})
