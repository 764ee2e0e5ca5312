"""Any sign of life stops the letters, and nobody unwelcome is ever written to (I2, I7)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.campaign.stops import SkipKind, gave_sign_of_life, stop_reason
from outreach.practitioners.events import Event, EventKind, Suppression, SuppressionKind
from outreach.practitioners.history import History
from outreach.practitioners.stages import SETTABLE_STAGES, Decision, Intent
from outreach.practitioners.touches import TouchState
from tests.campaign.office import entry, event, somebody
from tests.people import MONDAY, noon, touch

SAM = somebody()
THEN = noon(MONDAY)
LATER = THEN + timedelta(days=3)
QUIET = frozenset(
    {
        EventKind.AUTO_REPLY,
        EventKind.TICKET,
        EventKind.READ_RECEIPT,
        EventKind.DELAYED,
        EventKind.UNRELATED,
    }
)
RESUMING = (Decision.GO_ON, Decision.WAS_SENT, Decision.SEND_AGAIN)


def past(*events: Event, **more: object) -> History:
    """Return a history of one sent letter and these events."""
    usual = {"first_seen_on": MONDAY, "touches": (touch("introduction", MONDAY, id_=SAM.id),)}
    return History(**{**usual, "events": events, **more})  # type: ignore[arg-type]


def kind(history: History, **cells: str | bool) -> SkipKind | None:
    """Return what stops the sample person, or None."""
    stop = stop_reason(somebody(**cells), history)
    assert stop is None or stop.reason
    return stop.kind if stop else None


def gone_on() -> Event:
    """Return a later Go on."""
    return entry(SAM, "Decide", "Go on", LATER)


def test_nothing_happened() -> None:
    """Silence is the one thing that does not stop anything."""
    assert kind(History(first_seen_on=MONDAY)) is None
    assert kind(past()) is None


@pytest.mark.parametrize("quiet", sorted(QUIET))
def test_machines_stop_nothing(quiet: EventKind) -> None:
    """A receipt or a ticket number is no answer; an absence parks, which is not a stop."""
    assert kind(past(event(SAM, quiet, THEN))) is None


LOUD = {
    EventKind.REPLY: SkipKind.ANSWERED,
    EventKind.LEFT_PRACTICE: SkipKind.ANSWERED,
    EventKind.INVITATION_DECLINED: SkipKind.ANSWERED,
    EventKind.SOFT_BOUNCE: SkipKind.BOUNCED,
    EventKind.HARD_BOUNCE: SkipKind.BOUNCED,
    EventKind.OPT_OUT: SkipKind.SUPPRESSED,
    EventKind.COMPLAINT: SkipKind.SUPPRESSED,
}
FOR_EVER = {EventKind.HARD_BOUNCE, EventKind.OPT_OUT, EventKind.COMPLAINT}


@pytest.mark.parametrize("loud", LOUD)
def test_people_stop_everything(loud: EventKind) -> None:
    """Go on lifts what a person may lift; an opt-out and a dead address nobody can."""
    assert kind(past(event(SAM, loud, THEN))) is LOUD[loud]
    lifted = kind(past(event(SAM, loud, THEN), gone_on()))
    assert lifted is (LOUD[loud] if loud in FOR_EVER else None)
    again = event(SAM, loud, LATER + timedelta(hours=1))
    assert kind(past(event(SAM, loud, THEN), gone_on(), again)) is LOUD[loud]


def test_every_kind_of_event_is_decided() -> None:
    """A new kind of event must be either quiet or loud."""
    assert {*QUIET, *LOUD, EventKind.ENTRY} == set(EventKind)


@pytest.mark.parametrize("intent", Intent)
@pytest.mark.parametrize("weak", [False, True])
def test_whatever_a_reply_says(intent: Intent, weak: bool) -> None:  # noqa: FBT001
    """Also an unclear one, and one that may be a stranger's: a person decides."""
    reply = replace(event(SAM, EventKind.REPLY, THEN, intent=intent), weak=weak)
    assert kind(past(reply)) is SkipKind.ANSWERED


@pytest.mark.parametrize("decided", Decision)
def test_decisions(decided: Decision) -> None:
    """What a person decided holds from the cell, and from the ledger once the cell is blanked."""
    stops = decided not in RESUMING
    assert kind(past(), Decide=decided.value) is (SkipKind.SET_BY_HAND if stops else None)
    recorded = (entry(SAM, "Decide", decided.value, THEN), entry(SAM, "Decide", "", LATER))
    assert kind(past(*recorded)) is (SkipKind.ANSWERED if stops else None)


@pytest.mark.parametrize(
    ("cells", "skip"),
    [
        ({"Do_not_contact": "Yes"}, SkipKind.SUPPRESSED),
        ({"Hold": True}, SkipKind.ON_HOLD),
        ({"Demo_on": "2026-04-01 14:00"}, SkipKind.SET_BY_HAND),
        ({"Demo_done": "Yes"}, SkipKind.SET_BY_HAND),
        ({"Demo_done": "No"}, SkipKind.SET_BY_HAND),
        ({"Listens": "Yes"}, SkipKind.SET_BY_HAND),
        ({"Knows_the_evidence": "No"}, SkipKind.SET_BY_HAND),
        *(({"Set_stage": stage.value}, SkipKind.SET_BY_HAND) for stage in SETTABLE_STAGES),
    ],
)
def test_entries_in_the_sheet(cells: dict[str, str | bool], skip: SkipKind) -> None:
    """What people tick and choose holds at once, and a Go on of before does not outweigh it."""
    assert kind(past(), **cells) is skip
    assert kind(past(gone_on()), **cells) is skip
    assert kind(past(gone_on()), **cells, Decide="Go on") is skip


@pytest.mark.parametrize("column", ["Hold", "Do not contact", "Set stage"])
def test_entries_that_were_taken_back(column: str) -> None:
    """Unticked is unticked: the sequence resumes."""
    assert kind(past(entry(SAM, column, "Yes", THEN), entry(SAM, column, "", LATER))) is None


@pytest.mark.parametrize("column", ["Demo on", "Demo done"])
def test_demo_that_was_cleared(column: str) -> None:
    """Who had a day with the owner is not written to as a stranger; only Go on says otherwise."""
    cleared = (entry(SAM, column, "2026-04-01", THEN), entry(SAM, column, "", LATER))
    assert kind(past(*cleared)) is SkipKind.SET_BY_HAND
    later = replace(gone_on(), at=LATER + timedelta(days=1))
    assert kind(past(*cleared, later)) is None


@pytest.mark.parametrize("state", [TouchState.UNKNOWN, TouchState.SENDING])
def test_letter_in_doubt(state: TouchState) -> None:
    """Nothing more leaves until somebody knows, and Go on does not answer that question."""
    doubtful = (touch("introduction", MONDAY, state=state, id_=SAM.id),)
    assert kind(past(touches=doubtful)) is SkipKind.IN_DOUBT
    assert kind(past(gone_on(), touches=doubtful)) is SkipKind.IN_DOUBT


@pytest.mark.parametrize("why", SuppressionKind)
def test_suppressions(why: SuppressionKind) -> None:
    """From wherever it came, by whatever name."""
    other = Suppression(kind=why, practitioner="P-000009", address=SAM.email, at=THEN)
    assert kind(past(suppressions=(other,))) is SkipKind.SUPPRESSED
    assert kind(past(gone_on(), suppressions=(other,))) is SkipKind.SUPPRESSED


def test_corrected_address_after_a_hard_bounce() -> None:
    """A new address is a new chance, and a soft bounce of it is a new stop."""
    old = event(SAM, EventKind.HARD_BOUNCE, THEN, value="old@practice1.example")
    assert kind(past(old)) is None
    assert kind(past(old, event(SAM, EventKind.SOFT_BOUNCE, LATER))) is SkipKind.BOUNCED
    back = event(SAM, EventKind.HARD_BOUNCE, LATER, value="other@practice1.example")
    assert kind(past(event(SAM, EventKind.HARD_BOUNCE, THEN), back)) is SkipKind.BOUNCED


def test_strongest_reason_is_said() -> None:
    """An opt-out behind a Hold must not look as if unticking would start letters again."""
    no = event(SAM, EventKind.OPT_OUT, THEN)
    assert kind(past(no), Hold=True, Set_stage="Refer") is SkipKind.SUPPRESSED
    assert kind(past(), Hold=True, Set_stage="Refer") is SkipKind.ON_HOLD


@pytest.mark.parametrize(
    ("signs", "cells"),
    [
        *(((event(SAM, EventKind.REPLY, THEN, intent=intent),), {}) for intent in Intent),
        ((event(SAM, EventKind.LEFT_PRACTICE, THEN),), {}),
        ((event(SAM, EventKind.OPT_OUT, THEN), gone_on()), {}),
        ((event(SAM, EventKind.COMPLAINT, THEN), gone_on()), {}),
        ((entry(SAM, "Decide", "Interested", THEN),), {}),
        ((entry(SAM, "Decide", "Declined", THEN),), {}),
        ((), {"Demo_on": "2026-04-01"}),
        ((), {"Demo_done": "Yes"}),
        ((), {"Listens": "Yes"}),
        ((), {"Set_stage": "Refer"}),
    ],
)
def test_signs_of_life(signs: tuple[Event, ...], cells: dict[str, str]) -> None:
    """Whoever answered or met the owner speaks for their practice."""
    assert gave_sign_of_life(somebody(**cells), past(*signs))


@pytest.mark.parametrize(
    ("signs", "cells"),
    [
        ((), {}),
        *(((event(SAM, quiet, THEN),), {}) for quiet in sorted(QUIET)),
        ((event(SAM, EventKind.SOFT_BOUNCE, THEN),), {}),
        ((event(SAM, EventKind.HARD_BOUNCE, THEN),), {}),
        ((event(SAM, EventKind.REPLY, THEN), gone_on()), {}),
        ((entry(SAM, "Decide", "Stop", THEN),), {}),
        ((), {"Hold": "Yes"}),
        ((), {"Do_not_contact": "Yes"}),
        ((), {"Set_stage": "Later"}),
    ],
)
def test_no_signs_of_life(signs: tuple[Event, ...], cells: dict[str, str]) -> None:
    """What the owner does on their own, and what machines say, frees a colleague."""
    assert not gave_sign_of_life(somebody(**cells), past(*signs))
