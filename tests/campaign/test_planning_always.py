"""What holds for every plan, and for every run of months."""

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.campaign.stops import stop_reason
from outreach.practitioners.addresses import FREE_MAIL
from outreach.practitioners.events import EventKind, Suppression, SuppressionKind
from outreach.practitioners.stages import Fit, Intent
from outreach.practitioners.touches import TouchState
from tests.campaign.office import Office, entry, event, somebody, steps_by_day
from tests.campaign.plans import (
    MAILS,
    day,
    sent_on,
)
from tests.people import MONDAY, noon, settings, touch

CHANGES: list[dict[str, str | float | None]] = [
    {},
    {},
    {},
    {"Hold": "Yes"},
    {"Do_not_contact": "Yes"},
    {"Set_stage": "Vet"},
    {"Demo_on": "2026-05-05"},
    {"Takes_insurance": None},
    {"Offers_massage": "Yes"},
    {"Email": None},
    {"Decide": "Not now"},
    {"Practice": None},
]


def random_office(chance: random.Random, size: int) -> Office:
    """Return an office in the midst of its work, with shared practices and addresses."""
    people = []
    for number in range(1, size + 1):
        cells = dict(chance.choice(CHANGES))
        if chance.random() < 0.5:
            cells.setdefault("Practice", f"Clinic {chance.randrange(4)}")
        if chance.random() < 0.5:
            domain = chance.choice([*sorted(FREE_MAIL)[:2], "dover.example", "durham.example"])
            cells.setdefault("Email", f"s{chance.randrange(6)}@{domain}")
        people.append(somebody(number, Miles_away=chance.randrange(1, 20), **cells))
    office = Office(*people)
    for who in people:
        for step in MAILS[: chance.randrange(-2, 4)]:
            sent_on(office, who, day(-chance.randrange(40)), step)
        if chance.random() < 0.2:
            state = chance.choice([TouchState.UNKNOWN, TouchState.FAILED, TouchState.QUEUED])
            office.touched(touch("last_note", day(-1), state=state, id_=who.id, address=who.email))
        if chance.random() < 0.3:
            kind = chance.choice(sorted(set(EventKind) - {EventKind.ENTRY}))
            at = noon(day(-chance.randrange(1, 30)))
            office.happened(event(who, kind, at, intent=Intent.CHECK))
        if chance.random() < 0.1:
            office.happened(entry(who, "Decide", "Go on", noon(day(-chance.randrange(9)))))
        if chance.random() < 0.1:
            why = chance.choice(sorted(SuppressionKind))
            known = office.history(who)
            said = Suppression(kind=why, practitioner=who.id, address=who.email, at=noon(day(-9)))
            office.histories[who.id] = replace(known, suppressions=(said,))
    return office


@given(
    st.randoms(use_true_random=False, note_method_calls=False),
    st.integers(1, 12),
    st.integers(0, 6),
    st.integers(-2, 20),
)
def test_what_no_plan_may_hold(chance: random.Random, size: int, room: int, number: int) -> None:
    """No letter against a stop, none twice to a person, address or practice, or beyond the cap."""
    office = random_office(chance, size)
    cases = office.cases(day(number))
    plan = office.planner(noon(day(number)), room=room).plan(cases)
    assert len(plan.letters) <= room
    got = [letter.case for letter in plan.letters]
    assert sorted(
        case.practitioner.id for case in (*got, *(one.case for one in plan.rest))
    ) == sorted(case.practitioner.id for case in cases)
    for case in got:
        assert stop_reason(case.practitioner, case.history) is None
        assert case.qualification.fit is Fit.QUALIFIED
        assert case.position.parked_until is None
    assert not got or not office.calendar.why_not(day(number))
    for many in (
        [case.practitioner.id for case in got],
        [letter.message.to for letter in plan.letters],
        [case.practice for case in got],
        [letter.message.key for letter in plan.letters],
    ):
        assert len(set(many)) == len(many)
    taken = {
        touch.key
        for h in office.histories.values()
        for touch in h.touches
        if touch.state in {TouchState.SENT, TouchState.UNKNOWN, TouchState.SENDING}
    }
    assert not taken & {letter.message.key for letter in plan.letters}


def test_window_and_gaps_give_the_slots() -> None:
    """Letters leave at their slots, in the order of the plan."""
    office = Office(
        *map(somebody, range(1, 9)),
        settings=settings(pacing={"holidays": "", "spacing_seconds": [600, 600]}),
    )
    left = office.run(noon(MONDAY) + timedelta(hours=4), live=True)  # half an hour is left
    assert [letter.at for letter in left.letters] == [
        noon(MONDAY) + timedelta(hours=4, minutes=10 * n) for n in range(3)
    ]
    assert [letter.message.date for letter in left.letters] == [le.at for le in left.letters]


def test_no_burst_after_downtime() -> None:
    """Off for a month, then daily: within the cap, one letter a person, steps at their pace."""
    rules = settings(pacing={"holidays": "", "daily_cap": 4})
    office = Office(*map(somebody, range(1, 21)), settings=rules)
    before = office.run_daily(MONDAY, 5)
    after = office.run_daily(day(35), 90)
    for keys in (*before.values(), *after.values()):
        assert len(keys) <= 4
        assert len({key.practitioner for key in keys}) == len(keys)
    moments = sorted(office.sent_at())
    for moment in moments:
        assert sum(moment - timedelta(hours=24) < other <= moment for other in moments) <= 4
    days: dict[str, dict[str, date]] = {}
    for on, keys in {**before, **after}.items():
        for key in keys:
            days.setdefault(key.practitioner, {})[key.step] = on
    assert len(days) == 20
    for steps in days.values():
        assert list(steps) == ["introduction", "demo_offer", "last_note"]
        assert steps["demo_offer"] - steps["introduction"] >= timedelta(days=10)
        assert steps["last_note"] - steps["demo_offer"] >= timedelta(days=21)
    assert steps_by_day(after)[day(35)] == ["demo_offer"] * 4
