"""One person of a practice at a time: two letters to one front desk look like a mailing."""

from dataclasses import replace

import pytest

from outreach.campaign.stops import SkipKind
from outreach.practitioners.events import EventKind
from outreach.practitioners.touches import TouchState
from tests.campaign.office import Office, entry, event, somebody
from tests.campaign.plans import colleague, day, names, only, sent_on, skipped
from tests.people import MONDAY, noon, touch


def test_one_person_of_a_practice_at_a_time() -> None:
    """The best of a practice is written to; the next one when the first has been silent."""
    far, near = colleague(1, Miles_away=9.0), colleague(2, Miles_away=1.0)
    office = Office(far, near)
    left = office.run_daily(MONDAY, 120)
    assert [(keys[0].practitioner, keys[0].step) for keys in left.values()] == [
        (who.id, step)
        for who in (near, far)
        for step in ("introduction", "demo_offer", "last_note")
    ]
    first_to_far = list(left)[3]
    assert first_to_far >= office.case(near, day(120)).position.rests_until
    assert all(len(keys) == 1 for keys in left.values())


def test_reason_names_the_colleague() -> None:
    """The owner sees whom it waits for."""
    office = Office(colleague(1), colleague(2))
    plan = office.plan()
    assert plan.rest[0].skip.reason == "Sam Sample1 at the same practice is being written to"
    office.happened(event(office.people[0], EventKind.REPLY, noon(MONDAY)))
    assert skipped(office.plan()) == {
        "Sample1": SkipKind.ANSWERED,
        "Sample2": SkipKind.SAME_PRACTICE,
    }
    assert office.plan().rest[1].skip.reason == "Sam Sample1 at the same practice answered"


@pytest.mark.parametrize(
    ("changes", "free"),
    [
        ({"Hold": "Yes"}, False),
        ({"Do_not_contact": "Yes"}, True),
        ({"Set_stage": "Closed"}, True),
        ({"Set_stage": "Later"}, True),
        ({"Set_stage": "Refer"}, False),
        ({"Demo_on": "2026-04-01"}, False),
        ({"Takes_insurance": "Yes"}, True),
    ],
)
def test_when_a_colleague_is_free(changes: dict[str, str], free: bool) -> None:  # noqa: FBT001
    """Once the letters to one have ended for good and unheard, another may be written to."""
    office = Office(colleague(1, **changes), colleague(2))
    sent_on(office, office.people[0], day(-1))
    assert names(office.plan()) == (["Sample2"] if free else [])


def test_bounce_frees_a_colleague_until_the_address_is_corrected() -> None:
    """A letter that came back reached nobody; a corrected one is under way like any other."""
    office = Office(colleague(1), colleague(2))
    first = office.people[0]
    sent_on(office, first, day(-3))
    office.happened(event(first, EventKind.HARD_BOUNCE, noon(day(-2))))
    assert names(office.plan()) == ["Sample2"]
    corrected = replace(first, email="new@dover.example")
    office.replace(corrected)
    sent_on(office, corrected, day(-1))
    assert office.plan().letters == ()
    assert skipped(office.plan())["Sample2"] is SkipKind.SAME_PRACTICE


def test_letter_in_doubt_keeps_a_colleague_waiting() -> None:
    """It may have arrived."""
    office = Office(colleague(1), colleague(2))
    office.touched(touch("introduction", day(-1), state=TouchState.UNKNOWN, id_="P-000001"))
    assert skipped(office.plan()) == {
        "Sample1": SkipKind.IN_DOUBT,
        "Sample2": SkipKind.SAME_PRACTICE,
    }


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_under_way_the_first_goes_on(order: int) -> None:
    """Two were begun before their practices were found to be one; sorting changes nothing."""
    office = Office(*[colleague(1), colleague(2)][::order])
    sent_on(office, colleague(1), day(-19))
    sent_on(office, colleague(2), day(-20))
    assert names(office.plan()) == ["Sample2"]


@pytest.mark.parametrize(
    "sign", [EventKind.REPLY, EventKind.LEFT_PRACTICE, EventKind.OPT_OUT, EventKind.COMPLAINT]
)
def test_colleague_answered(sign: EventKind) -> None:
    """The whole practice stops, also whoever is under way; Go on there lifts a reply."""
    office = Office(colleague(1), colleague(2), colleague(3))
    sent_on(office, colleague(2), day(-20))
    office.happened(event(colleague(1), sign, noon(day(-1))))
    assert skipped(office.plan())["Sample2"] is SkipKind.SAME_PRACTICE
    assert skipped(office.plan())["Sample3"] is SkipKind.SAME_PRACTICE
    office.happened(entry(colleague(1), "Decide", "Go on", noon(MONDAY)))
    lifted = sign in {EventKind.REPLY, EventKind.LEFT_PRACTICE}
    assert names(office.plan()) == (["Sample2"] if lifted else [])


def test_address_that_got_a_letter_under_another_key() -> None:
    """A second row of the same address gets no first letter again; Go on allows it."""
    office = Office(somebody())
    written = {"sam1@practice1.example": "P-000009"}
    assert only(office.plan(written_to=written)).skip.kind is SkipKind.WRITTEN_BEFORE
    assert names(office.plan(written_to={"sam1@practice1.example": "P-000001"})) == ["Sample1"]
    office.happened(entry(somebody(), "Decide", "Go on", noon(MONDAY)))
    assert names(office.plan(written_to=written)) == ["Sample1"]
