"""What the ledger's record of one person means."""

from datetime import date, timedelta

from outreach.practitioners.events import Event, EventKind
from outreach.practitioners.history import History, decision, newest_contact
from outreach.practitioners.stages import Decision
from outreach.practitioners.touches import TouchState
from tests.people import ID, MONDAY, noon, touch

TUESDAY, FRIDAY = date(2026, 3, 3), date(2026, 3, 6)
OLD, NEW = "maria@lopez.example", "office@lopez.example"


def event(kind: EventKind, on: date, *, column: str = "", value: str = "") -> Event:
    """Return an event at noon."""
    return Event(practitioner=ID, kind=kind, at=noon(on), column=column, value=value)


def decided(value: str, on: date) -> Event:
    """Return an entry in Decide."""
    return event(EventKind.ENTRY, on, column="Decide", value=value)


def test_go_on_wipes_what_came_before() -> None:
    """A person who says Go on has read what came before it; what comes after counts again."""
    reply, later = event(EventKind.REPLY, MONDAY), event(EventKind.AUTO_REPLY, FRIDAY)
    history = History(first_seen_on=MONDAY, events=(reply, decided("Go on", TUESDAY), later))
    effective = history.since_go_on()
    assert effective.events == (later,)
    assert effective.went_on_at == noon(TUESDAY)
    assert History(first_seen_on=MONDAY, events=(reply,)).since_go_on().events == (reply,)


def test_newest_go_on_counts() -> None:
    """Going on a second time is about what happened since the first."""
    reply = event(EventKind.REPLY, TUESDAY)
    events = (decided("Go on", MONDAY), reply, decided("", TUESDAY), decided("Go on", FRIDAY))
    effective = History(first_seen_on=MONDAY, events=events).since_go_on()
    assert (effective.events, effective.went_on_at) == ((), noon(FRIDAY))


def test_cleared_go_on_still_counts() -> None:
    """People blank the cell to use it again; what was decided stays decided."""
    events = (event(EventKind.REPLY, MONDAY), decided("Go on", TUESDAY), decided("", FRIDAY))
    effective = History(first_seen_on=MONDAY, events=events).since_go_on()
    assert effective.newest(EventKind.REPLY) is None
    assert effective.went_on_at == noon(TUESDAY)


def test_newest_and_entered() -> None:
    """The newest word counts, and a cleared cell is the newest word too."""
    first = event(EventKind.ENTRY, MONDAY, column="Hold", value="Yes")
    second = event(EventKind.ENTRY, TUESDAY, column="Hold")
    history = History(first_seen_on=MONDAY, events=(first, second))
    assert history.entered("Hold") is second
    assert history.entered("Decide") is None
    assert history.newest(EventKind.ENTRY, EventKind.REPLY) is second
    assert history.newest(EventKind.REPLY) is None


def test_decisions() -> None:
    """Only a filled Decide is a decision."""
    assert decision(decided("Not now", MONDAY)) is Decision.NOT_NOW
    assert decision(decided("", MONDAY)) is None
    assert decision(event(EventKind.ENTRY, MONDAY, column="Hold", value="Yes")) is None
    assert decision(event(EventKind.REPLY, MONDAY)) is None


def test_letters_that_came_back_were_not_delivered() -> None:
    """A hard bounce returns the newest letter to its address, and no other."""
    touches = (
        touch("introduction", MONDAY, address=OLD),
        touch("demo_offer", TUESDAY, address=OLD),
        touch("demo_offer", FRIDAY, address=NEW, occasion=NEW),
        touch("last_note", FRIDAY, state=TouchState.FAILED),
    )
    bounce = event(EventKind.HARD_BOUNCE, TUESDAY, value=OLD)
    history = History(first_seen_on=MONDAY, touches=touches, events=(bounce, bounce))
    assert history.delivered == (touches[0], touches[2])
    soft = event(EventKind.SOFT_BOUNCE, TUESDAY, value=OLD)
    assert len(History(first_seen_on=MONDAY, touches=touches, events=(soft,)).delivered) == 3


def test_in_doubt() -> None:
    """A letter of which nobody knows stops everything, also one that a crash left halfway."""
    for state in (TouchState.UNKNOWN, TouchState.SENDING):
        doubtful = touch("introduction", MONDAY, state=state)
        assert History(first_seen_on=MONDAY, touches=(doubtful,)).in_doubt is doubtful
    sent = touch("introduction", MONDAY)
    assert History(first_seen_on=MONDAY, touches=(sent,)).in_doubt is None


def test_newest_contact() -> None:
    """Either side's word counts; a failed try and an automatic answer are none."""
    touches = (touch("introduction", MONDAY), touch("demo_offer", FRIDAY, state=TouchState.FAILED))
    auto = event(EventKind.AUTO_REPLY, FRIDAY)
    history = History(first_seen_on=MONDAY, touches=touches, events=(auto,))
    assert newest_contact(history) == noon(MONDAY)
    reply = event(EventKind.REPLY, TUESDAY)
    answered = History(first_seen_on=MONDAY, touches=touches, events=(reply, auto))
    assert newest_contact(answered) == noon(TUESDAY)
    assert newest_contact(History(first_seen_on=MONDAY - timedelta(days=9))) is None
