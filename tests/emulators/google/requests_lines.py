"""The requests of batchUpdate that insert, delete, move and change rows and columns."""

from tests.emulators.google.areas import Area, area_of
from tests.emulators.google.calculate import Calculator
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.masks import Mask, required_mask
from tests.emulators.google.metadata import dimension_area, dimension_of
from tests.emulators.google.model import (
    COLUMN_PIXELS,
    EMPTY,
    ROW_PIXELS,
    Cell,
    Line,
    Row,
    Sheet,
    Spreadsheet,
)
from tests.emulators.google.schema import LINE, check_names
from tests.emulators.google.structure import delete_lines, insert_lines, move_lines
from tests.emulators.google.writing import make_room

PIXELS_A_LETTER = 7
PADDING = 21


def _span(book: Spreadsheet, span: Json) -> tuple[Sheet, str, int, int, int]:
    """Return the tab, the dimension, start, end, and how many lines the tab has."""
    sheet, dimension = book.sheet(span.get("sheetId")), dimension_of(span)
    size = len(sheet.rows if dimension == "ROWS" else sheet.columns)
    start = int(span.get("startIndex") or 0)
    end = int(span["endIndex"]) if span.get("endIndex") is not None else size
    return sheet, dimension, start, end, size


def insert_dimension(book: Spreadsheet, request: Json) -> Json:
    """Do insertDimension: new lines look like those before or after them."""
    sheet, dimension, start, end, size = _span(book, request["range"])
    before = bool(request.get("inheritFromBefore"))
    if end <= start:
        raise invalid("endIndex must be greater than startIndex.")
    if before and start == 0:
        raise invalid("range.startIndex cannot be 0 if inheritFromBefore is true.")
    if start >= size + before:
        limit = f"({size}) if inheritFromBefore is {str(before).lower()}"
        raise invalid(f"range.startIndex[{start}] must be less than the grid size {limit}.")
    model, count = start - before, end - start
    if dimension == "ROWS":
        like = sheet.rows[model]
        insert_lines(book, sheet, dimension, start, [_row_like(like) for _ in range(count)])
        return {}
    width = sheet.columns[model].pixels
    insert_lines(book, sheet, dimension, start, [Line(width) for _ in range(count)])
    model += count * (not before)
    for row in sheet.rows:
        looks = _look(row.cells.get(model, EMPTY))
        if looks != EMPTY:
            row.cells.update(dict.fromkeys(range(start, end), looks))
    return {}


def _look(cell: Cell) -> Cell:
    return Cell(format=cell.format, validation=cell.validation)


def _row_like(row: Row) -> Row:
    looks = {column: _look(cell) for column, cell in row.cells.items()}
    return Row(row.pixels, cells={c: look for c, look in looks.items() if look != EMPTY})


def append_dimension(book: Spreadsheet, request: Json) -> Json:
    """Do appendDimension."""
    sheet, length = book.sheet(request.get("sheetId")), int(request.get("length") or 0)
    if length < 1:
        raise invalid("length must be greater than 0.")
    by_rows = dimension_of(request) == "ROWS"
    make_room(
        sheet, len(sheet.rows) + length * by_rows, len(sheet.columns) + length * (not by_rows)
    )
    return {}


def delete_dimension(book: Spreadsheet, request: Json) -> Json:
    """Do deleteDimension."""
    sheet, dimension, start, end, size = _span(book, request["range"])
    word = dimension[:-1].lower()
    if start >= size:
        raise invalid(
            f"Cannot delete a {word} that doesn't exist. Tried to delete {word} index {start} "
            f"but there are only {size} {word}s."
        )
    if start == 0 and end >= size:
        raise invalid(f"You can't delete all the {word}s on the sheet.")
    if end <= start:
        raise invalid("endIndex must be greater than startIndex.")
    delete_lines(book, sheet, dimension, start, min(end, size))
    return {}


def move_dimension(book: Spreadsheet, request: Json) -> Json:
    """Do moveDimension."""
    sheet, dimension, start, end, size = _span(book, request["source"])
    destination = int(request.get("destinationIndex") or 0)
    if not 0 <= start < end <= size or not 0 <= destination <= size:
        raise invalid("The source and the destination must lie within the sheet.")
    if start < destination < end:
        raise invalid("The destination must not lie within the source.")
    move_lines(book, sheet, dimension, (start, end), destination)
    return {}


def _lines(area: Area, dimension: str) -> list[Row] | list[Line]:
    if dimension == "ROWS":
        return area.sheet.rows[area.top : area.bottom]
    return area.sheet.columns[area.left : area.right]


def update_dimension_properties(book: Spreadsheet, request: Json) -> Json:
    """Do updateDimensionProperties."""
    mask = check_names(required_mask(request.get("fields")), LINE)
    given = request.get("properties") or {}
    span = request["range"]
    for line in _lines(dimension_area(book, span), dimension_of(span)):
        _set_properties(line, given, mask, dimension_of(span))
    return {}


def _set_properties(line: Line, given: Json, mask: Mask, dimension: str) -> None:
    if "hiddenByUser" in mask or "*" in mask:
        line.hidden = bool(given.get("hiddenByUser"))
    if "pixelSize" in mask or "*" in mask:
        usual = ROW_PIXELS if dimension == "ROWS" else COLUMN_PIXELS
        line.pixels = int(given.get("pixelSize") or usual)


def auto_resize_dimensions(book: Spreadsheet, request: Json) -> Json:
    """Do autoResizeDimensions, as if every letter had the same width."""
    span = request.get("dimensions") or {}
    area, dimension = dimension_area(book, span), dimension_of(span)
    if dimension == "ROWS":
        for row in area.sheet.rows[area.top : area.bottom]:
            row.pixels = ROW_PIXELS
        return {}
    calculator = Calculator(book)
    for column in range(area.left, area.right):
        texts = (calculator.shown(area.sheet, row, column) for row in range(area.bottom))
        longest = max(map(len, texts), default=0)
        if longest:
            area.sheet.columns[column].pixels = longest * PIXELS_A_LETTER + PADDING
    return {}


def insert_range(book: Spreadsheet, request: Json) -> Json:
    """Do insertRange: empty cells come in, and those that were there move down or right."""
    area = area_of(book, request["range"])
    _shift_cells(area, str(request.get("shiftDimension")), opening=True)
    return {}


def delete_range(book: Spreadsheet, request: Json) -> Json:
    """Do deleteRange: the cells go, and those beyond them move up or left."""
    area = area_of(book, request["range"])
    _shift_cells(area, str(request.get("shiftDimension")), opening=False)
    return {}


def _shift_cells(area: Area, dimension: str, *, opening: bool) -> None:
    sheet, by_rows = area.sheet, dimension == "ROWS"
    step = area.height if by_rows else area.width
    last = len(sheet.rows) if by_rows else area.bottom
    beyond = Area(sheet, area.top, area.left, last, area.right if by_rows else len(sheet.columns))
    stored = [(place, sheet.cell(*place)) for place in beyond.cells()]
    stored = [(place, cell) for place, cell in stored if cell != EMPTY]
    for place, _ in stored:
        sheet.put(*place, EMPTY)
    for (row, column), cell in stored:
        if not opening and area.contains(row, column):
            continue
        moved = step if opening else -step
        place = (row + moved, column) if by_rows else (row, column + moved)
        make_room(sheet, place[0] + 1, place[1] + 1)
        sheet.put(*place, cell)


def _depths(groups: list[Json]) -> dict[int, int]:
    depths: dict[int, int] = {}
    for group in groups:
        for index in range(group["range"]["startIndex"], group["range"]["endIndex"]):
            depths[index] = max(depths.get(index, 0), group["depth"])
    return depths


def _groups(depths: dict[int, int], span: Json, old: list[Json]) -> list[Json]:
    groups: list[Json] = []
    for depth in range(1, max(depths.values(), default=0) + 1):
        start = None
        for index in range(max(depths) + 2):
            inside = depths.get(index, 0) >= depth
            if inside and start is None:
                start = index
            elif not inside and start is not None:
                ends = {"startIndex": start, "endIndex": index}
                groups.append({"range": span | ends, "depth": depth})
                start = None
    for group in groups:
        twin = next((g for g in old if g["range"] == group["range"]), {})
        if twin.get("collapsed"):
            group["collapsed"] = True
    return groups


def _regroup(book: Spreadsheet, request: Json, change: int) -> Json:
    sheet, dimension, start, end, _ = _span(book, request["range"])
    kind = "rowGroups" if dimension == "ROWS" else "columnGroups"
    depths = _depths(sheet.objects[kind])
    if change < 0 and not any(depths.get(index) for index in range(start, end)):
        raise invalid(f"There is no dimension group over the range [{start}, {end}).")
    for index in range(start, end):
        depths[index] = max(0, depths.get(index, 0) + change)
    span = {"sheetId": sheet.id, "dimension": dimension}
    sheet.objects[kind] = _groups(depths, span, sheet.objects[kind])
    return {"dimensionGroups": sheet.objects[kind]} if sheet.objects[kind] else {}


def add_dimension_group(book: Spreadsheet, request: Json) -> Json:
    """Do addDimensionGroup: the lines get one level deeper."""
    return _regroup(book, request, 1)


def delete_dimension_group(book: Spreadsheet, request: Json) -> Json:
    """Do deleteDimensionGroup: the lines come one level up."""
    return _regroup(book, request, -1)


def update_dimension_group(book: Spreadsheet, request: Json) -> Json:
    """Do updateDimensionGroup: collapse or expand."""
    required_mask(request.get("fields"))
    wanted: Json = request["dimensionGroup"]
    sheet, dimension, start, end, _ = _span(book, wanted["range"])
    for group in sheet.objects["rowGroups" if dimension == "ROWS" else "columnGroups"]:
        span = group["range"]
        if (span["startIndex"], span["endIndex"], group["depth"]) == (start, end, wanted["depth"]):
            group.pop("collapsed", None)
            if wanted.get("collapsed"):
                group["collapsed"] = True
            return {}
    raise invalid("There is no such dimension group.")
