"""What a spreadsheet is: cells in rows in tabs, and the objects that lie on them.

Cells are never changed, only replaced, so a copy of a spreadsheet shares them with the original.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

from tests.emulators.google.errors import Json, invalid

ACCOUNT = "robot@emulator.iam.gserviceaccount.com"
"""Who makes all requests, and owns what they create."""

ROW_PIXELS, COLUMN_PIXELS = 21, 100
MAX_CELLS = 10_000_000
OBJECT_KINDS = (
    "conditionalFormats filterViews protectedRanges charts bandedRanges rowGroups columnGroups"
).split()


class Formula(NamedTuple):
    """A formula as it was entered, with its equals sign."""

    text: str


class CellError(NamedTuple):
    """A formula's failure: Google's type, such as NAME, and the message."""

    type: str
    message: str = ""


Scalar: TypeAlias = str | int | float | bool | None
Entered: TypeAlias = Scalar | Formula
Effective: TypeAlias = Scalar | CellError


class Cell(NamedTuple):
    """What is stored for one cell; everything else is calculated."""

    value: Entered = None
    format: Json | None = None
    note: str | None = None
    validation: Json | None = None
    extras: Json | None = None


EMPTY = Cell()


@dataclass(slots=True, eq=False)
class Line:
    """A row's or column's own properties."""

    pixels: int
    hidden: bool = False
    filtered: bool = False


@dataclass(slots=True, eq=False)
class Row(Line):
    """A row: its properties and its cells by column."""

    pixels: int = ROW_PIXELS
    cells: dict[int, Cell] = field(default_factory=dict)

    def copy(self) -> "Row":
        """Return a row that can be changed apart from this one."""
        return Row(self.pixels, self.hidden, self.filtered, self.cells.copy())


def new_columns(count: int) -> list[Line]:
    """Return so many columns of the usual width."""
    return [Line(COLUMN_PIXELS) for _ in range(count)]


@dataclass(slots=True, eq=False)
class Sheet:
    """A tab; `grid` and `look` are those properties that the emulator only keeps."""

    id: int
    title: str
    rows: list[Row] = field(default_factory=lambda: [Row() for _ in range(1000)])
    columns: list[Line] = field(default_factory=lambda: new_columns(26))
    grid: Json = field(default_factory=dict)
    look: Json = field(default_factory=dict)
    merges: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None
    objects: dict[str, list[Json]] = field(
        default_factory=lambda: {kind: [] for kind in OBJECT_KINDS}
    )

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell there, the empty one when nothing is stored."""
        return self.rows[row].cells.get(column, EMPTY)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Store a cell, or forget it when nothing is left of it."""
        if cell == EMPTY:
            self.rows[row].cells.pop(column, None)
        else:
            self.rows[row].cells[column] = cell

    def formulas(self) -> Iterator[tuple[int, int, Cell, str]]:
        """Yield row, column, cell and text of every formula."""
        for number, row in enumerate(self.rows):
            for column, cell in row.cells.items():
                if isinstance(cell.value, Formula):
                    yield number, column, cell, cell.value.text

    def grow(self, rows: int, columns: int) -> None:
        """Add rows and columns at the end until there are at least so many."""
        self.rows.extend(Row() for _ in range(rows - len(self.rows)))
        self.columns.extend(new_columns(columns - len(self.columns)))

    def copy(self) -> "Sheet":
        """Return a tab that can be changed apart from this one."""
        return Sheet(
            self.id,
            self.title,
            [row.copy() for row in self.rows],
            [Line(column.pixels, column.hidden, column.filtered) for column in self.columns],
            copy.deepcopy(self.grid),
            copy.deepcopy(self.look),
            copy.deepcopy(self.merges),
            copy.deepcopy(self.basic_filter),
            copy.deepcopy(self.objects),
        )

    def restore(self, earlier: "Sheet") -> None:
        """Become as an earlier copy was."""
        for name in self.__slots__:
            setattr(self, name, getattr(earlier, name))


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


@dataclass(slots=True, eq=False)
class Spreadsheet:
    """A file: its tabs and what belongs to all of them; the Drive's view of it is in `file`."""

    id: str
    properties: Json
    sheets: list[Sheet]
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    file: Json = field(default_factory=dict)
    permissions: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    shared: bool = True
    created_at: datetime = field(default_factory=now)
    modified_at: datetime = field(default_factory=now)
    next_id: int = 1

    @property
    def title(self) -> str:
        """The file's name."""
        return str(self.properties["title"])

    def new_id(self) -> int:
        """Return a number that nothing in this file has had yet."""
        self.next_id += 1
        return self.next_id * 7919 % 2_000_000_011

    def sheet(self, sheet_id: object) -> Sheet:
        """Return the tab that has this id; none given means 0, as in protocol buffers."""
        for sheet in self.sheets:
            if sheet.id == int(str(sheet_id or 0)):
                return sheet
        raise invalid(f"No grid with id: {sheet_id or 0}")

    def titled(self, title: str) -> Sheet | None:
        """Return the tab of this title, whatever its case, or None."""
        wanted = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == wanted), None)

    def copy(self) -> "Spreadsheet":
        """Return a file that can be changed apart from this one."""
        twin = copy.copy(self)
        twin.sheets = [sheet.copy() for sheet in self.sheets]
        for name in ("properties", "named_ranges", "metadata", "file", "permissions", "comments"):
            setattr(twin, name, copy.deepcopy(getattr(self, name)))
        return twin

    def restore(self, earlier: "Spreadsheet") -> None:
        """Become as an earlier copy was; tabs that are still there stay the same objects."""
        own = {sheet.id: sheet for sheet in self.sheets}
        for name in self.__slots__:
            setattr(self, name, getattr(earlier, name))
        for place, sheet in enumerate(self.sheets):
            if sheet.id in own:
                own[sheet.id].restore(sheet)
                self.sheets[place] = own[sheet.id]


@contextmanager
def all_or_nothing(book: Spreadsheet) -> Iterator[Spreadsheet]:
    """Yield a spreadsheet; undo what the block did to it when the block fails."""
    earlier = book.copy()
    try:
        yield book
    except BaseException:
        book.restore(earlier)
        raise


DEFAULT_FORMAT: Json = {
    "backgroundColor": {"red": 1, "green": 1, "blue": 1},
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": {"red": 1, "green": 1, "blue": 1}},
}


def new_spreadsheet(key: str, title: str, **properties: Any) -> Spreadsheet:  # noqa: ANN401
    """Return a file as Google makes it: one tab of 1000 rows and 26 columns."""
    return Spreadsheet(
        key,
        {
            "title": title,
            "locale": "en_US",
            "autoRecalc": "ON_CHANGE",
            "timeZone": "Etc/GMT",
            "defaultFormat": DEFAULT_FORMAT,
            **properties,
        },
        [Sheet(0, "Sheet1")],
    )
