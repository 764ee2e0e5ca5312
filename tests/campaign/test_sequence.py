"""Each step on its day, through all that may come between."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from outreach.campaign.sequence import Position, locate
from outreach.practitioners.events import EventKind
from outreach.practitioners.stages import Intent
from outreach.practitioners.touches import TouchState
from tests.campaign.office import Office, entry, event, somebody, steps_by_day
from tests.campaign.sequences import SAM, campaign, coming, day, mail, office
from tests.people import MONDAY, default_campaign, everyday, noon, settings, touch


def test_whole_campaign() -> None:
    """Every step counts from when the one before it was sent, or fell due."""
    made = office()
    assert steps_by_day(made.run_daily(MONDAY, 100)) == {
        day(0): ["introduction"],
        day(10): ["demo_offer"],  # 4 to the call, 6 on from there
        day(31): ["last_note"],  # 7 to the card, 14 on from there
    }
    assert made.case(SAM, day(100)).position.rests_until == day(52)


def test_whole_campaign_with_weekends_holidays_and_absence() -> None:
    """An e-mail waits for an allowed day, and what follows it counts from there."""
    rules = settings(owner={"away": [["2026-06-29", "2026-07-02"]]}, pacing={"holidays": "US-NH"})
    saturday = date(2026, 5, 23)  # Monday the 25th is Memorial Day
    made = Office(SAM, settings=rules, first_seen_on=saturday)
    left = steps_by_day(made.run_daily(saturday, 90))
    assert left == {
        date(2026, 5, 26): ["introduction"],
        date(2026, 6, 5): ["demo_offer"],
        date(2026, 6, 26): ["last_note"],
    }
    made = Office(SAM, settings=rules, first_seen_on=date(2026, 6, 19))  # Juneteenth
    assert steps_by_day(made.run_daily(date(2026, 6, 19), 90)) == {
        date(2026, 6, 22): ["introduction"],
        # Ten days on is the 2nd of July, an absence; the 3rd is the holiday of the 4th.
        date(2026, 7, 6): ["demo_offer"],
        date(2026, 7, 27): ["last_note"],
    }


def test_dates_of_tasks_do_not_move() -> None:
    """Calls on a Saturday are the owner's own choice, so only letters wait for Monday."""
    made = office(("introduction", 1))  # a Tuesday: the call falls on a Saturday
    assert coming(made, 1)[:2] == [("call", 5), ("demo_offer", 11)]
    assert day(5).strftime("%A") == "Saturday"


def test_tasks_never_block() -> None:
    """A call that nobody made does not hold the next letter up, however long."""
    made = office(("introduction", 0))
    assert coming(made, 60) == [
        ("call", 4),
        ("demo_offer", 10),
        ("card_dropoff", 17),
        ("last_note", 31),
    ]
    following = made.case(SAM, day(60)).position.next_mail
    assert following is not None
    assert following.step.name == "demo_offer"


@pytest.mark.parametrize(
    ("done_on", "left"),
    [
        (3, ["call", "demo_offer", "card_dropoff", "last_note"]),
        (4, ["demo_offer", "card_dropoff", "last_note"]),
        (16, ["demo_offer", "card_dropoff", "last_note"]),
        (17, ["demo_offer", "last_note"]),
        (99, ["demo_offer", "last_note"]),
    ],
)
def test_task_done_on(done_on: int, left: list[str]) -> None:
    """One date closes every task due on or before it, and never a letter."""
    who = somebody(Task_done_on=day(done_on))
    made = office(("introduction", 0), who=who)
    assert [name for name, _ in coming(made, who=who)] == left


def test_person_without_an_address() -> None:
    """A letter that cannot be sent becomes a task, and does not hold up what follows."""
    who = somebody(Email=None)
    position = Office(who).case(who, MONDAY).position
    assert [due.by_mail for due in position.coming] == [False] * 5
    assert position.next_mail is None
    assert Office(who).plan().letters == ()


def test_when() -> None:
    """A step for some people only is left out for others, and its days with it."""
    steps = (
        mail("hello"),
        mail("spine", 3, specialty=("chiropractor",)),
        mail("insurance", 4, takes_insurance=("no",), has_massage_therapist=("unknown", "no")),
        mail("neighbour", 5, city=("Dover", "Durham")),
    )
    made = Office(SAM, campaign=campaign(*steps))
    assert coming(made) == [("hello", 0), ("spine", 3), ("insurance", 7), ("neighbour", 12)]
    other = somebody(Specialty="Yoga", City="Boston", Has_massage_therapist=None)
    made = Office(other, campaign=campaign(*steps))
    assert coming(made, who=other) == [("hello", 0), ("insurance", 4)]


def test_go_on_means_the_next_letter_at_once() -> None:
    """After Not now, Go on starts with the next letter, not with a call of months ago."""
    made = office(("introduction", 0))
    made.happened(
        event(SAM, EventKind.REPLY, noon(day(1)), intent=Intent.NOT_NOW),
        entry(SAM, "Decide", "Go on", noon(day(90))),
    )
    assert coming(made, 90) == [("demo_offer", 90), ("card_dropoff", 97), ("last_note", 111)]
    assert steps_by_day(made.run_daily(day(90), 60)) == {
        day(91): ["demo_offer"],  # the 90th is a Sunday
        day(112): ["last_note"],
    }


def test_go_on_sends_one_letter_a_day_only_once() -> None:
    """The letter that Go on asked for must not bring the next one on the same day."""
    made = office(("introduction", 0))
    made.happened(entry(SAM, "Decide", "Go on", noon(day(21)) - timedelta(hours=3)))
    first = made.run(noon(day(21)))
    second = made.run(noon(day(21)) + timedelta(hours=2))
    assert [letter.message.key.step for letter in first.letters] == ["demo_offer"]
    assert second.letters == ()
    assert coming(made, 21) == [("card_dropoff", 28), ("last_note", 42)]


def test_go_on_before_any_letter() -> None:
    """Somebody who was called first and said Go on gets the introduction."""
    made = office()
    made.happened(entry(SAM, "Decide", "Go on", noon(day(7))))
    assert coming(made, 7)[0] == ("introduction", 7)


@pytest.mark.parametrize(
    ("until", "parked"),
    [
        (day(15), day(18)),  # back on a Tuesday, three days more: Friday
        (day(16), day(21)),  # Saturday waits for Monday
        (None, day(7)),
    ],
)
def test_automatic_answer_parks(until: date | None, parked: date) -> None:
    """Nobody wants a letter on their first morning back."""
    made = office(("introduction", -14))
    made.happened(event(SAM, EventKind.AUTO_REPLY, noon(day(0)), until=until))
    assert made.case(SAM, MONDAY).position.parked_until == parked
    assert made.case(SAM, parked - timedelta(days=1)).position.parked_until == parked
    assert made.case(SAM, parked).position.parked_until is None
    assert next(iter(made.run_daily(MONDAY, 40))) == parked


def test_later_automatic_answer_without_a_date() -> None:
    """Away until September stays away until September, whatever the next notice leaves out."""
    made = office(("introduction", 0))
    made.happened(
        event(SAM, EventKind.AUTO_REPLY, noon(day(1)), until=day(30)),
        event(SAM, EventKind.AUTO_REPLY, noon(day(10))),
    )
    assert made.case(SAM, day(18)).position.parked_until == day(35)


def test_go_on_lifts_the_parking() -> None:
    """A person who knows better may say so."""
    made = office(("introduction", 0))
    made.happened(
        event(SAM, EventKind.AUTO_REPLY, noon(day(1)), until=day(60)),
        entry(SAM, "Decide", "Go on", noon(day(2))),
    )
    assert made.case(SAM, day(2)).position.parked_until is None


def test_failed_letter_is_tried_again_the_next_day() -> None:
    """Twice a day looks like hammering; what follows counts from when it is sent at last."""
    made = office(("introduction", 0))
    made.touched(
        *(
            touch("demo_offer", on, state=TouchState.FAILED, id_=SAM.id, address=SAM.email)
            for on in (day(10), day(11))
        )
    )
    assert coming(made, 11)[1:3] == [("demo_offer", 12), ("card_dropoff", 19)]
    assert steps_by_day(made.run_daily(day(11), 30)) == {
        day(14): ["demo_offer"],
        day(35): ["last_note"],
    }


def test_failure_in_another_campaign_delays_nothing() -> None:
    """Steps of two campaigns may have one name."""
    made = office()
    failed = touch("introduction", MONDAY, state=TouchState.FAILED, id_=SAM.id)
    made.touched(replace(failed, key=replace(failed.key, campaign="another")))
    assert coming(made)[0] == ("introduction", 0)


@pytest.mark.parametrize(
    "state", [TouchState.QUEUED, TouchState.CANCELLED, TouchState.FAILED, TouchState.UNKNOWN]
)
def test_only_what_was_sent_counts_as_sent(state: TouchState) -> None:
    """A letter that never left is still to come."""
    made = office()
    made.touched(touch("introduction", MONDAY, state=state, id_=SAM.id))
    assert coming(made, 1)[0][0] == "introduction"
    assert made.case(SAM, day(1)).position.delivered == ()


def test_letters_of_another_campaign_do_not_count() -> None:
    """Each campaign has its own sequence."""
    made = office(("introduction", 0))
    other = replace(default_campaign(), name="another")
    position = locate(SAM, made.history(SAM), other, everyday(), today=day(1), park_days=3)
    assert (position.delivered, position.coming[0].step.name) == ((), "introduction")


def test_all_sent() -> None:
    """After the last letter nothing comes, however often it is asked."""
    made = office(("introduction", 0), ("demo_offer", 10), ("last_note", 31))
    position: Position = made.case(SAM, day(400)).position
    assert (position.coming, position.next_mail, position.rests_until) == ((), None, day(52))
    assert made.run_daily(day(32), 100) == {}


def test_late_start_does_not_hurry() -> None:
    """A row that waited a year for its qualification begins at the beginning, at its pace."""
    made = Office(SAM, first_seen_on=date(2025, 3, 3))
    assert steps_by_day(made.run_daily(MONDAY, 60)) == {
        day(0): ["introduction"],
        day(10): ["demo_offer"],
        day(31): ["last_note"],
    }
