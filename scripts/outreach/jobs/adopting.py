"""Taking over a sheet whose ledger is lost: everybody written to counts as written to."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time

from outreach.campaign.campaign import Campaign, Channel
from outreach.campaign.message_id import message_id
from outreach.jobs.memory import Memory
from outreach.jobs.people import Look
from outreach.jobs.safety import last_touch_shown
from outreach.jobs.showing import Frame
from outreach.ledger.values import Findings
from outreach.practitioners.events import Event, EventKind, Suppression, SuppressionKind
from outreach.practitioners.identity import IdentifiedRow
from outreach.practitioners.stages import Intent, Status
from outreach.practitioners.touches import TouchKey, TouchRecord, TouchState

DETAIL = "taken over from the sheet"
SILENT = frozenset(
    {"", Status.NOT_CONTACTED, Status.SENT, Status.DEMO_OFFERED, Status.NO_RESPONSE, Status.ON_HOLD}
)
"""Statuses without an answer."""
REFUSED = {
    Status.OPTED_OUT.value: SuppressionKind.OPT_OUT,
    Status.BOUNCED.value: SuppressionKind.HARD_BOUNCE,
}


def adopted(look: Look, memory: Memory, frame: Frame) -> Findings:
    """Return what the sheet shows and the ledger does not know: letters, answers and refusals.

    Which step a letter was is told by `Last touch`; where that says nothing, it was the first
    e-mail of which the ledger knows nothing. Its subject is not known, so the next letter begins
    a thread of its own. What an answer meant is for a person to decide anew.
    """
    known = memory.facts(frame.calendar).last_touch_on
    touches, events, suppressions = [], [], []
    for found in look.rows:
        on = _written_on(found, known.get(found.id), frame)
        if on is None:
            if found.id not in memory.touches and found.id not in memory.events:
                touches += _in_doubt(found, memory, frame)
                suppressions += _refusal(found, frame.now)
            continue
        at = min(datetime.combine(on, time(12), tzinfo=frame.calendar.zone), frame.now)
        touch = _touch(found, at, memory, frame)
        if touch.key not in {past.key for past in memory.touches.get(found.id, ())}:
            touches.append(touch)
        if found.id not in memory.events:
            events += _answer(found, at)
            suppressions += _refusal(found, at)
    return Findings(known=(), events=events, suppressed=suppressions, settled=touches)


def _written_on(found: IdentifiedRow, known_on: date | None, frame: Frame) -> date | None:
    """Return the day of a letter that is news to the ledger, or None."""
    shown_on = last_touch_shown(found)
    if shown_on is None and known_on is None and found.row.text("Last touch on"):
        return frame.today  # a letter, of a day that nobody can read any more
    return shown_on if shown_on and (known_on is None or known_on < shown_on) else None


def _in_doubt(found: IdentifiedRow, memory: Memory, frame: Frame) -> list[TouchRecord]:
    """Return the first letter of a row that shows only that it may have left."""
    if found.row.text("Status") != Status.UNKNOWN_DELIVERY:
        return []
    return [replace(_touch(found, frame.now, memory, frame), state=TouchState.UNKNOWN)]


def _touch(found: IdentifiedRow, at: datetime, memory: Memory, frame: Frame) -> TouchRecord:
    sent = {touch.key.step for touch in memory.touches.get(found.id, ())}
    key = TouchKey(
        practitioner=found.id,
        campaign=frame.campaign.name,
        step=_step(frame.campaign, found.row.text("Last touch"), sent),
    )
    owner = frame.settings.owner.email
    return TouchRecord(
        key=key,
        state=TouchState.SENT,
        at=at,
        message_id=message_id(key, ledger_id=memory.ledger_id, owner_address=owner),
        address=found.identity.email,
        subject="",
        detail=DETAIL,
    )


def _answer(found: IdentifiedRow, at: datetime) -> list[Event]:
    status = found.row.text("Status")
    if status in REFUSED or (status in SILENT and not found.row.text("Last reply on")):
        return []
    event = Event(
        practitioner=found.id,
        kind=EventKind.REPLY,
        at=at,
        source=DETAIL,
        intent=Intent.CHECK,
        text=found.row.text("Reply"),
    )
    return [event]


def _refusal(found: IdentifiedRow, at: datetime) -> list[Suppression]:
    kind = REFUSED.get(found.row.text("Status"))
    if kind is None:
        return []
    key = "" if kind is SuppressionKind.HARD_BOUNCE else found.id
    return [Suppression(kind=kind, practitioner=key, address=found.identity.email, at=at)]


def _step(campaign: Campaign, title: str, sent: Collection[str]) -> str:
    mails = [step for step in campaign.steps if step.channel is Channel.EMAIL]
    named = [step for step in mails if step.title.casefold() == title.casefold()]
    unsent = [step for step in mails if step.name not in sent]
    return (named or unsent or mails[-1:])[0].name
