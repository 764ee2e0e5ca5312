"""What is taken for missing, and what is left alone; on values alone."""

from dataclasses import replace

import pytest

from outreach.errors import SheetError
from outreach.practitioners.row import Cell
from outreach.sheet.columns import PRACTITIONERS
from outreach.sheet.furniture import FURNITURE
from outreach.sheet.missing import missing_furniture, shown_changes
from outreach.sheet.placing import place_columns
from outreach.sheet.port import CellRange, Grid
from outreach.sheet.present import Colouring, Present, Rows, Validation, rows_without
from outreach.sheet.repairs import Change, ColourAdded, DateFormatSet, DropdownAdded, HeadingsFrozen

LAST = 1000
FURNISHED = FURNITURE[0]
HEADINGS = tuple(column.heading for column in PRACTITIONERS)
STAGE = HEADINGS.index("Stage") + 1


def tab(*headings: Cell, above: int = 0) -> Present:
    """Return a tab with nothing but headings."""
    rows = (*((),) * above, headings)
    return Present(grid=Grid(title="Practitioners", rows=rows), last_row=LAST)


def changes_of(present: Present) -> list[Change]:
    """Return what the Practitioners tab lacks."""
    changes, _ = missing_furniture({"Practitioners": present}, last_row=LAST)
    return [change for change in changes if change.tab == "Practitioners"]


def down(column: int, top: int = 2, bottom: int = LAST) -> CellRange:
    """Return cells of one column."""
    return CellRange(top=top, left=column, bottom=bottom, right=column)


@pytest.mark.parametrize(
    ("covered", "left"),
    [
        ([], [(2, 9)]),
        ([(1, 9)], []),
        ([(5, 6), (3, 3)], [(2, 2), (4, 4), (7, 9)]),
        ([(1, 4), (2, 3), (12, 20)], [(5, 9)]),
    ],
)
def test_rows_that_are_not_covered(
    covered: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    """A dropdown is put where one is missing, and no second one over the first."""
    areas = [Rows(first=first, last=last) for first, last in covered]
    found = rows_without(Rows(first=2, last=9), areas)
    assert [(one.first, one.last) for one in found] == left


def test_a_colour_counts_only_on_the_column_where_stage_is_now() -> None:
    """After columns were moved a rule may watch another column than it should."""
    areas = (CellRange(top=2, left=STAGE, bottom=LAST, right=STAGE + 1),)
    right = Colouring(areas=areas, formula='= $B2 = "ready"')
    wrong = Colouring(areas=areas, formula='$D2="Contact"')
    found = changes_of(replace(tab(*HEADINGS), colourings=(right, wrong)))
    names = [change.rule.name for change in found if isinstance(change, ColourAdded)]
    assert "Stage “Ready”" not in names
    assert "Stage “Contact”" in names
    assert len(names) == len(FURNISHED.rules) - 1


def test_the_colour_of_closed_rows_is_not_taken_for_that_of_the_stage() -> None:
    """Both have the same condition; one is for whole rows."""
    areas = (CellRange(top=2, left=1, bottom=LAST, right=len(HEADINGS)),)
    found = changes_of(
        replace(tab(*HEADINGS), colourings=(Colouring(areas=areas, formula='$B2="Closed"'),))
    )
    names = [change.rule.name for change in found if isinstance(change, ColourAdded)]
    assert "closed rows" not in names
    assert "Stage “Closed”" in names


def test_dropdowns_of_ours_are_completed_and_others_left_alone() -> None:
    """Whoever replaced the choices meant it; whoever pasted over some did not."""
    hold, decide = (HEADINGS.index(name) + 1 for name in ("Hold", "Decide"))
    ours = Validation(areas=(down(hold, 2, 9),), choices=("yes",))
    own = Validation(areas=(down(decide, 2, 3),), choices=("maybe",))
    found = {
        change.column.heading: change.rows
        for change in changes_of(replace(tab(*HEADINGS), validations=(ours, own)))
        if isinstance(change, DropdownAdded)
    }
    assert found["Hold"] == (Rows(first=10, last=LAST),)
    assert "Decide" not in found
    enough = Validation(areas=(down(hold, 2, 600),), choices=("Yes",))
    assert "Hold" not in {
        change.column.heading
        for change in changes_of(replace(tab(*HEADINGS), validations=(enough,)))
        if isinstance(change, DropdownAdded)
    }


def test_only_the_scripts_dates_are_formatted() -> None:
    """How people's own dates look is theirs (I4)."""
    found = [c for c in changes_of(tab(*HEADINGS)) if isinstance(c, DateFormatSet)]
    assert {change.column.heading for change in found} == {
        "Next on",
        "Last touch on",
        "Last reply on",
    }


@pytest.mark.parametrize(
    ("present", "frozen"),
    [
        (tab(*HEADINGS), (1, 1)),
        (tab(*reversed(HEADINGS)), (1, 0)),
        (tab(*HEADINGS, above=4), (5, 1)),
        (tab(*HEADINGS, above=9), None),
        (replace(tab(*HEADINGS), frozen_rows=3), None),
        (replace(tab(*HEADINGS), frozen_columns=4), (1, 4)),
    ],
)
def test_headings_are_kept_in_view(present: Present, frozen: tuple[int, int] | None) -> None:
    """Unless people keep something else there, or too little room would be left."""
    found = [c for c in changes_of(present) if isinstance(c, HeadingsFrozen)]
    assert [(change.rows, change.columns) for change in found] == ([frozen] if frozen else [])


def test_merged_cells_are_not_cut_by_what_is_kept_in_view() -> None:
    """Google refuses it, and with it all other changes."""
    title = CellRange(top=1, left=1, bottom=1, right=4)
    present = tab(*HEADINGS, above=1)
    merged = replace(present, grid=replace(present.grid, merged=(title,)))
    (frozen,) = (c for c in changes_of(merged) if isinstance(c, HeadingsFrozen))
    assert (frozen.rows, frozen.columns) == (2, 0)
    tall = replace(title, bottom=3)
    merged = replace(present, grid=replace(present.grid, merged=(tall,)))
    assert not [c for c in changes_of(merged) if isinstance(c, HeadingsFrozen)]


def test_a_column_is_known_by_its_mark_and_its_note() -> None:
    """People rename and blank headings; the column is still the one that they fill."""
    headings = [*HEADINGS]
    hold, email = headings.index("Hold"), headings.index("Email")
    headings[hold], headings[email] = "", "Where to write"
    present = tab(*headings)
    noted = FURNISHED.columns[hold].note
    present = replace(
        present,
        grid=replace(present.grid, anchors={email + 1: "Email"}),
        notes={(1, hold + 1): noted},
    )
    placed = place_columns(present, FURNISHED)
    assert placed.numbers["Email"] == email + 1
    assert placed.numbers["Hold"] == hold + 1
    assert (placed.added, placed.put_back) == (frozenset(), frozenset({"Hold"}))


def test_what_seems_renamed_is_asked_about_and_what_is_gone_is_added() -> None:
    """A second, empty column beside a renamed one would lift a hold."""
    gone = tab(*(heading for heading in HEADINGS if heading != "Decide"))
    placed = place_columns(gone, FURNISHED)
    assert placed.numbers["Decide"] == len(HEADINGS)
    renamed = tab(*("Do not contct" if h == "Do not contact" else h for h in HEADINGS))
    with pytest.raises(SheetError, match="'Do not contct' seems to be the missing heading"):
        place_columns(renamed, FURNISHED)


def test_what_is_added_as_a_whole_is_one_line() -> None:
    """Forty lines about one new tab would hide the one that matters."""
    changes, _ = missing_furniture({}, last_row=LAST)
    assert list(map(str, shown_changes(changes))) == [
        "Practitioners: tab added",
        "Referrals: tab added",
        "Activity: tab added",
        "Dashboard: tab added",
    ]
