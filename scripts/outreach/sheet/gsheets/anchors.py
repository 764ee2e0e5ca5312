"""Marks by which our tabs, columns and the Dashboard's block are found; pure.

Developer metadata and named ranges follow what people move, rename and hide, which positions and
titles do not (https://developers.google.com/workspace/sheets/api/guides/metadata). A mark's id
follows from what it marks, so that a repeated request cannot make a second one.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from outreach.sheet.heartbeat import DASHBOARD_LINES

COLUMN_KEY = "outreach.column"
TAB_KEY = "outreach.tab"
CELL_PREFIX = "outreach_"
_LARGEST_ID = 0x7FFF_FFFF

Request = Mapping[str, Any]
"""One request of spreadsheets.batchUpdate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle of a tab; counted from 0, ends exclusive, as the API counts."""

    gid: int
    top: int
    left: int
    bottom: int
    right: int

    def grid_range(self) -> dict[str, int]:
        """Return it as the API has it."""
        return {
            "sheetId": self.gid,
            "startRowIndex": self.top,
            "endRowIndex": self.bottom,
            "startColumnIndex": self.left,
            "endColumnIndex": self.right,
        }


def column_id(tab: str, heading: str) -> int:
    """Return the metadata id of a column's mark."""
    return _id(f"{COLUMN_KEY}:{tab}/{heading}")


def tab_id(tab: str) -> int:
    """Return the metadata id of a tab's mark."""
    return _id(f"{TAB_KEY}:{tab}")


def _id(name: str) -> int:
    return zlib.crc32(name.encode()) & _LARGEST_ID or 1


def mark_column(tab: str, heading: str, *, gid: int, index: int) -> Request:
    """Return the request that marks a column.

    Args:
        tab: Canonical title.
        heading: Canonical heading.
        gid: The tab's id.
        index: The column, from 0.
    """
    where = {"sheetId": gid, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    return _mark(
        column_id(tab, heading), COLUMN_KEY, f"{tab}/{heading}", location={"dimensionRange": where}
    )


def mark_tab(tab: str, *, gid: int) -> Request:
    """Return the request that marks a tab."""
    return _mark(tab_id(tab), TAB_KEY, tab, location={"sheetId": gid})


def _mark(id_: int, key: str, value: str, *, location: Mapping[str, Any]) -> Request:
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataId": id_,
                "metadataKey": key,
                "metadataValue": value,
                "location": location,
                "visibility": "DOCUMENT",
            }
        }
    }


def unmark(id_: int) -> Request:
    """Return the request that takes a mark away."""
    lookup = {"developerMetadataLookup": {"metadataId": id_}}
    return {"deleteDeveloperMetadata": {"dataFilter": lookup}}


def cell_name(cell: str) -> str:
    """Return the named range of a single cell of ours, such as `outreach_last_run`."""
    return CELL_PREFIX + cell.lower().replace(" ", "_")


def name_cell(cell: str, *, gid: int, row: int, column: int) -> Request:
    """Return the request that names a cell, counted from 0.

    Each cell has a range of its own: a range of several would take in what people insert between.
    """
    area = Area(gid=gid, top=row, left=column, bottom=row + 1, right=column + 1)
    name = cell_name(cell)
    named = {"namedRangeId": name, "name": name, "range": area.grid_range()}
    return {"addNamedRange": {"namedRange": named}}


def unname(cell: str) -> Request:
    """Return the request that takes a cell's name away."""
    return {"deleteNamedRange": {"namedRangeId": cell_name(cell)}}


def name_block(gid: int, *, top: int, left: int) -> Iterator[Request]:
    """Yield the requests that name the cells of the Dashboard's own lines, counted from 0."""
    for offset, line in enumerate(DASHBOARD_LINES):
        yield name_cell(f"{line} label", gid=gid, row=top + offset, column=left)
        yield name_cell(line, gid=gid, row=top + offset, column=left + 1)
