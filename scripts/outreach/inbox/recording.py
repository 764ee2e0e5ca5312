"""What the ledger should keep of a message: events, suppressions, settled doubts (pure).

What a stranger writes can stop mail and never start any: without our Message-ID in it, an answer
is weak, and a person decides what it means.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from outreach.inbox.matching import Letters, Match, match_answer, match_report
from outreach.inbox.message import InboundMessage
from outreach.inbox.verdicts import (
    AutoReply,
    Bounce,
    Complaint,
    OptOut,
    ReadReceipt,
    Reply,
    Unrelated,
    Verdict,
)
from outreach.practitioners.events import Event, EventKind, Suppression, SuppressionKind
from outreach.practitioners.stages import Intent
from outreach.practitioners.touches import TouchRecord, TouchState

NOBODY = ""
"""The row key of what cannot be tied to anybody; it is shown, not swallowed."""
MOST_KEPT = 4_000
"""Characters of a message's own words; the sheet shows the first 300."""
_UNKEEPABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What a workbook cannot hold (XML 1.0, 2.2); written all the same, it would never be read back."""
_DOUBTFUL = (TouchState.SENDING, TouchState.UNKNOWN, TouchState.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one message adds to the ledger.

    Attributes:
        settled: Touches in doubt that it proves to have arrived.
    """

    events: tuple[Event, ...] = ()
    suppressed: tuple[Suppression, ...] = ()
    settled: tuple[TouchRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message that came, and what it turned out to be.

    Attributes:
        at: When it was sent (aware).
        source: Makes it the same when it is read again: its Message-ID, or what stands for one.
    """

    message: InboundMessage
    verdict: Verdict
    at: datetime
    source: str


def record(arrival: Arrival, letters: Letters) -> Recorded:
    """Return what the ledger should keep of a message."""
    verdict = arrival.verdict
    match verdict:
        case Unrelated(text=""):
            return Recorded()
        case Complaint(by_person=False):
            return Recorded()
        case Bounce() | Complaint():
            matches = match_report(arrival.message, verdict.recipients, letters, at=arrival.at)
            if isinstance(verdict, Bounce):
                return _bounced(arrival, verdict, matches)
            return _complained(arrival, verdict, matches, letters)
        case ReadReceipt():
            matches = match_report(
                arrival.message, (arrival.message.sender,), letters, at=arrival.at
            )
            events = (_event(arrival, one, EventKind.READ_RECEIPT) for one in matches)
            return Recorded(events=tuple(events), settled=_proved(matches))
        case OptOut():
            return _opted_out(arrival, verdict, letters)
    return _answered(arrival, letters)


def _answered(arrival: Arrival, letters: Letters) -> Recorded:
    """Return what a person's or a machine's answer adds."""
    found = match_answer(arrival.message, letters, at=arrival.at)
    verdict = arrival.verdict
    if isinstance(verdict, AutoReply):
        if found is None:
            return Recorded()
        return Recorded(events=(_automatic(arrival, found, verdict),), settled=_proved([found]))
    if isinstance(verdict, Unrelated):
        return _on_another_matter(arrival, found, verdict)
    if not isinstance(verdict, Reply):
        return Recorded()
    kind = EventKind.REPLY
    if verdict.invitation == "declined":
        kind = EventKind.INVITATION_DECLINED
    event = replace(
        _event(arrival, found, kind),
        intent=verdict.intent if kind is EventKind.REPLY else None,
        until=verdict.until,
        value=_kept(verdict.referred_to),
        text=_kept(verdict.text),
        weak=found is None or found.weak,
    )
    return Recorded(events=(event,), settled=_proved([found] if found else []))


def _on_another_matter(arrival: Arrival, found: Match | None, verdict: Unrelated) -> Recorded:
    """Return what mail of somebody adds whom we wrote to: any sign of life stops letters (I7)."""
    if found is None:
        return Recorded()
    event = _event(arrival, found, EventKind.REPLY)
    text = _kept(verdict.text)
    return Recorded(events=(replace(event, intent=Intent.CHECK, text=text, weak=True),))


def _automatic(arrival: Arrival, found: Match, verdict: AutoReply) -> Event:
    kind = EventKind.AUTO_REPLY
    if verdict.gone:
        kind = EventKind.LEFT_PRACTICE
    elif verdict.ticket:
        kind = EventKind.TICKET
    return replace(
        _event(arrival, found, kind),
        until=verdict.until if kind is EventKind.AUTO_REPLY else None,
        value=_kept(verdict.contact),
        text=_kept(verdict.text),
    )


def _opted_out(arrival: Arrival, verdict: OptOut, letters: Letters) -> Recorded:
    """Return what an opt-out adds: it holds for every address of the person, for ever."""
    found = match_answer(arrival.message, letters, at=arrival.at)
    sender = arrival.message.sender
    text = _kept(verdict.text)
    if found is None or (found.stranger and found.weak):
        # Whoever it is may speak for their own address; what else it means, a person decides.
        asked = [_suppression(SuppressionKind.OPT_OUT, NOBODY, sender, arrival.at)]
        event = replace(
            _event(arrival, found, EventKind.REPLY), intent=Intent.CHECK, text=text, weak=True
        )
        return Recorded(events=(event,), suppressed=tuple(asked if sender else ()))
    event = replace(_event(arrival, found, EventKind.OPT_OUT), text=text)
    return Recorded(
        events=(event,),
        suppressed=_silenced(SuppressionKind.OPT_OUT, found, {sender}, letters, arrival.at),
        settled=_proved([found]),
    )


def _complained(
    arrival: Arrival, verdict: Complaint, matches: tuple[Match, ...], letters: Letters
) -> Recorded:
    suppressed = [
        suppression
        for found in matches
        for suppression in _silenced(SuppressionKind.COMPLAINT, found, set(), letters, arrival.at)
    ]
    if not matches:
        suppressed = [
            _suppression(SuppressionKind.COMPLAINT, NOBODY, address, arrival.at)
            for address in verdict.recipients
        ]
    events = [_event(arrival, found, EventKind.COMPLAINT) for found in matches or [None]]
    return Recorded(events=tuple(events), suppressed=tuple(suppressed), settled=_proved(matches))


def _bounced(arrival: Arrival, verdict: Bounce, matches: tuple[Match, ...]) -> Recorded:
    kind = EventKind.HARD_BOUNCE if verdict.hard else EventKind.SOFT_BOUNCE
    if verdict.delayed:
        kind = EventKind.DELAYED
    events = [
        replace(
            _event(arrival, found, kind),
            # A report is of whole seconds, and of another clock: it returns a letter that left.
            at=max(arrival.at, found.touch.at),
            value=found.touch.address,
            text=_kept(verdict.diagnostic or verdict.status_code),
        )
        for found in matches
    ]
    bad = [event.value for event in events if event.kind is EventKind.HARD_BOUNCE]
    suppressed = [
        _suppression(SuppressionKind.HARD_BOUNCE, NOBODY, address, arrival.at) for address in bad
    ]
    # It left us, whatever became of it afterwards: the doubt whether it did is over.
    return Recorded(events=tuple(events), suppressed=tuple(suppressed), settled=_proved(matches))


def _silenced(
    kind: SuppressionKind, found: Match, others: set[str], letters: Letters, at: datetime
) -> tuple[Suppression, ...]:
    own = letters.addresses.get(found.practitioner, frozenset())
    addresses = sorted((own | others | {found.touch.address}) - {""})
    return tuple(_suppression(kind, found.practitioner, one, at) for one in addresses)


def _suppression(
    kind: SuppressionKind, practitioner: str, address: str, at: datetime
) -> Suppression:
    return Suppression(kind=kind, practitioner=practitioner, address=address, at=at)


def _event(arrival: Arrival, found: Match | None, kind: EventKind) -> Event:
    return Event(
        practitioner=found.practitioner if found else NOBODY,
        kind=kind,
        at=arrival.at,
        source=arrival.source,
        sender=arrival.message.sender,
    )


def _proved(matches: Iterable[Match]) -> tuple[TouchRecord, ...]:
    """Return the letters in doubt that an answer to their Message-ID proves to have arrived."""
    return tuple(
        replace(found.touch, state=TouchState.SENT, detail="an answer shows that it arrived")
        for found in matches
        if not found.weak and found.touch.state in _DOUBTFUL
    )


def _kept(text: str) -> str:
    return _UNKEEPABLE.sub("", text)[:MOST_KEPT]
