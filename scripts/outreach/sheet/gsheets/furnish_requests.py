"""The requests that make the changes to a Google Sheet; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from outreach.sheet.columns import DASHBOARD_TAB, PRACTITIONERS_TAB
from outreach.sheet.dashboard import counted
from outreach.sheet.furniture import FURNITURE, ColumnFurniture
from outreach.sheet.gsheets.anchors import (
    Request,
    column_id,
    mark_column,
    mark_tab,
    name_block,
    tab_id,
    unmark,
)
from outreach.sheet.gsheets.furnish_dashboard import dashboard_requests
from outreach.sheet.gsheets.furnish_looks import cell_format, colour, number_format, pixels
from outreach.sheet.gsheets.furnished import FurnishedSheet
from outreach.sheet.gsheets.furniture import (
    NEW_ROWS,
    BlockNamed,
    ColumnsMarked,
    ColumnsProtected,
    Needs,
    TabMarked,
)
from outreach.sheet.looks import HEADING_HEIGHT, TEAL, cell_style, heading_style
from outreach.sheet.placing import is_blank
from outreach.sheet.port import CellRange
from outreach.sheet.present import Rows
from outreach.sheet.repairs import (
    Change,
    ColourAdded,
    ColumnChange,
    DateFormatSet,
    DropdownAdded,
    HeadingAdded,
    HeadingPutBack,
    HeadingsFrozen,
    NoteAdded,
    TabAdded,
)

FEWEST_COLUMNS = 26
_WARNING = "Filled in by the scripts; what you type here is overwritten."


def requests_for(needs: Needs, sheet: FurnishedSheet) -> list[Request]:
    """Return the requests that make all changes, in their order."""
    making = _Making(needs=needs, sheet=sheet)
    return list(making.requests())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """Turns changes to requests."""

    needs: Needs
    sheet: FurnishedSheet

    def requests(self) -> Iterator[Request]:
        """Yield all of them; tabs and room for columns come before what stands in them."""
        changes = self.needs.changes
        for change in changes:
            if isinstance(change, TabAdded):
                yield self.new_tab(change.tab)
        for title in dict.fromkeys(c.tab for c in changes if isinstance(c, HeadingAdded)):
            yield from self.room(title)
        for change in changes:
            yield from self.of(change)

    def new_tab(self, title: str) -> Request:
        """Return the request for a tab with as many columns as it needs."""
        colours = {furniture.title: furniture.colour for furniture in FURNITURE}
        width = len(self.needs.placed[title].numbers) if title in self.needs.placed else 0
        properties = {
            "sheetId": self.needs.gids[title],
            "title": title,
            "gridProperties": {
                "rowCount": NEW_ROWS,
                "columnCount": max(width, FEWEST_COLUMNS),
                "hideGridlines": True,
            },
            "tabColor": colour(colours.get(title, TEAL)),
        }
        return {"addSheet": {"properties": properties}}

    def room(self, title: str) -> Iterator[Request]:
        """Yield what makes room for new columns.

        Blank columns are put in for them rather than used, so that nothing is written over that
        somebody entered since the sheet was read.
        """
        numbers = [
            change.number
            for change in self.needs.changes
            if isinstance(change, HeadingAdded) and change.tab == title
        ]
        tab = self.sheet.tabs.get(title)
        if tab is None:
            return
        first, last = min(numbers) - 1, max(numbers)
        where = {"sheetId": tab.state.gid, "dimension": "COLUMNS"}
        missing = last - tab.state.columns
        if is_blank(tab.state.grid) or first >= tab.state.columns:
            if missing > 0:
                yield {"appendDimension": where | {"length": missing}}
        else:
            span = where | {"startIndex": first, "endIndex": last}
            yield {"insertDimension": {"range": span, "inheritFromBefore": False}}

    def of(self, change: Change) -> Iterator[Request]:
        """Yield the requests for one change."""
        gid = self.needs.gids[change.tab]
        match change:
            case TabAdded() if change.tab == DASHBOARD_TAB:
                yield from self.dashboard()
            case ColumnChange():
                yield from _of_column(gid, change)
            case ColourAdded():
                yield self.colour(gid, change)
            case HeadingsFrozen():
                yield _frozen(gid, change)
            case ColumnsMarked():
                yield from self.column_marks(gid, change)
            case TabMarked():
                yield from self.tab_mark(gid, change)
            case ColumnsProtected():
                yield from (_warning(gid, number) for number in change.columns.values())
            case BlockNamed():
                yield from name_block(gid, top=change.area.top, left=change.area.left)

    def dashboard(self) -> Iterator[Request]:
        """Yield what fills the Dashboard."""
        placed = self.needs.placed[PRACTITIONERS_TAB]
        yield from dashboard_requests(
            self.needs.gids[DASHBOARD_TAB],
            counted(
                placed.numbers,
                tab=self.needs.titles[PRACTITIONERS_TAB],
                top=placed.row + 1,
                last="",
                separator=";",  # understood in every language of a Google Sheet
            ),
        )

    def colour(self, gid: int, change: ColourAdded) -> Request:
        """Return the request for a conditional format after all others."""
        tab = self.sheet.tabs.get(change.tab)
        own = [one for one in self.needs.changes if isinstance(one, ColourAdded)]
        before = [one for one in own if one.tab == change.tab].index(change)
        rule = change.rule
        form: dict[str, Any] = {
            "textFormat": {"bold": rule.is_bold, "foregroundColor": colour(rule.ink)}
        }
        if rule.ground:
            form["backgroundColor"] = colour(rule.ground)
        values = [{"userEnteredValue": f"={change.formula}"}]
        condition = {"type": "CUSTOM_FORMULA", "values": values}
        return {
            "addConditionalFormatRule": {
                "rule": {
                    "ranges": [_area(gid, area) for area in change.areas],
                    "booleanRule": {"condition": condition, "format": form},
                },
                "index": (tab.rules if tab else 0) + before,
            }
        }

    def column_marks(self, gid: int, change: ColumnsMarked) -> Iterator[Request]:
        """Yield the marks of columns; one that stands elsewhere is taken away first."""
        present = {id_ for tab in self.sheet.tabs.values() for id_ in tab.state.marks}
        for heading, number in change.columns.items():
            id_ = column_id(change.section, heading)
            if id_ in present:
                yield unmark(id_)
            yield mark_column(change.section, heading, gid=gid, index=number - 1)

    def tab_mark(self, gid: int, change: TabMarked) -> Iterator[Request]:
        """Yield the mark of a tab; one that stands elsewhere is taken away first."""
        if any(tab.state.grid.anchor == change.section for tab in self.sheet.tabs.values()):
            yield unmark(tab_id(change.section))
        yield mark_tab(change.section, gid=gid)


def _of_column(gid: int, change: ColumnChange) -> Iterator[Request]:
    match change:
        case HeadingAdded():
            yield from _new_column(gid, change)
        case HeadingPutBack():
            cell = {"userEnteredValue": {"stringValue": change.column.heading}}
            yield _cell(gid, change.row, change.number, cell, "userEnteredValue")
        case NoteAdded():
            yield _cell(gid, change.row, change.number, {"note": change.column.note}, "note")
        case DropdownAdded():
            for rows in change.rows:
                yield _dropdown(_range(gid, rows, change.number), change.column)
        case DateFormatSet():
            form = {"numberFormat": number_format(change.column)}
            for rows in change.rows:
                where = _range(gid, rows, change.number)
                yield _repeat(where, form, "userEnteredFormat.numberFormat")


def _new_column(gid: int, change: HeadingAdded) -> Iterator[Request]:
    """Yield the heading of a new column, its width, and the look of its cells."""
    head = {
        "userEnteredValue": {"stringValue": change.column.heading},
        "userEnteredFormat": cell_format(heading_style(change.column.column)),
    }
    yield _cell(gid, change.row, change.number, head, "userEnteredValue,userEnteredFormat")
    columns = {"startIndex": change.number - 1, "endIndex": change.number}
    yield _size(gid, "COLUMNS", columns, pixels(change.column.width))
    if change.row == 1:
        yield _size(gid, "ROWS", {"startIndex": 0, "endIndex": 1}, HEADING_HEIGHT)
    below = {
        "sheetId": gid,
        "startRowIndex": change.row,
        "startColumnIndex": change.number - 1,
        "endColumnIndex": change.number,
    }
    form = cell_format(cell_style(change.column.column))
    if pattern := number_format(change.column):
        form["numberFormat"] = pattern
    yield _repeat(below, form, "userEnteredFormat")


def _size(gid: int, dimension: str, span: Mapping[str, int], size: int) -> Request:
    return {
        "updateDimensionProperties": {
            "range": {"sheetId": gid, "dimension": dimension, **span},
            "properties": {"pixelSize": size},
            "fields": "pixelSize",
        }
    }


def _cell(gid: int, row: int, number: int, cell: Mapping[str, Any], fields: str) -> Request:
    start = {"sheetId": gid, "rowIndex": row - 1, "columnIndex": number - 1}
    return {"updateCells": {"rows": [{"values": [cell]}], "fields": fields, "start": start}}


def _repeat(where: Mapping[str, int], form: Mapping[str, Any], fields: str) -> Request:
    cell = {"userEnteredFormat": form}
    return {"repeatCell": {"range": where, "cell": cell, "fields": fields}}


def _dropdown(where: Mapping[str, int], column: ColumnFurniture) -> Request:
    condition: dict[str, Any] = {"type": "BOOLEAN"}
    if not column.is_checkbox:
        values = [{"userEnteredValue": choice} for choice in column.choices]
        condition = {"type": "ONE_OF_LIST", "values": values}
    rule = {"condition": condition, "strict": column.is_strict, "showCustomUi": True}
    return {"setDataValidation": {"range": where, "rule": rule}}


def _frozen(gid: int, change: HeadingsFrozen) -> Request:
    frozen = {"frozenRowCount": change.rows, "frozenColumnCount": change.columns}
    return {
        "updateSheetProperties": {
            "properties": {"sheetId": gid, "gridProperties": frozen},
            "fields": "gridProperties.frozenRowCount,gridProperties.frozenColumnCount",
        }
    }


def _warning(gid: int, number: int) -> Request:
    where = {"sheetId": gid, "startColumnIndex": number - 1, "endColumnIndex": number}
    protected = {"range": where, "description": _WARNING, "warningOnly": True}
    return {"addProtectedRange": {"protectedRange": protected}}


def _range(gid: int, rows: Rows, number: int) -> dict[str, int]:
    return _area(gid, CellRange(top=rows.first, left=number, bottom=rows.last, right=number))


def _area(gid: int, area: CellRange) -> dict[str, int]:
    return {
        "sheetId": gid,
        "startRowIndex": area.top - 1,
        "endRowIndex": area.bottom,
        "startColumnIndex": area.left - 1,
        "endColumnIndex": area.right,
    }
