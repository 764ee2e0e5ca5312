"""How our tabs look in a Google Sheet: the workbook's looks, as the API says them; pure."""

from typing import Any

from openpyxl.styles import NamedStyle, PatternFill

from outreach.sheet.furniture import ColumnFurniture
from outreach.sheet.headings import Kind
from outreach.sheet.looks import INK

_PIXELS_A_CHARACTER = 7
_MARGIN = 5
_TYPES = {Kind.DATE: "DATE", Kind.DATETIME: "DATE_TIME", Kind.NUMBER: "NUMBER"}
_RGB = slice(-6, None)  # openpyxl has two digits for transparency in front


def colour(rgb: str) -> dict[str, float]:
    """Return a colour such as `1F5F5B` in parts from 0 to 1."""
    parts = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return dict(zip(("red", "green", "blue"), parts, strict=True))


def pixels(width: float) -> int:
    """Return a width in characters as pixels, as Excel does at 11 points."""
    return round(width * _PIXELS_A_CHARACTER) + _MARGIN


def cell_format(style: NamedStyle) -> dict[str, Any]:
    """Return a cell's format, but for numbers."""
    ink = style.font.color
    form: dict[str, Any] = {
        "textFormat": {
            "bold": bool(style.font.b),
            "foregroundColor": colour(str(ink.rgb)[_RGB] if ink else INK),
        },
        "horizontalAlignment": str(style.alignment.horizontal or "left").upper(),
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP" if style.alignment.wrap_text else "CLIP",
    }
    if isinstance(style.fill, PatternFill) and style.fill.fill_type == "solid":
        form["backgroundColor"] = colour(str(style.fill.start_color.rgb)[_RGB])
    return form


def number_format(column: ColumnFurniture) -> dict[str, str]:
    """Return how a column shows numbers and dates; empty for as they come."""
    if column.number_format == "@":
        return {"type": "TEXT"}
    kind = _TYPES.get(column.column.kind)
    if kind is None:
        return {}
    return {"type": kind, "pattern": column.number_format.replace("AM/PM", "am/pm")}
