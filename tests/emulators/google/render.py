"""A spreadsheet as spreadsheets.get answers it."""

from tests.emulators.google import metadata
from tests.emulators.google.areas import Area, whole
from tests.emulators.google.calculate import Calculator
from tests.emulators.google.drawing import CellDrawer
from tests.emulators.google.errors import Json
from tests.emulators.google.masks import Mask, names, select, wants
from tests.emulators.google.model import Line, Sheet, Spreadsheet
from tests.emulators.google.schema import check_spreadsheet_mask


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
        check_spreadsheet_mask(mask)
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
    shown = select(answer, _without_cells(mask))
    return shown if isinstance(shown, dict) else answer


def _without_cells(mask: Mask) -> Mask:
    """Return a mask that leaves the cells alone, since they are drawn by it already."""
    path = ("sheets", "data", "rowData")
    if not names(mask, *path):
        return mask
    sheets = mask["sheets"]
    return mask | {"sheets": sheets | {"data": sheets["data"] | {"rowData": {}}}}


class _Drawer:
    """Draws tabs, and of the cells only what the mask of a tab wants."""

    def __init__(self, book: Spreadsheet, calculator: Calculator, mask: Mask | None) -> None:
        self._book = book
        below = mask["data"]["rowData"] if mask and names(mask, "data", "rowData") else {}
        self._cells = CellDrawer(calculator, below.get("values"))
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
        draw = self._cells.draw
        for column in range(area.left, max(inside) + 1):
            cell = cells.get(column)
            values.append({} if cell is None else draw(area.sheet, number, column, cell))
        return {"values": values}


def _line(line: Line, entries: list[Json] | None) -> Json:
    answer: Json = {"pixelSize": line.pixels}
    if line.hidden:
        answer["hiddenByUser"] = True
    if line.filtered:
        answer["hiddenByFilter"] = True
    if entries:
        answer["developerMetadata"] = entries
    return answer
