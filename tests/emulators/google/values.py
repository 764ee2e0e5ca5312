"""The endpoints below `/values`: get, update, append, clear, and their batch and filter forms."""

from tests.emulators.google.areas import Area, find_area
from tests.emulators.google.calculate import Calculator
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.metadata import filtered
from tests.emulators.google.model import Row, Spreadsheet
from tests.emulators.google.reading import DIMENSIONS, choice, rendering, value_range
from tests.emulators.google.structure import insert_lines
from tests.emulators.google.writing import Written, by_rows, make_room, table_at, write

INPUT_OPTIONS = ("RAW", "USER_ENTERED")


def _is_raw(options: Json) -> bool:
    option = options.get("valueInputOption")
    if option in (None, "", "INPUT_VALUE_OPTION_UNSPECIFIED"):
        raise invalid("'valueInputOption' is required but not specified")
    return choice(option, INPUT_OPTIONS, "value_input_option") == "RAW"


def _flag(value: object) -> bool:
    return value is True or str(value).lower() == "true"


def get(book: Spreadsheet, text: str, options: Json, calculator: Calculator) -> Json:
    """Answer values.get."""
    return value_range(find_area(book, text), rendering(options, calculator))


def batch_get(book: Spreadsheet, ranges: list[str], options: Json, calculator: Calculator) -> Json:
    """Answer values.batchGet."""
    how = rendering(options, calculator)
    areas = [find_area(book, text) for text in ranges]
    return {"spreadsheetId": book.id, "valueRanges": [value_range(area, how) for area in areas]}


def batch_get_by_filter(book: Spreadsheet, body: Json, calculator: Calculator) -> Json:
    """Answer values.batchGetByDataFilter."""
    how = rendering(body, calculator)
    matched: dict[str, Json] = {}
    for data_filter in body.get("dataFilters") or []:
        for area in filtered(book, data_filter):
            new = {"valueRange": value_range(area, how), "dataFilters": []}
            matched.setdefault(area.name(), new)["dataFilters"].append(data_filter)
    return {"spreadsheetId": book.id} | ({"valueRanges": [*matched.values()]} if matched else {})


def _rows(data: Json) -> list[list[object]]:
    dimension = choice(data.get("majorDimension"), DIMENSIONS, "data.major_dimension")
    return by_rows(data.get("values"), dimension)


def _answer(
    book: Spreadsheet, written: Written, data: Json, options: Json, calculator: Calculator
) -> Json:
    answer = {"spreadsheetId": book.id, **written.summary()}
    if not _flag(options.get("includeValuesInResponse")):
        return answer
    response = options | {"majorDimension": data.get("majorDimension")}
    how = rendering(response, calculator, response=True)
    return answer | {"updatedData": value_range(written.shown, how)}


def _writable(book: Spreadsheet, text: str, rows: list[list[object]]) -> Area:
    """Return where to write; a range may end beyond the grid as long as its values do not.

    Pygsheets relies on that: it names one row and one column more than it has.
    """
    area = find_area(book, text)
    fits = len(rows) <= area.height and max(map(len, rows), default=0) <= area.width
    return area if fits else find_area(book, text, strict=True)


def update(book: Spreadsheet, text: str, options: Json, data: Json, calculator: Calculator) -> Json:
    """Answer values.update."""
    raw, rows = _is_raw(options), _rows(data)
    area, named = _writable(book, text, rows), data.get("range")
    if named and _writable(book, named, rows).name() != area.name():
        raise invalid(f"Requested range [{text}] does not match value range [{named}]")
    written = write(area, rows, raw=raw)
    return _answer(book, written, data, options, calculator)


def _totals(book: Spreadsheet, written: list[Written]) -> Json:
    counts = {
        "totalUpdatedRows": sum(w.rows for w in written),
        "totalUpdatedColumns": sum(w.columns for w in written),
        "totalUpdatedCells": sum(w.cells for w in written),
        "totalUpdatedSheets": len({w.area.sheet.id for w in written}),
    }
    return {"spreadsheetId": book.id, **{name: n for name, n in counts.items() if n}}


def batch_update(book: Spreadsheet, body: Json, calculator: Calculator) -> Json:
    """Answer values.batchUpdate; values in the answer are those after all updates."""
    raw = _is_raw(body)
    data = body.get("data") or []
    new = [_rows(item) for item in data]
    areas = [
        _writable(book, str(i.get("range") or ""), rows) for i, rows in zip(data, new, strict=True)
    ]
    written = [write(area, rows, raw=raw) for area, rows in zip(areas, new, strict=True)]
    responses = [
        _answer(book, done, item, body, calculator)
        for done, item in zip(written, data, strict=True)
    ]
    return _totals(book, written) | {"responses": responses}


def batch_update_by_filter(book: Spreadsheet, body: Json, calculator: Calculator) -> Json:
    """Answer values.batchUpdateByDataFilter."""
    raw = _is_raw(body)
    found = [(i, area) for i in body.get("data") or [] for area in filtered(book, i["dataFilter"])]
    written = [(item, write(area, _rows(item), raw=raw)) for item, area in found]
    responses = [
        _answer(book, done, item, body, calculator) | {"dataFilter": item["dataFilter"]}
        for item, done in written
    ]
    answer = _totals(book, [done for _, done in written])
    return answer | ({"responses": responses} if responses else {})


def append(book: Spreadsheet, text: str, options: Json, data: Json, calculator: Calculator) -> Json:
    """Answer values.append: write below the last table in the range."""
    raw = _is_raw(options)
    rows = _rows(data)
    searched = find_area(book, text)
    table = table_at(searched)
    top, left = (table.bottom, table.left) if table else (searched.top, searched.left)
    sheet = searched.sheet
    if options.get("insertDataOption") == "INSERT_ROWS" and rows and top < len(sheet.rows):
        insert_lines(book, sheet, "ROWS", top, [Row() for _ in rows])
    make_room(sheet, top + 1, left + 1)
    target = Area(sheet, top, left, top + 1, left + 1, open_down=True, open_right=True)
    written = write(target, rows, raw=raw)
    answer: Json = {"spreadsheetId": book.id}
    if table:
        answer["tableRange"] = table.name()
    return answer | {"updates": _answer(book, written, data, options, calculator)}


def _clear(area: Area) -> str:
    for row in area.sheet.rows[area.top : area.bottom]:
        for column, cell in list(row.cells.items()):
            if area.left <= column < area.right and cell.value is not None:
                left_over = cell._replace(value=None)
                if any(part is not None for part in left_over):
                    row.cells[column] = left_over
                else:
                    del row.cells[column]
    return area.name()


def clear(book: Spreadsheet, text: str) -> Json:
    """Answer values.clear: the values go, formats and notes stay."""
    return {"spreadsheetId": book.id, "clearedRange": _clear(find_area(book, text))}


def batch_clear(book: Spreadsheet, body: Json) -> Json:
    """Answer values.batchClear."""
    areas = [find_area(book, text) for text in body.get("ranges") or []]
    return {"spreadsheetId": book.id, "clearedRanges": [_clear(area) for area in areas]}


def batch_clear_by_filter(book: Spreadsheet, body: Json) -> Json:
    """Answer values.batchClearByDataFilter."""
    areas = [area for f in body.get("dataFilters") or [] for area in filtered(book, f)]
    cleared = [_clear(area) for area in areas]
    return {"spreadsheetId": book.id} | ({"clearedRanges": cleared} if cleared else {})
