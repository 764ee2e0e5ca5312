"""Touches: one step of a campaign for one practitioner."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TouchState(StrEnum):
    """How far a touch got; `sending` is committed before the first byte leaves (I1)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


REACHED = (TouchState.SENT, TouchState.SENDING, TouchState.UNKNOWN)
"""States in which a letter left, or may have."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TouchKey:
    """Names a touch; each key reaches the wire at most once (I1).

    Attributes:
        practitioner: The row key, `P-` and six characters.
        campaign: The campaign's name.
        step: The step's name.
        occasion: Empty for the steps of a sequence; else what makes a repetition legitimate,
            such as a corrected address after a hard bounce.
    """

    practitioner: str
    campaign: str
    step: str
    occasion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchRecord:
    """What the ledger knows of one touch.

    Attributes:
        key: Which touch.
        state: How far it got.
        at: When it took that state (aware).
        message_id: With angle brackets.
        address: Where it went or was to go.
        subject: As the first mail of its thread had it, or `Re: ` before that.
        detail: Why it failed or is in doubt.
    """

    key: TouchKey
    state: TouchState
    at: datetime
    message_id: str
    address: str
    subject: str
    detail: str = ""
