"""The requests of batchUpdate that search and change texts."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.emulators.google.areas import Area, area_of, whole
from tests.emulators.google.calculate import number_format_of, shown_value
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.model import Cell, Formula, Spreadsheet
from tests.emulators.google.writing import entered, make_room

_DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " ", "AUTODETECT": ","}


def _stored(area: Area) -> Iterator[tuple[int, int, Cell]]:
    """Yield row, column and cell of everything that is stored within an area."""
    for number in range(area.top, area.bottom):
        for column, cell in sorted(area.sheet.rows[number].cells.items()):
            if area.left <= column < area.right:
                yield number, column, cell


def _searched(book: Spreadsheet, request: Json) -> list[Area]:
    if request.get("allSheets"):
        return [whole(sheet) for sheet in book.sheets]
    if "range" in request:
        return [area_of(book, request["range"])]
    if "sheetId" in request:
        return [whole(book.sheet(request["sheetId"]))]
    raise invalid("A scope must be specified: range, sheetId or allSheets.")


def _pattern(request: Json) -> re.Pattern[str]:
    find = str(request.get("find") or "")
    if not find:
        raise invalid("The text to find must be specified.")
    text = find if request.get("searchByRegex") else re.escape(find)
    if request.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        return re.compile(text, 0 if request.get("matchCase") else re.IGNORECASE)
    except re.error as error:
        raise invalid(f"Invalid regular expression: {find}") from error


def _replacement(request: Json) -> str:
    text = str(request.get("replacement") or "").replace("\\", r"\\")
    return re.sub(r"\$(\d)", r"\\\1", text) if request.get("searchByRegex") else text


def _searchable(cell: Cell, *, formulas: bool) -> str | None:
    if isinstance(cell.value, Formula):
        return cell.value.text if formulas else None
    return None if cell.value is None else shown_value(cell.value, number_format_of(cell))


def find_replace(book: Spreadsheet, request: Json) -> Json:
    """Do findReplace: in what cells show, and in formulas when asked to."""
    pattern, replacement = _pattern(request), _replacement(request)
    counts: Counter[str] = Counter()
    for area in _searched(book, request):
        rows = set()
        for row, column, cell in list(_stored(area)):
            text = _searchable(cell, formulas=bool(request.get("includeFormulas")))
            new, count = pattern.subn(replacement, text or "")
            if not count:
                continue
            area.sheet.put(row, column, entered(cell, new, raw=False))
            rows.add(row)
            kind = "formulasChanged" if isinstance(cell.value, Formula) else "valuesChanged"
            counts.update({kind: 1, "occurrencesChanged": count})
        counts.update({"rowsChanged": len(rows), "sheetsChanged": bool(rows)})
    return {name: count for name, count in counts.items() if count}


def trim_whitespace(book: Spreadsheet, request: Json) -> Json:
    """Do trimWhitespace."""
    area, changed = area_of(book, request["range"]), 0
    for row, column, cell in list(_stored(area)):
        trimmed = " ".join(cell.value.split()) if isinstance(cell.value, str) else cell.value
        if trimmed != cell.value:
            area.sheet.put(row, column, entered(cell, trimmed, raw=True))
            changed += 1
    return {"cellsChangedCount": changed} if changed else {}


def text_to_columns(book: Spreadsheet, request: Json) -> Json:
    """Do textToColumns."""
    area = area_of(book, request["source"])
    if area.width != 1:
        raise invalid("The source must be one column wide.")
    kind = str(request.get("delimiterType") or "AUTODETECT")
    delimiter = str(request.get("delimiter") or "") if kind == "CUSTOM" else _DELIMITERS.get(kind)
    if not delimiter:
        raise invalid("A delimiter must be specified.")
    for row, column, cell in list(_stored(area)):
        if isinstance(cell.value, str):
            parts = cell.value.split(delimiter)
            make_room(area.sheet, row + 1, column + len(parts))
            for place, part in enumerate(parts, column):
                old = area.sheet.cell(row, place)
                area.sheet.put(row, place, entered(old, part.strip(), raw=False))
    return {}
