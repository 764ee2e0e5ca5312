"""Cells that cannot be written without harm to the workbook."""

from collections.abc import Iterator
from dataclasses import dataclass

from outreach.sheet.port import CellRange
from outreach.sheet.xlsx.cells import covers
from outreach.sheet.xlsx.layout import SheetLayout

_LARGE = 1_000  # cells; a merge may be of whole columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Locks:
    """What is locked in one tab.

    Attributes:
        cells: (row, column) of the locked cells; of very large areas only those within the
            used rectangle.
        areas: Those large areas; all but their first cells are locked.
        bottom: The used rectangle's last row.
        right: The used rectangle's last column.
    """

    cells: frozenset[tuple[int, int]]
    areas: tuple[CellRange, ...]
    bottom: int
    right: int

    def hold(self, row: int, column: int) -> bool:
        """Say whether a cell is locked."""
        cell = (row, column)
        if cell in self.cells or (row <= self.bottom and column <= self.right):
            return cell in self.cells
        return any(
            covers(area, row, column) and cell != (area.top, area.left) for area in self.areas
        )


def find_locks(layout: SheetLayout, calculated: frozenset[tuple[int, int]]) -> Locks:
    """Find the cells of a tab that a formula needs, or that a merge covers.

    Args:
        layout: Map of the tab.
        calculated: Cells of the tab that the calculation chain names: Excel calls a file damaged
            in which one of them has no formula.
    """
    locked = {
        (formula.row, formula.column)
        for formula in layout.formulas
        if formula.kind != "normal" or (formula.row, formula.column) in calculated
    }
    filled = tuple(formula.area for formula in layout.formulas if formula.area is not None)
    areas = (*layout.merged, *filled)
    large = tuple(area for area in areas if _size(area) > _LARGE)
    for area in areas:
        if area in large:
            locked.update(_all_but_first(area, layout.bottom, layout.right))
        else:
            locked.update(_all_but_first(area, area.bottom, area.right))
    return Locks(
        cells=frozenset(locked),
        areas=large,
        bottom=layout.bottom,
        right=layout.right,
    )


def _size(area: CellRange) -> int:
    return (area.bottom - area.top + 1) * (area.right - area.left + 1)


def _all_but_first(area: CellRange, bottom: int, right: int) -> Iterator[tuple[int, int]]:
    """Yield the cells of a range, but for the first, down to a row and a column."""
    for row in range(area.top, min(area.bottom, bottom) + 1):
        for column in range(area.left, min(area.right, right) + 1):
            if (row, column) != (area.top, area.left):
                yield row, column
