"""Puts furniture into a worksheet part; what is there already keeps its bytes."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from outreach.sheet.headings import column_letter
from outreach.sheet.port import CellRange
from outreach.sheet.present import Rows
from outreach.sheet.repairs import ColourAdded, DateFormatSet, DropdownAdded, HeadingsFrozen
from outreach.sheet.xlsx.cells import cell_address
from outreach.sheet.xlsx.frame import ORDER
from outreach.sheet.xlsx.layout import SheetLayout
from outreach.sheet.xlsx.outline import Node, appended, outline, placed, replaced, with_attributes
from outreach.sheet.xlsx.xml import tag_at


def with_column(around: bytes, number: int, *, style: int, width: float | None = None) -> bytes:
    """Give a column a format for its new cells and, unless None, a width.

    Columns that it was described together with keep theirs.
    """
    root = outline(around)
    columns = root.child("cols")
    size = f'width="{width}" customWidth="1" ' if width else ""
    alone = f'<{root.prefix}col min="{number}" max="{number}" {size}style="{style}"/>'.encode()
    if columns is None:
        wrapped = f"<{root.prefix}cols>".encode() + alone + f"</{root.prefix}cols>".encode()
        return placed(around, wrapped, "cols", ORDER)
    for node in columns.all("col"):
        first, last = int(node.attributes["min"]), int(node.attributes["max"])
        if number < first:
            return around[: node.start] + alone + around[node.start :]
        if number <= last:
            return replaced(around, node, _split(around, node, number, style, width))
    return appended(around, columns, alone)


def has_width(around: bytes, number: int) -> bool:
    """Tell whether a column has a width of its own."""
    return any(
        int(node.attributes["min"]) <= number <= int(node.attributes["max"])
        and "width" in node.attributes
        for node in outline(around).within("col")
    )


def _split(around: bytes, node: Node, number: int, style: int, width: float | None) -> bytes:
    """Return one description of columns as up to three: those before, the column, those after."""
    first, last = int(node.attributes["min"]), int(node.attributes["max"])
    whole = around[node.start : node.end]
    alone = Node(
        name="col", prefix=node.prefix, attributes={}, start=0, inside=len(tag_at(whole, 0))
    )
    pieces = []
    if first < number:
        pieces.append(with_attributes(whole, alone, max=number - 1))
    changed: dict[str, float] = {"min": number, "max": number, "style": style}
    if width:
        changed |= {"width": width, "customWidth": 1}
    pieces.append(with_attributes(whole, alone, **changed))
    if number < last:
        pieces.append(with_attributes(whole, alone, min=number + 1))
    return b"".join(pieces)


def with_frozen(around: bytes, change: HeadingsFrozen) -> bytes:
    """Keep rows and columns in view; where the cursor stands stays."""
    root = outline(around)
    p = root.prefix
    views = root.child("sheetViews")
    if views is None:
        view = f'<{p}sheetView workbookViewId="0"/>'
        xml = f"<{p}sheetViews>{view}</{p}sheetViews>"
        return with_frozen(placed(around, xml.encode(), "sheetViews", ORDER), change)
    (view_node, *_) = views.all("sheetView")
    selections = list(view_node.all("selection"))
    kept = [one for one in view_node.children if one.name not in ("pane", "selection")]
    cell = selections[-1].attributes.get("activeCell", "A1") if selections else "A1"
    corner = cell_address(change.rows + 1, change.columns + 1)
    if change.columns:
        xml = (
            f'<{p}pane xSplit="{change.columns}" ySplit="{change.rows}" topLeftCell="{corner}" '
            f'activePane="bottomRight" state="frozen"/><{p}selection pane="topRight"/>'
            f'<{p}selection pane="bottomLeft"/>'
            f'<{p}selection pane="bottomRight" activeCell="{cell}" sqref="{cell}"/>'
        )
    else:
        xml = (
            f'<{p}pane ySplit="{change.rows}" topLeftCell="{corner}" activePane="bottomLeft" '
            f'state="frozen"/><{p}selection pane="bottomLeft" activeCell="{cell}" sqref="{cell}"/>'
        )
    inside = xml.encode() + b"".join(around[one.start : one.end] for one in kept)
    tag = around[view_node.start : view_node.inside].removesuffix(b"/>").removesuffix(b">")
    whole = tag.rstrip() + b">" + inside + f"</{p}sheetView>".encode()
    around = replaced(around, view_node, whole)
    (view_node, *_) = (view for view in outline(around).within("sheetView"))
    return with_attributes(around, view_node, topLeftCell=None)


def with_dropdown(around: bytes, change: DropdownAdded) -> bytes:
    """Add a dropdown."""
    root = outline(around)
    p, column = root.prefix, change.column
    choices = f'"{",".join(column.choices)}"'
    words = f"Please choose from the list: {', '.join(column.choices)}."
    xml = (
        f'<{p}dataValidation type="list" allowBlank="1" showErrorMessage="{column.is_strict:d}" '
        f"errorTitle={quoteattr(column.heading)} error={quoteattr(words)} "
        f'sqref="{_cells(change.number, change.rows)}"><{p}formula1>{escape(choices)}'
        f"</{p}formula1></{p}dataValidation>"
    )
    there = root.child("dataValidations")
    if there is None:
        whole = f'<{p}dataValidations count="1">{xml}</{p}dataValidations>'
        return placed(around, whole.encode(), "dataValidations", ORDER)
    around = appended(around, there, xml.encode())
    (there,) = outline(around).all("dataValidations")
    return with_attributes(around, there, count=there.count("dataValidation"))


def with_colour(around: bytes, change: ColourAdded, rule_format: int) -> bytes:
    """Add a conditional format that all others come before."""
    root = outline(around)
    p = root.prefix
    rules = (rule.attributes.get("priority", "0") for rule in root.within("cfRule"))
    priority = max(map(int, rules), default=0) + 1
    xml = (
        f'<{p}conditionalFormatting sqref="{" ".join(map(_area, change.areas))}">'
        f'<{p}cfRule type="expression" dxfId="{rule_format}" priority="{priority}">'
        f"<{p}formula>{escape(change.formula)}</{p}formula></{p}cfRule></{p}conditionalFormatting>"
    )
    return placed(around, xml.encode(), "conditionalFormatting", ORDER)


def restyled_cells(
    part: bytes,
    layout: SheetLayout,
    columns: Mapping[int, Sequence[Rows]],
    formats: Mapping[int, Mapping[int, int]],
) -> bytes:
    """Give cells that are there another format.

    Args:
        part: The worksheet part.
        layout: Its map.
        columns: Column → rows.
        formats: Column → format that a cell has → format that it is to have.
    """
    pieces: list[bytes] = []
    done = 0
    for number, row in layout.rows.items():
        for at in range(row.first, row.last):
            column = layout.columns[at]
            if not any(one.first <= number <= one.last for one in columns.get(column, ())):
                continue
            tag = tag_at(part, layout.starts[at])
            node = Node(name="c", prefix="", attributes={}, start=0, inside=len(tag))
            new = with_attributes(tag, node, s=formats[column][layout.styles[at]])
            pieces += (part[done : layout.starts[at]], new)
            done = layout.starts[at] + len(tag)
    return b"".join((*pieces, part[done:]))


def formats_of_cells(layout: SheetLayout, change: DateFormatSet) -> set[int]:
    """Return the formats that the cells of a change have now."""
    return {
        layout.styles[at]
        for number, row in layout.rows.items()
        if any(one.first <= number <= one.last for one in change.rows)
        for at in range(row.first, row.last)
        if layout.columns[at] == change.number
    }


def _cells(number: int, rows: Sequence[Rows]) -> str:
    letter = column_letter(number)
    return " ".join(f"{letter}{one.first}:{letter}{one.last}" for one in rows)


def _area(area: CellRange) -> str:
    return f"{cell_address(area.top, area.left)}:{cell_address(area.bottom, area.right)}"
