"""Ceilings that no setting lifts: this is for the right few, and no spam cannon (I11)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from outreach.campaign.ceilings import Ceilings, ceilings_now
from outreach.campaign.planning import Plan
from outreach.campaign.stops import SkipKind
from outreach.practitioners.events import EventKind
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.stages import Intent
from outreach.practitioners.touches import TouchRecord, TouchState
from tests.campaign.office import Office, event, somebody
from tests.campaign.plans import day, names, only, skipped
from tests.people import MONDAY, noon, touch

FREE = Ceilings(letters=50, first_letters=25, country="US")


def real(number: int = 1, **cells: str | None) -> Practitioner:
    """Return somebody whose address is of no reserved domain, though of none that exists."""
    return replace(somebody(number, **cells), email=f"sam{number}@practice{number}.internal")


def written(count: int, at: datetime, *, first: int = 1) -> dict[str, Sequence[TouchRecord]]:
    """Return first letters to so many people."""
    return {
        f"P-{number:06d}": [replace(touch("introduction", MONDAY, id_=f"P-{number:06d}"), at=at)]
        for number in range(first, first + count)
    }


def plan(*people: Practitioner, ceilings: Ceilings = FREE) -> Plan:
    """Return what is planned for people under ceilings."""
    return Office(*people).plan(ceilings=ceilings)


@pytest.mark.parametrize(
    ("ago", "letters", "firsts"),
    [
        (timedelta(hours=23), 30, 5),
        (timedelta(hours=24), 50, 25),
        (timedelta(days=29), 50, 25),
    ],
)
def test_counted_over_rolling_hours(ago: timedelta, letters: int, firsts: int) -> None:
    """Midnight is no amnesty."""
    now = noon(MONDAY)
    found = ceilings_now(written(20, now - ago), now=now, country="US")
    assert (found.letters, found.first_letters) == (letters, firsts)


def test_hundred_first_letters_in_thirty_days() -> None:
    """Whoever needs more new people than that is not looking for the right few."""
    now = noon(MONDAY)
    past = written(95, now - timedelta(days=20))
    assert ceilings_now(past, now=now, country="US").first_letters == 5
    older = written(95, now - timedelta(days=30))
    assert ceilings_now(older, now=now, country="US").first_letters == 25


def test_follow_ups_are_no_first_letters() -> None:
    """A promise begun is kept, within the fifty of a day."""
    now = noon(MONDAY)
    second = replace(touch("demo_offer", MONDAY), at=now - timedelta(hours=1))
    first = replace(touch("introduction", MONDAY), at=now - timedelta(days=40))
    found = ceilings_now({second.key.practitioner: [first, second]}, now=now, country="US")
    assert (found.letters, found.first_letters) == (49, 25)


def test_what_may_have_left_counts() -> None:
    """A letter in doubt was perhaps read; one that surely failed was not."""
    now = noon(MONDAY)
    doubtful = touch("introduction", MONDAY, state=TouchState.UNKNOWN, id_="P-000001")
    failed = touch("introduction", MONDAY, state=TouchState.FAILED, id_="P-000002")
    past = {one.key.practitioner: [one] for one in (doubtful, failed)}
    assert ceilings_now(past, now=now, country="US").first_letters == 24


def test_plan_stops_at_the_ceiling() -> None:
    """However high the daily cap is set."""
    people = [real(number) for number in range(1, 31)]
    found = plan(*people)
    assert len(found.letters) == 25
    assert set(skipped(found).values()) == {SkipKind.CEILING}
    assert len(plan(*people, ceilings=replace(FREE, letters=3)).letters) == 3


def test_reserved_addresses_are_never_written_to() -> None:
    """Sample people do not exist, and a bounce for each would hurt the sender's name."""
    found = plan(somebody(1), real(2))
    assert names(found) == ["Sample2"]
    assert skipped(found) == {"Sample1": SkipKind.RESERVED}


def test_first_letter_needs_found_via() -> None:
    """Where an address was published is what the law asks for; the row says which cell to fill."""
    found = only(plan(real(1, Found_via=None)))
    assert found.skip.kind is SkipKind.EMPTY_FIELD
    assert found.unfilled is not None
    assert found.unfilled.heading == "Found via"


def test_first_letter_outside_the_us_needs_consent() -> None:
    """Canada, the UK and the EU want it first."""
    abroad = replace(FREE, country="CA")
    assert only(plan(real(1), ceilings=abroad)).skip.reason.endswith("needs Consent")
    assert names(plan(real(1, Consent="asked at the fair"), ceilings=abroad)) == ["Sample1"]


def test_four_letters_without_an_answer_are_the_most() -> None:
    """Silence is an answer too."""
    sam = real()
    office = Office(sam)
    for number in range(4):
        sent = touch("introduction", day(-90 + number), id_=sam.id)
        office.touched(replace(sent, key=replace(sent.key, campaign=f"campaign{number}")))
    assert only(office.plan(ceilings=FREE)).skip.kind is SkipKind.UNANSWERED
    office.happened(event(sam, EventKind.REPLY, noon(day(-1)), intent=Intent.QUESTION))
    assert only(office.plan(ceilings=FREE)).skip.kind is SkipKind.ANSWERED


def test_bounced_step_is_a_new_occasion_at_the_corrected_address() -> None:
    """A refusal at once is no letter: the right address gets it, under a key of its own (I1)."""
    sam = somebody()
    office = Office(sam)
    refused = touch(
        "introduction", day(-3), state=TouchState.FAILED, id_=sam.id, address="wrong@lopez.example"
    )
    office.touched(refused)
    office.happened(
        replace(event(sam, EventKind.HARD_BOUNCE, noon(day(-3))), value="wrong@lopez.example")
    )
    (letter,) = office.plan().letters
    assert letter.message.key.occasion == sam.email
    assert letter.message.message_id != refused.message_id


def test_without_a_mailbox_later_letters_are_the_owners_tasks() -> None:
    """Nobody gets a second letter from a machine that did not read the answer to the first."""
    sam = somebody()
    office = Office(sam, follow_ups=False)
    assert len(office.run(noon(MONDAY)).letters) == 1
    steps = [(due.step.name, due.by_mail) for due in office.case(sam, day(30)).position.coming]
    assert steps == [
        ("call", False),
        ("demo_offer", False),
        ("card_dropoff", False),
        ("last_note", False),
    ]
    assert only(office.plan(day(30))).skip.kind is SkipKind.NO_MAILBOX
    assert office.run_daily(day(1), 60) == {}
