"""A1 and R1C1 notation as text: columns by letter, quoted titles, bounds of a range."""

import re
from typing import NamedTuple

_CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9][0-9]*)?\Z")
_R1C1 = re.compile(r"R([0-9]+)?C([0-9]+)?\Z", re.IGNORECASE)
_PLAIN_TITLE = re.compile(r"[^\W\d]\w*\Z")


class Bounds(NamedTuple):
    """A rectangle, zero-based and half-open; None is unbounded."""

    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None


def column_name(index: int) -> str:
    """Return the letters of a zero-based column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the zero-based column that has these letters."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def cell_name(row: int, column: int) -> str:
    """Return a cell's name, such as B3 for row 2 and column 1."""
    return f"{column_name(column)}{row + 1}"


def quoted(title: str) -> str:
    """Return a tab's title as it stands in a range, in quotes where it needs them."""
    if _PLAIN_TITLE.match(title) and parse_bounds(title) is None:
        return title
    return "'" + title.replace("'", "''") + "'"


def split_title(text: str) -> tuple[str | None, str]:
    """Return the title of the tab, or None, and the rest of a range."""
    if text.startswith("'"):
        match = re.match(r"'((?:[^']|'')*)'(?:!(.*))?\Z", text, re.DOTALL)
        if match:
            return match[1].replace("''", "'"), match[2] or ""
    title, mark, rest = text.rpartition("!")
    return (title, rest) if mark else (None, text)


def _corner(text: str) -> tuple[int | None, int | None] | None:
    match = _CELL.match(text)
    if match and text:
        row = int(match[2]) - 1 if match[2] else None
        return row, column_index(match[1]) if match[1] else None
    match = _R1C1.match(text)
    if match and (match[1] or match[2]):
        return (int(match[1]) - 1 if match[1] else None, int(match[2]) - 1 if match[2] else None)
    return None


def _after(index: int | None) -> int | None:
    return None if index is None else index + 1


def parse_bounds(text: str) -> Bounds | None:
    """Return the bounds that a range without its title names, or None when it is no range."""
    first, colon, last = text.partition(":")
    start = _corner(first)
    end = _corner(last) if colon else start
    if start is None or end is None:
        return None
    if not colon and None in start:
        return None
    top, left = start
    bottom, right = end
    if top is not None and bottom is not None and bottom < top:
        top, bottom = bottom, top
    if left is not None and right is not None and right < left:
        left, right = right, left
    return Bounds(top, left, _after(bottom), _after(right))
