"""The values of a range as the values endpoints answer them."""

from dataclasses import dataclass

from tests.emulators.google.areas import Area
from tests.emulators.google.calculate import Calculator, number_format_of, shown_value
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.model import Cell, CellError, Formula, Scalar
from tests.emulators.google.patterns import is_date_format

VALUE_OPTIONS = ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
DATE_OPTIONS = ("SERIAL_NUMBER", "FORMATTED_STRING")
DIMENSIONS = ("ROWS", "COLUMNS")


def choice(value: object, options: tuple[str, ...], name: str) -> str:
    """Return the option that a request chooses, the first when it names none."""
    if value in (None, "", "DIMENSION_UNSPECIFIED"):
        return options[0]
    if value not in options:
        raise invalid(f"Invalid value at '{name}', \"{value}\"")
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """How values are to be answered."""

    calculator: Calculator
    values: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    by_columns: bool = False

    def of(self, area: Area, row: int, column: int, cell: Cell) -> Scalar:
        """Return one cell's value."""
        if self.values == "FORMULA" and isinstance(cell.value, Formula):
            return cell.value.text
        value = self.calculator.value(area.sheet, row, column)
        if isinstance(value, str):
            return value
        if self.values == "FORMATTED_VALUE" or isinstance(value, CellError):
            return shown_value(value, number_format_of(cell))
        if value is None or isinstance(value, bool):
            return value
        if self.dates == "FORMATTED_STRING" and is_date_format(number_format_of(cell)):
            return shown_value(value, number_format_of(cell))
        return plain_number(value)


def rendering(options: Json, calculator: Calculator, *, response: bool = False) -> Rendering:
    """Return how a request wants its values; the options of an update begin with `response`."""
    names = ("valueRenderOption", "dateTimeRenderOption")
    value, dated = (f"response{n[0].upper()}{n[1:]}" if response else n for n in names)
    dimension = choice(options.get("majorDimension"), DIMENSIONS, "major_dimension")
    return Rendering(
        calculator=calculator,
        values=choice(options.get(value), VALUE_OPTIONS, value),
        dates=choice(options.get(dated), DATE_OPTIONS, dated),
        by_columns=dimension == "COLUMNS",
    )


def plain_number(value: float) -> int | float:
    """Return a number as JSON has it: whole ones without a decimal point."""
    if isinstance(value, int):
        return value
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def read_rows(area: Area, how: Rendering) -> list[list[Scalar]]:
    """Return the rows of an area, without what is empty at their ends."""
    rows: list[list[Scalar]] = []
    columns = range(area.left, area.right)
    for number in range(area.top, area.bottom):
        cells = area.sheet.rows[number].cells
        values: list[Scalar] = []
        if cells:
            for column in columns:
                cell = cells.get(column)
                value = None if cell is None else how.of(area, number, column, cell)
                values.append("" if value is None else value)
        rows.append(_trimmed(values))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _trimmed(values: list[Scalar]) -> list[Scalar]:
    while values and values[-1] == "":
        values.pop()
    return values


def turned(rows: list[list[Scalar]]) -> list[list[Scalar]]:
    """Return rows as columns, without what is empty at their ends."""
    width = max(map(len, rows), default=0)
    padded = [row + [""] * (width - len(row)) for row in rows]
    return [_trimmed(list(column)) for column in zip(*padded, strict=True)]


def value_range(area: Area, how: Rendering) -> Json:
    """Return an area's values as a ValueRange."""
    rows = read_rows(area, how)
    answer: Json = {"range": area.name(), "majorDimension": DIMENSIONS[how.by_columns]}
    values = turned(rows) if how.by_columns else rows
    return answer | {"values": values} if values else answer
