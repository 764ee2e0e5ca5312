"""Sends a few of the due letters to the owner instead, and records nothing."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, time

from outreach.campaign.message import DeliveryOutcome, DeliveryReceipt, OutgoingMessage
from outreach.campaign.planning import Narrowing
from outreach.errors import OutreachError, UsageError
from outreach.files.config import Config
from outreach.jobs.opening import opened_passes
from outreach.jobs.request import Request
from outreach.jobs.showing import Frame
from outreach.ledger.database import ledger_url
from outreach.ledger.ledger import Ledger
from outreach.ledger.values import Binding
from outreach.mail.port import Transport
from outreach.practitioners.addresses import identity_address, is_reserved

MOST = 3
SUBJECT = "[TEST] "


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """How the test went.

    Attributes:
        to: Where the mails went.
        refused: The server's words for each mail that it did not take.
        fault: Why the rest was not tried, or None.
    """

    sent: int
    to: str
    refused: tuple[str, ...]
    fault: OutreachError | None = None


def send_tests(
    config: Config,
    to: str,
    narrowing: Narrowing,
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> Tested:
    """Send at most three of the letters that are due to an address of the owner's.

    Args:
        to: The address, or `me`.
        narrowing: Whose letters.
        now: Aware.
        new_id: Returns a fresh row key.

    Raises:
        UsageError: The transport is not live, or the address is not the owner's.
        OutreachError: Something stops the job.
    """
    address = _address(config, to)
    most = MOST if narrowing.limit is None else narrowing.limit
    request = Request(dry=True, trial=True, narrowing=replace(narrowing, limit=min(MOST, most)))
    with (
        opened_passes(
            config, request, now=now, new_id=new_id, chance=lambda low, _: low, any_ledger=True
        ) as (opened, frame),
        closing(Ledger(ledger_url("sqlite://", config.base))) as nothing,
    ):
        transport, ledger = opened.tools.transport, opened.tools.ledger
        if not transport.is_live:
            raise UsageError(
                "--test-to",
                "is for live transports, and letters go into the outbox",
                hint='set [mail] transport = "smtp"; in the outbox every letter is a file to read',
            )
        if transport.leaves_computer and is_reserved(address):
            raise UsageError("--test-to", f"{address} reaches nobody", hint="give a real address")
        if ledger.binding is Binding.REHEARSAL:
            ledger = nothing  # as --go-live makes it; else nobody is due right after a rehearsal
        passes = replace(opened, tools=replace(opened.tools, ledger=ledger))
        letters = passes.first(_on_an_allowed_day(frame)).plan.letters
        transport.check_ready()
        tests = [_as_test(letter.message, address, new_id()) for letter in letters]
        receipts, fault = _delivered(transport, tests)
    refused = [r.detail for r in receipts if r.outcome is not DeliveryOutcome.SENT]
    return Tested(
        sent=len(receipts) - len(refused), to=address, refused=tuple(refused), fault=fault
    )


def _delivered(
    transport: Transport, tests: Sequence[OutgoingMessage]
) -> tuple[list[DeliveryReceipt], OutreachError | None]:
    """Send the tests in order until the transport fails for all."""
    receipts: list[DeliveryReceipt] = []
    for test in tests:
        try:
            receipts.append(transport.deliver(test))
        except OutreachError as error:
            return receipts, error
    return receipts, None


def _address(config: Config, to: str) -> str:
    """Return the owner's address that was asked for.

    Raises:
        UsageError: It is not the owner's.
    """
    owner = config.settings.owner
    if to == "me":
        return owner.email
    mine = {identity_address(address): address for address in (owner.email, *owner.test_addresses)}
    if found := mine.get(identity_address(to)):
        return found
    raise UsageError(
        "--test-to",
        "is not an address of yours",
        hint=f"write me, or add it to test_addresses in {config.shown}: [owner]",
    )


def _on_an_allowed_day(frame: Frame) -> Frame:
    """Return the frame of the next day on which letters leave, for tests are made on Sundays."""
    day = frame.calendar.next_allowed(frame.today)
    noon = datetime.combine(day, time(12), tzinfo=frame.calendar.zone)
    return frame if day == frame.today else replace(frame, now=noon)


def _as_test(message: OutgoingMessage, to: str, number: str) -> OutgoingMessage:
    """Return the letter for the owner's eyes, under a Message-ID that no other letter has."""
    domain = message.message_id.strip("<>").partition("@")[2]
    return replace(
        message,
        message_id=f"<test.{number.lower()}@{domain}>",
        to=to,
        subject=SUBJECT + message.subject,
    )
