"""A Practitioners tab for tests, its columns in the order of a new sheet."""

from outreach.practitioners.row import Cell
from outreach.sheet.columns import PRACTITIONERS, Located, locate
from outreach.sheet.port import CellRange, Grid

HEADINGS = tuple(column.heading for column in PRACTITIONERS)
NAME, STAGE, PRACTICE = (HEADINGS.index(name) + 1 for name in ("Name", "Stage", "Practice"))


def tab(
    *rows: tuple[Cell, ...],
    headings: tuple[Cell, ...] = HEADINGS,
    hidden: frozenset[int] = frozenset(),
    merged: tuple[CellRange, ...] = (),
) -> Grid:
    """Return a Practitioners tab with these rows below its headings."""
    return Grid(title="Practitioners", rows=(headings, *rows), hidden=hidden, merged=merged)


def find(grid: Grid) -> Located:
    """Locate the practitioners' columns."""
    return locate(grid, PRACTITIONERS)


def person(**cells: Cell) -> tuple[Cell, ...]:
    """Return a row with these cells; headings are written with underscores."""
    named = {heading.replace("_", " "): value for heading, value in cells.items()}
    return tuple(named.get(heading) for heading in HEADINGS)
