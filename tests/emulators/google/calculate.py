"""Calculating formulas: every cell's effective value, and what it shows."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from tests.emulators.google.areas import Area, find_area, whole
from tests.emulators.google.errors import ApiError, Json
from tests.emulators.google.functions import DATED, FUNCTIONS, VOLATILE
from tests.emulators.google.model import (
    Cell,
    CellError,
    Effective,
    Formula,
    Sheet,
    Spreadsheet,
    now,
)
from tests.emulators.google.operands import Argument, FormulaError, Grid, is_true
from tests.emulators.google.patterns import DEFAULT_PATTERNS, shown
from tests.emulators.google.references import Reference
from tests.emulators.google.syntax import FormulaSyntaxError, Function, Literal, Name, Node, parse

SHOWN_ERRORS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}


def shown_value(value: Effective, number_format: Json | None) -> str:
    """Return what a cell with this value and number format shows."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, CellError):
        return SHOWN_ERRORS[value.type]
    return shown(value, number_format)


def number_format_of(cell: Cell) -> Json | None:
    """Return the number format of a cell: its own, or the one that its formula brings."""
    own: Json | None = cell.format.get("numberFormat") if cell.format else None
    if own or not isinstance(cell.value, Formula):
        return own
    name = cell.value.text[1:].strip().partition("(")[0].upper()
    kind = DATED.get(name)
    return {"type": kind, "pattern": DEFAULT_PATTERNS[kind]} if kind else None


class Calculator:
    """Calculates the formulas of one spreadsheet, each once."""

    def __init__(self, book: Spreadsheet) -> None:
        """Take the spreadsheet; NOW() is the present moment in its time zone."""
        self._book = book
        self._moment = now().astimezone(ZoneInfo(book.properties["timeZone"]))
        self._known: dict[tuple[int, int, int], Effective] = {}

    @property
    def today(self) -> date:
        """The present day in the spreadsheet's time zone."""
        return self._moment.date()

    def value(self, sheet: Sheet, row: int, column: int) -> Effective:
        """Return a cell's effective value."""
        cell = sheet.rows[row].cells.get(column)
        if cell is None:
            return None
        if not isinstance(cell.value, Formula):
            return cell.value
        place = (sheet.id, row, column)
        if place not in self._known:
            self._known[place] = CellError("REF", "Circular dependency detected.")
            self._known[place] = self._calculated(sheet, cell.value.text)
        return self._known[place]

    def shown(self, sheet: Sheet, row: int, column: int) -> str:
        """Return what a cell shows."""
        number_format = number_format_of(sheet.cell(row, column))
        return shown_value(self.value(sheet, row, column), number_format)

    def holds(self, sheet: Sheet, formula: str) -> bool:
        """Say whether a condition given as a formula holds."""
        value = self._calculated(sheet, formula)
        return not isinstance(value, CellError) and bool(value)

    def _calculated(self, sheet: Sheet, formula: str) -> Effective:
        try:
            result = self._of(sheet, parse(formula))
        except FormulaSyntaxError:
            return CellError("ERROR", "Formula parse error.")
        except FormulaError as error:
            return error.error
        except RecursionError:
            return CellError("REF", "Circular dependency detected.")
        except (TypeError, IndexError):
            return CellError("N_A", "Wrong number of arguments.")
        except (ArithmeticError, ValueError) as error:
            return CellError("NUM", str(error))
        if isinstance(result, list):
            result = result[0][0] if result and result[0] else None
        if isinstance(result, float) and result == int(result) and abs(result) < 1e15:
            return int(result)
        return result

    def _of(self, sheet: Sheet, node: Node) -> Argument:
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Reference):
            return self._referred(sheet, node)
        if isinstance(node, Name):
            return self._named(node.name)
        return self._function(sheet, node)

    def _function(self, sheet: Sheet, node: Function) -> Argument:
        lazy = LAZY.get(node.name)
        if lazy:
            return lazy(lambda index: self._of(sheet, node.arguments[index]), len(node.arguments))
        if node.name in VOLATILE:
            return VOLATILE[node.name](self._moment)
        if node.name not in FUNCTIONS:
            raise FormulaError("NAME", f"Unknown function: '{node.name}'.")
        arguments = [self._of(sheet, argument) for argument in node.arguments]
        return FUNCTIONS[node.name](*arguments)

    def _named(self, name: str) -> Argument:
        try:
            return self._grid(find_area(self._book, name))
        except ApiError:
            raise FormulaError("NAME", f"Unknown range name: '{name.upper()}'.") from None

    def _referred(self, sheet: Sheet, found: Reference) -> Argument:
        target = sheet if found.title is None else self._book.titled(found.title)
        if target is None:
            raise FormulaError("REF", f"Unresolved sheet name '{found.title}'.")
        end = found.end or found.start
        grid = whole(target)
        top, left = found.start.row or 0, found.start.column or 0
        bottom = grid.bottom if end.row is None else min(end.row + 1, grid.bottom)
        right = grid.right if end.column is None else min(end.column + 1, grid.right)
        if top >= grid.bottom or left >= grid.right:
            raise FormulaError("REF", "Reference does not exist.")
        if found.end is None:
            return self.value(target, top, left)
        return self._grid(Area(target, top, left, bottom, right))

    def _grid(self, area: Area) -> Grid:
        columns = range(area.left, area.right)
        return [
            [self.value(area.sheet, row, column) for column in columns]
            for row in range(area.top, area.bottom)
        ]


def _if(argument: Callable[[int], Argument], count: int) -> Argument:
    if is_true(argument(0)):
        return argument(1)
    return argument(2) if count > 2 else False


def _ifs(argument: Callable[[int], Argument], count: int) -> Argument:
    for index in range(0, count, 2):
        if is_true(argument(index)):
            return argument(index + 1)
    raise FormulaError("N_A", "No match in IFS.")


def _if_error(argument: Callable[[int], Argument], count: int) -> Argument:
    try:
        value = argument(0)
    except FormulaError:
        value = CellError("ERROR")
    if not isinstance(value, CellError):
        return value
    return argument(1) if count > 1 else None


def _is_error(argument: Callable[[int], Argument], _count: int) -> Argument:
    try:
        return isinstance(argument(0), CellError)
    except FormulaError:
        return True


LAZY: dict[str, Callable[[Callable[[int], Argument], int], Argument]] = {
    "IF": _if,
    "IFS": _ifs,
    "IFERROR": _if_error,
    "IFNA": _if_error,
    "ISERROR": _is_error,
}
