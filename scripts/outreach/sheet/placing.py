"""Where the columns of a tab stand, and where those go that are missing; pure.

`headings.locate` answers the same for a sheet that must be whole; this is for one to be repaired.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from outreach.errors import Fault, SheetError
from outreach.practitioners.row import text_of
from outreach.sheet.furniture import ColumnFurniture, TabFurniture
from outreach.sheet.headings import (
    HEADING_ROWS,
    HINT,
    LEAST_HEADINGS,
    SIMILAR,
    column_letter,
    known_names,
    marked_columns,
    normalise_heading,
    numbers_of,
)
from outreach.sheet.port import Grid
from outreach.sheet.present import Present


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a tab's columns stand once it is repaired.

    Attributes:
        row: Of the headings.
        numbers: Heading → column number, for all columns.
        added: Headings of the columns that are new.
        put_back: Headings that are written again above their columns.
    """

    row: int
    numbers: Mapping[str, int]
    added: frozenset[str]
    put_back: frozenset[str]


def is_blank(grid: Grid) -> bool:
    """Tell whether a tab shows nothing at all."""
    return not any(text_of(value).strip() for row in grid.rows for value in row)


def place_columns(present: Present, furniture: TabFurniture) -> Placed:
    """Find the columns of a tab by mark, heading or note, and a place for the others.

    Raises:
        SheetError: There are no headings, one stands there twice, or one that is missing seems to
            be there under a name that it is not found by.
    """
    grid = present.grid
    row = _heading_row(present, furniture)
    cells = _cells(grid, row)
    marked = marked_columns(grid, cells, [column.column for column in furniture.columns])
    noted = {present.notes[place]: place[1] for place in present.notes if place[0] == row}
    found: dict[str, int] = {}
    put_back: set[str] = set()
    faults: list[Fault] = []
    for column in furniture.columns:
        numbers = numbers_of(column.column, cells, marked.get(column.heading, ()))
        noted_at = noted.get(column.note, 0)
        if not numbers and noted_at and noted_at not in cells:
            numbers = [noted_at]
        faults += _named_twice(column, numbers, grid, row)
        if numbers:
            found[column.heading] = numbers[0]
            if numbers[0] not in cells and (row, numbers[0]) not in grid.locked:
                put_back.add(column.heading)
    missing = [column for column in furniture.columns if column.heading not in found]
    strangers = {at: name for at, name in cells.items() if at not in found.values()}
    for column, at in _renamed(missing, strangers, noted):
        shown = text_of(grid.rows[row - 1][at - 1]).strip()
        what = f"{shown!r} seems to be the missing heading {column.heading!r}: name it so again"
        faults.append(Fault(place=f"{grid.title}!{column_letter(at)}{row}", what=what))
    if faults:
        raise SheetError.several(faults, hint=HINT)
    beyond = _last_used(present)
    added = {column.heading: beyond + at for at, column in enumerate(missing, start=1)}
    return Placed(
        row=row,
        numbers=found | added,
        added=frozenset(added),
        put_back=frozenset(put_back),
    )


def _heading_row(present: Present, furniture: TabFurniture) -> int:
    """Return the row with most headings, or with most notes of ours where there are none."""
    grid = present.grid
    if is_blank(grid):
        return 1
    names = known_names([column.column for column in furniture.columns])
    notes = {column.note: column.heading for column in furniture.columns}

    def known(row: int) -> int:
        shown = {names[name].heading for name in _cells(grid, row).values() if name in names}
        noted = {notes.get(text, "") for (at, _), text in present.notes.items() if at == row}
        return len((shown | noted) - {""})

    best = max(range(1, HEADING_ROWS + 1), key=known)
    if known(best) < min(LEAST_HEADINGS, len(furniture.columns)):
        first = furniture.columns[0].heading
        what = f"no headings in the first {HEADING_ROWS} rows, such as {first!r}"
        hint = "put two headings or more back above their columns; this script adds the others"
        raise SheetError(grid.title, what, hint=hint)
    return best


def _cells(grid: Grid, row: int) -> dict[int, str]:
    """Return the normalised texts of a row's cells that are not blank, by column number."""
    values = grid.rows[row - 1] if row <= len(grid.rows) else ()
    cells = {at: normalise_heading(value) for at, value in enumerate(values, start=1)}
    shown = {at: text_of(value).strip() for at, value in enumerate(values, start=1)}
    return {at: name for at, name in cells.items() if shown[at]}


def _named_twice(
    column: ColumnFurniture, numbers: Sequence[int], grid: Grid, row: int
) -> list[Fault]:
    places = [f"{grid.title}!{column_letter(number)}{row}" for number in numbers]
    if len(places) <= 1:
        return []
    what = f"the heading {column.heading!r} stands here and in {', '.join(places[1:])}"
    return [Fault(place=places[0], what=what)]


def _renamed(
    missing: Sequence[ColumnFurniture], strangers: Mapping[int, str], noted: Mapping[str, int]
) -> Iterator[tuple[ColumnFurniture, int]]:
    """Yield the columns that somebody seems to have renamed, by their note or a like name.

    A second, empty column beside the one that people fill would lift a hold, or lose an address.
    """
    by_name = {name: at for at, name in strangers.items()}
    for column in missing:
        at = noted.get(column.note, 0)
        name = normalise_heading(column.heading)
        near = get_close_matches(name, by_name, n=1, cutoff=SIMILAR)
        if at in strangers:
            yield column, at
        elif near and column.column.required:
            yield column, by_name[near[0]]


def _last_used(present: Present) -> int:
    """Return the last column with anything in it."""
    grid = present.grid
    return max(
        (
            *(len(row) for row in grid.rows),
            *(area.right for area in grid.merged),
            *(column for _, column in present.notes),
            *grid.anchors,
            0,
        )
    )
