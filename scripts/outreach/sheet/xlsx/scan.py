"""Reads where everything stands in a worksheet part, in one pass of expat over its bytes.

The values themselves are python-calamine's business. Namespaces, comments and odd but legal XML
are expat's, so that what a patch hits is what a reader would read.
"""

import re
from array import array
from collections.abc import Callable, Mapping
from xml.parsers import expat

from outreach.sheet.port import CellRange
from outreach.sheet.xlsx.cells import column_number, parse_range
from outreach.sheet.xlsx.layout import Formula, RowLayout, SheetLayout
from outreach.sheet.xlsx.xml import is_true

# Transitional, and strict as ISO/IEC 29500 has it.
NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_PREFIX = re.compile(rb"<([^\s<>/:]+:)?")
_Attributes = Mapping[str, str]


class NotAWorksheet(ValueError):
    """The part is not a worksheet that can be read and patched; the message says why."""


def scan(part: bytes) -> SheetLayout:
    """Map a worksheet part.

    Raises:
        NotAWorksheet: It is not well-formed, not UTF-8, or not a worksheet.
    """
    reader = _Reader(part)
    try:
        reader.parser.Parse(part, True)  # noqa: FBT003 - expat takes no keywords
    except (expat.ExpatError, ValueError, KeyError, OverflowError) as error:
        raise NotAWorksheet(str(error)) from error
    return reader.layout()


class _Reader:
    """Expat's handlers and what they have seen so far; they run for every element."""

    def __init__(self, part: bytes) -> None:
        self.part = part
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.XmlDeclHandler = _refuse_other_encodings
        self.parser.StartDoctypeDeclHandler = _refuse_document_type
        self.parser.StartElementHandler = self._start_root
        self.prefix = self.cell = ""
        self.values: tuple[str, ...] = ()
        self.others: dict[str, Callable[[_Attributes], None]] = {}
        self.rows: dict[int, RowLayout] = {}
        self.columns, self.styles = array("H"), array("L")
        self.starts, self.errors = array("Q"), array("Q")
        self.row = self.column = self.bottom = self.right = 0
        self.row_name, self.row_start, self.row_first, self.before_row = "", 0, 0, 0
        self.row_style: int | None = None
        self.column_of: dict[str, int] = {}
        self.data: int | None = None
        self.dimension: tuple[int, CellRange] | None = None
        self.column_styles: list[tuple[int, int, int]] = []
        self.hidden: set[int] = set()
        self.merged: list[CellRange] = []
        self.formulas: list[Formula] = []

    def _start_root(self, name: str, _: _Attributes) -> None:
        namespace, local = name.rsplit(" ", 1) if " " in name else ("", name)
        if local != "worksheet" or namespace not in NAMESPACES:
            raise NotAWorksheet(f"it holds {local!r} where a worksheet should be")
        if self.part.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise NotAWorksheet("it is not in UTF-8")
        found = _PREFIX.match(self.part, self.parser.CurrentByteIndex)
        self.prefix = found[1].decode() if found and found[1] else ""
        self.cell, self.values = f"{namespace} c", (f"{namespace} v", f"{namespace} is")
        self.others = {
            f"{namespace} row": self._start_row,
            f"{namespace} f": self._start_formula,
            f"{namespace} sheetData": self._start_data,
            f"{namespace} mergeCell": self._start_merge,
            f"{namespace} col": self._start_column,
            f"{namespace} dimension": self._start_dimension,
        }
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: _Attributes) -> None:
        if name == self.cell:
            reference = attributes.get("r")
            if reference is None:
                self.column += 1
            else:
                letters = reference[: self.before_row]
                column = self.column_of.get(letters) or self._new_column(letters)
                if column <= self.column or not reference.endswith(self.row_name):
                    raise ValueError(f"cell {reference} is not in its place")
                self.column = column
            self.columns.append(self.column)
            style = attributes.get("s")
            self.styles.append(int(style) if style else 0)
            self.starts.append(self.parser.CurrentByteIndex)
            if "t" in attributes and attributes["t"] == "e":
                self.errors.append(self.parser.CurrentByteIndex)
        elif name in self.values:
            self.bottom = self.row
            self.right = max(self.right, self.column)
        elif name in self.others:
            self.others[name](attributes)

    def _new_column(self, letters: str) -> int:
        number = self.column_of[letters] = column_number(letters)
        if not 1 <= number <= _MOST_COLUMNS:
            raise ValueError(f"there is no column {letters!r}")
        return number

    def _start_row(self, attributes: _Attributes) -> None:
        self._end_row()
        number = int(attributes.get("r", self.row + 1))
        if not self.row < number <= _MOST_ROWS:
            raise ValueError(f"row {number} comes after row {self.row}")
        self.row, self.row_name, self.column = number, str(number), 0
        self.before_row = -len(self.row_name)  # where a cell's address changes to the row
        self.row_start, self.row_first = self.parser.CurrentByteIndex, len(self.starts)
        has_style = is_true(attributes.get("customFormat"))
        self.row_style = int(attributes.get("s", 0)) if has_style else None
        if is_true(attributes.get("hidden")):
            self.hidden.add(number)

    def _end_row(self) -> None:
        if self.row:
            self.rows[self.row] = RowLayout(
                self.row_start, self.row_first, len(self.starts), self.row_style
            )

    def _start_formula(self, attributes: _Attributes) -> None:
        kind, area = attributes.get("t", "normal"), attributes.get("ref")
        fills = kind in ("array", "dataTable") and area
        self.formulas.append(
            Formula(
                row=self.row,
                column=self.column,
                kind=kind,
                area=parse_range(area) if fills and area else None,
            )
        )

    def _start_data(self, _: _Attributes) -> None:
        self.data = self.parser.CurrentByteIndex

    def _start_merge(self, attributes: _Attributes) -> None:
        self.merged.append(parse_range(attributes["ref"]))

    def _start_column(self, attributes: _Attributes) -> None:
        first, last = int(attributes["min"]), int(attributes["max"])
        if "style" in attributes:
            self.column_styles.append((first, last, int(attributes["style"])))

    def _start_dimension(self, attributes: _Attributes) -> None:
        self.dimension = self.parser.CurrentByteIndex, parse_range(attributes["ref"])

    def layout(self) -> SheetLayout:
        """Return the finished map."""
        self._end_row()
        if self.data is None:
            raise NotAWorksheet("it has no cells at all, not even room for them")
        return SheetLayout(
            prefix=self.prefix,
            rows=self.rows,
            columns=self.columns,
            starts=self.starts,
            styles=self.styles,
            data=self.data,
            dimension=self.dimension,
            column_styles=self.column_styles,
            hidden=frozenset(self.hidden),
            merged=tuple(self.merged),
            formulas=tuple(self.formulas),
            errors=self.errors,
            bottom=self.bottom,
            right=self.right,
        )


def _refuse_other_encodings(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.upper() not in ("UTF-8", "US-ASCII"):
        raise NotAWorksheet(f"it is in {encoding}, not in UTF-8")


def _refuse_document_type(name: str, *_: object) -> None:
    raise NotAWorksheet(f"it declares a document type, {name!r}, as no spreadsheet does")
