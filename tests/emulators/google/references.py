"""References within formulas: finding them, and changing them when cells move."""

import re
from collections.abc import Callable
from typing import NamedTuple

from tests.emulators.google.a1 import column_index, column_name, quoted

_TEXT = r'"(?:[^"]|"")*"'
_TITLE = r"(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d*"
_END = r"(?![\w(.!])"
REFERENCE = re.compile(
    rf"(?P<text>{_TEXT})"
    rf"|(?<![\w.$])(?P<title>{_TITLE})?(?:(?P<first>{_CELL})(?::(?P<last>\$?[A-Za-z]{{1,3}}\$?[1-9]\d*"
    rf"|\$?[A-Za-z]{{1,3}}|\$?[1-9]\d*))?|(?P<columns>\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}})"
    rf"|(?P<rows>\$?[1-9]\d*:\$?[1-9]\d*)){_END}"
)
_PART = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([1-9]\d*)?\Z")


class Point(NamedTuple):
    """One corner of a reference; None where it names no row or no column."""

    row: int | None
    column: int | None
    row_fixed: bool = False
    column_fixed: bool = False

    def text(self) -> str:
        """Return it as it stands in a formula."""
        text = ""
        if self.column is not None:
            text += "$" * self.column_fixed + column_name(self.column)
        if self.row is not None:
            text += "$" * self.row_fixed + str(self.row + 1)
        return text


class Reference(NamedTuple):
    """A reference: the title of its tab when it names one, and one or two corners."""

    title: str | None
    start: Point
    end: Point | None


def point(text: str) -> Point:
    """Return the corner that a text such as $B3 means."""
    match = _PART.match(text)
    if not match:
        raise ValueError(text)
    dollar, letters, second, digits = match.groups()
    row = int(digits) - 1 if digits else None
    column = column_index(letters) if letters else None
    row_fixed = bool(second) or (bool(dollar) and not letters)
    return Point(row, column, row_fixed, bool(dollar) and bool(letters))


def reference(match: re.Match[str]) -> Reference:
    """Return the reference that was found."""
    title = match["title"]
    if title:
        title = title[:-1]
        title = title[1:-1].replace("''", "'") if title.startswith("'") else title
    span = match["columns"] or match["rows"]
    if span:
        first, _, last = span.partition(":")
        return Reference(title, point(first), point(last))
    return Reference(title, point(match["first"]), point(match["last"]) if match["last"] else None)


def rewritten(formula: str, change: Callable[[Reference], str | None]) -> str:
    """Return the formula with each reference replaced.

    Args:
        formula: The formula.
        change: Returns the new corners as text, or None when the reference stays as it is.
    """

    def replace(match: re.Match[str]) -> str:
        if match["text"]:
            return match[0]
        changed = change(reference(match))
        if changed is None:
            return match[0]
        return changed if changed == "#REF!" else (match["title"] or "") + changed

    return REFERENCE.sub(replace, formula)


def _moved_point(corner: Point, rows: int, columns: int) -> Point | None:
    row, column = corner.row, corner.column
    if row is not None and not corner.row_fixed:
        row += rows
    if column is not None and not corner.column_fixed:
        column += columns
    if (row is not None and row < 0) or (column is not None and column < 0):
        return None
    return corner._replace(row=row, column=column)


def retitled(formula: str, old: str, new: str) -> str:
    """Return the formula as it reads when a tab that it may refer to is renamed."""

    def replace(match: re.Match[str]) -> str:
        if match["text"] or not match["title"]:
            return match[0]
        title = reference(match).title or ""
        same = title.casefold() == old.casefold()
        return match[0].replace(match["title"], f"{quoted(new)}!", 1) if same else match[0]

    return REFERENCE.sub(replace, formula)


def copied(formula: str, rows: int, columns: int) -> str:
    """Return the formula as it reads when its cell is copied so many rows and columns on."""

    def change(found: Reference) -> str | None:
        corners = [found.start] if found.end is None else [found.start, found.end]
        moved = [_moved_point(corner, rows, columns) for corner in corners]
        texts = [corner.text() for corner in moved if corner is not None]
        return ":".join(texts) if len(texts) == len(corners) else "#REF!"

    return rewritten(formula, change)
