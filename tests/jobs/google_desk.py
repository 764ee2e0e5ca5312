"""An owner's desk whose practice sheet is at Google, or rather at the emulator."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from outreach.practitioners.row import Cell
from outreach.sheet.columns import (
    ACTIVITY,
    ACTIVITY_TAB,
    DASHBOARD_TAB,
    PRACTITIONERS,
    PRACTITIONERS_TAB,
)
from outreach.sheet.headings import Kind, Owner
from tests.desk import Desk
from tests.emulators.sheets import SheetsEmulator
from tests.people import SAMPLE
from tests.sheet.google_account import write_key_file

SHEET = """
[sheet]
backend = "google"
spreadsheet = "{key}"
credentials = "service_account.json"
"""
SPARE_ROWS = 30
HEADINGS = tuple(column.heading for column in PRACTITIONERS)
PEOPLES = tuple(column.heading for column in PRACTITIONERS if column.owner is Owner.PEOPLE)
SCRIPTS = tuple(column.heading for column in PRACTITIONERS if column.owner is Owner.SCRIPT)


class GoogleDesk:
    """A desk and its shared sheet, with what people do to it."""

    def __init__(self, desk: Desk, google: SheetsEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take the desk and the emulator, to which all traffic for Google goes."""
        monkeypatch.setenv("SHEETS_EMULATOR_HOST", google.host)
        self.desk = desk
        self.google = google
        self.key = ""
        write_key_file(desk.folder / "service_account.json", google)

    def fill(self, *people: Mapping[str, Cell], extra: str = "", cap: int = 500) -> None:
        """Share a new sheet with these people, each a change to the sample row.

        Args:
            extra: More configuration; it begins within the table [pacing].
            cap: Letters in 24 hours.
        """
        rows = [HEADINGS, *(self.row_of(person) for person in people)]
        activity = tuple(column.heading for column in ACTIVITY)
        tabs: dict[str, Sequence[Sequence[Cell]]] = {
            PRACTITIONERS_TAB: rows,
            ACTIVITY_TAB: [activity],
            DASHBOARD_TAB: [["Where things stand"], ["Ledger"], ["Last run"]],
            "My notes": [["=1+1", "mine"]],
        }
        self.key = self.google.create("Practice", tabs)
        self.google.apply(self.key, [*self._sizes(tabs), *self._date_formats()])
        self.desk.configure(extra + SHEET.format(key=self.key), cap=cap)

    @staticmethod
    def row_of(person: Mapping[str, Cell]) -> tuple[Cell, ...]:
        """Return a person's cells in the order of a new sheet."""
        cells = {**SAMPLE, "ID": None, **person}
        return tuple(cells.get(heading) for heading in HEADINGS)

    def _sizes(self, tabs: Mapping[str, Sequence[Sequence[Cell]]]) -> Iterator[dict[str, Any]]:
        """Yield what makes the tabs small: a thousand blank rows each only take time."""
        for title, rows in tabs.items():
            size = {"rowCount": len(rows) + SPARE_ROWS}
            properties = {"sheetId": self.gid(title), "gridProperties": size}
            fields = "gridProperties.rowCount"
            yield {"updateSheetProperties": {"properties": properties, "fields": fields}}

    def _date_formats(self) -> list[dict[str, Any]]:
        gid = self.gid()
        kinds = {Kind.DATE: "DATE", Kind.DATETIME: "DATE_TIME"}
        return [
            {
                "repeatCell": {
                    "range": {
                        "sheetId": gid,
                        "startRowIndex": 1,
                        "startColumnIndex": at,
                        "endColumnIndex": at + 1,
                    },
                    "cell": {"userEnteredFormat": {"numberFormat": {"type": kinds[column.kind]}}},
                    "fields": "userEnteredFormat.numberFormat",
                }
            }
            for at, column in enumerate(PRACTITIONERS)
            if column.kind in kinds
        ]

    def gid(self, title: str = PRACTITIONERS_TAB) -> int:
        """Return a tab's id."""
        return self.google.sheet(self.key, title).id

    def grid(self, title: str = PRACTITIONERS_TAB) -> list[list[Cell]]:
        """Return a tab's cells."""
        return self.google.values(self.key, title)

    def heading_row(self) -> int:
        """Return where people's headings stand, from 0: rows may be inserted above."""
        grid = self.grid()
        return max(range(len(grid)), key=lambda at: len(set(grid[at]) & set(PEOPLES)))

    def headings(self) -> list[Cell]:
        """Return the row of the headings."""
        return self.grid()[self.heading_row()]

    def rows(self) -> list[dict[str, Cell]]:
        """Return the people's rows as heading → value, in the sheet's order."""
        first, *rest = self.grid()[self.heading_row() :]
        return [
            {str(h): (row[at] if at < len(row) else None) for at, h in enumerate(first) if h}
            for row in rest
            if any(cell not in (None, False) for cell in row)
        ]

    def row(self, name: str, *wanted: str) -> tuple[Cell, ...]:
        """Return some cells of one person's row."""
        shown = next(row for row in self.rows() if row["Name"] == name)
        return tuple(shown[heading] for heading in wanted)

    def set(self, name: str, **cells: Cell) -> None:
        """Type into cells of one person's row; keywords have underscores for spaces."""
        grid, first = self.grid(), self.headings()
        names = first.index("Name")
        number = next(at for at, row in enumerate(grid) if len(row) > names and row[names] == name)
        for heading, value in cells.items():
            self.type_in(number, first.index(heading.replace("_", " ")), value)

    def type_in(self, row: int, column: int, value: Cell, title: str = PRACTITIONERS_TAB) -> None:
        """Type into one cell; counted from 0."""
        self.google.apply(
            self.key,
            [
                {
                    "updateCells": {
                        "start": {
                            "sheetId": self.gid(title),
                            "rowIndex": row,
                            "columnIndex": column,
                        },
                        "rows": [{"values": [entered(value)]}],
                        "fields": "userEnteredValue",
                    }
                }
            ],
        )


def entered(value: Cell) -> dict[str, Any]:
    """Return a cell's data as a person's typing makes it."""
    match value:
        case None:
            return {}
        case bool():
            return {"userEnteredValue": {"boolValue": value}}
        case int() | float():
            return {"userEnteredValue": {"numberValue": value}}
        case date():
            raise TypeError("write a date as text; the scripts understand it")
        case _:
            return {"userEnteredValue": {"stringValue": value}}
