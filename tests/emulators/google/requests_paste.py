"""The requests of batchUpdate that copy, cut, paste and fill."""

import csv
import io
from collections.abc import Iterator

from tests.emulators.google.areas import Area, area_of
from tests.emulators.google.calculate import Calculator
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.model import EMPTY, Cell, CellError, Formula, Spreadsheet
from tests.emulators.google.reading import plain_number
from tests.emulators.google.references import Point, Reference, copied, rewritten
from tests.emulators.google.writing import entered, make_room

PASTE_TYPES = (
    "PASTE_NORMAL PASTE_VALUES PASTE_FORMAT PASTE_NO_BORDERS PASTE_FORMULA PASTE_DATA_VALIDATION "
    "PASTE_CONDITIONAL_FORMATTING"
).split()


def _paste_type(request: Json) -> str:
    kind = str(request.get("pasteType") or PASTE_TYPES[0])
    if kind not in PASTE_TYPES:
        raise invalid(f"Invalid paste type: {kind}")
    return kind


def _without_borders(cell: Cell) -> Json | None:
    return {name: part for name, part in (cell.format or {}).items() if name != "borders"} or None


def pasted(target: Cell, source: Cell, kind: str) -> Cell:
    """Return a cell after another was pasted on it."""
    if kind in ("PASTE_VALUES", "PASTE_FORMULA"):
        return target._replace(value=source.value)
    if kind == "PASTE_FORMAT":
        return target._replace(format=source.format)
    if kind == "PASTE_NO_BORDERS":
        return source._replace(format=_without_borders(source))
    if kind == "PASTE_DATA_VALIDATION":
        return target._replace(validation=source.validation)
    return target if kind == "PASTE_CONDITIONAL_FORMATTING" else source


def _frozen(value: object) -> str | int | float | bool | None:
    """Return a calculated value as it can be entered."""
    if isinstance(value, CellError) or not isinstance(value, str | int | float | None):
        return None
    return value


def _taken(book: Spreadsheet, source: Area, kind: str) -> list[list[Cell]]:
    calculator, sheet = Calculator(book), source.sheet
    lines = []
    for row in range(source.top, source.bottom):
        line = [sheet.cell(row, column) for column in range(source.left, source.right)]
        if kind == "PASTE_VALUES":
            values = (calculator.value(sheet, row, c) for c in range(source.left, source.right))
            pairs = zip(line, values, strict=True)
            line = [cell._replace(value=_frozen(value)) for cell, value in pairs]
        lines.append(line)
    return lines


def _moved(cell: Cell, rows: int, columns: int) -> Cell:
    if isinstance(cell.value, Formula):
        return cell._replace(value=Formula(copied(cell.value.text, rows, columns)))
    return cell


def _tiles(length: int, wanted: int) -> int:
    return wanted if wanted % length == 0 and wanted > length else length


def copy_paste(book: Spreadsheet, request: Json) -> Json:
    """Do copyPaste; a destination of several times the size is filled with repetitions."""
    kind = _paste_type(request)
    source, target = area_of(book, request["source"]), _start(book, request["destination"])
    lines = _taken(book, source, kind)
    transposed = request.get("pasteOrientation") == "TRANSPOSE"
    height, width = (source.width, source.height) if transposed else (source.height, source.width)
    bottom, right = _tiles(height, target.height), _tiles(width, target.width)
    make_room(target.sheet, target.top + bottom, target.left + right)
    for row in range(bottom):
        for column in range(right):
            down, across = row % height, column % width
            if transposed:
                down, across = across, down
            place = target.top + row, target.left + column
            offset = place[0] - source.top - down, place[1] - source.left - across
            cell = _moved(lines[down][across], *offset)
            target.sheet.put(*place, pasted(target.sheet.cell(*place), cell, kind))
    if kind == PASTE_TYPES[0] and not transposed:
        _copy_merges(book, source, target)
    return {}


def _start(book: Spreadsheet, grid_range: Json) -> Area:
    sheet = book.sheet(grid_range.get("sheetId"))
    make_room(
        sheet,
        int(grid_range.get("startRowIndex") or 0) + 1,
        int(grid_range.get("startColumnIndex") or 0) + 1,
    )
    return area_of(book, grid_range)


def _copy_merges(book: Spreadsheet, source: Area, target: Area) -> None:
    for merge in list(source.sheet.merges):
        area = area_of(book, merge)
        if source.covers(area):
            top = target.top + area.top - source.top
            left = target.left + area.left - source.left
            moved = Area(target.sheet, top, left, top + area.height, left + area.width)
            if moved.grid_range() not in target.sheet.merges:
                target.sheet.merges.append(moved.grid_range())


def cut_paste(book: Spreadsheet, request: Json) -> Json:
    """Do cutPaste: the cells go, and formulas that refer to them follow."""
    kind = _paste_type(request)
    source, start = area_of(book, request["source"]), request["destination"]
    sheet = book.sheet(start.get("sheetId"))
    top, left = int(start.get("rowIndex") or 0), int(start.get("columnIndex") or 0)
    make_room(sheet, top + source.height, left + source.width)
    lines = _taken(book, source, kind)
    for place in source.cells():
        old = source.sheet.cell(*place)
        source.sheet.put(*place, EMPTY if kind == PASTE_TYPES[0] else pasted(old, EMPTY, kind))
    target = Area(sheet, top, left, top + source.height, left + source.width)
    for row, column in target.cells():
        cell = lines[row - top][column - left]
        sheet.put(row, column, pasted(sheet.cell(row, column), cell, kind))
    if kind == PASTE_TYPES[0]:
        _redirect(book, source, target)
        _copy_merges(book, source, target)
        source.sheet.merges = [
            m
            for m in source.sheet.merges
            if not source.covers(area_of(book, m)) or target.covers(area_of(book, m))
        ]
    return {}


def _redirect(book: Spreadsheet, source: Area, target: Area) -> None:
    """Let references to cut cells follow within their tab."""
    if source.sheet is not target.sheet:
        return
    title = source.sheet.title.casefold()
    rows, columns = target.top - source.top, target.left - source.left

    def at(corner: Point) -> str:
        row, column = corner.row or 0, corner.column or 0
        return corner._replace(row=row + rows, column=column + columns).text()

    for home in book.sheets:

        def change(found: Reference, own: str = home.title) -> str | None:
            corners = [found.start] if found.end is None else [found.start, found.end]
            inside = all(
                c.row is not None and c.column is not None and source.contains(c.row, c.column)
                for c in corners
            )
            same = (found.title or own).casefold() == title
            return ":".join(map(at, corners)) if inside and same else None

        for row, column, cell, text in list(home.formulas()):
            home.put(row, column, cell._replace(value=Formula(rewritten(text, change))))


def paste_data(book: Spreadsheet, request: Json) -> Json:
    """Do pasteData with a delimiter, as if it were typed; the cells' own formats stay."""
    start = request["coordinate"]
    if request.get("html"):
        raise invalid("The emulator pastes delimited data only.")
    sheet = book.sheet(start.get("sheetId"))
    top, left = int(start.get("rowIndex") or 0), int(start.get("columnIndex") or 0)
    lines = csv.reader(io.StringIO(request["data"]), delimiter=request.get("delimiter") or "\t")
    for row, line in enumerate(lines, top):
        make_room(sheet, row + 1, left + len(line))
        for column, text in enumerate(line, left):
            sheet.put(row, column, entered(sheet.cell(row, column), text, raw=False))
    return {}


def _fill_areas(book: Spreadsheet, request: Json) -> tuple[Area, Area]:
    """Return the source of an autoFill, and what is to be filled."""
    if "sourceAndDestination" not in request:
        whole = area_of(book, request["range"])
        filled = [p for p in whole.cells() if whole.sheet.cell(*p) != EMPTY]
        bottom = max((row for row, _ in filled), default=whole.top) + 1
        source = Area(whole.sheet, whole.top, whole.left, bottom, whole.right)
        return source, Area(whole.sheet, bottom, whole.left, whole.bottom, whole.right)
    given = request["sourceAndDestination"]
    source, length = area_of(book, given["source"]), int(given.get("fillLength") or 0)
    sheet, (top, left, bottom, right) = (
        source.sheet,
        (source.top, source.left, source.bottom, source.right),
    )
    if given.get("dimension") == "ROWS":
        target = (bottom, bottom + length) if length > 0 else (top + length, top)
        make_room(sheet, target[1], right)
        return source, Area(sheet, target[0], left, target[1], right)
    target = (right, right + length) if length > 0 else (left + length, left)
    make_room(sheet, bottom, target[1])
    return source, Area(sheet, top, target[0], bottom, target[1])


def auto_fill(book: Spreadsheet, request: Json) -> Json:
    """Do autoFill: two or more numbers go on evenly, everything else is repeated."""
    source, target = _fill_areas(book, request)
    down = source.left == target.left
    for line in range(source.left, source.right) if down else range(source.top, source.bottom):
        places = list(_line(source, line, down=down))
        cells = [source.sheet.cell(*place) for place in places]
        for place in _line(target, line, down=down):
            distance = place[0] - places[0][0] if down else place[1] - places[0][1]
            origin = places[distance % len(places)]
            cell = _moved(source.sheet.cell(*origin), place[0] - origin[0], place[1] - origin[1])
            step = _step([cell.value for cell in cells])
            if step is not None and isinstance(cells[0].value, int | float):
                cell = cell._replace(value=plain_number(cells[0].value + step * distance))
            source.sheet.put(*place, cell)
    return {}


def _line(area: Area, line: int, *, down: bool) -> Iterator[tuple[int, int]]:
    if down:
        yield from ((row, line) for row in range(area.top, area.bottom))
    else:
        yield from ((line, column) for column in range(area.left, area.right))


def _step(values: list[object]) -> float | None:
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(values) < 2 or len(numbers) < len(values):
        return None
    return (numbers[-1] - numbers[0]) / (len(numbers) - 1)
