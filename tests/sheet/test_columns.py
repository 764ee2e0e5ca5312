"""The columns that the scripts know, and finding them by heading."""

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
    Owner,
    column_letter,
    normalise_heading,
)
from outreach.sheet.port import Grid
from tests.sheet.practice_tab import HEADINGS, find, tab


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
