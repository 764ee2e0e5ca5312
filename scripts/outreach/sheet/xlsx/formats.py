"""Which cell formats of a workbook show dates and times (ECMA-376-1, 18.8.30 and 18.8.31)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from outreach.sheet.xlsx.xml import elements

# Formats that every spreadsheet program knows without their being written down. 27 to 36 and
# 50 to 58 are the East Asian ones, all of which show a day or a part of it.
_BUILT_IN = {
    14: "m/d/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yyyy h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
_BUILT_IN |= dict.fromkeys((*range(27, 37), *range(50, 59)), "m/d")
_NOT_LETTERS_OF_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFormats:
    """The formats that show dates and times, by their index in `cellXfs`.

    Attributes:
        days: Show a day or a part of a date.
        clocks: Show a time of day or a duration; some show a day as well.
        full: Show day, month and year.
    """

    days: frozenset[int] = frozenset()
    clocks: frozenset[int] = frozenset()
    full: frozenset[int] = frozenset()

    def for_number(self, own: int) -> int:
        """Return the format to write a plain number in: the cell's own, unless it shows dates."""
        return 0 if own in self.days or own in self.clocks else own

    def for_date(
        self, value: date, own: int, in_column: Callable[[], frozenset[int]]
    ) -> int | None:
        """Return the format to write a date or a time in, or None when there is none.

        Args:
            value: What is to be written.
            own: The format that the cell has.
            in_column: Gives the formats of other cells of its column, which are tried next.
        """
        if own in self.days:
            return own
        for candidates in (self.full & in_column(), self.full):
            if candidates:
                with_clock = isinstance(value, datetime)
                return min(candidates, key=lambda one: ((one in self.clocks) != with_clock, one))
        return None


def read_formats(part: bytes) -> CellFormats:
    """Read the `styles` part of a workbook.

    Raises:
        ValueError: It is not well-formed or makes no sense.
    """
    codes: dict[int, str] = dict(_BUILT_IN)
    cell_formats: list[int] = []
    for element in elements(part):
        if element.name == "numFmt" and element.parent == "numFmts":
            code = element.attributes.get("formatCode", "")
            codes[int(element.attributes.get("numFmtId", 0))] = code
        elif element.name == "xf" and element.parent == "cellXfs":
            cell_formats.append(int(element.attributes.get("numFmtId", 0)))
    letters = [_letters(codes.get(number, "")) for number in cell_formats]
    days = {index for index, found in enumerate(letters) if _shows_day(found)}
    return CellFormats(
        days=frozenset(days),
        clocks=frozenset(index for index, found in enumerate(letters) if found & set("hs")),
        full=frozenset(index for index in days if letters[index] >= set("dmy")),
    )


def _letters(code: str) -> frozenset[str]:
    """Return the letters of a number format that stand for parts of a date or time."""
    first_section = _NOT_LETTERS_OF_FORMAT.sub("", code).partition(";")[0].lower()
    if "general" in first_section:
        return frozenset()
    return frozenset(first_section) & frozenset("dmyhs")


def _shows_day(letters: frozenset[str]) -> bool:
    return bool(letters & set("dy")) or letters == {"m"}
