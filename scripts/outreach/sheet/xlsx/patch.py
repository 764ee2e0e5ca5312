"""Puts new values into a worksheet part; every byte that is not of a changed cell stays."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from outreach.sheet.xlsx.cells import cell_address, cell_xml
from outreach.sheet.xlsx.ends import end_of_cell, end_of_data, end_of_row
from outreach.sheet.xlsx.layout import RowLayout, SheetLayout
from outreach.sheet.xlsx.xml import tag_at

Written = tuple[int, str | float | bool | None]
"""A format's index, and the value as the file stores it: a date is its serial number."""

Changes = Mapping[int, Mapping[int, Written]]
"""Row → column → what to write there."""

_SPANS = re.compile(rb"""\s+spans\s*=\s*(?:"[^"]*"|'[^']*')""")
_RANGE = re.compile(rb"""(\sref\s*=\s*)(?:"[^"]*"|'[^']*')""")

_Edit = tuple[int, int, bytes]
"""Replace the bytes from the first to before the second offset."""


def patch(part: bytes, layout: SheetLayout, changes: Changes) -> bytes:
    """Return the worksheet part with the changes made; `layout` is its map."""
    edits = chain(_dimension(part, layout, changes), _sheet_data(part, layout, changes))
    pieces: list[bytes] = []
    done = 0
    for start, end, replacement in edits:
        pieces += (part[done:start], replacement)
        done = end
    pieces.append(part[done:])
    return b"".join(pieces)


def _dimension(part: bytes, layout: SheetLayout, changes: Changes) -> Iterator[_Edit]:
    """Widen the declared range of used cells where it is now too small."""
    if layout.dimension is None or not changes:
        return
    offset, declared = layout.dimension
    columns = [column for cells in changes.values() for column in cells]
    top, left = min(declared.top, *changes), min(declared.left, *columns)
    bottom, right = max(declared.bottom, *changes), max(declared.right, *columns)
    if (top, left, bottom, right) == (
        declared.top,
        declared.left,
        declared.bottom,
        declared.right,
    ):
        return
    tag = tag_at(part, offset)
    used = f"{cell_address(top, left)}:{cell_address(bottom, right)}".encode()
    yield offset, offset + len(tag), _RANGE.sub(rb'\g<1>"' + used + b'"', tag, count=1)


def _sheet_data(part: bytes, layout: SheetLayout, changes: Changes) -> Iterator[_Edit]:
    """Yield the edits of all rows, in the order of the file."""
    new = sorted(number for number in changes if number not in layout.rows)
    end, is_closed = end_of_data(part, layout)
    if is_closed:
        inside = b"".join(_new_row(layout, number, changes[number]) for number in new)
        yield (
            layout.data,
            end,
            _opened(part[layout.data : end], inside, f"{layout.prefix}sheetData"),
        )
        return
    waiting = iter(new)
    number = next(waiting, None)
    for existing, row in layout.rows.items():
        while number is not None and number < existing:
            yield row.start, row.start, _new_row(layout, number, changes[number])
            number = next(waiting, None)
        if existing in changes:
            yield from _row(part, layout, existing, changes[existing])
    while number is not None:
        yield end, end, _new_row(layout, number, changes[number])
        number = next(waiting, None)


def _row(
    part: bytes, layout: SheetLayout, number: int, cells: Mapping[int, Written]
) -> Iterator[_Edit]:
    row = layout.rows[number]
    waiting = sorted(cells, reverse=True)  # the next is the last
    edits: list[_Edit] = []
    grows = False
    for index in range(row.first, row.last):
        column, start = layout.columns[index], layout.starts[index]
        while waiting and waiting[-1] <= column:
            written = waiting.pop()
            is_new = written < column
            grows = grows or is_new
            new = _cell(layout, number, written, cells[written])
            end = start if is_new else end_of_cell(part, layout, index)
            edits.append((start, end, new))
        if not waiting:
            break
    rest = b"".join(_cell(layout, number, column, cells[column]) for column in reversed(waiting))
    end, is_closed = end_of_row(part, layout, row)
    if is_closed:
        tag = part[row.start : end]
        yield row.start, end, _opened(_SPANS.sub(b"", tag), rest, f"{layout.prefix}row")
        return
    if grows or rest:
        yield _without_spans(part, row)
    yield from edits
    yield end, end, rest


def _without_spans(part: bytes, row: RowLayout) -> _Edit:
    """Drop a hint, which may be left out, on the columns that a row's cells lie between."""
    tag = tag_at(part, row.start)
    return row.start, row.start + len(tag), _SPANS.sub(b"", tag)


def _new_row(layout: SheetLayout, number: int, cells: Mapping[int, Written]) -> bytes:
    inside = b"".join(_cell(layout, number, column, cells[column]) for column in sorted(cells))
    name = f"{layout.prefix}row"
    return f'<{name} r="{number}">'.encode() + inside + f"</{name}>".encode()


def _cell(layout: SheetLayout, row: int, column: int, written: Written) -> bytes:
    style, value = written
    return cell_xml(layout.prefix, cell_address(row, column), style, value).encode()


def _opened(closed_tag: bytes, inside: bytes, name: str) -> bytes:
    """Turn `<row r="7"/>` into a start tag, what is inside, and an end tag."""
    return closed_tag[:-2].rstrip() + b">" + inside + f"</{name}>".encode()
