"""Reading the rows below the headings."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.practitioners.row import Cell
from outreach.sheet.columns import column_letter, rows_of
from outreach.sheet.port import CellRange, Grid
from tests.sheet.practice_tab import HEADINGS, NAME, PRACTICE, STAGE, find, person, tab


def test_rows_are_keyed_by_canonical_heading_and_know_their_place() -> None:
    """Every message to the user names a cell as the spreadsheet does."""
    grid = tab(person(Name="Eva", Miles_away=3.5), headings=("Full name", *HEADINGS[1:]))
    (row,) = rows_of(grid, find(grid))
    assert row.cells["Name"] == "Eva"
    assert row.cells["Miles away"] == 3.5
    assert row.number == 2
    assert row.place("Name") == "Practitioners!A2"
    assert not row.hidden
    assert not row.merged


def test_ragged_rows_are_padded() -> None:
    """Spreadsheets leave out trailing blank cells."""
    grid = tab(("Eva",))
    (row,) = rows_of(grid, find(grid))
    assert set(row.cells) == set(HEADINGS)
    assert row.cells["ID"] is None


@pytest.mark.parametrize("blank", [None, "", "  \n", False])
def test_rows_without_any_known_value_are_skipped(blank: Cell) -> None:
    """Gaps, foreign notes and prepared checkboxes below the last person are not people."""
    headings = (*HEADINGS, "Own")
    grid = tab((*(blank,) * len(HEADINGS), "mine"), (), person(Name="Eva"), headings=headings)
    assert [row.number for row in rows_of(grid, find(grid))] == [4]


def test_zero_is_a_value() -> None:
    """Somebody in the same house is 0 miles away."""
    grid = tab(person(Miles_away=0))
    assert len(rows_of(grid, find(grid))) == 1


def test_hidden_rows_say_so() -> None:
    """Hidden people are not written to."""
    grid = tab(person(Name="Eva"), person(Name="Max"), hidden=frozenset({3}))
    assert [row.hidden for row in rows_of(grid, find(grid))] == [False, True]


def test_a_practice_merged_over_its_people_is_everybodys() -> None:
    """Two people at one practice must be seen as such, however the cell is drawn."""
    merge = CellRange(top=2, left=PRACTICE, bottom=3, right=PRACTICE)
    grid = tab(person(Name="Eva", Practice="Harbor"), person(Name="Max"), merged=(merge,))
    rows = rows_of(grid, find(grid))
    assert [row.text("Practice") for row in rows] == ["Harbor", "Harbor"]
    assert [row.merged for row in rows] == ["", ""]


def test_the_lower_half_of_a_tall_row_is_nobody() -> None:
    """A person whose cells are merged over two rows is one person, not two with one address."""
    merges = tuple(
        CellRange(top=2, left=at, bottom=3, right=at) for at in range(1, len(HEADINGS) + 1)
    )
    grid = tab(person(Name="Eva", Email="eva@x.example"), person(), merged=merges)
    assert len(rows_of(grid, find(grid))) == 1


def test_a_merge_of_the_headings_does_not_spill_into_rows() -> None:
    """A heading drawn over two rows must not become a person called Name."""
    merge = CellRange(top=1, left=NAME, bottom=2, right=NAME)
    grid = tab(person(Email="eva@x.example"), merged=(merge,))
    (row,) = rows_of(grid, find(grid))
    assert row.cells["Name"] is None


def test_rows_whose_script_owned_cell_is_swallowed_by_a_merge_say_which() -> None:
    """What we wrote there would never be seen, and the row above would show it instead."""
    merge = CellRange(top=2, left=STAGE, bottom=3, right=STAGE)
    grid = tab(person(Name="Eva"), person(Name="Max"), merged=(merge,))
    letter = column_letter(STAGE)
    merged = [row.merged for row in rows_of(grid, find(grid))]
    assert merged == ["", f"{letter}2:{letter}3"]


def test_a_wide_merge_swallows_script_owned_cells_of_its_first_row_too() -> None:
    """Only the very first cell of a merge can be seen."""
    merge = CellRange(top=2, left=NAME, bottom=3, right=STAGE)
    grid = tab(person(Name="Eva"), person(Email="max@x.example"), merged=(merge,))
    name = f"{column_letter(NAME)}2:{column_letter(STAGE)}3"
    assert [row.merged for row in rows_of(grid, find(grid))] == [name, name]


def test_a_merge_within_one_row_takes_nothing_from_other_rows() -> None:
    """Only a standing that another row's would hide is worth a problem."""
    merge = CellRange(top=2, left=NAME, bottom=2, right=STAGE)
    grid = tab(person(Name="Eva"), person(Name="Max"), merged=(merge,))
    assert [row.merged for row in rows_of(grid, find(grid))] == ["", ""]


def test_an_endless_merge_costs_nothing() -> None:
    """A whole merged column must not be read as a million people."""
    merge = CellRange(top=2, left=STAGE, bottom=1_048_576, right=STAGE)
    grid = tab(person(Name="Eva"), person(Name="Max"), merged=(merge,))
    assert len(rows_of(grid, find(grid))) == 2


@given(st.permutations(range(len(HEADINGS))), st.integers(0, 19), st.integers(0, 5))
def test_any_order_anywhere_reads_the_same(order: list[int], above: int, left: int) -> None:
    """Columns are found by heading, never by place."""
    cells = tuple(f"v {heading}" for heading in HEADINGS)
    pad: tuple[Cell, ...] = ("",) * left
    rows: tuple[tuple[Cell, ...], ...] = (
        *((("title",),) * above),
        pad + tuple(HEADINGS[at] for at in order),
        pad + tuple(cells[at] for at in order),
    )
    grid = Grid(title="Practitioners", rows=rows)
    (row,) = rows_of(grid, find(grid))
    assert dict(row.cells) == dict(zip(HEADINGS, cells, strict=True))


cell_values = st.one_of(st.none(), st.text(max_size=5), st.integers(), st.booleans(), st.floats())
ranges = st.builds(
    lambda top, left, height, width: CellRange(
        top=top, left=left, bottom=top + height, right=left + width
    ),
    st.integers(1, 12),
    st.integers(1, 45),
    st.integers(0, 5),
    st.integers(0, 3),
)


@given(
    st.lists(st.lists(cell_values, max_size=45).map(tuple), max_size=8).map(tuple),
    st.lists(ranges, max_size=4).map(tuple),
)
def test_any_rows_are_read_without_a_fault(
    rows: tuple[tuple[Cell, ...], ...], merged: tuple[CellRange, ...]
) -> None:
    """Whatever stands in a sheet, reading it is not where things break."""
    grid = tab(*rows, merged=merged)
    located = find(grid)
    for row in rows_of(grid, located):
        assert set(row.cells) == set(HEADINGS)
        assert any(value not in (None, "") for value in row.cells.values())
    plain = rows_of(replace(grid, merged=()), located)
    assert [row.number for row in plain] == [row.number for row in rows_of(grid, located)]
