"""A spreadsheet as spreadsheets.get answers it."""

import re

from tests.emulators.google import metadata
from tests.emulators.google.areas import Area, whole
from tests.emulators.google.calculate import Calculator, number_format_of, shown_value
from tests.emulators.google.errors import Json
from tests.emulators.google.masks import Mask, names, select, wants
from tests.emulators.google.model import (
    DEFAULT_FORMAT,
    Cell,
    CellError,
    Effective,
    Formula,
    Line,
    Sheet,
    Spreadsheet,
)
from tests.emulators.google.reading import plain_number

CELL_FIELDS = (
    "userEnteredValue effectiveValue formattedValue userEnteredFormat effectiveFormat hyperlink "
    "note dataValidation"
).split()
_LINK = re.compile(r'=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)


def sheet_properties(book: Spreadsheet, sheet: Sheet) -> Json:
    """Return the SheetProperties of a tab; what is false or zero is left out, as Google does."""
    grid = {name: value for name, value in sheet.grid.items() if value}
    sizes = {"rowCount": len(sheet.rows), "columnCount": len(sheet.columns)}
    return {
        "sheetId": sheet.id,
        "title": sheet.title,
        "index": book.sheets.index(sheet),
        "sheetType": "GRID",
        "gridProperties": sizes | grid,
        **{name: value for name, value in sheet.look.items() if value},
    }


def spreadsheet(
    book: Spreadsheet,
    calculator: Calculator,
    *,
    areas: list[Area] | None = None,
    grid_data: bool = False,
    mask: Mask | None = None,
) -> Json:
    """Return the spreadsheet.

    Args:
        book: The spreadsheet.
        calculator: Its calculator.
        areas: The areas that are asked for; tabs without one are left out. None asks for all.
        grid_data: Whether to include the cells. A mask decides it instead when there is one.
        mask: The fields to include.
    """
    if mask is not None:
        grid_data = wants(mask, "sheets", "data")
    answer: Json = {"spreadsheetId": book.id, "properties": book.properties}
    asked = None if areas is None else {area.sheet.id for area in areas}
    sheets = [sheet for sheet in book.sheets if asked is None or sheet.id in asked]
    if wants(mask, "sheets"):
        below = mask.get("sheets") if mask and "*" not in mask else None
        drawer = _Drawer(book, calculator, below or None)
        answer["sheets"] = [drawer.sheet(sheet, areas, grid_data=grid_data) for sheet in sheets]
    if book.named_ranges:
        answer["namedRanges"] = book.named_ranges
    answer["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.id}/edit"
    entries = metadata.on(book, None)
    if entries:
        answer["developerMetadata"] = entries
    if mask is None:
        return answer
    shown = select(answer, mask)
    return shown if isinstance(shown, dict) else answer


class _Drawer:
    """Draws tabs, and of the cells only what the mask of a tab wants.

    Google repeats the default format in every cell. Here a cell without a format of its own shows
    one only when the mask names `effectiveFormat`: else big tabs would be all about formats.
    """

    def __init__(self, book: Spreadsheet, calculator: Calculator, mask: Mask | None) -> None:
        self._book = book
        self._calculator = calculator
        self._mask = mask
        path = ("data", "rowData", "values")
        self._fields = frozenset(name for name in CELL_FIELDS if wants(mask, *path, name))
        self._all_formats = names(mask, *path, "effectiveFormat")
        self._lines = wants(mask, "data", "rowMetadata"), wants(mask, "data", "columnMetadata")

    def sheet(self, sheet: Sheet, areas: list[Area] | None, *, grid_data: bool) -> Json:
        """Return one tab."""
        answer: Json = {"properties": sheet_properties(self._book, sheet)}
        if grid_data:
            own = [whole(sheet)] if areas is None else [a for a in areas if a.sheet is sheet]
            answer["data"] = [self._data(area) for area in own]
        if sheet.merges:
            answer["merges"] = sheet.merges
        if sheet.basic_filter:
            answer["basicFilter"] = sheet.basic_filter
        answer |= {kind: items for kind, items in sheet.objects.items() if items}
        entries = metadata.on(self._book, sheet.id)
        return answer | ({"developerMetadata": entries} if entries else {})

    def _data(self, area: Area) -> Json:
        data: Json = {}
        if area.top:
            data["startRow"] = area.top
        if area.left:
            data["startColumn"] = area.left
        rows = [self._row(area, number) for number in range(area.top, area.bottom)]
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            data["rowData"] = rows
        sheet = area.sheet
        if self._lines[0]:
            entries = metadata.on_line(self._book, sheet.id, "ROWS")
            lines = sheet.rows[area.top : area.bottom]
            data["rowMetadata"] = [
                _line(line, entries.get(area.top + i)) for i, line in enumerate(lines)
            ]
        if self._lines[1]:
            entries = metadata.on_line(self._book, sheet.id, "COLUMNS")
            columns = sheet.columns[area.left : area.right]
            data["columnMetadata"] = [
                _line(line, entries.get(area.left + i)) for i, line in enumerate(columns)
            ]
        return data

    def _row(self, area: Area, number: int) -> Json:
        cells = area.sheet.rows[number].cells
        inside = [column for column in cells if area.left <= column < area.right]
        if not inside:
            return {}
        values = []
        for column in range(area.left, max(inside) + 1):
            cell = cells.get(column)
            values.append({} if cell is None else self._cell(area.sheet, number, column, cell))
        return {"values": values}

    def _cell(self, sheet: Sheet, row: int, column: int, cell: Cell) -> Json:
        fields = self._fields
        data: Json = dict(cell.extras) if cell.extras else {}
        if cell.value is not None:
            value = self._calculator.value(sheet, row, column)
            if "userEnteredValue" in fields:
                formula = isinstance(cell.value, Formula)
                data["userEnteredValue"] = extended(cell.value if formula else value)
            if "effectiveValue" in fields and value is not None:
                data["effectiveValue"] = extended(value)
            if "formattedValue" in fields and value is not None:
                data["formattedValue"] = shown_value(value, number_format_of(cell))
            if "hyperlink" in fields and (link := _hyperlink(cell)):
                data["hyperlink"] = link
        if cell.format is not None and "userEnteredFormat" in fields:
            data["userEnteredFormat"] = cell.format
        if "effectiveFormat" in fields and (self._all_formats or cell.format is not None):
            data["effectiveFormat"] = effective_format(cell)
        if cell.note is not None and "note" in fields:
            data["note"] = cell.note
        if cell.validation is not None and "dataValidation" in fields:
            data["dataValidation"] = cell.validation
        return data


def effective_format(cell: Cell) -> Json:
    """Return the default format with the cell's own on it; conditional formats are not applied."""
    number_format = number_format_of(cell)
    if cell.format is None and number_format is None:
        return DEFAULT_FORMAT
    own = dict(cell.format or {})
    text = DEFAULT_FORMAT["textFormat"] | own.get("textFormat", {})
    drawn = DEFAULT_FORMAT | own | {"textFormat": text}
    return drawn | ({"numberFormat": number_format} if number_format else {})


def extended(value: Effective | Formula) -> Json:
    """Return a value as an ExtendedValue."""
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, CellError):
        return {"errorValue": {"type": value.type, "message": value.message}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": plain_number(value)} if value is not None else {}


def _hyperlink(cell: Cell) -> str | None:
    if isinstance(cell.value, Formula):
        match = _LINK.match(cell.value.text)
        return match[1].replace('""', '"') if match else None
    link = ((cell.format or {}).get("textFormat") or {}).get("link") or {}
    if link.get("uri"):
        return str(link["uri"])
    runs = (cell.extras or {}).get("textFormatRuns") or []
    links = {run.get("format", {}).get("link", {}).get("uri") for run in runs} - {None}
    return str(links.pop()) if len(links) == 1 else None


def _line(line: Line, entries: list[Json] | None) -> Json:
    answer: Json = {"pixelSize": line.pixels}
    if line.hidden:
        answer["hiddenByUser"] = True
    if line.filtered:
        answer["hiddenByFilter"] = True
    if entries:
        answer["developerMetadata"] = entries
    return answer
