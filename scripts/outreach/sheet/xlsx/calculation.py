"""What a workbook says about calculating its formulas (ECMA-376-1, 18.2.2 and 18.6)."""

import re

from outreach.sheet.xlsx.cells import parse_range
from outreach.sheet.xlsx.xml import Element, elements, is_true, tag_at

# What may follow calcPr in a workbook part (ECMA-376-1, 18.2.27).
_SUCCESSORS = frozenset(
    {
        "oleSize",
        "customWorkbookViews",
        "pivotCaches",
        "smartTagPr",
        "smartTagTypes",
        "webPublishing",
        "fileRecoveryPr",
        "webPublishObjects",
        "extLst",
    }
)
_ORDER = b'fullCalcOnLoad="1"'
_NO_ORDER = re.compile(rb"""fullCalcOnLoad\s*=\s*(?:"[^"]*"|'[^']*')""")


def calculated_cells(chain: bytes) -> dict[str, list[tuple[int, int]]]:
    """Read a calculation chain: sheetId → (row, column) of the formulas that it names.

    Raises:
        ValueError: It makes no sense.
    """
    cells: dict[str, list[tuple[int, int]]] = {}
    sheet = ""
    for element in elements(chain):
        if element.name == "c":
            sheet = element.attributes.get("i", sheet)  # named once for all that follow
            found = parse_range(element.attributes["r"])
            cells.setdefault(sheet, []).append((found.top, found.left))
    return cells


def order_calculation(part: bytes) -> bytes:
    """Return the workbook part with the order to calculate all formulas when it is opened."""
    found = elements(part)
    for element in found:
        if element.name == "calcPr":
            return _with_order(part, element)
    root = tag_at(part, found[0].offset)
    prefix = root[1 : root.index(b"workbook")]
    where = next(
        (one.offset for one in found if one.parent == "workbook" and one.name in _SUCCESSORS),
        part.rindex(b"</" + prefix + b"workbook"),
    )
    return part[:where] + b"<" + prefix + b"calcPr " + _ORDER + b"/>" + part[where:]


def _with_order(part: bytes, element: Element) -> bytes:
    if is_true(element.attributes.get("fullCalcOnLoad")):
        return part
    tag = tag_at(part, element.offset)
    if "fullCalcOnLoad" in element.attributes:
        new = _NO_ORDER.sub(_ORDER, tag)
    else:
        new = tag.replace(b"calcPr", b"calcPr " + _ORDER, 1)
    return part[: element.offset] + new + part[element.offset + len(tag) :]
