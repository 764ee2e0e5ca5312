"""Finding columns by heading, and reading the rows below."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import SheetError
from outreach.practitioners.row import Cell
from outreach.sheet.columns import (
    ACTIVITY,
    PRACTITIONERS,
    REFERRALS,
    Column,
    Kind,
    Located,
    Owner,
    column_letter,
    locate,
    normalise_heading,
    rows_of,
)
from outreach.sheet.port import CellRange, Grid

HEADINGS = tuple(column.heading for column in PRACTITIONERS)
NAME, STAGE, PRACTICE = (HEADINGS.index(name) + 1 for name in ("Name", "Stage", "Practice"))


def tab(
    *rows: tuple[Cell, ...],
    headings: tuple[Cell, ...] = HEADINGS,
    hidden: frozenset[int] = frozenset(),
    merged: tuple[CellRange, ...] = (),
) -> Grid:
    """Return a Practitioners tab with these rows below its headings."""
    return Grid(title="Practitioners", rows=(headings, *rows), hidden=hidden, merged=merged)


def find(grid: Grid) -> Located:
    """Locate the practitioners' columns."""
    return locate(grid, PRACTITIONERS)


def person(**cells: Cell) -> tuple[Cell, ...]:
    """Return a row with these cells; headings are written with underscores."""
    named = {heading.replace("_", " "): value for heading, value in cells.items()}
    return tuple(named.get(heading) for heading in HEADINGS)


def refusal(grid: Grid) -> SheetError:
    """Return the error that locating raises."""
    with pytest.raises(SheetError) as caught:
        find(grid)
    return caught.value


# --- the columns themselves


@pytest.mark.parametrize("columns", [PRACTITIONERS, REFERRALS, ACTIVITY])
def test_no_heading_means_two_columns(columns: tuple[Column, ...]) -> None:
    """A heading that two columns claim would put one person's answer under another question."""
    names = [normalise_heading(name) for c in columns for name in (c.heading, *c.aliases)]
    assert len(set(names)) == len(names)
    assert all(names)


@pytest.mark.parametrize("columns", [PRACTITIONERS, REFERRALS, ACTIVITY])
def test_script_owned_columns_have_no_aliases_and_must_be_there(
    columns: tuple[Column, ...],
) -> None:
    """An alias could claim somebody's own column, and we would write over it (I4)."""
    owned = [column for column in columns if column.owner is Owner.SCRIPT]
    assert owned
    assert all(column.required and not column.aliases for column in owned)


def test_every_column_says_what_it_is_for() -> None:
    """The note on the heading is the only manual that most people read."""
    for column in (*PRACTITIONERS, *REFERRALS, *ACTIVITY):
        assert column.note.endswith((".", "?")), column.heading


def test_the_practitioners_tab_keeps_its_promised_headings() -> None:
    """People's sheets and scripts rely on these names and on who writes where."""
    people = (
        "Name|Email|Practice|Specialty|Phone|Website|Address|City|Miles away|Takes insurance|"
        "Offers massage|Has massage therapist|Values massage|Found via|Consent|Introduced by|"
        "Notes|Demo on|Demo done|Knows the evidence|Honest about limits|Listens|Driven to help|"
        "Set stage|Decide|Task done on|Hold|Do not contact"
    )
    script = (
        "ID|Fit|Fit reasons|Stage|Status|Last touch|Last touch on|Last reply on|Reply|Next step|"
        "Next on|Problem"
    )
    assert {c.heading for c in PRACTITIONERS if c.owner is Owner.PEOPLE} == set(people.split("|"))
    assert {c.heading for c in PRACTITIONERS if c.owner is Owner.SCRIPT} == set(script.split("|"))


def test_dropdowns_offer_what_is_read_back() -> None:
    """A choice that the reader does not know would turn a dropdown into a trap."""
    choices = {column.heading: column.choices for column in PRACTITIONERS}
    assert choices["Takes insurance"] == ("Yes", "No")
    assert choices["Hold"] == ("Yes",)
    assert choices["Set stage"] == ("Connect", "Vet", "Refer", "Later", "Closed")
    assert "Question answered" in choices["Decide"]


# --- finding them


def test_columns_are_found_in_any_order_below_a_title() -> None:
    """People put titles on top, sort their columns and add their own."""
    headings = ("", *reversed(HEADINGS), "Notes", "Birthday", "", "Birthday")
    headings = tuple("Own notes" if at == len(HEADINGS) + 1 else h for at, h in enumerate(headings))
    grid = Grid(title="Practitioners", rows=(("My people",), (), headings))
    located = find(grid)
    assert located.row == 3
    assert located.columns["Name"] == len(HEADINGS) + 1
    assert located.letters["ID"] == "B"
    assert located.missing == ()


@pytest.mark.parametrize("name", ["  NAME ", "Náme", "name:", "Full Name", "Practitioner"])
def test_spelling_of_a_heading_does_not_matter(name: str) -> None:
    """Case, accents, spaces and documented aliases are how people write headings."""
    assert find(tab(headings=(name, *HEADINGS[1:]))).columns["Name"] == 1


def test_the_heading_itself_wins_over_an_alias() -> None:
    """A sheet may have both Email and a column Mail of its own."""
    assert find(tab(headings=("Mail", *HEADINGS))).columns["Email"] == HEADINGS.index("Email") + 2


@pytest.mark.parametrize("twins", [("Email", "E-mail"), ("Mail", "Email address")])
def test_a_known_heading_twice_is_refused_and_both_cells_are_named(twins: tuple[str, str]) -> None:
    """Reading one of two address columns would be a guess about whom to write to."""
    rest = tuple(heading for heading in HEADINGS if heading != "Email")
    error = refusal(tab(headings=(twins[0], *rest, twins[1])))
    last = column_letter(len(rest) + 2)
    assert str(error.faults[0]).startswith("Practitioners!A1:")
    assert f"Practitioners!{last}1" in str(error.faults[0])
    assert error.hint


def test_all_missing_headings_are_named_at_once_with_what_was_perhaps_meant() -> None:
    """Mending a sheet one heading a run would try anybody's patience."""
    headings = tuple(h for h in HEADINGS if h not in {"Hold", "Stage", "Takes insurance"})
    error = refusal(tab(headings=(*headings, "Takes insurence?")))
    (fault,) = error.faults
    at = f"{column_letter(len(headings) + 1)}1"
    assert f"Takes insurance (is 'Takes insurence?' in {at} meant?)" in fault.what
    assert "Hold" in fault.what
    assert "Stage" in fault.what
    assert fault.place == "Practitioners!1:1"


def test_twice_and_missing_are_reported_together() -> None:
    """All faults of one row of headings are mended in one go."""
    headings = tuple("Name" if heading == "Hold" else heading for heading in HEADINGS)
    assert len(refusal(tab(headings=headings)).faults) == 2


def test_missing_optional_headings_are_only_told() -> None:
    """A small sheet need not have a column for everything."""
    headings = tuple(h for h in HEADINGS if h not in {"Consent", "Website"})
    assert find(tab(headings=headings)).missing == ("Website", "Consent")


@pytest.mark.parametrize("rows", [(), ((),), (("Anna", "a@x.example"),), (("Name",), ("Eva",))])
def test_a_tab_without_headings_is_refused(rows: tuple[tuple[Cell, ...], ...]) -> None:
    """An empty or foreign tab must not read as a sheet with nobody in it."""
    error = refusal(Grid(title="Practitioners", rows=rows))
    assert "no headings" in str(error)


def test_headings_below_the_twentieth_row_are_not_looked_for() -> None:
    """A person whose notes repeat headings must not become the heading row."""
    refusal(Grid(title="Practitioners", rows=((),) * 20 + (HEADINGS,)))
    assert find(Grid(title="Practitioners", rows=((),) * 19 + (HEADINGS,))).row == 20


def test_the_row_with_most_headings_wins_and_the_first_of_equals() -> None:
    """Group titles above the headings may share a word with them."""
    titles = ("Name", "Practice", "What we know")
    assert find(Grid(title="P", rows=(titles, HEADINGS, HEADINGS))).row == 2


# --- reading rows


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


def test_an_endless_merge_costs_nothing() -> None:
    """A whole merged column must not be read as a million people."""
    merge = CellRange(top=2, left=STAGE, bottom=1_048_576, right=STAGE)
    grid = tab(person(Name="Eva"), person(Name="Max"), merged=(merge,))
    assert len(rows_of(grid, find(grid))) == 2


# --- properties


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


@given(st.integers(1, 20_000))
def test_column_letters_count_as_spreadsheets_do(number: int) -> None:
    """A wrong letter would send the user to a wrong cell."""
    value = 0
    for letter in column_letter(number):
        value = value * 26 + ord(letter) - ord("A") + 1
    assert value == number


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_column_letters_at_the_turns(number: int, letters: str) -> None:
    """There is no zero in column letters."""
    assert column_letter(number) == letters


def test_kinds_with_choices_have_some() -> None:
    """A dropdown without entries would refuse everything."""
    for column in (*PRACTITIONERS, *REFERRALS):
        with_choices = column.kind in {Kind.YES_NO, Kind.CHECKBOX, Kind.CHOICE}
        assert bool(column.choices) == with_choices, column.heading
