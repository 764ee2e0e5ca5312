"""The sample practice sheet: up to date, harmless, and showing everything that can be wrong."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from outreach.practitioners.practitioner import Practitioner, RowProblem, Trait
from outreach.practitioners.qualification import qualify
from outreach.practitioners.reading import read_row
from outreach.practitioners.row import SheetRow
from outreach.practitioners.stages import Answer, Fit, Stage
from outreach.settings import Qualification
from outreach.sheet.columns import PRACTITIONERS, locate, rows_of
from outreach.sheet.workbook import Workbook
from tests.make_sample import SAMPLE, make_sample, sample_people

PEOPLE = 44
FEWEST_QUALIFIED = 20


@pytest.fixture(scope="module")
def rows() -> tuple[SheetRow, ...]:
    """Return the rows of the committed sample."""
    grid = Workbook(SAMPLE).read()["Practitioners"]
    return rows_of(grid, locate(grid, PRACTITIONERS))


def practitioners(rows: tuple[SheetRow, ...]) -> list[Practitioner]:
    """Return those that can be read."""
    found = [read_row(row, row.text("ID")) for row in rows]
    return [one for one in found if isinstance(one, Practitioner)]


def test_the_committed_sample_is_what_its_source_says(tmp_path: Path) -> None:
    """`make sample` must have been run after a change of people, columns or looks."""
    fresh = tmp_path / "sample.xlsx"
    make_sample(fresh)
    assert Workbook(SAMPLE).read() == Workbook(fresh).read(), "run `make sample`"


def test_it_is_made_alike_every_time(tmp_path: Path) -> None:
    """A binary that changes by itself makes noise in every commit."""
    for name in ("first", "second"):
        make_sample(tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_people_who_cannot_exist(rows: tuple[SheetRow, ...]) -> None:
    """Nobody real may ever be written to, or called, from the sample."""
    assert len(rows) == len(sample_people()) == PEOPLE
    for row in rows:
        assert row.text("Notes").startswith("Sample person")
        assert re.fullmatch(r"603-555-01\d\d", row.text("Phone"))
        addresses = re.findall(r"[^\s;<>]+@?[^\s;<>]+", row.text("Email"))
        assert all(a.lower().endswith(".example") for a in addresses if "." in a)
        assert row.text("Website").endswith(".example") or not row.text("Website")
        assert re.fullmatch(r"P-[0-9A-HJKMNP-TV-Z]{6}", row.text("ID"))
    assert len({row.text("Phone") for row in rows}) == PEOPLE


def test_it_does_not_age(rows: tuple[SheetRow, ...]) -> None:
    """It has to do the same on any day of any year."""
    assert not [row for row in rows if any(isinstance(v, date) for v in row.cells.values())]


def test_the_scripts_own_cells_are_blank_but_for_the_key(rows: tuple[SheetRow, ...]) -> None:
    """A standing that no ledger knows is a safety stop."""
    owned = {column.heading for column in PRACTITIONERS if column.owner == "script"}
    assert all(not row.text(heading) for row in rows for heading in owned - {"ID"})


@pytest.mark.parametrize(
    "words",
    [
        "Email is not an e-mail address",
        "Email holds more than one address",
        "Email has letters before the @",
        "Name is missing",
        "Name is all capitals",
        "Name has a line break",
        "Name has 236 characters",
        "Offers massage “maybe later?” is neither Yes, No nor blank",
        "Miles away “a short drive” is not a number",
        "City shows #REF!",
    ],
)
def test_every_kind_of_problem_is_there_once(rows: tuple[SheetRow, ...], words: str) -> None:
    """A newcomer sees in the first run how trouble with a row is told."""
    problems = [read_row(row, row.text("ID")) for row in rows]
    told = [f.what for one in problems if isinstance(one, RowProblem) for f in one.faults]
    assert len([what for what in told if what.startswith(words)]) == 1


def test_two_rows_share_an_address_and_two_an_id(rows: tuple[SheetRow, ...]) -> None:
    """Copies are how sheets grow; they must be seen."""
    addresses = Counter(one.email for one in practitioners(rows) if one.email)
    ids = Counter(row.text("ID") for row in rows)
    assert [times for times in addresses.values() if times > 1] == [2]
    assert [times for times in ids.values() if times > 1] == [2]


def test_enough_qualify_and_every_verdict_is_there(rows: tuple[SheetRow, ...]) -> None:
    """The first run has to do real work, and to say why it leaves others out."""
    verdicts = [qualify(one, Qualification()) for one in practitioners(rows)]
    assert len([v for v in verdicts if v.fit is Fit.QUALIFIED]) >= FEWEST_QUALIFIED
    assert [v.reasons[0] for v in verdicts if v.fit is Fit.NOT_A_FIT] == [
        "takes insurance",
        "offers massage in-house",
        "has a massage therapist",
        "does not value massage",
        "24 miles away, more than 15",
    ]
    assert len([v for v in verdicts if v.fit is Fit.RESEARCH]) == 2


def test_people_who_wait_are_there(rows: tuple[SheetRow, ...]) -> None:
    """Hold, Do not contact, Later, a hidden row, no address, a shared practice, an introduction."""
    people = practitioners(rows)
    assert len([one for one in people if one.entries.hold]) == 1
    assert len([one for one in people if one.entries.do_not_contact]) == 1
    assert [one.entries.set_stage for one in people if one.entries.set_stage] == [Stage.LATER]
    assert len([one for one in people if one.row.hidden]) == 1
    assert len([one for one in people if not one.email]) == 1
    assert len([one for one in people if one.introduced_by]) == 1
    practices = Counter(one.practice for one in people)
    assert practices["Granite & Pine Spine Care"] == 2


def test_odd_but_fine_people_can_be_read(rows: tuple[SheetRow, ...]) -> None:
    """Emoji, Hebrew, display names, umlaut domains and formulas are no problems."""
    people = {one.name: one for one in practitioners(rows)}
    assert people["Sunny Delgado 🌻"].answer(Trait.VALUES_MASSAGE) is Answer.YES
    assert people["ליאת ברק"].email == "liat@longline.example"
    assert people["Maria Lopez"].email == "maria@lopezstrength.example"
    assert people["Katrin Böhm"].email.endswith("@xn--yogakste-b6a.example")
    assert people["Dr. Ines Caldeira, DPM"].practice == "Oyster Point Podiatry"
