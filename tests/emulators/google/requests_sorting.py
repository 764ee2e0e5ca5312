"""The requests of batchUpdate that sort, filter and thin out rows."""

import random
from collections.abc import Callable
from datetime import date

from tests.emulators.google.areas import Area, area_of
from tests.emulators.google.calculate import Calculator
from tests.emulators.google.conditions import condition_test
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.model import EMPTY, Cell, Effective, Formula, Spreadsheet
from tests.emulators.google.operands import rank
from tests.emulators.google.references import copied
from tests.emulators.google.structure import show_filtered


def _sorted_rows(book: Spreadsheet, area: Area, specs: list[Json]) -> list[int]:
    calculator, sheet = Calculator(book), area.sheet
    order = list(range(area.top, area.bottom))
    for spec in reversed(specs):
        column = int(spec.get("dimensionIndex") or 0)
        if not area.left <= column < area.right:
            raise invalid(f"Sort column {column} is not within the range.")
        values = {row: calculator.value(sheet, row, column) for row in order}
        blank = [row for row in order if values[row] is None]
        filled = [row for row in order if values[row] is not None]
        descending = spec.get("sortOrder") == "DESCENDING"
        filled.sort(key=lambda row: rank(values[row]), reverse=descending)
        order = filled + blank
    return order


def _moved_to(cell: Cell, rows: int) -> Cell:
    if isinstance(cell.value, Formula) and rows:
        return cell._replace(value=Formula(copied(cell.value.text, rows, 0)))
    return cell


def rearrange(area: Area, order: list[int]) -> None:
    """Put the cells of these rows, in this order, into the rows of an area.

    Values, formats, notes and validations move. Whether a row is hidden, how high it is and what
    metadata it has stay with the row: Google documents neither, so that is an assumption.
    """
    columns = range(area.left, area.right)
    rows = area.sheet.rows
    old = {
        number: {c: cell for c, cell in rows[number].cells.items() if c in columns}
        for number in range(area.top, area.bottom)
    }
    for target, source in zip(range(area.top, area.bottom), order, strict=True):
        kept = {c: cell for c, cell in rows[target].cells.items() if c not in columns}
        new = {c: _moved_to(cell, target - source) for c, cell in old[source].items()}
        rows[target].cells = kept | new


def sort_range(book: Spreadsheet, request: Json) -> Json:
    """Do sortRange."""
    area = area_of(book, request["range"])
    rearrange(area, _sorted_rows(book, area, request.get("sortSpecs") or []))
    return {}


def randomize_range(book: Spreadsheet, request: Json) -> Json:
    """Do randomizeRange."""
    area = area_of(book, request["range"])
    order = list(range(area.top, area.bottom))
    random.shuffle(order)
    rearrange(area, order)
    return {}


def set_basic_filter(book: Spreadsheet, request: Json) -> Json:
    """Do setBasicFilter: sort below the heading, and hide what does not meet the criteria."""
    given: Json = request["filter"]
    area = area_of(book, given.get("range") or {})
    criteria = dict(given.get("criteria") or {})
    for spec in given.get("filterSpecs") or []:
        criteria[str(spec.get("columnIndex") or 0)] = spec.get("filterCriteria") or {}
    area.sheet.basic_filter = given | {"range": area.grid_range()}
    if criteria:
        specs = [{"columnIndex": int(c), "filterCriteria": criteria[c]} for c in sorted(criteria)]
        area.sheet.basic_filter |= {"criteria": criteria, "filterSpecs": specs}
    below = Area(area.sheet, area.top + 1, area.left, area.bottom, area.right)
    if given.get("sortSpecs") and below.height > 0:
        rearrange(below, _sorted_rows(book, below, given["sortSpecs"]))
    _apply(book, below, criteria)
    return {}


def _apply(book: Spreadsheet, below: Area, criteria: Json) -> None:
    calculator = Calculator(book)
    show_filtered(below.sheet)
    today = calculator.today
    tests = {int(column): _test(criterion, today) for column, criterion in criteria.items()}
    for number in range(below.top, below.bottom):
        below.sheet.rows[number].filtered = not all(
            test(
                calculator.value(below.sheet, number, column),
                calculator.shown(below.sheet, number, column),
            )
            for column, test in tests.items()
        )


def _test(criterion: Json, today: date) -> Callable[[Effective, str], bool]:
    hidden = set(criterion.get("hiddenValues") or [])
    condition = criterion.get("condition")
    meets = condition_test(condition, today) if condition else None

    def test(value: Effective, shown: str) -> bool:
        return shown not in hidden and (meets is None or meets(value, shown))

    return test


def clear_basic_filter(book: Spreadsheet, request: Json) -> Json:
    """Do clearBasicFilter."""
    sheet = book.sheet(request.get("sheetId"))
    sheet.basic_filter = None
    show_filtered(sheet)
    return {}


def delete_duplicates(book: Spreadsheet, request: Json) -> Json:
    """Do deleteDuplicates: of rows that show the same, the first stays."""
    area = area_of(book, request["range"])
    spans = request.get("comparisonColumns") or [{}]
    columns = sorted(
        {
            column
            for span in spans
            for column in range(
                int(span.get("startIndex") or area.left), int(span.get("endIndex") or area.right)
            )
        }
    )
    calculator, seen, kept = Calculator(book), set(), []
    for row in range(area.top, area.bottom):
        key = tuple(calculator.shown(area.sheet, row, column).casefold() for column in columns)
        if key not in seen:
            seen.add(key)
            kept.append(row)
    gone = area.height - len(kept)
    _close_up(area, kept)
    return {"duplicatesRemovedCount": gone} if gone else {}


def _close_up(area: Area, kept: list[int]) -> None:
    staying = set(kept)
    removed = [row for row in range(area.top, area.bottom) if row not in staying]
    rearrange(area, kept + removed)
    for row in range(area.bottom - len(removed), area.bottom):
        for column in range(area.left, area.right):
            area.sheet.put(row, column, EMPTY)
