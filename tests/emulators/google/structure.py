"""Inserting, deleting and moving rows and columns, and all that follows when they move."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.model import Formula, Line, Row, Sheet, Spreadsheet
from tests.emulators.google.references import Point, Reference, retitled, rewritten
from tests.emulators.google.writing import make_room

Span: TypeAlias = tuple[int, int]
Shift: TypeAlias = Callable[[int, int], Span | None]
"""Where a half-open span lies after the change; None when it is gone."""

T = TypeVar("T")
ENDLESS = 10**9


def inserted(at: int, count: int) -> Shift:
    """Return the shift that inserting lines makes: a span that they fall within grows."""

    def shift(start: int, end: int) -> Span:
        return start + count * (start >= at), end + count * (end > at)

    return shift


def deleted(first: int, last: int) -> Shift:
    """Return the shift that deleting the lines from `first` up to before `last` makes."""

    def moved(index: int) -> int:
        return index if index <= first else max(first, index - (last - first))

    def shift(start: int, end: int) -> Span | None:
        new_start, new_end = moved(start), moved(end)
        return (new_start, new_end) if new_start < new_end else None

    return shift


def moved(first: int, last: int, destination: int) -> Shift:
    """Return the shift that moving lines to before `destination` makes.

    A span that lies within the moved lines goes along; one that they stay within is as it was; any
    other keeps its lines that stay.
    """
    count = last - first

    def place(index: int) -> int:
        if first <= index < last:
            return index - first + (destination if destination < first else destination - count)
        if last <= index < destination:
            return index - count
        if destination <= index < first:
            return index + count
        return index

    def shift(start: int, end: int) -> Span:
        if start <= first and last <= end and start <= destination <= end:
            return start, end
        if not first <= start < end <= last:
            start = last if first <= start < last else start
            end = first if first < end <= last else end
        return place(start), place(end - 1) + 1

    return shift


def _shifted_keys(value: Json, names: tuple[str, str], shift: Shift) -> Json | None:
    if names[0] not in value and names[1] not in value:
        return value
    end = value.get(names[1])
    span = shift(int(value.get(names[0]) or 0), ENDLESS if end is None else int(end))
    if span is None:
        return None
    changed = dict(value)
    if names[0] in value or span[0]:
        changed[names[0]] = span[0]
    if end is not None:
        changed[names[1]] = span[1]
    return changed


def _shifted_point(value: Json, name: str, shift: Shift) -> Json:
    index = int(value.get(name) or 0)
    span = shift(index, index + 1)
    return value | {name: span[0] if span else index}


def _shifted_json(value: object, sheet_id: int, dimension: str, shift: Shift) -> object:
    """Return a JSON value with every range in it shifted; None where the range is gone."""
    if isinstance(value, list):
        kept = [_shifted_json(item, sheet_id, dimension, shift) for item in value]
        return [item for item in kept if item is not None] or (None if value else [])
    if not isinstance(value, dict):
        return value
    if value.get("sheetId") == sheet_id and not isinstance(value.get("range"), dict):
        word = "Row" if dimension == "ROWS" else "Column"
        if value.get("dimension") == dimension:
            return _shifted_keys(value, ("startIndex", "endIndex"), shift)
        if "rowIndex" in value or "columnIndex" in value:
            return _shifted_point(value, f"{word.lower()}Index", shift)
        return _shifted_keys(value, (f"start{word}Index", f"end{word}Index"), shift)
    changed = {}
    for name, item in value.items():
        changed[name] = _shifted_json(item, sheet_id, dimension, shift)
        if changed[name] is None and item is not None:
            return None
    return changed


def _shifted_all(items: list[Json], sheet_id: int, dimension: str, shift: Shift) -> list[Json]:
    kept = [_shifted_json(item, sheet_id, dimension, shift) for item in items]
    return [item for item in kept if isinstance(item, dict)]


def follow(book: Spreadsheet, sheet: Sheet, dimension: str, shift: Shift) -> None:
    """Let everything that lies on a tab follow a change of its rows or columns."""
    sheet.merges = [
        merge
        for merge in _shifted_all(sheet.merges, sheet.id, dimension, shift)
        if merge["endRowIndex"] - merge["startRowIndex"] > 1
        or merge["endColumnIndex"] - merge["startColumnIndex"] > 1
    ]
    for kind, items in sheet.objects.items():
        sheet.objects[kind] = _shifted_all(items, sheet.id, dimension, shift)
    if sheet.basic_filter:
        kept = _shifted_all([sheet.basic_filter], sheet.id, dimension, shift)
        sheet.basic_filter = _with_shifted_columns(kept[0], dimension, shift) if kept else None
        if not kept:
            show_filtered(sheet)
    book.named_ranges = _shifted_all(book.named_ranges, sheet.id, dimension, shift)
    book.metadata = _shifted_all(book.metadata, sheet.id, dimension, shift)
    follow_formulas(book, sheet, dimension, shift)


def show_filtered(sheet: Sheet) -> None:
    """Show the rows again that a filter hid."""
    for row in sheet.rows:
        row.filtered = False


def _with_shifted_columns(basic_filter: Json, dimension: str, shift: Shift) -> Json:
    if dimension == "ROWS" or "criteria" not in basic_filter:
        return basic_filter
    spans = {key: shift(int(key), int(key) + 1) for key in basic_filter["criteria"]}
    criteria = basic_filter["criteria"]
    moved_criteria = {str(span[0]): criteria[key] for key, span in spans.items() if span}
    return basic_filter | {"criteria": moved_criteria}


def follow_formulas(book: Spreadsheet, sheet: Sheet, dimension: str, shift: Shift) -> None:
    """Rewrite the references to a tab in all formulas, as a change of its lines demands."""

    def changed(found: Reference) -> str | None:
        return _shifted_reference(found, dimension, shift)

    for home in book.sheets:
        for row, column, cell, text in list(home.formulas()):

            def change(found: Reference, home: Sheet = home) -> str | None:
                title = home.title if found.title is None else found.title
                return changed(found) if title.casefold() == sheet.title.casefold() else None

            new = rewritten(text, change)
            if new != text:
                home.put(row, column, cell._replace(value=Formula(new)))


def rename(book: Spreadsheet, sheet: Sheet, title: str) -> None:
    """Give a tab another title, also in the formulas that refer to it."""
    for home in book.sheets:
        for row, column, cell, text in list(home.formulas()):
            new = Formula(retitled(text, sheet.title, title))
            home.put(row, column, cell._replace(value=new))
    sheet.title = title


def _shifted_reference(found: Reference, dimension: str, shift: Shift) -> str | None:
    by_rows = dimension == "ROWS"
    last = found.end or found.start
    start = found.start.row if by_rows else found.start.column
    if start is None:
        return None
    end = last.row if by_rows else last.column
    span = shift(start, ENDLESS if end is None else end + 1)
    if span is None:
        return "#REF!"

    def at(corner: Point, index: int) -> str:
        return (corner._replace(row=index) if by_rows else corner._replace(column=index)).text()

    first = at(found.start, span[0])
    if found.end is None:
        return first
    return f"{first}:{found.end.text() if end is None else at(last, span[1] - 1)}"


def _rekeyed(items: dict[int, T], shift: Shift) -> dict[int, T]:
    spans = ((shift(index, index + 1), item) for index, item in items.items())
    return {span[0]: item for span, item in spans if span}


def insert_lines(
    book: Spreadsheet, sheet: Sheet, dimension: str, at: int, new: list[Row] | list[Line]
) -> None:
    """Insert rows or columns before the one at an index."""
    shift = inserted(at, len(new))
    if dimension == "ROWS":
        sheet.rows[at:at] = [line for line in new if isinstance(line, Row)]
    else:
        sheet.columns[at:at] = new
        for row in sheet.rows:
            row.cells = _rekeyed(row.cells, shift)
    follow(book, sheet, dimension, shift)


def delete_lines(book: Spreadsheet, sheet: Sheet, dimension: str, first: int, last: int) -> None:
    """Delete the rows or columns from `first` up to before `last`, and what is attached."""
    shift = deleted(first, last)
    if dimension == "ROWS":
        del sheet.rows[first:last]
    else:
        del sheet.columns[first:last]
        for row in sheet.rows:
            row.cells = _rekeyed(row.cells, shift)
    frozen = "frozenRowCount" if dimension == "ROWS" else "frozenColumnCount"
    if sheet.grid.get(frozen):
        span = shift(0, sheet.grid[frozen])
        sheet.grid[frozen] = span[1] if span else 0
    follow(book, sheet, dimension, shift)


def move_lines(
    book: Spreadsheet, sheet: Sheet, dimension: str, span: Span, destination: int
) -> None:
    """Move rows or columns to before another, whose index is that before the move."""
    first, last = span
    shift = moved(first, last, destination)
    at = destination if destination < first else destination - (last - first)
    if dimension == "ROWS":
        taken = sheet.rows[first:last]
        del sheet.rows[first:last]
        sheet.rows[at:at] = taken
    else:
        columns = sheet.columns[first:last]
        del sheet.columns[first:last]
        sheet.columns[at:at] = columns
        for row in sheet.rows:
            row.cells = _rekeyed(row.cells, shift)
    follow(book, sheet, dimension, shift)


def resize(book: Spreadsheet, sheet: Sheet, rows: int, columns: int) -> None:
    """Cut or extend a tab to exactly this size, and delete what is attached to what is cut.

    Rows come first: with the old number of columns, too, the limit of cells must be kept.
    """
    if rows < 1 or columns < 1:
        raise invalid("You can't delete all the rows or columns on the sheet.")
    for dimension, size, lines in (("ROWS", rows, sheet.rows), ("COLUMNS", columns, sheet.columns)):
        if len(lines) > size:
            delete_lines(book, sheet, dimension, size, len(lines))
        make_room(sheet, rows, 0 if dimension == "ROWS" else columns)
