"""Applies the plan: each letter leaves at most once, whatever breaks off (I1)."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from outreach.campaign.message import DeliveryOutcome, DeliveryReceipt
from outreach.campaign.planning import PlannedLetter
from outreach.errors import AccountLimit, OutreachError
from outreach.ledger.ledger import Ledger
from outreach.ledger.values import Binding
from outreach.mail.port import Transport
from outreach.practitioners.events import Event, EventKind, Suppression, SuppressionKind
from outreach.practitioners.touches import TouchRecord, TouchState

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of the plan.

    Attributes:
        left: Letters that were not tried, because the run was interrupted or the transport failed.
        fault: Why the transport failed for all, or None.
    """

    sent: int
    failed: int
    unknown: int
    left: int
    fault: OutreachError | None

    def plus(self, other: "Delivered") -> "Delivered":
        """Return both together; the earlier fault counts."""
        return Delivered(
            sent=self.sent + other.sent,
            failed=self.failed + other.failed,
            unknown=self.unknown + other.unknown,
            left=self.left + other.left,
            fault=self.fault or other.fault,
        )


def send_letters(
    letters: Sequence[PlannedLetter],
    *,
    ledger: Ledger,
    transport: Transport,
    clock: Callable[[], datetime],
    interrupted: Callable[[], bool],
    advance: Callable[[], None],
) -> Delivered:
    """Send the letters in order; `sending` is on disk before the transport sees the first byte.

    Args:
        clock: Returns now (aware).
        interrupted: Whether somebody asked to stop; the letter in hand is finished first.
        advance: Called after each letter, for a progress bar.
    """
    queued = [_record(letter, TouchState.QUEUED, clock()) for letter in letters]
    ledger.queue(queued, binding_of(transport))
    outcomes = dict.fromkeys(DeliveryOutcome, 0)
    for number, letter in enumerate(letters):
        if interrupted():
            return _delivered(outcomes, left=len(letters) - number, fault=None)
        touch = _record(letter, TouchState.SENDING, clock())
        ledger.advance(touch, since=TouchState.QUEUED)
        try:
            receipt = transport.deliver(letter.message)
        except OutreachError as error:
            # An account limit makes it due on the next day; all else, in the next run.
            state = TouchState.FAILED if isinstance(error, AccountLimit) else TouchState.QUEUED
            ledger.advance(replace(touch, state=state, detail=str(error)), since=TouchState.SENDING)
            return _delivered(outcomes, left=len(letters) - number, fault=error)
        if receipt.bounce:
            # Before the touch is out of `sending`, so that no crash can lose it.
            ledger.note(*_returned(touch, receipt, receipt.bounce, at=clock()))
        state = TouchState(receipt.outcome.value)
        log.info("%s: %s to %s", state, touch.key.step, touch.key.practitioner)
        log.debug("%s: %s, %s", touch.key.practitioner, touch.address, receipt.detail)
        done = replace(touch, state=state, at=clock(), detail=receipt.detail)
        ledger.advance(done, since=TouchState.SENDING)
        outcomes[receipt.outcome] += 1
        advance()
    return _delivered(outcomes, left=0, fault=None)


def _returned(
    touch: TouchRecord, receipt: DeliveryReceipt, kind: EventKind, *, at: datetime
) -> tuple[Event, list[Suppression]]:
    """Return what a refusal for good is: a bounce, and for a bad address a suppression."""
    event = Event(
        practitioner=touch.key.practitioner,
        kind=kind,
        at=at,
        source=touch.message_id,
        value=touch.address,
        text=receipt.detail,
    )
    if kind is EventKind.SOFT_BOUNCE:
        return event, []
    bad = Suppression(
        kind=SuppressionKind.HARD_BOUNCE, practitioner="", address=touch.address, at=at
    )
    return event, [bad]


def binding_of(transport: Transport) -> Binding:
    """Return what a ledger is for that records this transport's letters."""
    return Binding.LIVE if transport.is_live else Binding.REHEARSAL


def _delivered(
    outcomes: dict[DeliveryOutcome, int], *, left: int, fault: OutreachError | None
) -> Delivered:
    return Delivered(
        sent=outcomes[DeliveryOutcome.SENT],
        failed=outcomes[DeliveryOutcome.FAILED],
        unknown=outcomes[DeliveryOutcome.UNKNOWN],
        left=left,
        fault=fault,
    )


def _record(letter: PlannedLetter, state: TouchState, at: datetime) -> TouchRecord:
    message = letter.message
    return TouchRecord(
        key=message.key,
        state=state,
        at=at,
        message_id=message.message_id,
        address=message.to,
        subject=message.subject,
    )
