"""The requests of batchUpdate about tabs as a whole and about the spreadsheet itself."""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.emulators.google.errors import ApiError, Json, invalid
from tests.emulators.google.formats import both_spellings
from tests.emulators.google.masks import Mask, merged, required_mask
from tests.emulators.google.model import Sheet, Spreadsheet
from tests.emulators.google.render import sheet_properties
from tests.emulators.google.schema import (
    GRID_PROPERTIES,
    SHEET_PROPERTIES,
    SPREADSHEET_PROPERTIES,
    check_names,
)
from tests.emulators.google.structure import rename, resize
from tests.emulators.google.writing import make_room

_OWN = ("sheetId", "title", "index", "sheetType", "gridProperties", "*")
_SIZES = ("rowCount", "columnCount")
_OBJECT_IDS = ("protectedRangeId", "bandedRangeId", "filterViewId", "chartId")
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?\Z")


def _check_title(book: Spreadsheet, title: str, own: Sheet | None = None) -> str:
    if not title:
        raise invalid("The sheet name cannot be empty.")
    if book.titled(title) not in (None, own):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    return title


def _free_title(book: Spreadsheet, make: Callable[[int], str]) -> str:
    number = 1
    while book.titled(make(number)):
        number += 1
    return make(number)


def _check_id(book: Spreadsheet, wanted: object) -> int:
    if wanted is None:
        return book.new_id()
    if any(sheet.id == int(str(wanted)) for sheet in book.sheets):
        raise invalid(f"Sheet with id {wanted} already exists.")
    return int(str(wanted))


def _keep(sheet: Sheet, given: Json, mask: Mask) -> None:
    """Set those masked properties that are only kept."""
    spelled = both_spellings(given)
    look: Mask = {name: {} for name in (given if "*" in mask else mask) if name not in _OWN}
    if any(name.startswith("tabColor") for name in look):
        look |= {"tabColor": {}, "tabColorStyle": {}}
    if look and isinstance(spelled, dict):
        sheet.look = merged(sheet.look, spelled, look)
    grid = given.get("gridProperties") or {}
    chosen = _grid_mask(grid, mask)
    kept: Mask = {name: {} for name in chosen if name not in _SIZES}
    if kept:
        sheet.grid = merged(sheet.grid, grid, kept)


def _grid_mask(grid: Json, mask: Mask) -> Mask:
    below: Mask = {"*": {}} if "*" in mask else mask.get("gridProperties", {"": {}}) or {"*": {}}
    if "*" in below:
        return {name: {} for name in grid}
    return check_names({name: {} for name in below if name}, GRID_PROPERTIES)


def _size(sheet: Sheet, grid: Json, mask: Mask) -> tuple[int, int]:
    """Return the numbers of rows and columns that are asked for, checked against what is frozen."""
    chosen = _grid_mask(grid, mask)
    now = {"rowCount": len(sheet.rows), "columnCount": len(sheet.columns)}
    rows, columns = (int(grid.get(n) or 0) if n in chosen else now[n] for n in _SIZES)
    if sheet.grid.get("frozenRowCount", 0) >= rows > 0:
        raise invalid("You can't freeze all visible rows on the sheet.")
    if sheet.grid.get("frozenColumnCount", 0) >= columns > 0:
        raise invalid("You can't freeze all visible columns on the sheet.")
    return rows, columns


def sheet_from(properties: Json, sheet_id: int, title: str) -> Sheet:
    """Return a new tab with these properties."""
    sheet = Sheet(sheet_id, title, [], [])
    everything: Mask = {"*": {}}
    grid = {"rowCount": 1000, "columnCount": 26} | (properties.get("gridProperties") or {})
    _keep(sheet, properties, everything)
    rows, columns = _size(sheet, grid, everything)
    if rows < 1 or columns < 1:
        raise invalid("A sheet must have at least one row and one column.")
    make_room(sheet, rows, columns)
    return sheet


def add_sheet(book: Spreadsheet, request: Json) -> Json:
    """Do addSheet."""
    given: Json = request.get("properties") or {}
    default = _free_title(book, lambda number: f"Sheet{number + len(book.sheets)}")
    title = _check_title(book, given.get("title") or default)
    sheet = sheet_from(given, _check_id(book, given.get("sheetId")), title)
    index = given.get("index")
    book.sheets.insert(len(book.sheets) if index is None else int(index), sheet)
    return {"properties": sheet_properties(book, sheet)}


def delete_sheet(book: Spreadsheet, request: Json) -> Json:
    """Do deleteSheet; its named ranges and metadata go with it."""
    try:
        sheet = book.sheet(request.get("sheetId"))
    except ApiError:
        raise invalid(f"No sheet with id: {request.get('sheetId')}") from None
    if len(book.sheets) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    if not [other for other in book.sheets if other is not sheet and not other.look.get("hidden")]:
        raise invalid("You can't remove all the visible sheets in a document.")
    book.sheets.remove(sheet)
    book.named_ranges = [n for n in book.named_ranges if n["range"].get("sheetId") != sheet.id]
    book.metadata = [e for e in book.metadata if sheet.id != _sheet_of(e)]
    return {}


def _sheet_of(entry: Json) -> object:
    location = entry["location"]
    return location.get("dimensionRange", location).get("sheetId")


def _with_sheet_id(value: object, old: int, new: int) -> object:
    if isinstance(value, list):
        return [_with_sheet_id(item, old, new) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {name: _with_sheet_id(item, old, new) for name, item in value.items()}
    return changed | ({"sheetId": new} if changed.get("sheetId") == old else {})


def twin(book: Spreadsheet, sheet: Sheet, sheet_id: int, title: str) -> Sheet:
    """Return a copy of a tab for a spreadsheet, under another id and title."""
    new = sheet.copy()
    for kind, items in new.objects.items():
        new.objects[kind] = _list(_with_sheet_id(items, sheet.id, sheet_id))
        for item in new.objects[kind]:
            item |= {name: book.new_id() for name in _OBJECT_IDS if name in item}
    new.merges = _list(_with_sheet_id(new.merges, sheet.id, sheet_id))
    if new.basic_filter:
        (new.basic_filter,) = _list(_with_sheet_id([new.basic_filter], sheet.id, sheet_id))
    new.id, new.title = sheet_id, title
    return new


def _list(value: object) -> list[Json]:
    return value if isinstance(value, list) else []


def duplicate_sheet(book: Spreadsheet, request: Json) -> Json:
    """Do duplicateSheet; without an index the copy becomes the first tab."""
    source = book.sheet(request.get("sourceSheetId"))
    sheet_id = _check_id(book, request.get("newSheetId"))
    title = request.get("newSheetName") or copy_title(book, source.title)
    sheet = twin(book, source, sheet_id, _check_title(book, title))
    book.sheets.insert(int(request.get("insertSheetIndex") or 0), sheet)
    return {"properties": sheet_properties(book, sheet)}


def copy_title(book: Spreadsheet, title: str) -> str:
    """Return the title that a copy of a tab gets when none is asked for."""
    return _free_title(book, lambda n: f"Copy of {title}" + (f" {n}" if n > 1 else ""))


def copy_to(source: Spreadsheet, sheet_id: int, destination: Spreadsheet) -> Json:
    """Answer sheets.copyTo."""
    sheet = source.sheet(sheet_id)
    new = twin(destination, sheet, destination.new_id(), copy_title(destination, sheet.title))
    destination.sheets.append(new)
    return sheet_properties(destination, new)


def update_sheet_properties(book: Spreadsheet, request: Json) -> Json:
    """Do updateSheetProperties; an index counts the tabs as they were before the move."""
    given: Json = request.get("properties") or {}
    mask = check_names(required_mask(request.get("fields")), SHEET_PROPERTIES)
    sheet = book.sheet(given.get("sheetId"))
    everything = "*" in mask
    if everything or "title" in mask:
        rename(book, sheet, _check_title(book, str(given.get("title") or ""), sheet))
    if "index" in mask or (everything and "index" in given):
        _move(book, sheet, int(given.get("index") or 0))
    _keep(sheet, given, mask)
    resize(book, sheet, *_size(sheet, given.get("gridProperties") or {}, mask))
    if all(other.look.get("hidden") for other in book.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    return {}


def _move(book: Spreadsheet, sheet: Sheet, index: int) -> None:
    if not 0 <= index <= len(book.sheets):
        raise invalid(f"Invalid sheet index: {index}")
    now = book.sheets.index(sheet)
    if index not in (now, now + 1):
        book.sheets.insert(index, sheet)
        del book.sheets[now if now < index else now + 1]


def check_properties(properties: Json) -> None:
    """Refuse a spreadsheet without a title, or of a time zone or language that there is not."""
    if not properties.get("title"):
        raise invalid("The spreadsheet title cannot be empty.")
    if not _LOCALE.match(str(properties.get("locale"))):
        raise invalid(f"Unsupported locale: {properties.get('locale')}")
    try:
        ZoneInfo(str(properties.get("timeZone")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise invalid(f"Unsupported time zone: {properties.get('timeZone')}") from None


def update_spreadsheet_properties(book: Spreadsheet, request: Json) -> Json:
    """Do updateSpreadsheetProperties."""
    given: Json = request.get("properties") or {}
    mask = check_names(required_mask(request.get("fields")), SPREADSHEET_PROPERTIES)
    properties = merged(book.properties, given, mask)
    check_properties(properties)
    book.properties = properties
    return {}
