"""All that the ledger knows of one practitioner."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from outreach.practitioners.events import Event, EventKind, Suppression
from outreach.practitioners.stages import Decision
from outreach.practitioners.touches import TouchRecord, TouchState


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What happened to one practitioner.

    Attributes:
        first_seen_on: The day on which the row was first read, in the owner's zone.
        touches: Every touch, whatever became of it, oldest first.
        events: All else, in the order in which we learned of it: an answer that was written before
            a person decided but is read after that is news, and counts.
        suppressions: Those that name this practitioner or the present address.
        went_on_at: When a person last said Go on; `since_go_on` fills it.
    """

    first_seen_on: date
    touches: tuple[TouchRecord, ...] = ()
    events: tuple[Event, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    went_on_at: datetime | None = None

    def since_go_on(self) -> "History":
        """Return the history as it counts for the sequence: Go on wipes what came before it."""
        places = [
            place for place, event in enumerate(self.events) if decision(event) is Decision.GO_ON
        ]
        if not places:
            return self
        last = places[-1]
        return replace(self, events=self.events[last + 1 :], went_on_at=self.events[last].at)

    def newest(self, *kinds: EventKind) -> Event | None:
        """Return the newest event of these kinds, or None."""
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    def entered(self, column: str) -> Event | None:
        """Return the newest entry in one column, or None; a cleared cell is an empty entry."""
        return next(
            (
                event
                for event in reversed(self.events)
                if event.kind is EventKind.ENTRY and event.column == column
            ),
            None,
        )

    @property
    def in_doubt(self) -> TouchRecord | None:
        """The touch of which nobody knows whether it arrived, or None."""
        doubtful = (TouchState.UNKNOWN, TouchState.SENDING)
        return next((touch for touch in self.touches if touch.state in doubtful), None)

    @property
    def delivered(self) -> tuple[TouchRecord, ...]:
        """Touches that were sent and not returned by a hard bounce."""
        returned = set(self._returned())
        return tuple(
            touch
            for touch in self.touches
            if touch.state is TouchState.SENT and touch not in returned
        )

    def _returned(self) -> Iterable[TouchRecord]:
        """Yield the touch that each hard bounce returns: the newest to that address before it."""
        for event in self.events:
            if event.kind is EventKind.HARD_BOUNCE:
                sent = [
                    touch
                    for touch in self.touches
                    if touch.state is TouchState.SENT
                    and touch.address == event.value
                    and touch.at <= event.at
                ]
                yield from sent[-1:]


def decision(event: Event) -> Decision | None:
    """Return what a person decided with an entry in `Decide`, or None for any other event."""
    if event.kind is EventKind.ENTRY and event.column == "Decide" and event.value:
        return Decision(event.value)
    return None


def newest_contact(history: History) -> datetime | None:
    """Return when either side last wrote, or None."""
    moments = [touch.at for touch in history.touches if touch.state is TouchState.SENT]
    moments += [event.at for event in history.events if event.kind is EventKind.REPLY]
    return max(moments, default=None)
