"""From a row to a practitioner, or to all that is wrong with it, cell by cell."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.practitioners.practitioner import Practitioner, RowProblem, Trait
from outreach.practitioners.reading import FORMULA_ERRORS, read_miles, read_row
from outreach.practitioners.row import Cell, SheetRow, text_of
from outreach.practitioners.stages import Answer, Decision, Stage
from tests.people import ID, LETTERS, SAMPLE, practitioner, problem, row

AFTERNOON = datetime(2026, 12, 31, 14, 0)  # noqa: DTZ001 - cells know no zone
LONG = "a" * 40_000
MADE_OF_SPACE = f"a{' ' * 40_000}b"


def test_good_row() -> None:
    """Every field arrives, and blank is empty."""
    read = practitioner(Name=" Dr. Maria Lopez ", Email="Maria <MARIA@lopez.example>", City=None)
    assert (read.id, read.name, read.email) == (ID, "Dr. Maria Lopez", "maria@lopez.example")
    assert (read.practice, read.specialty, read.city) == ("Lopez Chiropractic", "Chiropractor", "")
    assert read.miles_away == 2.5
    assert read.answer(Trait.VALUES_MASSAGE) is Answer.YES
    assert read.answer(Trait.TAKES_INSURANCE) is Answer.NO


def test_blank_row_but_for_a_name() -> None:
    """A name is all that a row needs; headings that the tab lacks count as blank."""
    bare = SheetRow(tab="Practitioners", number=2, cells={"Name": "Maria"}, letters={"Name": "A"})
    read = read_row(bare, ID)
    assert isinstance(read, Practitioner)
    assert (read.email, read.miles_away, read.notes) == ("", None, "")
    assert set(dict(read.traits).values()) == {Answer.UNKNOWN}


BAD: dict[str, tuple[str, Cell, str]] = {
    "name missing": ("Name", None, "is missing"),
    "name of spaces": ("Name", " \u200b ", "is missing"),
    "name all capitals": ("Name", "MARIA LOPEZ", "is all capitals"),
    "short name all capitals": ("Name", "ANNA", "is all capitals"),
    "name with LF": ("Name", "Maria\nLopez", "has a line break"),
    "name with CR": ("Name", "Maria\rBcc: all@x.example", "has a line break"),
    "name with CR and LF": ("Name", "Maria\r\nLopez", "has a line break"),
    "name with a vertical tab": ("Name", "Maria\x0bLopez", "has a line break"),
    "name with a form feed": ("Name", "Maria\x0cLopez", "has a line break"),
    "name with U+2028": ("Name", "Maria\u2028Lopez", "has a line break"),
    "name with U+2029": ("Name", "Maria\u2029Lopez", "has a line break"),
    "name with NEL": ("Name", "Maria\x85Lopez", "has a line break"),
    "name with NUL": ("Name", "Maria\0Lopez", "has an invisible control character"),
    "name with a tab": ("Name", "Maria\tLopez", "has an invisible control character"),
    "name with half a letter": ("Name", "Maria \ud83c", "has an invisible control character"),
    "name as a formula": ("Name", '=HYPERLINK("x")', "starts with “=”"),
    "name is a placeholder": ("Name", "TBD", "“TBD” is no name"),
    "name is a merge field": ("Name", "{{ name }}", "is no name"),
    "name holds a merge field": ("Name", "{{ owner.email }} Bob", "is no name"),
    "name is a title": ("Name", "Dr.", "“Dr.” is no name"),
    "name is a credential": ("Name", "DC", "“DC” is no name"),
    "name is an emoji": ("Name", "🌻", "“🌻” is no name"),
    "name is a number": ("Name", 42, "“42” is no name"),
    "name is a date": ("Name", date(2026, 5, 3), "“2026-05-03” is no name"),
    "name is an address": ("Name", "maria@lopez.example", "looks like an address"),
    "name is a website": ("Name", "https://lopez.example", "looks like an address"),
    "name too long": ("Name", LONG, "has 40,000 characters"),
    "address invalid": ("Email", "maria at lopez", "is not an e-mail address"),
    "two addresses": ("Email", "a@x.example, b@x.example", "holds more than one address"),
    "address of another script": ("Email", "мария@x.example", "before the @"),
    "address as a formula": ("Email", "=A1", "starts with “=”"),
    "address too long": ("Email", LONG, "has 40,000 characters"),
    "practice with a line break": ("Practice", "Lopez\nChiropractic", "has a line break"),
    "practice too long": ("Practice", LONG, "has 40,000 characters"),
    "practice of space": ("Practice", MADE_OF_SPACE, "has 40,002 characters"),
    "specialty as a formula": ("Specialty", "=B2", "starts with “=”"),
    "city too long": ("City", LONG, "has 40,000 characters"),
    "found via too long": ("Found via", LONG, "has 40,000 characters"),
    "found via as a formula": ("Found via", "=B2", "starts with “=”"),
    "website too long": ("Website", LONG, "has 40,000 characters"),
    "phone too long": ("Phone", LONG, "has 40,000 characters"),
    "address to drop by too long": ("Address", LONG, "has 40,000 characters"),
    "introduced by with a line break": ("Introduced by", "Jo\nMay", "has a line break"),
    "miles in words": ("Miles away", "around the corner", "is not a number of miles"),
    "miles below zero": ("Miles away", -3, "“-3” is not a number of miles"),
    "miles as a range": ("Miles away", "5-10", "is not a number of miles"),
    "miles as a date": ("Miles away", date(2026, 5, 3), "is not a number of miles"),
    "miles not a number": ("Miles away", float("nan"), "is not a number of miles"),
    "miles without end": ("Miles away", float("inf"), "is not a number of miles"),
    "miles too long": ("Miles away", "1" * 40_000, "has 40,000 characters"),
    "trait unclear": ("Takes insurance", "it depends", "“it depends” is neither Yes, No nor blank"),
    "trait too long": ("Values massage", LONG, "…” is neither Yes, No nor blank"),
    "stage not offered": ("Set stage", "Ready", "“Ready” is not one of Connect, Vet, Refer"),
    "decision unknown": ("Decide", "Perhaps", "“Perhaps” is not one of Interested"),
    "demo in words": ("Demo on", "next week", "“next week” is not a date"),
    "demo in another order": ("Demo on", "31/12/2026", "is not a date; write it as 2026-12-31"),
    "demo as a serial number": ("Demo on", 46_000, "“46000” is not a date"),
    "demo in a zone": ("Demo on", "2026-12-31T14:00Z", "is not a date"),
    "demo in an aware zone": ("Demo on", AFTERNOON.replace(tzinfo=UTC), "is not a date"),
    "demo at the end of time": ("Demo on", date(9999, 12, 31), "is not a day of our time"),
    "demo at the beginning": ("Demo on", "0001-01-01", "is not a day of our time"),
    "task done in words": ("Task done on", "yesterday", "“yesterday” is not a date"),
    "demo done unclear": ("Demo done", "soon", "is neither Yes, No nor blank"),
    "vetting unclear": ("Listens", "somewhat", "is neither Yes, No nor blank"),
    "hold unclear": ("Hold", "until May", "“until May” is neither Yes nor blank"),
    "do not contact, never": ("Do not contact", "Never!", "“Never!” is neither Yes nor blank"),
    "do not contact, a question": ("Do not contact", "?", "“?” is neither Yes nor blank"),
}


@pytest.mark.parametrize("case", BAD)
def test_fault_names_its_cell(case: str) -> None:
    """Whoever mends it needs the cell and what is wrong there, once and in words."""
    heading, value, words = BAD[case]
    found = problem(**{heading.replace(" ", "_"): value})
    assert len(found.faults) == 1
    assert found.faults[0].place == f"Practitioners!{LETTERS[heading]}12"
    assert words in str(found)
    assert str(found).startswith(f"Practitioners!{LETTERS[heading]}12: {heading} ")
    assert len(str(found)) < 250
    assert str(found).isprintable()


@pytest.mark.parametrize("error", sorted(FORMULA_ERRORS))
@pytest.mark.parametrize("heading", ["Name", "Email", "Miles away", "Found via", "City"])
def test_formula_error(heading: str, error: str) -> None:
    """A broken formula's text must not be greeted, mailed or printed."""
    found = problem(**{heading.replace(" ", "_"): error})
    assert [fault.what for fault in found.faults] == [f"{heading} shows {error}; mend its formula"]


def test_all_faults_at_once() -> None:
    """One round of editing should mend the whole row."""
    found = problem(Name="TBD", Email="nope", Miles_away="far", Offers_massage="hm", Hold="?")
    places = [fault.place for fault in found.faults]
    headings = ("Name", "Email", "Miles away", "Offers massage", "Hold")
    assert places == [f"Practitioners!{LETTERS[heading]}12" for heading in headings]
    assert str(found).count("; Practitioners!") == 4


def test_merged_row() -> None:
    """A merge hides what is written into it, so it is asked away first."""
    sample = row()
    merged = SheetRow(
        tab=sample.tab, number=12, cells=sample.cells, letters=sample.letters, merged="A12:A13"
    )
    read = read_row(merged, ID)
    assert isinstance(read, RowProblem)
    assert str(read).startswith("Practitioners!A12:A13: is merged; unmerge it")


@pytest.mark.parametrize(
    "name", ["Sunny Delgado 🌻", "ליאת ברק", "محمد علي", "李明", "JP", "Zoë", "علی‌رضا", "A.J."]
)
def test_unusual_names_are_kept(name: str) -> None:
    """Emoji, right-to-left and short names are names."""
    assert practitioner(Name=name).name == name


def test_invisible_marks_are_taken_off() -> None:
    """Marks of direction would turn the words around them in a letter."""
    assert practitioner(Name="\u202eMaria\u202c Lo\u00adpez").name == "Maria Lopez"


def test_several_lines_become_one() -> None:
    """Addresses and notes come with line breaks; a letter prints them in one line."""
    read = practitioner(
        Address="12 Sample Street,\r\n  Dover, NH\n\n03820",
        Notes="called\x0b twice\tlast\u2028week\x07 \ud83c",
        Found_via="the co-op\nnotice board",
        Phone="555-0100\n",
    )
    assert read.address == "12 Sample Street, Dover, NH, 03820"
    assert read.notes == "called twice last week"
    assert read.found_via == "the co-op notice board"
    assert read.phone == "555-0100"


def test_notes_may_be_long_and_begin_as_they_like() -> None:
    """Notes are the owner's; letters never quote them."""
    assert practitioner(Notes=LONG).notes == LONG
    assert practitioner(Notes="=== called ===").notes == "=== called ==="


@pytest.mark.parametrize(
    ("text", "miles"),
    [
        ("", None),
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("12 mi", 12),
        ("12 miles", 12),
        ("1 Mile.", 1),
        ("0", 0),
        ("1,200", 1200),
        ("1,200 miles", 1200),
        ("1.234", 1.234),
        ("2,50", 2.5),
    ],
)
def test_miles(text: str, miles: float | None) -> None:
    """`1,200` is far away, not just around the corner."""
    assert read_miles(text) == miles


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        (AFTERNOON, AFTERNOON),
        (AFTERNOON.date(), AFTERNOON.replace(hour=0)),
        ("2026-12-31 14:00", AFTERNOON),
        (" 2026-12-31T14:00 ", AFTERNOON),
        ("2026-12-31", AFTERNOON.replace(hour=0)),
        (None, None),
        ("  ", None),
    ],
)
def test_dates(cell: Cell, moment: datetime | None) -> None:
    """Real dates and ISO text are understood; the day of a task has no hour."""
    entries = practitioner(Demo_on=cell, Task_done_on=cell).entries
    assert entries.demo_on == moment
    assert entries.task_done_on == (moment.date() if moment else None)


def test_entries() -> None:
    """What people choose and tick is taken over, whatever its case and space."""
    entries = practitioner(
        Set_stage="refer",
        Decide=" go  ON ",
        Demo_done="yes",
        Hold=True,
        Do_not_contact="x",
        Knows_the_evidence="Yes",
        Honest_about_limits="No",
        Listens="y",
        Driven_to_help="?",
    ).entries
    assert (entries.set_stage, entries.decide) == (Stage.REFER, Decision.GO_ON)
    assert (entries.demo_done, entries.hold, entries.do_not_contact) == (Answer.YES, True, True)
    assert entries.vetting.answers == (Answer.YES, Answer.NO, Answer.YES, Answer.UNKNOWN)
    empty = practitioner().entries
    assert (empty.set_stage, empty.decide, empty.hold, empty.do_not_contact) == (None,) * 2 + (
        False,
    ) * 2


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "TRUE"),
        (False, "FALSE"),
        (3, "3"),
        (3.0, "3"),
        (2.5, "2.5"),
        (AFTERNOON, "2026-12-31 14:00"),
        (AFTERNOON.date(), "2026-12-31"),
        ("x", "x"),
    ],
)
def test_text_of_a_cell(cell: Cell, text: str) -> None:
    """A message quotes a cell as the person who typed it knows it."""
    assert text_of(cell) == text


CELLS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.text(alphabet=st.characters(codec=None))
    | st.sampled_from(["Maria", "Dr.", "a@b.example", "Yes", "no", "Go on", "2026-12-31", "#REF!"])
)
ROWS = st.dictionaries(st.sampled_from(sorted(LETTERS)), CELLS)
PRINTED = (
    "name email practice specialty phone website address city found_via consent introduced_by notes"
).split()


@given(ROWS)
def test_any_cells_make_a_practitioner_or_a_problem(cells: dict[str, Cell]) -> None:
    """One bad row never stops the night, and no cell can break out of its line (I9)."""
    read = read_row(
        SheetRow(tab="Practitioners", number=7, cells={**SAMPLE, **cells}, letters=LETTERS), ID
    )
    if isinstance(read, RowProblem):
        assert read.faults
        assert all(fault.place.startswith("Practitioners!") for fault in read.faults)
        assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in str(read))
        return
    assert read.name
    for field in PRINTED:
        value = getattr(read, field)
        assert value == value.strip()
        assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in value)
