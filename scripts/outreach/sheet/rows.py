"""Reads the rows below the headings, hidden and merged ones too; pure."""

from collections import defaultdict
from collections.abc import Mapping

from outreach.practitioners.row import NOT_CALCULATED, Cell, SheetRow
from outreach.sheet.headings import Located, column_letter
from outreach.sheet.port import CellRange, Grid


def rows_of(grid: Grid, located: Located) -> tuple[SheetRow, ...]:
    """Return the rows below the headings, but for those without a value under a known heading.

    A cell inside a merge that reaches down into a row has the merge's value there; a row that
    holds nothing else is the lower part of a tall one, not a row of its own.
    """
    headings = tuple(located.columns)
    indices = tuple(number - 1 for number in located.columns.values())
    width = max(located.columns.values())
    blanks: tuple[Cell, ...] = (None,) * width
    repeated = _repeated_values(grid, located)
    merged = _merged_rows(grid, located)
    unknown = _uncalculated_cells(grid, located)
    rows = []
    for number, shown in enumerate(grid.rows[located.row :], start=located.row + 1):
        cells = shown if len(shown) >= width else (*shown, *blanks)
        values = [cells[index] for index in indices]
        if all(map(_is_blank, values)):
            continue
        row = SheetRow(
            tab=grid.title,
            number=number,
            cells=dict(zip(headings, values, strict=True))
            | repeated.get(number, {})
            | unknown.get(number, {}),
            letters=located.letters,
            hidden=number in grid.hidden,
            merged=merged.get(number, ""),
        )
        rows.append(row)
    return tuple(rows)


def _is_blank(value: Cell) -> bool:
    """Whether a cell shows nothing; an unticked checkbox says nothing about a row either."""
    return value is None or value is False or (isinstance(value, str) and not value.strip())


def _uncalculated_cells(grid: Grid, located: Located) -> Mapping[int, dict[str, Cell]]:
    """Return people's cells whose formula has no value: not known is not blank."""
    headings = {number: heading for heading, number in located.columns.items()}
    cells: defaultdict[int, dict[str, Cell]] = defaultdict(dict)
    for row, column in grid.uncalculated:
        if column in headings and column not in located.script_owned:
            cells[row][headings[column]] = NOT_CALCULATED
    return cells


def _repeated_values(grid: Grid, located: Located) -> Mapping[int, dict[str, Cell]]:
    """Return row number → heading → value for the cells below the first of each merge."""
    headings = {number: heading for heading, number in located.columns.items()}
    repeated: dict[int, dict[str, Cell]] = {}
    for merge in grid.merged:
        # A merge that starts at the headings or above belongs to them, however far it reaches.
        if merge.left in headings and located.row < merge.top <= len(grid.rows):
            cells = grid.rows[merge.top - 1]
            value = cells[merge.left - 1] if merge.left <= len(cells) else None
            # A blank one hides nothing that a cell below it may still hold in the file.
            for number in () if _is_blank(value) else _rows_below_the_first(merge, grid):
                repeated.setdefault(number, {})[headings[merge.left]] = value
    return repeated


def _merged_rows(grid: Grid, located: Located) -> Mapping[int, str]:
    """Return row number → range for rows with a script-owned cell inside a merge of rows.

    What is written to such a cell is not seen: it shows the value of the merge's first cell,
    which alone is as good as any other.
    """
    ranges: dict[int, str] = {}
    for merge in grid.merged:
        owned = located.script_owned.intersection(range(merge.left, merge.right + 1))
        if not owned or merge.top == merge.bottom:
            continue
        name = f"{column_letter(merge.left)}{merge.top}:{column_letter(merge.right)}{merge.bottom}"
        if owned != {merge.left}:
            ranges.setdefault(merge.top, name)
        for number in _rows_below_the_first(merge, grid):
            ranges.setdefault(number, name)
    return ranges


def _rows_below_the_first(merge: CellRange, grid: Grid) -> range:
    return range(merge.top + 1, min(merge.bottom, len(grid.rows)) + 1)
