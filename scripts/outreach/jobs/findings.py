"""What one look at the sheet adds to the ledger; pure but for the question to the transport."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from outreach.jobs.entries import is_unticked, new_entries, newly_ticked
from outreach.jobs.memory import Memory
from outreach.jobs.people import Look
from outreach.jobs.showing import Frame
from outreach.ledger.rows import Known
from outreach.ledger.values import Findings
from outreach.practitioners.events import Event, Suppression
from outreach.practitioners.history import History, decision
from outreach.practitioners.stages import Decision
from outreach.practitioners.touches import TouchRecord, TouchState

_DECIDED = {
    Decision.WAS_SENT: TouchState.SENT,
    Decision.SEND_AGAIN: TouchState.CANCELLED,  # from which it may be queued again
}


def findings_of(
    look: Look, memory: Memory, frame: Frame, settled: tuple[TouchRecord, ...]
) -> Findings:
    """Return what the ledger should take over from the sheet."""
    found_again = {found.id for found in look.rows if found.found_again}
    known = list(_known_now(look, memory, frame))
    events: list[Event] = []
    decided: list[TouchRecord] = []
    suppressed: list[Suppression] = []
    lifted: list[str] = []
    for found in look.rows:
        history = frame.history(memory, found.id, found.identity.email)
        if suppression := newly_ticked(found, history, now=frame.now):
            suppressed.append(suppression)
    for practitioner in look.readable:
        history = frame.history(memory, practitioner.id, practitioner.email)
        entered = [
            _as_seen(entry, history, memory)
            for entry in new_entries(practitioner, history, now=frame.now)
        ]
        events.extend(entered)
        decided.extend(_doubt_decided(history, entered, settled))
        if is_unticked(practitioner, history, found_again=practitioner.id in found_again):
            lifted.append(practitioner.id)
    return Findings(
        known=known,
        events=events,
        suppressed=suppressed,
        lifted=lifted,
        settled=(*settled, *decided),
    )


def _as_seen(entry: Event, history: History, memory: Memory) -> Event:
    """Return an entry; a decision with what its maker cannot have seen in the sheet."""
    if decision(entry) is None:
        return entry
    unseen = dict.fromkeys(one.source for one in history.events if one.source in memory.unseen)
    return replace(entry, unseen=tuple(unseen))


def _doubt_decided(
    history: History, entered: Sequence[Event], settled: Sequence[TouchRecord]
) -> Iterator[TouchRecord]:
    """Yield the touch in doubt as a person decided: it was sent, or is free to be sent again."""
    touches = {touch.key: touch for touch in (*history.touches, *settled)}
    in_doubt = [t for t in touches.values() if t.state is TouchState.UNKNOWN]
    for event in entered:
        said = decision(event)
        state = _DECIDED.get(said) if said else None
        if state:
            own = (touch for touch in in_doubt if touch.key.practitioner == event.practitioner)
            for touch in own:
                yield replace(touch, state=state, detail=f"you decided: {event.value}")


def _known_now(look: Look, memory: Memory, frame: Frame) -> Iterator[Known]:
    """Yield whom the sheet shows, with the identity that they show now."""
    identities = look.identities()
    for id_ in {found.id for found in look.rows}:
        before = memory.known.get(id_)
        if id_ in identities:
            yield Known(
                id=id_,
                identity=identities[id_],
                first_seen_at=before.first_seen_at if before else frame.now,
                present=True,
            )
        elif before:
            yield replace(before, present=True)


def settled_touches(
    touches: Iterable[TouchRecord],
    was_delivered: Callable[[str], bool | None],
    *,
    now: datetime,
) -> tuple[TouchRecord, ...]:
    """Return the touches that a broken run left in doubt, with what became of them (I1).

    Where absence is proof the touch never left, and is free to be queued again; where nobody can
    know, it is `unknown`, and a person decides, unless it is found later.
    """
    states = {
        True: (TouchState.SENT, "found where it was delivered to"),
        False: (TouchState.CANCELLED, "the run broke off before it left"),
        None: (TouchState.UNKNOWN, "the run broke off while it was leaving"),
    }
    settled = []
    for touch in touches:
        if touch.state is TouchState.SENDING:
            state, detail = states[was_delivered(touch.message_id)]
            at = now if state is TouchState.CANCELLED else touch.at
            settled.append(replace(touch, state=state, detail=detail, at=at))
        elif touch.state is TouchState.UNKNOWN and was_delivered(touch.message_id):
            state, detail = states[True]
            settled.append(replace(touch, state=state, detail=detail))
    return tuple(settled)
