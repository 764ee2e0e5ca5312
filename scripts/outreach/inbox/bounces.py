"""Reports that a letter was not delivered: whom they are about, and for how long."""

import re
from dataclasses import replace

from outreach.inbox.bounce_recipients import failed_recipients
from outreach.inbox.bounce_signs import may_be_bounce, sign_of_bounce
from outreach.inbox.correspondence import Correspondence
from outreach.inbox.delivery_status import DeliveryStatus, delivery_statuses
from outreach.inbox.failure_reasons import Failure, failure_in, failure_of, tells_nothing
from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Phrases
from outreach.inbox.returned import Notice, read_notice
from outreach.inbox.verdicts import Bounce

_GIVES_UP = re.compile(r"\bfailed permanently\b|\bgiving up\b|\bpermanent error\b", re.IGNORECASE)


def read_bounce(
    message: InboundMessage, correspondence: Correspondence, phrases: Phrases
) -> Bounce | None:
    """Return what a delivery report says, or None for any other message."""
    if not may_be_bounce(message, correspondence):
        return None
    notice = read_notice(message)
    sign = sign_of_bounce(message, notice, correspondence, phrases)
    if not sign:
        return None
    statuses = _statuses(message, notice)
    if statuses and all(one.arrived for one in statuses):
        return None
    failed = tuple(one for one in statuses if not one.arrived)
    recipients, about = failed_recipients(message, notice, failed, correspondence)
    failures = _failures(about, message, notice, phrases)
    delayed = _is_delayed(message, notice, about, phrases)
    hard = not delayed and all(failure.hard for failure in failures)
    telling = next((one for one in failures if one.hard is hard), failures[0])
    return Bounce(
        hard=hard,
        delayed=delayed,
        recipients=recipients,
        status_code=telling.code,
        diagnostic=telling.diagnostic,
        why=(sign, "says that the other side still tries" if delayed else telling.why),
    )


def _statuses(message: InboundMessage, notice: Notice) -> tuple[DeliveryStatus, ...]:
    """Return what the report says of each recipient, wherever it stands."""
    reports = [part for part in message.parts if part.kind == "message/delivery-status"]
    own = [part for part in reports if not part.depth] or reports
    found = tuple(status for part in own for status in delivery_statuses(part.text))
    return found or delivery_statuses(notice.text)


def _failures(
    about: tuple[DeliveryStatus, ...], message: InboundMessage, notice: Notice, phrases: Phrases
) -> tuple[Failure, ...]:
    """Return why each letter failed; by the fields of the report, else by its words."""
    text = f"{message.subject}\n\n{notice.text}"
    failures = []
    for status in about:
        remote = f"{status.remote} {status.final}"
        failure = failure_of(
            status.diagnostic, status.status, phrases, around=notice.text, remote=remote
        )
        if tells_nothing(failure) or not failure.diagnostic:
            by_notice = failure_in(text, status.status, phrases)
            diagnostic = failure.diagnostic or by_notice.diagnostic
            failure = by_notice if tells_nothing(failure) else failure
            failure = replace(failure, diagnostic=diagnostic)
        failures.append(failure)
    return tuple(failures) or (failure_in(text, "", phrases),)


def _is_delayed(
    message: InboundMessage, notice: Notice, about: tuple[DeliveryStatus, ...], phrases: Phrases
) -> bool:
    if any(status.action for status in about):
        return all(status.delayed for status in about)
    text = f"{message.subject}\n\n{notice.text}"
    return phrases.first("bounce_delayed", text) is not None and not _GIVES_UP.search(text)
