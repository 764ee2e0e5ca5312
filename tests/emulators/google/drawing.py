"""One cell as CellData shows it."""

import re

from tests.emulators.google.calculate import Calculator, number_format_of, shown_value
from tests.emulators.google.errors import Json
from tests.emulators.google.highlights import Highlights
from tests.emulators.google.masks import Mask, select
from tests.emulators.google.model import (
    DEFAULT_FORMAT,
    Cell,
    CellError,
    Effective,
    Formula,
    Sheet,
)
from tests.emulators.google.reading import plain_number

_LINK = re.compile(r'=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)


class CellDrawer:
    """Draws cells, and of each only what a mask of CellData wants.

    Google repeats the default format in every cell. Here a cell without a format of its own shows
    one only when the mask names `effectiveFormat`: else big tabs would be all about formats.
    """

    def __init__(self, calculator: Calculator, mask: Mask | None) -> None:
        """Take the mask; None wants everything."""
        self._calculator = calculator
        self._highlights = Highlights(calculator)
        self._mask = mask if mask and "*" not in mask else None
        self._all_formats = self._mask is not None and "effectiveFormat" in self._mask

    def draw(self, sheet: Sheet, row: int, column: int, cell: Cell) -> Json:
        """Return what the cell in this place shows."""
        data: Json = dict(cell.extras) if cell.extras else {}
        if isinstance(cell.value, str):
            text = {"stringValue": cell.value}
            data["userEnteredValue"] = data["effectiveValue"] = text
            data["formattedValue"] = cell.value
        elif cell.value is not None:
            self._put_value(data, sheet, row, column, cell)
        if cell.format is not None:
            data["userEnteredFormat"] = cell.format
            _put_link(data, cell)
        look = self._highlights.look(sheet, row, column)
        if cell.format is not None or look or self._all_formats:
            data["effectiveFormat"] = effective_format(cell, look or {})
        if cell.note is not None:
            data["note"] = cell.note
        if cell.validation is not None:
            data["dataValidation"] = cell.validation
        if self._mask is None:
            return data
        return {n: select(data[n], below) for n, below in self._mask.items() if n in data}

    def _put_value(self, data: Json, sheet: Sheet, row: int, column: int, cell: Cell) -> None:
        value = self._calculator.value(sheet, row, column)
        entered = cell.value if isinstance(cell.value, Formula) else value
        data["userEnteredValue"] = extended(entered)
        if value is not None:
            data["effectiveValue"] = extended(value)
            data["formattedValue"] = shown_value(value, number_format_of(cell))
        match = _LINK.match(cell.value.text) if isinstance(cell.value, Formula) else None
        if match:
            data["hyperlink"] = match[1].replace('""', '"')


def _put_link(data: Json, cell: Cell) -> None:
    link = ((cell.format or {}).get("textFormat") or {}).get("link") or {}
    if link.get("uri"):
        data["hyperlink"] = link["uri"]


def effective_format(cell: Cell, look: Json) -> Json:
    """Return the default format, with the cell's own on it, and a conditional one on that."""
    number_format = number_format_of(cell)
    if cell.format is None and number_format is None and not look:
        return DEFAULT_FORMAT
    own = dict(cell.format or {})
    text = DEFAULT_FORMAT["textFormat"] | own.get("textFormat", {}) | look.get("textFormat", {})
    drawn = DEFAULT_FORMAT | own | look | {"textFormat": text}
    return drawn | ({"numberFormat": number_format} if number_format else {})


def extended(value: Effective | Formula) -> Json:
    """Return a value as an ExtendedValue."""
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, CellError):
        return {"errorValue": {"type": value.type, "message": value.message}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": plain_number(value)} if value is not None else {}
