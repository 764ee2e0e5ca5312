"""Events: what happened to a practitioner, append-only; and who must not be written to."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from outreach.practitioners.stages import Intent


class EventKind(StrEnum):
    """What can happen besides our own touches."""

    ENTRY = "entry"  # a person filled, changed or cleared a cell that we act on
    REPLY = "reply"
    AUTO_REPLY = "auto_reply"
    TICKET = "ticket"
    READ_RECEIPT = "read_receipt"
    DELAYED = "delayed"
    UNRELATED = "unrelated"
    SOFT_BOUNCE = "soft_bounce"
    HARD_BOUNCE = "hard_bounce"
    OPT_OUT = "opt_out"
    COMPLAINT = "complaint"
    LEFT_PRACTICE = "left_practice"
    INVITATION_DECLINED = "invitation_declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened.

    Attributes:
        practitioner: The row key.
        kind: What happened.
        at: When (aware).
        source: What makes it the same event when read again: a Message-ID, or `entry:` and the
            cell. The ledger keeps one event for each (source, kind, at).
        intent: Of a reply.
        until: The first day back (auto-reply), or the day to come back to (not now).
        column: Of an entry: the heading.
        value: Of an entry: the cell's text, empty when it was cleared; of a bounce: the address;
            of a reply that refers us on, or of somebody who left: whom it names instead.
        sender: The address that a message came from.
        text: The message's own words; of a bounce: what the other side said.
        weak: A reply that could be a stranger's: it may stop mail, never start any.
        unseen: Of a decision: sources of what the sheet had not shown when it was entered.
    """

    practitioner: str
    kind: EventKind
    at: datetime
    source: str = ""
    intent: Intent | None = None
    until: date | None = None
    column: str = ""
    value: str = ""
    sender: str = ""
    text: str = ""
    weak: bool = False
    unseen: tuple[str, ...] = ()


class SuppressionKind(StrEnum):
    """Why an address or a practitioner is not to be written to."""

    OPT_OUT = "opt_out"
    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """Somebody who must not be written to.

    Attributes:
        kind: Why. Only `manual` can be lifted, by unticking `Do not contact`.
        practitioner: The row key; empty when only the address counts (a hard bounce).
        address: Normalised; empty when the person has none.
        at: Since when (aware).
    """

    kind: SuppressionKind
    practitioner: str
    address: str
    at: datetime


def suppressing(
    suppressions: tuple[Suppression, ...], *, practitioner: str, address: str
) -> Suppression | None:
    """Return the first suppression that forbids mail to this person at this address."""
    for suppression in suppressions:
        same_person = bool(suppression.practitioner) and suppression.practitioner == practitioner
        same_address = bool(suppression.address) and suppression.address == address
        if same_address or (same_person and suppression.kind is not SuppressionKind.HARD_BOUNCE):
            return suppression
    return None
