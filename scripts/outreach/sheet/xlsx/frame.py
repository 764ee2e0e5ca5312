"""A worksheet part without its cells: what stands around them is small and has an order.

The order of a worksheet's elements is ECMA-376-1, 18.3.1.99.
"""

from dataclasses import dataclass

from outreach.sheet.xlsx.ends import end_of_data
from outreach.sheet.xlsx.layout import SheetLayout
from outreach.sheet.xlsx.outline import outline
from outreach.sheet.xlsx.xml import tag_at

ORDER = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A worksheet part in two.

    Attributes:
        around: The part with an empty `sheetData`.
        cells: The `sheetData` element as it is.
    """

    around: bytes
    cells: bytes


def frame_of(part: bytes, layout: SheetLayout) -> Frame:
    """Take the cells out of a part; `layout` is its map."""
    end, is_closed = end_of_data(part, layout)
    if not is_closed:
        end += len(tag_at(part, end))
    empty = f"<{layout.prefix}sheetData/>".encode()
    return Frame(around=part[: layout.data] + empty + part[end:], cells=part[layout.data : end])


def with_cells(around: bytes, cells: bytes) -> bytes:
    """Put the cells back."""
    data = outline(around).child("sheetData")
    if data is None:
        raise ValueError("no room for cells")
    return around[: data.start] + cells + around[data.end :]
