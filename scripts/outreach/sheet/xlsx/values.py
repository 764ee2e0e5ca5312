"""What the cells of a workbook show, read by python-calamine."""

import re
from collections.abc import Mapping
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from outreach.practitioners.row import Cell
from outreach.sheet.xlsx.cells import shown_value
from outreach.sheet.xlsx.layout import SheetLayout
from outreach.sheet.xlsx.package import NotAWorkbook, Package
from outreach.sheet.xlsx.xml import tag_at

Rows = tuple[tuple[Cell, ...], ...]

_ERROR_TYPE = re.compile(rb"""(\st\s*=\s*)(?:"e"|'e')""")
_MOST_CELLS = 5_000_000  # calamine keeps a cell for each place of the used rectangle
_SPARSE = 20  # places for each cell that exists


def read_values(package: Package, layouts: Mapping[str, SheetLayout]) -> dict[str, Rows]:
    """Return the shown values of every tab, without the blanks at ends of rows and tabs.

    Args:
        package: The workbook.
        layouts: Maps of those tabs whose cells may show an error, or may lie far apart.

    Raises:
        NotAWorkbook: It is damaged, or a stray cell makes a tab too large.
    """
    for sheet in package.sheets:
        if sheet.title in layouts:
            _refuse_stray_cells(sheet.title, layouts[sheet.title])
    content = _with_errors_as_text(package, layouts)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            return {sheet.title: _rows(book, sheet.title) for sheet in package.sheets}
    except CalamineError as error:
        raise NotAWorkbook(f"the file is damaged ({error})") from error


def _with_errors_as_text(package: Package, layouts: Mapping[str, SheetLayout]) -> bytes:
    """Return the file with error values typed as text.

    Calamine leaves errors blank, and fails for the newer ones such as #SPILL!.
    """
    changed = {}
    for sheet in package.sheets:
        layout = layouts.get(sheet.title)
        if layout is not None and layout.errors:
            part = package.read(sheet.part)
            pieces: list[bytes] = []
            done = 0
            for offset in layout.errors:
                tag = tag_at(part, offset)
                pieces += (part[done:offset], _ERROR_TYPE.sub(rb'\1"str"', tag, count=1))
                done = offset + len(tag)
            changed[sheet.part] = b"".join((*pieces, part[done:]))
    return package.with_parts(changed) if changed else package.content


def _refuse_stray_cells(title: str, layout: SheetLayout) -> None:
    places = layout.bottom * layout.right
    if places > _MOST_CELLS and places > _SPARSE * len(layout.columns):
        raise NotAWorkbook(
            f"the tab {title} holds something as far down as row {layout.bottom} or as far right "
            f"as column {layout.right}, with next to nothing between",
            hint="go to the last cell (Ctrl+End), delete what is stray there, and save",
        )


def _rows(book: CalamineWorkbook, title: str) -> Rows:
    """Bring calamine's rows to one form, and trim blanks at the ends."""
    rows: list[tuple[Cell, ...]] = []
    for row in book.get_sheet_by_name(title).to_python(skip_empty_area=False):
        cells: list[Cell] = [
            # Most cells are plain text, so they are let pass here rather than by a call.
            (value or None)
            if isinstance(value, str) and value.isprintable()
            else shown_value(value)
            for value in row
        ]
        while cells and cells[-1] is None:
            cells.pop()
        rows.append(tuple(cells))
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)
