"""Rectangles of cells in one tab, from A1 notation, from GridRanges, and back."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.emulators.google.a1 import (
    Bounds,
    cell_name,
    column_name,
    parse_bounds,
    quoted,
    split_title,
)
from tests.emulators.google.errors import ApiError, Json, invalid
from tests.emulators.google.model import Sheet, Spreadsheet


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle within a tab's grid, zero-based and half-open.

    What is written to it may reach beyond its end when it is open there: when the range names no
    end, or only one cell.
    """

    sheet: Sheet
    top: int
    left: int
    bottom: int
    right: int
    open_down: bool = False
    open_right: bool = False

    @property
    def height(self) -> int:
        """How many rows it has."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """How many columns it has."""
        return self.right - self.left

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yield row and column of each of its cells."""
        for row in range(self.top, self.bottom):
            for column in range(self.left, self.right):
                yield row, column

    def contains(self, row: int, column: int) -> bool:
        """Say whether a cell lies within."""
        return self.top <= row < self.bottom and self.left <= column < self.right

    def covers(self, other: "Area") -> bool:
        """Say whether all of another area lies within."""
        return (
            self.sheet is other.sheet
            and self.top <= other.top
            and self.left <= other.left
            and other.bottom <= self.bottom
            and other.right <= self.right
        )

    def meets(self, other: "Area") -> bool:
        """Say whether they have a cell in common."""
        return (
            self.sheet.id == other.sheet.id
            and self.top < other.bottom
            and other.top < self.bottom
            and self.left < other.right
            and other.left < self.right
        )

    def grid_range(self) -> Json:
        """Return it as a GridRange with all its bounds."""
        return {
            "sheetId": self.sheet.id,
            "startRowIndex": self.top,
            "endRowIndex": self.bottom,
            "startColumnIndex": self.left,
            "endColumnIndex": self.right,
        }

    def name(self) -> str:
        """Return it in A1 notation, as answers have it."""
        start = cell_name(self.top, self.left)
        end = cell_name(self.bottom - 1, self.right - 1)
        return f"{quoted(self.sheet.title)}!{start if start == end else f'{start}:{end}'}"


def exceeds(sheet: Sheet, name: str) -> ApiError:
    """Return the refusal of a range beyond the grid."""
    return invalid(
        f"Range ({quoted(sheet.title)}!{name}) exceeds grid limits. "
        f"Max rows: {len(sheet.rows)}, max columns: {len(sheet.columns)}"
    )


def _within(sheet: Sheet, bounds: Bounds, name: str, *, strict: bool) -> Area:
    height, width = len(sheet.rows), len(sheet.columns)
    top, left = bounds.top or 0, bounds.left or 0
    bottom = height if bounds.bottom is None else bounds.bottom
    right = width if bounds.right is None else bounds.right
    if top >= height or left >= width or (strict and (bottom > height or right > width)):
        raise exceeds(sheet, name)
    one = (bottom - top, right - left) == (1, 1)
    return Area(
        sheet,
        top,
        left,
        min(bottom, height),
        min(right, width),
        open_down=one or bounds.bottom is None,
        open_right=one or bounds.right is None,
    )


def whole(sheet: Sheet) -> Area:
    """Return all of a tab's grid."""
    height, width = len(sheet.rows), len(sheet.columns)
    return Area(sheet, 0, 0, height, width, open_down=True, open_right=True)


def bounds_of(grid_range: Json) -> Bounds:
    """Return the bounds that a GridRange names."""
    names = ("startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex")
    return Bounds(*(None if grid_range.get(n) is None else int(grid_range[n]) for n in names))


def area_of(book: Spreadsheet, grid_range: Json, *, least: int = 1) -> Area:
    """Return the area of a GridRange, cut to the grid; refuse one that lies beyond it.

    Args:
        book: The spreadsheet.
        grid_range: The GridRange.
        least: The least height and width; conditional formats may also have empty ranges.
    """
    sheet = book.sheet(grid_range.get("sheetId"))
    bounds = bounds_of(grid_range)
    area = _within(sheet, bounds, _bounds_name(bounds), strict=False)
    if min(area.height, area.width) < least:
        raise invalid("The specified range is empty.")
    return area


def strict_area_of(book: Spreadsheet, grid_range: Json) -> Area:
    """Return the area of a GridRange that is to be written to; none of it may lie beyond."""
    bounds = bounds_of(grid_range)
    sheet = book.sheet(grid_range.get("sheetId"))
    return _within(sheet, bounds, _bounds_name(bounds), strict=True)


def _bounds_name(bounds: Bounds) -> str:
    start = cell_name(bounds.top or 0, bounds.left or 0)
    end = "" if bounds.right is None else column_name(bounds.right - 1)
    end += "" if bounds.bottom is None else str(bounds.bottom)
    return f"{start}:{end}" if end and end != start else start


def _named(book: Spreadsheet, name: str) -> Json | None:
    wanted = name.casefold()
    return next((n for n in book.named_ranges if n["name"].casefold() == wanted), None)


def find_area(book: Spreadsheet, text: str, *, strict: bool = False) -> Area:
    """Return the area that a range in A1 notation or a named range means.

    Args:
        book: The spreadsheet.
        text: The range.
        strict: Whether a range that reaches beyond the grid is refused; else it is cut.
    """
    title, rest = split_title(text)
    if title is None:
        title, rest = (text, "") if book.titled(text) and not parse_bounds(text) else ("", rest)
    first = next((s for s in book.sheets if not s.look.get("hidden")), book.sheets[0])
    sheet = book.titled(title) if title else first
    if sheet is None:
        raise invalid(f"Unable to parse range: {text}")
    if not rest and title:
        return whole(sheet)
    bounds = parse_bounds(rest)
    if bounds is not None:
        return _within(sheet, bounds, rest.replace("$", ""), strict=strict)
    named = _named(book, rest)
    if named is None:
        raise invalid(f"Unable to parse range: {text}")
    return area_of(book, named["range"])
