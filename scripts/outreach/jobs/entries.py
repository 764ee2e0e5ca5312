"""What people entered since the newest pass, as events; pure."""

from collections.abc import Iterator
from datetime import datetime

from outreach.practitioners.answers import read_tick
from outreach.practitioners.events import Event, EventKind, Suppression, SuppressionKind
from outreach.practitioners.history import History
from outreach.practitioners.identity import IdentifiedRow
from outreach.practitioners.practitioner import Practitioner


def new_entries(
    practitioner: Practitioner, history: History, *, now: datetime
) -> tuple[Event, ...]:
    """Return an event for each cell that people changed; each change is recorded once."""
    events = []
    for column, value in _entered(practitioner):
        recorded = history.entered(column)
        if value != (recorded.value if recorded else ""):
            event = Event(
                practitioner=practitioner.id,
                kind=EventKind.ENTRY,
                at=now,
                source=f"entry:{column}={value}",
                column=column,
                value=value,
            )
            events.append(event)
    return tuple(events)


def _entered(practitioner: Practitioner) -> Iterator[tuple[str, str]]:
    """Yield heading and text of every cell that steers the relationship."""
    entries = practitioner.entries
    yield "Set stage", str(entries.set_stage or "")
    yield "Demo on", entries.demo_on.isoformat(timespec="minutes") if entries.demo_on else ""
    yield "Demo done", str(entries.demo_done)
    yield "Knows the evidence", str(entries.vetting.knows_the_evidence)
    yield "Honest about limits", str(entries.vetting.honest_about_limits)
    yield "Listens", str(entries.vetting.listens)
    yield "Driven to help", str(entries.vetting.driven_to_help)
    yield "Task done on", str(entries.task_done_on or "")
    yield "Hold", "Yes" if entries.hold else ""
    yield "Do not contact", "Yes" if entries.do_not_contact else ""
    yield "Decide", str(entries.decide or "")  # last: it decides about all that was entered with it


def newly_ticked(found: IdentifiedRow, history: History, *, now: datetime) -> Suppression | None:
    """Return the suppression that a tick in `Do not contact` adds, once for each address.

    A row that cannot be read for another reason is heard as well: a no is a no (I2).
    """
    in_force = {suppression.address for suppression in _manual(found.id, history)}
    ticked = read_tick(found.row.cells.get("Do not contact"))
    if not ticked or found.identity.email in in_force:
        return None
    return Suppression(
        kind=SuppressionKind.MANUAL,
        practitioner=found.id,
        address=found.identity.email,
        at=now,
    )


def is_unticked(practitioner: Practitioner, history: History, *, found_again: bool) -> bool:
    """Tell whether a person took the tick away, which lifts what the tick added.

    A row that came back without its key may have come back without its tick too: only a row that
    kept its key, and showed the tick when it was last read, can lift (I2).
    """
    recorded = history.entered("Do not contact")
    was_ticked = recorded is not None and bool(recorded.value)
    is_ticked = practitioner.entries.do_not_contact
    return (
        was_ticked and not is_ticked and not found_again and bool(_manual(practitioner.id, history))
    )


def _manual(id_: str, history: History) -> list[Suppression]:
    return [
        suppression
        for suppression in history.suppressions
        if suppression.kind is SuppressionKind.MANUAL and suppression.practitioner == id_
    ]
