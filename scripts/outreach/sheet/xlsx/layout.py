"""Where everything stands in one worksheet part: the map by which cells are patched."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.sheet.port import CellRange


@dataclass(frozen=True, slots=True)
class RowLayout:
    """One `row` element.

    Attributes:
        start: Byte offset of its start tag.
        first: Index of its first cell in the layout's arrays.
        last: Index after its last cell.
        style: Format of the whole row, or None.
    """

    start: int
    first: int
    last: int
    style: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A cell's formula, as far as it matters to a writer.

    Attributes:
        row: From 1.
        column: From 1.
        kind: `normal`, `shared`, `array` or `dataTable`.
        area: The cells that an array or a data table fills.
    """

    row: int
    column: int
    kind: str
    area: CellRange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLayout:
    """The map of a worksheet part.

    Attributes:
        prefix: Of the main namespace with its colon; mostly empty.
        rows: Row number → its element, in the order of the file.
        columns: Of every cell, in the order of the file: column number,
        starts: byte offset of its start tag,
        styles: and index of its format.
        data: Byte offset of `sheetData`.
        dimension: Byte offset and range of `dimension`, if there is one.
        column_styles: First column, last column and the format of new cells there.
        hidden: Row numbers hidden by a filter or by hand.
        merged: Merged ranges.
        formulas: Cells with a formula.
        errors: Byte offsets of cells that show an error such as #REF!.
        bottom: Last row with a cell that is not empty.
        right: Last column with a cell that is not empty.
    """

    prefix: str
    rows: Mapping[int, RowLayout]
    columns: "array[int]"
    starts: "array[int]"
    styles: "array[int]"
    data: int
    dimension: tuple[int, CellRange] | None
    column_styles: Sequence[tuple[int, int, int]]
    hidden: frozenset[int]
    merged: tuple[CellRange, ...]
    formulas: tuple[Formula, ...]
    errors: Sequence[int]
    bottom: int
    right: int

    def formats_in_row(self, row: int) -> dict[int, int]:
        """Return the formats of a row's cells by column."""
        there = self.rows.get(row)
        if there is None:
            return {}
        cells = slice(there.first, there.last)
        return dict(zip(self.columns[cells], self.styles[cells], strict=True))

    def start_of(self, row: int, column: int) -> int:
        """Return the byte offset of a cell that is there."""
        there = self.rows[row]
        return self.starts[self.columns.index(column, there.first, there.last)]

    def format_of_new_cell(self, row: int, column: int) -> int:
        """Return the format that a new cell takes: its row's, else its column's, else none."""
        there = self.rows.get(row)
        if there is not None and there.style is not None:
            return there.style
        for first, last, style in self.column_styles:
            if first <= column <= last:
                return style
        return 0

    def formats_in_column(self, column: int) -> frozenset[int]:
        """Return the formats of all cells of a column, and of the column itself."""
        of_cells = {
            style
            for number, style in zip(self.columns, self.styles, strict=True)
            if number == column
        }
        of_column = {style for first, last, style in self.column_styles if first <= column <= last}
        return frozenset(of_cells | of_column)
