"""Practice sheets at Google, and what people do to them."""

import random
from collections.abc import Sequence
from typing import Any

from outreach.sheet.furniture import FURNITURE, TabFurniture
from tests.emulators.sheets import SheetsEmulator

ROWS = 30  # few, so that tests are fast
SENTINEL = "Favourite tea"
Request = dict[str, Any]


def small_sheet(google: SheetsEmulator, tabs: dict[str, list[list[Any]]]) -> str:
    """Make a spreadsheet with tabs of few rows, and return its key."""
    key = google.create("Practice", tabs)
    for title in tabs:
        size = {"sheetId": google.sheet(key, title).id, "gridProperties": {"rowCount": ROWS}}
        change = {"properties": size, "fields": "gridProperties.rowCount"}
        google.apply(key, [{"updateSheetProperties": change}])
    return key


def filled_sheet(google: SheetsEmulator, chance: random.Random) -> str:
    """Make a spreadsheet whose tabs have all headings, shuffled, columns of people's, and rows."""
    tabs: dict[str, list[list[Any]]] = {}
    for furniture in FURNITURE:
        headings = [*(column.heading for column in furniture.columns), SENTINEL]
        chance.shuffle(headings)
        rows = [[f"{title} of {number}" for title in headings] for number in range(1, 6)]
        tabs[furniture.title] = [["Near Dover"], headings, *rows]
    tabs["Dashboard"] = [[], [None, "Ledger", "L-12345678"], [None, "Last run"]]
    tabs["My own tab"] = [["mine"]]
    return small_sheet(google, tabs)


def damage(google: SheetsEmulator, key: str, chance: random.Random, *, renames: bool) -> None:
    """Do what people do: move, insert, delete, sort, and clear what is not cells; or rename."""
    for furniture in FURNITURE:
        gid = google.sheet(key, furniture.title).id
        for _ in range(chance.randint(1, 5)):
            google.apply(key, _edit(google, key, furniture, gid, chance))
    if renames:
        gid = google.sheet(key, "Referrals").id
        renamed = {"properties": {"sheetId": gid, "title": "Gifts"}, "fields": "title"}
        google.apply(key, [{"updateSheetProperties": renamed}])


def _edit(
    google: SheetsEmulator, key: str, furniture: TabFurniture, gid: int, chance: random.Random
) -> list[Request]:
    top = next(
        number for number, row in enumerate(google.values(key, furniture.title)) if SENTINEL in row
    )
    width = len(google.values(key, furniture.title)[top])
    column = chance.randrange(width)
    head = {"sheetId": gid, "rowIndex": top, "columnIndex": column}
    whole = {"sheetId": gid, "startColumnIndex": column, "endColumnIndex": column + 1}
    line = {"sheetId": gid, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    is_own = google.values(key, furniture.title)[top][column] == SENTINEL
    row = chance.randrange(8)
    inserted = {"sheetId": gid, "dimension": "ROWS", "startIndex": row, "endIndex": row + 2}
    rows = {"sheetId": gid, "startRowIndex": top + 1, "endRowIndex": top + 6}
    edits: Sequence[list[Request]] = [
        [typed(head, chance.choice(["", "Name of my own"]))] if not is_own else [],
        [{"updateCells": {"start": head, "rows": [{"values": [{}]}], "fields": "note"}}],
        [{"setDataValidation": {"range": whole}}],
        [{"deleteDimension": {"range": line}}] if not is_own and width > 4 else [],
        [{"moveDimension": {"source": line, "destinationIndex": chance.randrange(width)}}],
        [{"insertDimension": {"range": line}}],
        [{"insertDimension": {"range": inserted}}],
        [{"deleteConditionalFormatRule": {"sheetId": gid, "index": 0}}],
        [_sorted(rows, column)],
        [_unfrozen(gid)],
    ]
    chosen = chance.choice(edits)
    has_rules = bool(google.sheet(key, furniture.title).objects["conditionalFormats"])
    if chosen and "deleteConditionalFormatRule" in chosen[0] and not has_rules:
        return []
    return chosen


def typed(start: Request, text: str) -> Request:
    """Return what somebody does who types into a cell, or empties it."""
    value = {"userEnteredValue": {"stringValue": text}} if text else {}
    rows = [{"values": [value]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _sorted(rows: Request, column: int) -> Request:
    specs = [{"dimensionIndex": column, "sortOrder": "DESCENDING"}]
    return {"sortRange": {"range": rows, "sortSpecs": specs}}


def _unfrozen(gid: int) -> Request:
    properties = {"sheetId": gid, "gridProperties": {"frozenRowCount": 0}}
    return {
        "updateSheetProperties": {
            "properties": properties,
            "fields": "gridProperties.frozenRowCount",
        }
    }
