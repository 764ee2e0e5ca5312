"""Cells of the xlsx format: where they are, and how values look in XML (ECMA-376-1, 18.3.1.4)."""

import re
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape

from outreach.practitioners.row import Cell
from outreach.sheet.headings import column_letter
from outreach.sheet.port import CellRange

MOST_CHARACTERS = 32_767  # Excel's limit for one cell, in UTF-16 code units
EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - cells hold wall-clock times without a zone
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_WHOLE_BELOW = 1e15  # Excel keeps 15 digits
_LETTER_VALUES = {letter: number for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_TO_ESCAPE = re.compile("[&<>\r]|_x[0-9A-Fa-f]{4}_")
# Excel reads _x000D_ in text as the character it names, so such text has its underscore named.
_LOOKS_NAMED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def column_number(letters: str) -> int:
    """Return the number, from 1, of column letters such as `AB`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + _LETTER_VALUES[letter]
    return number


def cell_address(row: int, column: int) -> str:
    """Return an address such as `F12`."""
    return f"{column_letter(column)}{row}"


def parse_range(text: str) -> CellRange:
    """Read a range such as `A1:B7` or `$F$12`.

    Raises:
        ValueError: It is none.
    """
    first, _, last = text.partition(":")
    ends = [_REFERENCE.fullmatch(end) for end in (first, last or first)]
    if ends[0] is None or ends[1] is None:
        raise ValueError(f"{text!r} is not a range of cells")
    (left, top), (right, bottom) = ends[0].groups(), ends[1].groups()
    return CellRange(
        top=int(top), left=column_number(left), bottom=int(bottom), right=column_number(right)
    )


def covers(area: CellRange, row: int, column: int) -> bool:
    """Say whether a range takes in a cell."""
    return area.top <= row <= area.bottom and area.left <= column <= area.right


def shown_value(value: Cell | time | timedelta) -> Cell:
    """Return a value as reading the file gives it: one form for each thing that a cell can show.

    Blank text is None, whole numbers are int, midnight is a date, and what XML cannot hold is
    left out of text. Times are text, because a cell of ours is text, a number, or a date.
    """
    match value:
        case str():
            return _ILLEGAL.sub("", value) or None
        case bool():
            return value
        case float() if value.is_integer() and abs(value) < _WHOLE_BELOW:
            return int(value)
        case int() if abs(value) >= _WHOLE_BELOW:
            return float(value)
        case datetime():
            to_second = value.replace(microsecond=0)
            return to_second.date() if to_second.time() == time.min else to_second
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case timedelta():
            return f"{value // timedelta(hours=1)}:{value // timedelta(minutes=1) % 60:02}"
        case _:
            return value


def is_too_long(value: Cell) -> bool:
    """Say whether text is longer than a cell can hold."""
    if not isinstance(value, str) or len(value) <= MOST_CHARACTERS // 2:
        return False
    return len(value.encode("utf-16-le")) // 2 > MOST_CHARACTERS


def serial_number(value: date, epoch: datetime) -> float | None:
    """Return the number that stands for a date or time, or None where Excel has none for it.

    Before March 1900 Excel counts a leap day that never was, so such dates are left to text.
    """
    moment = value if isinstance(value, datetime) else datetime.combine(value, time.min)
    since = moment - epoch
    if since.days < 1 or (moment.year, moment.month) < (1900, 3):
        return None
    return since.days + since.seconds / 86_400 if since.seconds else since.days


def cell_xml(prefix: str, address: str, style: int, value: str | float | bool | None) -> str:  # noqa: FBT001
    """Return a `c` element; a date comes as its serial number.

    Args:
        prefix: Of the part's main namespace, such as `x:`, mostly empty.
        address: Such as `F12`.
        style: Index of the cell's format; 0 is the default.
        value: Text, never taken for a formula; a number; a truth value; or None for a blank cell.
    """
    head = f'<{prefix}c r="{address}" s="{style}"' if style else f'<{prefix}c r="{address}"'
    match value:
        case None:
            return head + "/>"
        case str():
            return (
                f'{head} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'
                f"{_escaped(value)}</{prefix}t></{prefix}is></{prefix}c>"
            )
        case bool():
            return f'{head} t="b"><{prefix}v>{value:d}</{prefix}v></{prefix}c>'
        case _:
            return f"{head}><{prefix}v>{value!r}</{prefix}v></{prefix}c>"


def _escaped(text: str) -> str:
    if not _TO_ESCAPE.search(text):
        return text
    # A bare carriage return would be read as a line feed (XML 1.0, 2.11).
    return escape(_LOOKS_NAMED.sub("_x005F_", text), {"\r": "&#13;"})
