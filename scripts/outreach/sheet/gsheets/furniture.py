"""What a Google Sheet lacks, as the requests of one spreadsheets.batchUpdate; pure.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.sheet.columns import DASHBOARD_TAB
from outreach.sheet.furniture import FURNITURE, TabFurniture
from outreach.sheet.gsheets.anchors import Area, column_id
from outreach.sheet.gsheets.furnished import FurnishedSheet, FurnishedTab
from outreach.sheet.headings import column_letter
from outreach.sheet.heartbeat import DASHBOARD_LINES
from outreach.sheet.missing import missing_furniture, tab_of
from outreach.sheet.placing import Placed
from outreach.sheet.repairs import Change, TabAdded

NEW_ROWS = 600  # of a tab that is added: the newest 500 events fit, and are read fast
BLOCK_ROWS, BLOCK_COLUMNS = len(DASHBOARD_LINES), 2  # each with its value
DEPTH = 50  # rows in which the block of the Dashboard is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsMarked(Change):
    """Columns get marks by which they are found when renamed or moved.

    Attributes:
        section: Canonical title of the tab.
        columns: Heading → column number.
    """

    section: str
    columns: Mapping[str, int]

    def __str__(self) -> str:
        return f"{self.tab}: {_counted(self.columns)} marked, to be found when moved or renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TabMarked(Change):
    """A tab gets a mark by which it is found when renamed."""

    section: str

    def __str__(self) -> str:
        return f"{self.tab}: marked, to be found when renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsProtected(Change):
    """Google warns whoever types into columns of the scripts."""

    columns: Mapping[str, int]

    def __str__(self) -> str:
        return (
            f"{self.tab}: warning before typing into {_counted(self.columns)} of the scripts added"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockNamed(Change):
    """The lines that the scripts write on the Dashboard get a name."""

    area: Area

    def __str__(self) -> str:
        cell = f"{column_letter(self.area.left + 1)}{self.area.top + 1}"
        return f"{self.tab}!{cell}: lines of the scripts marked, to be found when moved"


def _counted(columns: Mapping[str, int]) -> str:
    letters = [column_letter(number) for number in columns.values()]
    return f"column {letters[0]}" if len(letters) == 1 else f"{len(letters)} columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What is to be changed.

    Attributes:
        changes: The changes, in an order in which they can be made.
        placed: Canonical title → where the columns stand after it.
        titles: Canonical title → title as it stands, or will.
        gids: Title as it stands, or will → id of the tab.
    """

    changes: tuple[Change, ...]
    placed: Mapping[str, Placed]
    titles: Mapping[str, str]
    gids: Mapping[str, int]


def needs_of(sheet: FurnishedSheet) -> Needs:
    """Return what a spreadsheet lacks.

    Raises:
        SheetError: What people did to the tabs or headings cannot be told apart.
    """
    present = {title: tab.present for title, tab in sheet.tabs.items()}
    changes, placed = missing_furniture(present, last_row=NEW_ROWS)
    gids = {title: tab.state.gid for title, tab in sheet.tabs.items()}
    for change in changes:
        if isinstance(change, TabAdded):
            gids[change.tab] = _free_id(change.tab, gids)
    titles = {}
    for name in (*placed, DASHBOARD_TAB):
        found = tab_of(present, name)
        titles[name] = found.grid.title if found else name
    more: list[Change] = []
    for furniture in FURNITURE:
        title = titles[furniture.title]
        more += _marks_and_warnings(sheet.tabs.get(title), furniture, placed, title)
    more += _dashboard(sheet, titles[DASHBOARD_TAB])
    return Needs(changes=(*changes, *more), placed=placed, titles=titles, gids=gids)


def _marks_and_warnings(
    tab: FurnishedTab | None, furniture: TabFurniture, placed: Mapping[str, Placed], title: str
) -> Iterator[Change]:
    numbers = placed[furniture.title].numbers
    added = placed[furniture.title].added
    marks = tab.state.marks if tab else {}
    unmarked = {
        heading: number
        for heading, number in numbers.items()
        if marks.get(column_id(furniture.title, heading)) != number
    }
    if unmarked:
        yield ColumnsMarked(tab=title, section=furniture.title, columns=unmarked)
    if tab is None or not tab.state.grid.anchor:
        yield TabMarked(tab=title, section=furniture.title)
    protected = tab.protected if tab else frozenset()
    open_ones = {
        column.heading: numbers[column.heading]
        for column in furniture.columns
        if column.is_scripts
        and (column.heading in added or numbers[column.heading] not in protected)
    }
    if open_ones:
        yield ColumnsProtected(tab=title, columns=open_ones)


def _dashboard(sheet: FurnishedSheet, title: str) -> Iterator[Change]:
    if title not in sheet.tabs:
        yield TabMarked(tab=title, section=DASHBOARD_TAB)
        return
    tab = sheet.tabs[title].state
    if not tab.grid.anchor:
        yield TabMarked(tab=title, section=DASHBOARD_TAB)
    if sheet.state.cells:
        return
    for row, cells in enumerate(tab.grid.rows[:DEPTH]):
        for column, value in enumerate(cells):
            if value == "Ledger":
                yield BlockNamed(tab=title, area=block_at(tab.gid, row, column))
                return


def block_at(gid: int, row: int, column: int) -> Area:
    """Return the Dashboard's block that begins at a cell, counted from 0."""
    return Area(
        gid=gid, top=row, left=column, bottom=row + BLOCK_ROWS, right=column + BLOCK_COLUMNS
    )


def _free_id(title: str, gids: Mapping[str, int]) -> int:
    """Return an id for a new tab; a repeated request must not make a second one."""
    wanted = 1_000_000 + sum(map(ord, title))
    taken: Sequence[int] = tuple(gids.values())
    while wanted in taken:
        wanted += 1
    return wanted
