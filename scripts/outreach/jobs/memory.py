"""What the ledger holds, laid out by practitioner."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from outreach.campaign.calendar import SendCalendar
from outreach.jobs.safety import LedgerFacts
from outreach.ledger.ledger import Ledger
from outreach.ledger.rows import Known
from outreach.practitioners.events import Event, Suppression
from outreach.practitioners.history import History
from outreach.practitioners.touches import TouchRecord, TouchState


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All of the ledger at one moment.

    Attributes:
        known: Row key → practitioner.
        touches: By row key, oldest first.
        events: By row key, oldest first.
        suppressions: By row key.
        suppressed: By address.
    """

    ledger_id: str
    newest: datetime | None
    known: Mapping[str, Known]
    touches: Mapping[str, Sequence[TouchRecord]]
    events: Mapping[str, Sequence[Event]]
    suppressions: Mapping[str, Sequence[Suppression]]
    suppressed: Mapping[str, Sequence[Suppression]]

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
        reached = (TouchState.SENT, TouchState.SENDING, TouchState.UNKNOWN)
        newest = {
            id_: max(calendar.day_of(touch.at) for touch in touches)
            for id_, all_touches in self.touches.items()
            if (touches := [touch for touch in all_touches if touch.state in reached])
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
    touches: defaultdict[str, list[TouchRecord]] = defaultdict(list)
    for touch in ledger.touches():
        touches[touch.key.practitioner].append(touch)
    events: defaultdict[str, list[Event]] = defaultdict(list)
    for event in ledger.events():
        events[event.practitioner].append(event)
    by_person: defaultdict[str, list[Suppression]] = defaultdict(list)
    by_address: defaultdict[str, list[Suppression]] = defaultdict(list)
    for suppression in ledger.suppressions():
        by_person[suppression.practitioner].append(suppression)
        if suppression.address:
            by_address[suppression.address].append(suppression)
    return Memory(
        ledger_id=ledger.id,
        newest=ledger.newest_moment(),
        known={person.id: person for person in ledger.known()},
        touches=touches,
        events=events,
        suppressions=by_person,
        suppressed=by_address,
    )
