"""Where the elements of a worksheet part end; their starts are in its map.

Few cells are written, so ends are looked for when they are needed: noting all of them while
mapping the part would take half as long again.
"""

import re
from functools import lru_cache

from outreach.sheet.xlsx.layout import RowLayout, SheetLayout
from outreach.sheet.xlsx.xml import tag_at


def end_of_cell(part: bytes, layout: SheetLayout, index: int) -> int:
    """Return the byte offset after a cell."""
    start = layout.starts[index]
    tag = tag_at(part, start)
    if tag.endswith(b"/>"):
        return start + len(tag)
    return _end_tag(part, f"{layout.prefix}c", start + len(tag)).end()


def end_of_row(part: bytes, layout: SheetLayout, row: RowLayout) -> tuple[int, bool]:
    """Return the byte offset of a row's end tag or, with True, after a tag closed by `/>`."""
    if row.first < row.last:
        after = layout.starts[row.last - 1]
    else:
        tag = tag_at(part, row.start)
        after = row.start + len(tag)
        if tag.endswith(b"/>"):
            return after, True
    return _end_tag(part, f"{layout.prefix}row", after).start(), False


def end_of_data(part: bytes, layout: SheetLayout) -> tuple[int, bool]:
    """Return the byte offset of the end tag of `sheetData`, or after a tag closed by `/>`."""
    if layout.rows:
        after = layout.rows[max(layout.rows)].start
    else:
        tag = tag_at(part, layout.data)
        after = layout.data + len(tag)
        if tag.endswith(b"/>"):
            return after, True
    return _end_tag(part, f"{layout.prefix}sheetData", after).start(), False


def _end_tag(part: bytes, name: str, after: int) -> "re.Match[bytes]":
    """Find the first end tag of a name; what looks like one in a comment or CDATA is none."""
    pattern = _end_pattern(name)
    found = pattern.search(part, after)
    while found and not found[1]:
        found = pattern.search(part, found.end())
    if found is None:
        raise ValueError(f"{name} has no end")
    return found


@lru_cache(maxsize=8)
def _end_pattern(name: str) -> "re.Pattern[bytes]":
    tag = rb"(</" + re.escape(name.encode()) + rb"\s*>)"
    return re.compile(tag + rb"|<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
