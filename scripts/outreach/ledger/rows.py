"""Between the ledger's rows and the values that the rooms share."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from outreach.practitioners.events import Event, EventKind, Suppression, SuppressionKind
from outreach.practitioners.identity import Identity
from outreach.practitioners.stages import Intent
from outreach.practitioners.touches import TouchKey, TouchRecord, TouchState


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A practitioner as the ledger knows them.

    Attributes:
        present: Stood in the sheet at the newest pass.
    """

    id: str
    identity: Identity
    first_seen_at: datetime
    present: bool


def to_known(row: Row[Any]) -> Known:
    """Read a practitioner."""
    return Known(
        id=row.id,
        identity=Identity(email=row.email, name=row.name, practice=row.practice),
        first_seen_at=row.first_seen_at,
        present=row.present,
    )


def from_known(known: Known) -> dict[str, Any]:
    """Write a practitioner."""
    return {
        "id": known.id,
        "email": known.identity.email,
        "name": known.identity.name,
        "practice": known.identity.practice,
        "first_seen_at": known.first_seen_at,
        "present": known.present,
    }


def to_touch(row: Row[Any]) -> TouchRecord:
    """Read a touch."""
    key = TouchKey(
        practitioner=row.practitioner, campaign=row.campaign, step=row.step, occasion=row.occasion
    )
    return TouchRecord(
        key=key,
        state=TouchState(row.state),
        at=row.at,
        message_id=row.message_id,
        address=row.address,
        subject=row.subject,
        detail=row.detail,
    )


def from_touch(touch: TouchRecord) -> dict[str, Any]:
    """Write a touch."""
    return {
        "practitioner": touch.key.practitioner,
        "campaign": touch.key.campaign,
        "step": touch.key.step,
        "occasion": touch.key.occasion,
        "state": touch.state.value,
        "at": touch.at,
        "message_id": touch.message_id,
        "address": touch.address,
        "subject": touch.subject,
        "detail": touch.detail,
    }


def to_event(row: Row[Any]) -> Event:
    """Read an event; what belongs to some kinds only stands in its detail."""
    detail = row.detail
    return Event(
        practitioner=row.practitioner,
        kind=EventKind(row.kind),
        at=row.at,
        source=row.source,
        intent=Intent(detail["intent"]) if detail.get("intent") else None,
        until=date.fromisoformat(detail["until"]) if detail.get("until") else None,
        column=detail.get("column", ""),
        value=detail.get("value", ""),
        sender=detail.get("sender", ""),
        text=detail.get("text", ""),
        weak=detail.get("weak", False),
        unseen=tuple(detail.get("unseen", ())),
    )


def from_event(event: Event) -> dict[str, Any]:
    """Write an event."""
    detail = {
        "intent": event.intent.value if event.intent else None,
        "until": event.until.isoformat() if event.until else None,
        "column": event.column,
        "value": event.value,
        "sender": event.sender,
        "text": event.text,
        "weak": event.weak,
        "unseen": list(event.unseen),
    }
    return {
        "practitioner": event.practitioner,
        "kind": event.kind.value,
        "at": event.at,
        "source": event.source,
        "detail": {name: value for name, value in detail.items() if value},
    }


def to_suppression(row: Row[Any]) -> Suppression:
    """Read a suppression."""
    return Suppression(
        kind=SuppressionKind(row.kind),
        practitioner=row.practitioner,
        address=row.address,
        at=row.at,
    )


def from_suppression(suppression: Suppression) -> dict[str, Any]:
    """Write a suppression."""
    return {
        "kind": suppression.kind.value,
        "practitioner": suppression.practitioner,
        "address": suppression.address,
        "at": suppression.at,
    }
