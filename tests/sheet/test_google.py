"""The Google adapter, on the real gspread and google-auth against the emulator."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import pytest

from outreach.sheet.google import GoogleSheet
from outreach.sheet.port import CellWrite, Grid, Spreadsheet
from tests.contracts.spreadsheet import SpreadsheetContract
from tests.emulators.sheets import SheetsEmulator
from tests.sheet.google_account import connect


def edited(google: SheetsEmulator, key: str, write: CellWrite) -> None:
    """Do as a person would who types into one cell."""
    value = {"stringValue": write.value}
    google.apply(
        key,
        [
            {
                "updateCells": {
                    "start": {
                        "sheetId": google.sheet(key, write.tab).id,
                        "rowIndex": write.row - 1,
                        "columnIndex": write.column - 1,
                    },
                    "rows": [{"values": [{"userEnteredValue": value}]}],
                    "fields": "userEnteredValue",
                }
            }
        ],
    )


class TestGoogleSheet(SpreadsheetContract):
    """The contract of every adapter."""

    @pytest.fixture(autouse=True)
    def _emulator(self, tmp_path: Path) -> Iterator[None]:
        self.folder = tmp_path
        with SheetsEmulator() as self.google, ExitStack() as self.open:
            yield

    def spreadsheet(self, tabs: Mapping[str, Grid]) -> GoogleSheet:
        """Make one at the emulator; whole columns that hold dates are formatted so."""
        self.key = self.google.create("Practice", {t: grid.rows for t, grid in tabs.items()})
        for title, grid in tabs.items():
            gid = self.google.sheet(self.key, title).id
            requests = [*_formats(gid, grid), *_hidden(gid, grid), *_merges(gid, grid)]
            if requests:
                self.google.apply(self.key, requests)
        connection = connect(self.key, self.google, self.folder)
        self.open.callback(connection.close)
        return GoogleSheet(connection)

    def edit(self, spreadsheet: Spreadsheet, write: CellWrite) -> None:
        """Type into a cell while nobody looks."""
        del spreadsheet
        edited(self.google, self.key, write)


def _formats(gid: int, grid: Grid) -> list[dict[str, object]]:
    dated = {}
    for row in grid.rows:
        for column, value in enumerate(row):
            if isinstance(value, date):
                dated[column] = "DATE_TIME" if isinstance(value, datetime) else "DATE"
    return [
        {
            "repeatCell": {
                "range": {
                    "sheetId": gid,
                    "startRowIndex": 1,
                    "startColumnIndex": column,
                    "endColumnIndex": column + 1,
                },
                "cell": {"userEnteredFormat": {"numberFormat": {"type": kind}}},
                "fields": "userEnteredFormat.numberFormat",
            }
        }
        for column, kind in dated.items()
    ]


def _hidden(gid: int, grid: Grid) -> list[dict[str, object]]:
    return [
        {
            "updateDimensionProperties": {
                "range": {
                    "sheetId": gid,
                    "dimension": "ROWS",
                    "startIndex": number - 1,
                    "endIndex": number,
                },
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        }
        for number in grid.hidden
    ]


def _merges(gid: int, grid: Grid) -> list[dict[str, object]]:
    # The emulator, as Google, drops values under a merge; the contract wants one there.
    return [
        {
            "mergeCells": {
                "range": {
                    "sheetId": gid,
                    "startRowIndex": area.top - 1,
                    "endRowIndex": area.bottom,
                    "startColumnIndex": area.left - 1,
                    "endColumnIndex": area.right,
                },
                "mergeType": "MERGE_ALL",
            }
        }
        for area in grid.merged
    ]
