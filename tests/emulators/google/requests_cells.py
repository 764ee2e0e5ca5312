"""The requests of batchUpdate that change cells where they are."""

from tests.emulators.google.areas import Area, area_of, strict_area_of
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.formats import both_spellings, with_data
from tests.emulators.google.masks import Mask, required_mask
from tests.emulators.google.model import Sheet, Spreadsheet
from tests.emulators.google.references import copied
from tests.emulators.google.schema import CELL, check_names
from tests.emulators.google.writing import make_room

CONDITION_VALUES = {
    "BLANK": (0, 0),
    "NOT_BLANK": (0, 0),
    "TEXT_IS_EMAIL": (0, 0),
    "TEXT_IS_URL": (0, 0),
    "DATE_IS_VALID": (0, 0),
    "BOOLEAN": (0, 2),
    "NUMBER_BETWEEN": (2, 2),
    "NUMBER_NOT_BETWEEN": (2, 2),
    "DATE_BETWEEN": (2, 2),
    "DATE_NOT_BETWEEN": (2, 2),
    "ONE_OF_LIST": (1, 500),
    **dict.fromkeys(
        (
            "NUMBER_GREATER NUMBER_GREATER_THAN_EQ NUMBER_LESS NUMBER_LESS_THAN_EQ NUMBER_EQ "
            "NUMBER_NOT_EQ TEXT_CONTAINS TEXT_NOT_CONTAINS TEXT_STARTS_WITH TEXT_ENDS_WITH "
            "TEXT_EQ TEXT_NOT_EQ DATE_EQ DATE_NOT_EQ DATE_BEFORE DATE_AFTER DATE_ON_OR_BEFORE "
            "DATE_ON_OR_AFTER ONE_OF_RANGE CUSTOM_FORMULA FILTER_EXPRESSION"
        ).split(),
        (1, 1),
    ),
}


def _cell_mask(request: Json) -> Mask:
    return check_names(required_mask(request.get("fields")), CELL)


def _written(area: Area, rows: list[Json], mask: Mask) -> None:
    for row, column in area.cells():
        line = rows[row - area.top].get("values") or [] if row - area.top < len(rows) else []
        data = line[column - area.left] if column - area.left < len(line) else {}
        area.sheet.put(row, column, with_data(area.sheet.cell(row, column), data or {}, mask))


def _check_fits(area: Area, rows: list[Json]) -> None:
    if len(rows) > area.height:
        raise invalid(f"Attempting to write row: {area.bottom}, beyond the last requested row")
    if max((len(row.get("values") or []) for row in rows), default=0) > area.width:
        raise invalid(f"Attempting to write column: {area.right}, beyond the last requested column")


def update_cells(book: Spreadsheet, request: Json) -> Json:
    """Do updateCells: from a start, or over a whole range."""
    rows: list[Json] = request.get("rows") or []
    mask = _cell_mask(request)
    if "start" not in request:
        area = strict_area_of(book, request["range"])
        _check_fits(area, rows)
        _written(area, rows, mask)
        return {}
    start = request["start"]
    sheet = book.sheet(start.get("sheetId"))
    top, left = int(start.get("rowIndex") or 0), int(start.get("columnIndex") or 0)
    for number, row in enumerate(rows, top):
        width = len(row.get("values") or [])
        bounds = {"startRowIndex": number, "endRowIndex": number + 1}
        bounds |= {"startColumnIndex": left, "endColumnIndex": left + width}
        if width:
            _written(strict_area_of(book, {"sheetId": sheet.id, **bounds}), [row], mask)
    return {}


def repeat_cell(book: Spreadsheet, request: Json) -> Json:
    """Do repeatCell; the references of a formula go along."""
    mask = _cell_mask(request)
    area = area_of(book, request["range"])
    data = request.get("cell") or {}
    formula = (data.get("userEnteredValue") or {}).get("formulaValue")
    for row, column in area.cells():
        if formula:
            text = copied(formula, row - area.top, column - area.left)
            data = data | {"userEnteredValue": {"formulaValue": text}}
        area.sheet.put(row, column, with_data(area.sheet.cell(row, column), data, mask))
    return {}


def last_row(sheet: Sheet) -> int:
    """Return how many rows there are up to the last one that holds a value."""
    for number in range(len(sheet.rows) - 1, -1, -1):
        if any(cell.value is not None for cell in sheet.rows[number].cells.values()):
            return number + 1
    return 0


def append_cells(book: Spreadsheet, request: Json) -> Json:
    """Do appendCells: after the last row of the tab that holds a value."""
    sheet = book.sheet(request.get("sheetId"))
    rows: list[Json] = request.get("rows") or []
    top = last_row(sheet)
    width = max((len(row.get("values") or []) for row in rows), default=0)
    make_room(sheet, top + len(rows), width)
    _written(Area(sheet, top, 0, top + len(rows), width), rows, _cell_mask(request))
    return {}


def checked_condition(condition: Json) -> None:
    """Refuse a condition of an unknown type, or with too few or too many values."""
    kind = condition.get("type")
    if kind not in CONDITION_VALUES:
        raise invalid(f"Unsupported condition type: {kind}")
    least, most = CONDITION_VALUES[kind]
    count = len(condition.get("values") or [])
    if not least <= count <= most:
        wanted = f"exactly {least}" if least == most else f"{least} to {most}"
        raise invalid(f"ConditionType '{kind}' requires {wanted} ConditionValues, but got {count}.")


def set_data_validation(book: Spreadsheet, request: Json) -> Json:
    """Do setDataValidation; without a rule it clears."""
    area = area_of(book, request["range"])
    rule = request.get("rule")
    if rule:
        checked_condition(rule.get("condition") or {})
        rule = {name: value for name, value in rule.items() if value}
    for row, column in area.cells():
        area.sheet.put(row, column, area.sheet.cell(row, column)._replace(validation=rule))
    return {}


def _edges(area: Area, row: int, column: int) -> list[tuple[str, str]]:
    return [
        ("top", "top" if row == area.top else "innerHorizontal"),
        ("bottom", "bottom" if row == area.bottom - 1 else "innerHorizontal"),
        ("left", "left" if column == area.left else "innerVertical"),
        ("right", "right" if column == area.right - 1 else "innerVertical"),
    ]


def update_borders(book: Spreadsheet, request: Json) -> Json:
    """Do updateBorders."""
    area = area_of(book, request["range"])
    for row, column in area.cells():
        cell = area.sheet.cell(row, column)
        borders = dict((cell.format or {}).get("borders") or {})
        for edge, name in _edges(area, row, column):
            if name in request and request[name].get("style") == "NONE":
                borders.pop(edge, None)
            elif name in request:
                borders[edge] = both_spellings(request[name])
        rest = {name: part for name, part in (cell.format or {}).items() if name != "borders"}
        new = rest | ({"borders": borders} if borders else {})
        area.sheet.put(row, column, cell._replace(format=new or None))
    return {}


def _parts(area: Area, merge_type: str) -> list[Area]:
    sheet = area.sheet
    if merge_type == "MERGE_ROWS":
        rows = range(area.top, area.bottom)
        return [Area(sheet, row, area.left, row + 1, area.right) for row in rows]
    if merge_type == "MERGE_COLUMNS":
        columns = range(area.left, area.right)
        return [Area(sheet, area.top, c, area.bottom, c + 1) for c in columns]
    return [area]


def merge_cells(book: Spreadsheet, request: Json) -> Json:
    """Do mergeCells: of the merged cells only the first keeps its value."""
    area = area_of(book, request["range"])
    _unmerge(book, area)
    for part in _parts(area, str(request.get("mergeType"))):
        if (part.height, part.width) == (1, 1):
            continue
        for row, column in list(part.cells())[1:]:
            area.sheet.put(row, column, area.sheet.cell(row, column)._replace(value=None))
        area.sheet.merges.append(part.grid_range())
    return {}


def unmerge_cells(book: Spreadsheet, request: Json) -> Json:
    """Do unmergeCells."""
    _unmerge(book, area_of(book, request["range"]))
    return {}


def _unmerge(book: Spreadsheet, area: Area) -> None:
    kept = []
    for merge in area.sheet.merges:
        merged = area_of(book, merge)
        if not merged.meets(area):
            kept.append(merge)
        elif not area.covers(merged):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    area.sheet.merges = kept
