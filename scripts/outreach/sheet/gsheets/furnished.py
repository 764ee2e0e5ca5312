"""What the tabs of a Google Sheet have besides their cells' values; pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outreach.sheet.gsheets.reading import FIELDS, SpreadsheetState, TabState, read_spreadsheet
from outreach.sheet.port import CellRange
from outreach.sheet.present import Colouring, Present, Rows, Validation

FURNITURE_FIELDS = (
    f"{FIELDS},sheets(properties(gridProperties(frozenRowCount,frozenColumnCount)),"
    "conditionalFormats(ranges,booleanRule(condition)),protectedRanges(range),"
    "data(rowData.values(note,dataValidation(condition))))"
)
"""All that one read needs to see what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FurnishedTab:
    """One tab.

    Attributes:
        state: Its cells, and what it takes to write to it.
        present: What it has.
        protected: Numbers of the columns that are protected in any way.
        rules: How many conditional formats it has.
    """

    state: TabState
    present: Present
    protected: frozenset[int]
    rules: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FurnishedSheet:
    """A whole spreadsheet as of one moment; title → tab."""

    state: SpreadsheetState
    tabs: Mapping[str, FurnishedTab]


def read_furnished(answer: Mapping[str, Any]) -> FurnishedSheet:
    """Read an answer that holds the FURNITURE_FIELDS."""
    state = read_spreadsheet(answer)
    sheets = {sheet["properties"]["title"]: sheet for sheet in answer.get("sheets", ())}
    tabs = {title: _tab(sheets[title], tab) for title, tab in state.tabs.items()}
    return FurnishedSheet(state=state, tabs=tabs)


def _tab(sheet: Mapping[str, Any], state: TabState) -> FurnishedTab:
    size = sheet["properties"].get("gridProperties", {})
    data: Mapping[str, Any] = next(iter(sheet.get("data", ())), {})
    notes: dict[tuple[int, int], str] = {}
    limits: defaultdict[_Limit, defaultdict[int, list[int]]]
    limits = defaultdict(lambda: defaultdict(list))
    for row, listed in enumerate(data.get("rowData", ()), start=1):
        for column, cell in enumerate(listed.get("values", ()), start=1):
            if "note" in cell:
                notes[row, column] = cell["note"]
            if "dataValidation" in cell:
                limits[_limit(cell["dataValidation"])][column].append(row)
    rules = sheet.get("conditionalFormats", ())
    present = Present(
        grid=state.grid,
        last_row=state.rows,
        frozen_rows=size.get("frozenRowCount", 0),
        frozen_columns=size.get("frozenColumnCount", 0),
        notes=notes,
        validations=[
            Validation(areas=tuple(_runs(columns)), choices=choices, is_checkbox=is_checkbox)
            for (choices, is_checkbox), columns in limits.items()
        ],
        colourings=tuple(_colourings(rules, state)),
        dated=_dated(state),
    )
    return FurnishedTab(
        state=state,
        present=present,
        protected=frozenset(_protected(sheet.get("protectedRanges", ()), state)),
        rules=len(rules),
    )


_Limit = tuple[tuple[str, ...], bool]
"""Listed choices, and whether it is a box to tick."""


def _limit(rule: Mapping[str, Any]) -> _Limit:
    condition = rule.get("condition", {})
    if condition.get("type") == "ONE_OF_LIST":
        return tuple(one.get("userEnteredValue", "") for one in condition.get("values", ())), False
    return (), condition.get("type") == "BOOLEAN"


def _runs(columns: Mapping[int, Sequence[int]]) -> Iterator[CellRange]:
    """Yield the rows of each column as ranges; the rows are in order."""
    for column, rows in columns.items():
        for run in _consecutive(rows):
            yield CellRange(top=run.first, left=column, bottom=run.last, right=column)


def _consecutive(rows: Sequence[int]) -> Iterator[Rows]:
    first = last = 0
    for row in rows:
        if row != last + 1:
            if first:
                yield Rows(first=first, last=last)
            first = row
        last = row
    if first:
        yield Rows(first=first, last=last)


def _dated(state: TabState) -> dict[int, Sequence[Rows]]:
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for row, column in sorted(state.dated):
        rows[column].append(row)
    return {column: tuple(_consecutive(found)) for column, found in rows.items()}


def _colourings(rules: Sequence[Mapping[str, Any]], state: TabState) -> Iterator[Colouring]:
    for rule in rules:
        condition = rule.get("booleanRule", {}).get("condition", {})
        areas = tuple(_area(one, state) for one in rule.get("ranges", ()))
        if condition.get("type") == "CUSTOM_FORMULA" and areas:
            (formula, *_) = condition.get("values", [{}])
            yield Colouring(areas=areas, formula=formula.get("userEnteredValue", ""))


def _area(found: Mapping[str, int], state: TabState) -> CellRange:
    """Return a range; what has no end reaches to the end of the tab."""
    return CellRange(
        top=found.get("startRowIndex", 0) + 1,
        left=found.get("startColumnIndex", 0) + 1,
        bottom=found.get("endRowIndex", state.rows),
        right=found.get("endColumnIndex", state.columns),
    )


def _protected(found: Sequence[Mapping[str, Any]], state: TabState) -> Iterator[int]:
    for one in found:
        area = _area(one.get("range", {}), state)
        if area.bottom >= state.rows:
            yield from range(area.left, area.right + 1)
