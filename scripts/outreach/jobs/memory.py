"""What the ledger holds, laid out by practitioner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from outreach.campaign.calendar import SendCalendar
from outreach.jobs.safety import LedgerFacts
from outreach.ledger.ledger import Ledger
from outreach.ledger.rows import Known
from outreach.ledger.values import Findings, Heard, Night
from outreach.practitioners.events import Event, EventKind, Suppression, SuppressionKind
from outreach.practitioners.history import History
from outreach.practitioners.touches import REACHED, TouchRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All of the ledger at one moment.

    Attributes:
        known: Row key → practitioner.
        touches: By row key, oldest first.
        events: By row key, oldest first; a decision stands before what its maker could not know.
        suppressions: By row key.
        suppressed: By address.
        written_to: Address → row key of whom the first letter there went to.
        night: What the last nightly sync left.
        unseen: Sources of what came back and was not shown in the sheet yet.
    """

    ledger_id: str
    newest: datetime | None
    known: Mapping[str, Known]
    touches: Mapping[str, Sequence[TouchRecord]]
    events: Mapping[str, Sequence[Event]]
    suppressions: Mapping[str, Sequence[Suppression]]
    suppressed: Mapping[str, Sequence[Suppression]]
    written_to: Mapping[str, str]
    night: Night = Night()
    unseen: frozenset[str] = frozenset()

    def history(self, id_: str, address: str, *, today: date, calendar: SendCalendar) -> History:
        """Return all that is known of one practitioner, who may be new."""
        person = self.known.get(id_)
        own = self.suppressions.get(id_, ())
        others = (s for s in self.suppressed.get(address, ()) if s.practitioner != id_)
        return History(
            first_seen_on=calendar.day_of(person.first_seen_at) if person else today,
            touches=tuple(self.touches.get(id_, ())),
            events=tuple(self.events.get(id_, ())),
            suppressions=(*own, *others),
        )

    def all_touches(self) -> list[TouchRecord]:
        """Return every touch."""
        return [touch for touches in self.touches.values() for touch in touches]

    def facts(self, calendar: SendCalendar) -> LedgerFacts:
        """Return what the sheet must agree with."""
        newest = {
            id_: max(calendar.day_of(touch.at) for touch in touches)
            for id_, all_touches in self.touches.items()
            if (touches := [touch for touch in all_touches if touch.state in REACHED])
        }
        return LedgerFacts(
            id=self.ledger_id,
            known=frozenset(self.known),
            present=frozenset(id_ for id_, person in self.known.items() if person.present),
            last_touch_on=newest,
            newest=self.newest,
        )


def recall(ledger: Ledger) -> Memory:
    """Read the ledger."""
    return _laid_out(
        ledger_id=ledger.id,
        newest=ledger.newest_moment(),
        known=ledger.known(),
        touches=ledger.touches(),
        events=ledger.events(),
        suppressions=ledger.suppressions(),
        night=ledger.night,
        unseen=_came_back(ledger.unshown()),
    )


def after(memory: Memory, findings: Findings) -> Memory:
    """Return what the ledger holds once it has recorded these findings."""
    settled = {touch.key: touch for touch in findings.settled}
    touches = [settled.pop(touch.key, touch) for touch in memory.all_touches()]
    earlier = [event for own in memory.events.values() for event in own]
    in_force = [
        suppression
        for own in memory.suppressions.values()
        for suppression in own
        if suppression.kind is not SuppressionKind.MANUAL
        or suppression.practitioner not in findings.lifted
    ]
    return _laid_out(
        ledger_id=memory.ledger_id,
        newest=memory.newest,
        known=(*memory.known.values(), *findings.known),
        touches=sorted((*touches, *settled.values()), key=lambda touch: touch.at),
        events=(*earlier, *findings.events),
        suppressions=(*in_force, *findings.suppressed),
        night=memory.night,
        unseen=memory.unseen,
    )


def heard_too(memory: Memory, heard: Heard) -> Memory:
    """Return what the ledger holds once it has recorded what the mailbox held."""
    findings = Findings(
        known=(), events=heard.events, suppressed=heard.suppressed, settled=heard.settled
    )
    unseen = memory.unseen | _came_back(heard.events)
    return replace(after(memory, findings), unseen=unseen)


def _laid_out(
    *,
    ledger_id: str,
    newest: datetime | None,
    known: Iterable[Known],
    touches: Iterable[TouchRecord],
    events: Iterable[Event],
    suppressions: Iterable[Suppression],
    night: Night,
    unseen: frozenset[str],
) -> Memory:
    by_key: defaultdict[str, list[TouchRecord]] = defaultdict(list)
    written_to: dict[str, str] = {}
    for touch in touches:
        by_key[touch.key.practitioner].append(touch)
        if touch.state in REACHED:
            written_to.setdefault(touch.address, touch.key.practitioner)
    happened: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        _put_where_it_counts(happened[event.practitioner], event)
    by_person: defaultdict[str, list[Suppression]] = defaultdict(list)
    by_address: defaultdict[str, list[Suppression]] = defaultdict(list)
    for suppression in suppressions:
        by_person[suppression.practitioner].append(suppression)
        if suppression.address:
            by_address[suppression.address].append(suppression)
    return Memory(
        ledger_id=ledger_id,
        newest=newest,
        known={person.id: person for person in known},
        touches=by_key,
        events=happened,
        suppressions=by_person,
        suppressed=by_address,
        written_to=written_to,
        night=night,
        unseen=unseen,
    )


def _put_where_it_counts(events: list[Event], event: Event) -> None:
    """Add an event at the end, but a decision before what came back and its maker did not see.

    Somebody says Go on of an answer in the sheet; a no that came in the night, and is read in the
    same pass as that entry, is not what they meant (I7).
    """
    unseen = set(event.unseen)
    first = (place for place, one in enumerate(events) if one.source in unseen)
    events.insert(next(first, len(events)), event)


def _came_back(events: Iterable[Event]) -> frozenset[str]:
    return frozenset(event.source for event in events if event.kind is not EventKind.ENTRY)
