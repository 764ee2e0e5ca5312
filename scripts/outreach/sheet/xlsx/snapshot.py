"""A workbook file as it read at one moment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from outreach.sheet.port import Grid
from outreach.sheet.xlsx.layout import SheetLayout
from outreach.sheet.xlsx.locks import Locks, find_locks
from outreach.sheet.xlsx.package import NotAWorkbook, Package, SheetPart, open_package
from outreach.sheet.xlsx.scan import NotAWorksheet, scan
from outreach.sheet.xlsx.values import Rows, read_values
from outreach.sheet.xlsx.xml import tag_at

_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a file held, and what that meant.

    Attributes:
        package: The file's bytes and parts.
        grids: Title → what the tab shows.
        locks: Title → what must not be written.
        layouts: Title → map of the tab's part; a tab may be missing until it is needed.
    """

    package: Package
    grids: Mapping[str, Grid]
    locks: Mapping[str, Locks]
    layouts: dict[str, SheetLayout]

    def layout(self, title: str) -> SheetLayout:
        """Return the map of a tab's part."""
        if title not in self.layouts:
            self.layouts[title] = map_sheet(self.package, self.sheet(title))
        return self.layouts[title]

    def sheet(self, title: str) -> SheetPart:
        """Return which part a tab is."""
        return next(sheet for sheet in self.package.sheets if sheet.title == title)


def take_snapshot(content: bytes) -> Snapshot:
    """Read a workbook.

    Raises:
        NotAWorkbook: The content is none, or damaged.
    """
    package = open_package(content)
    layouts = {sheet.title: map_sheet(package, sheet) for sheet in package.sheets}
    values = read_values(package, layouts)
    locks = {
        sheet.title: find_locks(layouts[sheet.title], sheet.calculated) for sheet in package.sheets
    }
    grids = {
        title: Grid(
            title=title,
            rows=values[title],
            hidden=layout.hidden,
            merged=layout.merged,
            locked=locks[title].cells,
            uncalculated=_uncalculated(package, title, layout, values[title]),
        )
        for title, layout in layouts.items()
    }
    return Snapshot(package=package, grids=grids, locks=locks, layouts=layouts)


def _uncalculated(
    package: Package, title: str, layout: SheetLayout, rows: Rows
) -> frozenset[tuple[int, int]]:
    """Return the formulas without a value; one whose value is an empty text says so by its type."""
    blank = [f for f in layout.formulas if _is_blank(rows, f.row, f.column)]
    if not blank:
        return frozenset()
    part = package.read(next(sheet.part for sheet in package.sheets if sheet.title == title))
    return frozenset(
        (formula.row, formula.column)
        for formula in blank
        if not _TEXT.search(tag_at(part, layout.start_of(formula.row, formula.column)))
    )


def _is_blank(rows: Rows, row: int, column: int) -> bool:
    cells = rows[row - 1] if row <= len(rows) else ()
    return column > len(cells) or cells[column - 1] is None


def map_sheet(package: Package, sheet: SheetPart) -> SheetLayout:
    """Map a tab's part.

    Raises:
        NotAWorkbook: The part is damaged.
    """
    try:
        return scan(package.read(sheet.part))
    except NotAWorksheet as error:
        raise NotAWorkbook(f"the tab {sheet.title} is damaged ({error})") from error
