"""What a tab has now, in a form that both programs' tabs can be told in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from outreach.sheet.port import CellRange, Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows from the first to the last, both included, counted from 1."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What limits the entries of some cells.

    Attributes:
        areas: The cells.
        choices: What a dropdown of listed choices offers; empty for any other kind.
        is_checkbox: Whether the cells are boxes to tick.
    """

    areas: tuple[CellRange, ...]
    choices: tuple[str, ...] = ()
    is_checkbox: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Colouring:
    """A conditional format with a formula; the formula is meant for the areas' first cell."""

    areas: tuple[CellRange, ...]
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """One tab.

    Attributes:
        grid: What its cells show.
        last_row: The last row that it can have.
        frozen_rows: How many rows stay in view.
        frozen_columns: How many columns do.
        notes: (row, column) → the note there.
        validations: All limits to entries.
        colourings: All conditional formats with a formula.
        dated: Column number → the rows whose cells are formatted as dates.
    """

    grid: Grid
    last_row: int
    frozen_rows: int = 0
    frozen_columns: int = 0
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    validations: Sequence[Validation] = ()
    colourings: Sequence[Colouring] = ()
    dated: Mapping[int, Sequence[Rows]] = field(default_factory=dict)


def rows_without(rows: Rows, covered: Sequence[Rows]) -> tuple[Rows, ...]:
    """Return what of some rows is not covered by others."""
    left: list[Rows] = []
    at = rows.first
    for one in sorted(covered, key=lambda area: area.first):
        if one.first > rows.last:
            break
        if one.first > at:
            left.append(Rows(first=at, last=one.first - 1))
        at = max(at, one.last + 1)
    if at <= rows.last:
        left.append(Rows(first=at, last=rows.last))
    return tuple(left)
