"""Files that are uploaded to the Drive and become spreadsheets: CSV, TSV and Excel."""

import csv
import io
import json
import re
from datetime import date, datetime, time
from pathlib import PurePath
from typing import NamedTuple

from openpyxl import load_workbook

from tests.emulators.google.areas import whole
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.exporting import CSV, EXCEL, TSV
from tests.emulators.google.model import Cell, Formula, Sheet, Spreadsheet, new_columns
from tests.emulators.google.patterns import DEFAULT_PATTERNS
from tests.emulators.google.serials import serial_of, serial_of_time
from tests.emulators.google.store import SHEETS_TYPE
from tests.emulators.google.writing import make_room, write

_DELIMITERS = {CSV: ",", TSV: "\t"}


class Upload(NamedTuple):
    """An upload: what is said of the file, its type, and its contents."""

    about: Json
    kind: str
    data: bytes


def parts_of(raw: bytes) -> Upload:
    """Take a multipart upload apart: first JSON about the file, then the file."""
    mark = raw.lstrip().partition(b"\n")[0].rstrip()
    parts = re.split(rb"(?:\r?\n|\A\s*)" + re.escape(mark) + rb"(?:--)?[ \t]*(?:\r?\n|\Z)", raw)
    halves = [re.split(rb"\r?\n\r?\n", part, maxsplit=1) for part in parts if part.strip()]
    if len(halves) != 2 or any(len(half) != 2 for half in halves):
        raise invalid("Malformed multipart body.")
    (_, about), (head, data) = halves
    kind = re.search(rb"^content-type:\s*([^;\s]+)", head, re.IGNORECASE | re.MULTILINE)
    try:
        return Upload(json.loads(about), kind[1].decode() if kind else "", data)
    except ValueError:
        raise invalid("Parse Error") from None


def title_of(name: str) -> str:
    """Return the name of a spreadsheet that was a file: it has no suffix any more."""
    path = PurePath(name)
    return path.stem if path.suffix.lower() in (".csv", ".tsv", ".xlsx") else name


def fill(book: Spreadsheet, kind: str, data: bytes) -> None:
    """Replace the contents of a spreadsheet by those of a file."""
    if kind in _DELIMITERS:
        fill_with_lines(book, data, _DELIMITERS[kind])
    elif kind == EXCEL:
        _fill_with_workbook(book, data)
    else:
        raise invalid(f"The emulator makes no spreadsheets of {kind}; they become {SHEETS_TYPE}.")


def fill_with_lines(book: Spreadsheet, data: bytes, delimiter: str = ",") -> None:
    """Replace all tabs by one, into which somebody types the lines of a text."""
    del book.sheets[1:]
    sheet = book.sheets[0]
    for row in sheet.rows:
        row.cells.clear()
    sheet.columns = sheet.columns or new_columns(1)
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    write(whole(sheet), [list(line) for line in reader], raw=False)


def _fill_with_workbook(book: Spreadsheet, data: bytes) -> None:
    workbook = load_workbook(io.BytesIO(data))
    sheets = []
    for tab in workbook.worksheets:
        sheet = Sheet(book.new_id(), tab.title)
        make_room(sheet, tab.max_row, tab.max_column)
        for number, row in enumerate(tab.iter_rows(values_only=True)):
            cells = ((column, _cell(value)) for column, value in enumerate(row))
            sheet.rows[number].cells = {column: cell for column, cell in cells if cell}
        sheets.append(sheet)
    book.sheets = sheets


def _cell(value: object) -> Cell | None:
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return _dated(serial_of(value), "DATE" if midnight else "DATE_TIME")
    if isinstance(value, date):
        return _dated(serial_of(value), "DATE")
    if isinstance(value, time):
        return _dated(serial_of_time(value), "TIME")
    if isinstance(value, str) and value.startswith("="):
        return Cell(Formula(value))
    return Cell(value) if isinstance(value, str | int | float) and value != "" else None


def _dated(serial: float, kind: str) -> Cell:
    return Cell(serial, {"numberFormat": {"type": kind, "pattern": DEFAULT_PATTERNS[kind]}})
