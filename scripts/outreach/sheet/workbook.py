"""The spreadsheet in a local .xlsx file.

It is read whole, and written by patching cells: every part of the file but the tabs written to,
and the order to calculate formulas anew, stays as it is, byte for byte.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from outreach.errors import SheetError
from outreach.sheet.port import CellWrite, Grid, Tabs
from outreach.sheet.xlsx.calculation import order_calculation
from outreach.sheet.xlsx.changes import (
    Stored,
    differing,
    expected_rows,
    first_difference,
    stored,
)
from outreach.sheet.xlsx.package import NotAWorkbook, open_package
from outreach.sheet.xlsx.patch import patch
from outreach.sheet.xlsx.replace import check_replaceable, replace_file
from outreach.sheet.xlsx.snapshot import Snapshot, map_sheet, take_snapshot
from outreach.sheet.xlsx.values import read_values


class Workbook:
    """A spreadsheet in an .xlsx file that people open in Excel or LibreOffice."""

    is_shared = False

    def __init__(self, path: Path, *, shown: str = "") -> None:
        """Name the file; nothing is read yet.

        Args:
            path: The file.
            shown: How to name it to the user, when not by its path.
        """
        self._path = path
        self._shown = shown or str(path)
        self._newest: Snapshot | None = None

    @property
    def name(self) -> str:
        """How to name it to the user."""
        return self._shown

    def read(self) -> Tabs:
        """Return all tabs as of one moment.

        Raises:
            SheetError: There is no such file, or it cannot be read.
        """
        return self._take().grids

    def check_writable(self) -> None:
        """Raise SheetError when it is open somewhere, or read-only."""
        check_replaceable(self._path, self._shown)

    def write(self, writes: Sequence[CellWrite]) -> Tabs:
        """Write all cells or none, and return the tabs as they read right after.

        Cells that show the value already, and locked ones, are left alone. When the file has
        changed since it was read, nothing is written and its tabs are returned as they are now.

        Raises:
            SheetError: Nothing was written.
        """
        before = self._newest or self._take()
        changes = self._changes(before, writes)
        if self._content() != before.package.content:
            return self.read()
        if not changes:
            return before.grids
        self.check_writable()
        grids = dict(before.grids)
        for title, cells in changes.items():
            rows = expected_rows(grids[title].rows, cells)
            grids[title] = replace(grids[title], rows=rows)
        content = _patched(before, changes)
        replaced = replace_file(
            self._path,
            content,
            old=before.package.content,
            shown=self._shown,
            verify=lambda written: self._verify(written, before, grids),
        )
        if not replaced:
            return self.read()
        package = replace(before.package, content=content)
        self._newest = Snapshot(package=package, grids=grids, locks=before.locks, layouts={})
        return grids

    def _take(self) -> Snapshot:
        content = self._content()
        try:
            self._newest = take_snapshot(content)
        except NotAWorkbook as error:
            raise SheetError(self._shown, str(error), hint=error.hint) from error
        return self._newest

    def _content(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError as error:
            raise SheetError(
                self._shown,
                "there is no such file",
                hint="scripts/setup_sheet.py makes a new one; or see what [sheet] workbook names",
            ) from error
        except OSError as error:
            raise SheetError(
                self._shown,
                f"the file cannot be read ({error.strerror})",
                hint="see that it is a file, and that you may read it",
            ) from error

    def _changes(self, before: Snapshot, writes: Sequence[CellWrite]) -> dict[str, Stored]:
        """Return what must change in which tab."""
        found = {}
        for title, wanted in differing(before, writes).items():
            if wanted and (changed := stored(before, title, wanted)):
                found[title] = changed
        return found

    def _verify(self, written: bytes, before: Snapshot, expected: Mapping[str, Grid]) -> None:
        """Raise SheetError when what was written does not read as it should."""
        try:
            package = open_package(written)
            # Only where cells show errors does reading their values need a map.
            layouts = {
                sheet.title: map_sheet(package, sheet)
                for sheet in package.sheets
                if before.layout(sheet.title).errors
            }
            found = read_values(package, layouts)
        except NotAWorkbook as error:
            raise self._unreadable(str(error)) from error
        for title, grid in expected.items():
            cell = first_difference(grid.rows, found[title])
            if cell:
                raise self._unreadable(f"{title}!{cell} differs")

    def _unreadable(self, why: str) -> SheetError:
        return SheetError(
            self._shown,
            f"what was to be written did not read back as it should ({why}); nothing was changed",
            hint="open the workbook in a spreadsheet program, save it as .xlsx, and run this again",
        )


def _patched(before: Snapshot, changes: Mapping[str, Stored]) -> bytes:
    """Return the file with the changes made."""
    package = before.package
    parts = {package.workbook: order_calculation(package.read(package.workbook))}
    for title, rows in changes.items():
        name = before.sheet(title).part
        cells = {
            row: {column: written for column, (written, _) in stored_cells.items()}
            for row, stored_cells in rows.items()
        }
        parts[name] = patch(package.read(name), before.layout(title), cells)
    return package.with_parts(parts)
