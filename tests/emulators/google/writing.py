"""Writing values into a range, as the values endpoints do."""

from typing import NamedTuple

from tests.emulators.google.a1 import column_name
from tests.emulators.google.areas import Area
from tests.emulators.google.entering import Typed, typed
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.model import EMPTY, MAX_CELLS, Cell, Sheet
from tests.emulators.google.reading import plain_number

LONGEST_TEXT = 50_000


class Written(NamedTuple):
    """Where values were written, and how many; `shown` is what an answer shows of it."""

    area: Area
    shown: Area
    rows: int
    columns: int
    cells: int

    def summary(self) -> Json:
        """Return it as an answer has it; zeros are left out."""
        counts = {
            "updatedRows": self.rows,
            "updatedColumns": self.columns,
            "updatedCells": self.cells,
        }
        filled = {name: count for name, count in counts.items() if count}
        return {"updatedRange": self.area.name(), **filled}


def by_rows(values: object, dimension: str) -> list[list[object]]:
    """Return the values of a request as rows."""
    if values is None:
        return []
    if not isinstance(values, list) or not all(isinstance(line, list) for line in values):
        raise invalid("Invalid value at 'data.values' (google.protobuf.ListValue)")
    if dimension != "COLUMNS":
        return values
    width = max(map(len, values), default=0)
    return [[line[i] if i < len(line) else None for line in values] for i in range(width)]


def write(area: Area, rows: list[list[object]], *, raw: bool) -> Written:
    """Write rows of values from an area's first cell on; None leaves a cell as it is."""
    height = len(rows)
    width = max(map(len, rows), default=0)
    _check_fits(area, height, width)
    sheet = area.sheet
    make_room(sheet, area.top + height, area.left + width)
    touched = [
        (number, index)
        for number, row in enumerate(rows)
        for index, value in enumerate(row)
        if value is not None
    ]
    for number, index in touched:
        place = area.top + number, area.left + index
        cell = entered(sheet.cell(*place), rows[number][index], raw=raw)
        sheet.put(*place, cell)
    bottom, right = area.top + max(height, 1), area.left + max(width, 1)
    one = (area.height, area.width) == (1, 1)
    shown = Area(
        sheet,
        area.top,
        area.left,
        bottom if one else max(bottom, area.bottom),
        right if one else max(right, area.right),
    )
    return Written(
        Area(sheet, area.top, area.left, bottom, right),
        shown,
        len({number for number, _ in touched}),
        len({index for _, index in touched}),
        len(touched),
    )


def _check_fits(area: Area, height: int, width: int) -> None:
    where = f"Requested writing within range [{area.name()}], but tried writing to"
    if height > area.height and not area.open_down:
        raise invalid(f"{where} row [{area.bottom + 1}]")
    if width > area.width and not area.open_right:
        raise invalid(f"{where} column [{column_name(area.right)}]")


def make_room(sheet: Sheet, rows: int, columns: int) -> None:
    """Extend the grid to hold so many rows and columns, within Google's limit."""
    if max(rows, len(sheet.rows)) * max(columns, len(sheet.columns)) > MAX_CELLS:
        raise invalid(
            "This action would increase the number of cells in the workbook above the limit of "
            f"{MAX_CELLS} cells."
        )
    sheet.grow(rows, columns)


def entered(cell: Cell, value: object, *, raw: bool) -> Cell:
    """Return the cell with a value entered; an empty text clears it."""
    if value == "":
        return cell._replace(value=None)
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise invalid(
                "Your input contains more than the maximum of 50000 characters in a single cell."
            )
        return cell._replace(value=value) if raw else with_typed(cell, typed(value))
    if isinstance(value, bool):
        return cell._replace(value=value)
    if isinstance(value, int | float):
        return cell._replace(value=plain_number(value))
    kind = "list_value" if isinstance(value, list) else "struct_value"
    raise invalid(f"Invalid values[0][0]: {kind} {value}")


def with_typed(cell: Cell, entry: Typed) -> Cell:
    """Return the cell with what somebody typed, in the format that typing it gives."""
    own = (cell.format or {}).get("numberFormat") or {}
    if own.get("type") == "TEXT" and not isinstance(entry.value, str | tuple):
        return cell._replace(value=entry.source)
    if entry.number_format and own.get("type") != entry.number_format["type"]:
        new = (cell.format or {}) | {"numberFormat": entry.number_format}
        return cell._replace(value=entry.value, format=new)
    return cell._replace(value=entry.value)


def table_at(area: Area) -> Area | None:
    """Return the last table that has cells within an area, or None when the area is empty.

    A table is what Sheets takes for one: the cells around a filled one, up to empty rows and
    columns. Of several tables the one with the lowest, then rightmost, filled cell is the last.
    """
    sheet = area.sheet
    for number in range(area.bottom - 1, area.top - 1, -1):
        cells = sheet.rows[number].cells
        filled = [c for c in cells if area.left <= c < area.right and cells[c].value is not None]
        if filled:
            return _grown(sheet, number, max(filled))
    return None


def _grown(sheet: Sheet, row: int, column: int) -> Area:
    top, left, bottom, right = row, column, row + 1, column + 1

    def any_filled(rows: range, columns: range) -> bool:
        return any(
            sheet.rows[number].cells.get(index, EMPTY).value is not None
            for number in rows
            for index in columns
        )

    height, width = len(sheet.rows), len(sheet.columns)
    while True:
        rows = range(max(top - 1, 0), min(bottom + 1, height))
        columns = range(max(left - 1, 0), min(right + 1, width))
        if bottom < height and any_filled(range(bottom, bottom + 1), columns):
            bottom += 1
        elif top > 0 and any_filled(range(top - 1, top), columns):
            top -= 1
        elif right < width and any_filled(rows, range(right, right + 1)):
            right += 1
        elif left > 0 and any_filled(rows, range(left - 1, left)):
            left -= 1
        else:
            return Area(sheet, top, left, bottom, right)
