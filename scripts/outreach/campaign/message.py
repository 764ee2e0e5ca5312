"""Messages ready for a transport, and what a transport says of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from outreach.practitioners.events import EventKind
from outreach.practitioners.touches import TouchKey


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """One letter to one person, ready to be put on the wire.

    Attributes:
        key: The touch that it is.
        message_id: With angle brackets (RFC 5322 3.6.4).
        to: The recipient's bare ASCII address.
        to_name: The recipient's name for the To header; may be any language.
        subject: One line of any language.
        text: The plain part.
        html: The HTML part, a whole document.
        headers: Further headers, in order, such as Reply-To and References; ASCII.
        sender: The owner's bare ASCII address.
        sender_name: For the From header.
        date: For the Date header (aware).
    """

    key: TouchKey
    message_id: str
    to: str
    to_name: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    sender: str
    sender_name: str
    date: datetime


class DeliveryOutcome(StrEnum):
    """What became of one hand-over to a transport."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReceipt:
    """A transport's answer for one message.

    Attributes:
        outcome: Sent, surely not sent, or not to be known.
        detail: Where it lies, or why it failed, in one line.
        bounce: HARD_BOUNCE or SOFT_BOUNCE when it was refused for good, at once; else None.
    """

    outcome: DeliveryOutcome
    detail: str
    bounce: EventKind | None = None
