"""Furnishes a Google Sheet: one request reads, one makes all changes and says how it is then."""

from outreach.errors import SheetError
from outreach.sheet.gsheets.connection import Connection, RequestRefused
from outreach.sheet.gsheets.furnish_requests import requests_for
from outreach.sheet.gsheets.furnished import FURNITURE_FIELDS, FurnishedSheet, read_furnished
from outreach.sheet.gsheets.furniture import Needs, needs_of
from outreach.sheet.placing import is_blank
from outreach.sheet.repairs import Change

ROUNDS = 3


def repair_spreadsheet(connection: Connection, *, is_new: bool = False) -> tuple[Change, ...]:
    """Put in what a Google Sheet lacks, and return what was changed; a whole one is not written.

    Args:
        connection: To the spreadsheet.
        is_new: Whether it was just made: the blank tab that Google put there is taken away.

    Raises:
        SheetError: It cannot be reached or understood, or people kept changing it.
    """
    sheet = read_furnished(connection.get(FURNITURE_FIELDS))
    changes: dict[str, Change] = {}
    for _ in range(ROUNDS):
        needs = needs_of(sheet)
        if not needs.changes:
            return tuple(changes.values())
        sheet = _furnished(connection, sheet, needs, is_new=is_new)
        changes |= {str(change): change for change in needs.changes}
    left = needs_of(sheet).changes
    if left:
        what = f"kept changing; still to do: {left[0]}"
        raise SheetError(left[0].tab, what, hint="run again when nobody is editing")
    return tuple(changes.values())


def _furnished(
    connection: Connection, sheet: FurnishedSheet, needs: Needs, *, is_new: bool
) -> FurnishedSheet:
    requests = requests_for(needs, sheet)
    if is_new:
        blank = [tab.state for tab in sheet.tabs.values() if is_blank(tab.state.grid)]
        ours = set(needs.titles.values())
        requests += [
            {"deleteSheet": {"sheetId": tab.gid}} for tab in blank if tab.grid.title not in ours
        ]
    try:
        return read_furnished(connection.batch_update(requests, FURNITURE_FIELDS))
    except RequestRefused:
        # Perhaps the answer to a first try was lost, and all is there already; or somebody
        # has deleted a tab meanwhile.
        after = read_furnished(connection.get(FURNITURE_FIELDS))
        if after == sheet:
            raise
        return after
