"""What a spreadsheet lacks of its furniture; pure.

A change puts back what is missing and takes nothing away: what people made of a tab stays, also
where it differs from how a new one would be.
"""

from collections.abc import Iterator, Mapping, Sequence

from outreach.errors import SheetError
from outreach.sheet.columns import DASHBOARD_TAB
from outreach.sheet.furniture import FURNITURE, ColourRule, ColumnFurniture, TabFurniture
from outreach.sheet.headings import column_letter, normalise_heading
from outreach.sheet.placing import Placed, place_columns
from outreach.sheet.port import CellRange, Grid
from outreach.sheet.present import Present, Rows, Validation, rows_without
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

DEEPEST_FREEZE = 5  # rows; with more of them in view there is little room to scroll
SPARE_ROWS = 500  # LibreOffice saves dropdowns for 1,000 rows below the last used one
_RENAMED = 0.75  # share of a tab's headings by which it is known under another title


def tab_of(tabs: Mapping[str, Present], title: str) -> Present | None:
    """Return a tab of ours by its title, else by its mark.

    Raises:
        SheetError: It cannot be told which of two tabs it is, or it seems to have been renamed.
    """
    named = [tab for tab in tabs.values() if _is_titled(tab.grid, title)]
    found = named or [tab for tab in tabs.values() if tab.grid.anchor == title]
    if len(found) > 1:
        names = " and ".join(f"“{tab.grid.title}”" for tab in found)
        raise SheetError(title, f"is the title of {names}", hint="rename all but one of them")
    if found:
        return found[0]
    for furniture in FURNITURE:
        if furniture.title == title:
            _refuse_a_renamed_one(tabs, furniture)
    return None


def _is_titled(grid: Grid, title: str) -> bool:
    return normalise_heading(grid.title) == normalise_heading(title)


def _refuse_a_renamed_one(tabs: Mapping[str, Present], furniture: TabFurniture) -> None:
    """Stop before a tab would be added beside the one that people work in."""
    names = {normalise_heading(column.heading) for column in furniture.columns}
    for tab in tabs.values():
        if tab.grid.anchor:
            continue
        shown = {normalise_heading(value) for row in tab.grid.rows[:20] for value in row}
        if len(names & shown) >= _RENAMED * len(names):
            raise SheetError(
                tab.grid.title,
                f"has the headings of the tab {furniture.title}, which is missing",
                hint=f"name the tab {furniture.title} again, then run this again",
            )


def missing_furniture(
    tabs: Mapping[str, Present], *, last_row: int
) -> tuple[tuple[Change, ...], Mapping[str, Placed]]:
    """Return what must be changed, and where the columns of each tab stand after it.

    Args:
        tabs: Title as it stands → tab.
        last_row: The last row of a tab that is added.

    Returns:
        The changes; those of a tab that is added follow its own. And canonical title → columns.

    Raises:
        SheetError: What people did to the headings cannot be told apart.
    """
    changes: list[Change] = []
    placed: dict[str, Placed] = {}
    for furniture in FURNITURE:
        present = tab_of(tabs, furniture.title)
        if present is None:
            changes.append(TabAdded(tab=furniture.title))
            present = Present(grid=Grid(title=furniture.title, rows=()), last_row=last_row)
        placed[furniture.title] = place_columns(present, furniture)
        changes += _of_tab(present, furniture, placed[furniture.title])
    if tab_of(tabs, DASHBOARD_TAB) is None:
        changes.append(TabAdded(tab=DASHBOARD_TAB))
    return tuple(changes), placed


def shown_changes(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes that are worth a line: of what is added as a whole, only that it is."""
    tabs = {change.tab for change in changes if isinstance(change, TabAdded)}
    columns = {(one.tab, one.number) for one in changes if isinstance(one, HeadingAdded)}

    def is_part(change: Change) -> bool:
        if isinstance(change, TabAdded | HeadingAdded):
            return change.tab in tabs and not isinstance(change, TabAdded)
        of_column = isinstance(change, ColumnChange) and (change.tab, change.number) in columns
        return change.tab in tabs or of_column

    return tuple(change for change in changes if not is_part(change))


def _of_tab(present: Present, furniture: TabFurniture, placed: Placed) -> Iterator[Change]:
    for column in furniture.columns:
        yield from _of_column(present, column, placed)
    for rule in furniture.rules:
        areas = _coloured(rule, placed, present.last_row)
        if not _is_coloured(present, rule, placed):
            formula = rule.formula(column_letter(placed.numbers[rule.watches]), placed.row + 1)
            yield ColourAdded(tab=present.grid.title, rule=rule, areas=areas, formula=formula)
    if not present.frozen_rows and _can_be_frozen(present.grid, placed.row):
        first = furniture.columns[0].heading
        columns = present.frozen_columns or int(placed.numbers[first] == 1)
        if any(area.left <= columns < area.right for area in present.grid.merged):
            columns = 0  # Google refuses to cut a merge in two
        yield HeadingsFrozen(tab=present.grid.title, rows=placed.row, columns=columns)


def _can_be_frozen(grid: Grid, rows: int) -> bool:
    return rows <= DEEPEST_FREEZE and not any(
        area.top <= rows < area.bottom for area in grid.merged
    )


def _of_column(present: Present, column: ColumnFurniture, placed: Placed) -> Iterator[ColumnChange]:
    tab, row, number = present.grid.title, placed.row, placed.numbers[column.heading]
    if column.heading in placed.added:
        yield HeadingAdded(tab=tab, row=row, number=number, column=column)
    elif column.heading in placed.put_back:
        yield HeadingPutBack(tab=tab, row=row, number=number, column=column)
    if not present.notes.get((row, number), "").strip():
        yield NoteAdded(tab=tab, row=row, number=number, column=column)
    if column.choices and (rows := _without_choices(present, column, number, row)):
        yield DropdownAdded(tab=tab, row=row, number=number, column=column, rows=rows)
    if column.is_dated_by_scripts and column.heading not in placed.added:
        rows = _uncovered(present, row, present.dated.get(number, ()))
        if rows:
            yield DateFormatSet(tab=tab, row=row, number=number, column=column, rows=rows)


def _uncovered(present: Present, heading_row: int, covered: Sequence[Rows]) -> tuple[Rows, ...]:
    """Return the rows below the headings that lack something, or none when enough have it."""
    enough = min(present.last_row, max(len(present.grid.rows), heading_row) + SPARE_ROWS)
    if not rows_without(Rows(first=heading_row + 1, last=enough), covered):
        return ()
    return rows_without(Rows(first=heading_row + 1, last=present.last_row), covered)


def _without_choices(
    present: Present, column: ColumnFurniture, number: int, heading_row: int
) -> tuple[Rows, ...]:
    """Return the rows that lack a dropdown; none when people gave the column one of their own."""
    covered: list[Rows] = []
    for validation in present.validations:
        touched = [area for area in validation.areas if area.left <= number <= area.right]
        rows = [Rows(first=a.top, last=a.bottom) for a in touched if a.bottom > heading_row]
        if rows and not _is_ours(validation, column):
            return ()
        covered += rows
    return _uncovered(present, heading_row, covered)


def _is_ours(validation: Validation, column: ColumnFurniture) -> bool:
    if validation.is_checkbox:
        return column.is_checkbox
    return tuple(map(str.casefold, validation.choices)) == tuple(map(str.casefold, column.choices))


def _coloured(rule: ColourRule, placed: Placed, last_row: int) -> tuple[CellRange, ...]:
    """Return the cells that a rule colours; neighbouring columns are one area."""
    numbers = sorted(placed.numbers[heading] for heading in rule.over or placed.numbers)
    if not rule.over:
        numbers = list(range(numbers[0], numbers[-1] + 1))
    areas: list[list[int]] = []
    for number in numbers:
        if areas and areas[-1][-1] == number - 1:
            areas[-1].append(number)
        else:
            areas.append([number])
    return tuple(
        CellRange(top=placed.row + 1, left=area[0], bottom=last_row, right=area[-1])
        for area in areas
    )


def _is_coloured(present: Present, rule: ColourRule, placed: Placed) -> bool:
    """Tell whether there is such a rule, on the right column wherever that stands now.

    The rule for whole rows and one for a few cells may have the same formula.
    """
    letter = column_letter(placed.numbers[rule.watches])
    must_cover = placed.numbers[rule.over[0] if rule.over else rule.watches]
    for colouring in present.colourings:
        top = min(area.top for area in colouring.areas)
        width = sum(area.right - area.left + 1 for area in colouring.areas)
        if (
            _plain(colouring.formula) == _plain(rule.formula(letter, top))
            and (width > len(placed.numbers) / 2) == (not rule.over)
            and any(area.left <= must_cover <= area.right for area in colouring.areas)
        ):
            return True
    return False


def _plain(formula: str) -> str:
    return formula.replace(" ", "").replace("$", "").removeprefix("=").casefold()
