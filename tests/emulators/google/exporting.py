"""A spreadsheet as a file of another kind: CSV, TSV, Excel; the others only look like one."""

import csv
import io
import zipfile

from openpyxl import Workbook

from tests.emulators.google.areas import whole
from tests.emulators.google.calculate import Calculator
from tests.emulators.google.errors import invalid
from tests.emulators.google.model import Spreadsheet
from tests.emulators.google.reading import Rendering, read_rows

CSV = "text/csv"
TSV = "text/tab-separated-values"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
ZIPPED = (
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/x-vnd.oasis.opendocument.spreadsheet",
    "application/zip",
)


def export(book: Spreadsheet, kind: str) -> bytes:
    """Return the file; text formats hold the first tab only, as Google's do."""
    if kind in (CSV, TSV):
        return _delimited(book, "," if kind == CSV else "\t")
    if kind == EXCEL:
        return _excel(book)
    if kind == PDF:
        return b"%PDF-1.4\n%%EOF\n"
    if kind in ZIPPED:
        return _zipped(book)
    raise invalid(f"The requested conversion is not supported: {kind}")


def _delimited(book: Spreadsheet, delimiter: str) -> bytes:
    how = Rendering(calculator=Calculator(book))
    rows = read_rows(whole(book.sheets[0]), how)
    width = max(map(len, rows), default=0)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows(row + [""] * (width - len(row)) for row in rows)
    return text.getvalue().removesuffix("\r\n").encode()


def _excel(book: Spreadsheet) -> bytes:
    workbook = Workbook(write_only=True)
    how = Rendering(calculator=Calculator(book), values="UNFORMATTED_VALUE")
    for sheet in book.sheets:
        tab = workbook.create_sheet(sheet.title[:31])
        for row in read_rows(whole(sheet), how):
            tab.append(row)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _zipped(book: Spreadsheet) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("content.csv", _delimited(book, ","))
    return target.getvalue()
