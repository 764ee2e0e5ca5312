"""Whom a report of non-delivery is about, as we wrote to them.

We know whom we wrote to, so an address of ours outweighs any other that a report names: a mailbox
forwards elsewhere, and a report speaks of the last address. Decoys are the addressee of the report
(that is us), the sender of the letter, and the mail system itself.
"""

import re
from collections.abc import Iterable, Iterator

from outreach.inbox.correspondence import Correspondence
from outreach.inbox.delivery_status import DeliveryStatus
from outreach.inbox.header_fields import addresses_in
from outreach.inbox.message import InboundMessage
from outreach.inbox.returned import Notice

_MOST = 20
_GENERATED = re.compile(r"generated from\s+<?([^\s<>()]+@[^\s<>()]+)", re.IGNORECASE)
_LISTED = re.compile(
    r"rcpt\s+to:\s*<?([^\s<>]+@[^\s<>]+)"
    r"|^[ \t>*-]{0,8}(?:[45]\d\d[ -])?\"?<?([^\s<>\",;:()]+@[^\s<>\",;:()]+?)>?\"?[ \t]*"
    r"(?:$|:|\.\.\.|\(|<mailto| on )"
    r"|(?:recipient(?: address)?|addressed to|original-rcpt)\s*:\s*<?([^\s<>]+@[^\s<>]+)"
    r"|\"?emailaddress\\?\"\s*:\s*\\?\"([^\s<>\"\\]+@[^\s<>\"\\]+)",
    re.IGNORECASE | re.MULTILINE,
)
_OF_SENDER = re.compile(
    r"mail\s+from\s*:|^[ \t>]*(?:from|return-path|reply-to|(?:original )?sender|x-[\w-]*sender)\s*:"
    r"|envelope-from|sender(?: address)? |^from |help|assistance|contact|\bIn:\s+MAIL\b",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"(?:mailer-daemon|post_?master|double-bounce|abuse|no-?reply)@")
_FOR = re.compile(r"\bfor\s+<?([^\s<>;]+@[^\s<>;]+)>?", re.IGNORECASE)


def failed_recipients(
    message: InboundMessage,
    notice: Notice,
    statuses: tuple[DeliveryStatus, ...],
    correspondence: Correspondence,
) -> tuple[tuple[str, ...], tuple[DeliveryStatus, ...]]:
    """Return the recipients as we wrote to them, and what the report says of these."""
    ladder = (
        _by_status(statuses, correspondence),
        [(address, None) for address in _by_header(message, notice, correspondence)],
        [(address, None) for address in _by_text(message, notice)],
    )
    for rung in ladder:
        known = [(address, status) for address, status in rung if correspondence.knows(address)]
        if known:
            about = tuple(status for _, status in known if status) or statuses
            return _each_once(address for address, _ in known), about
    addressed = _each_once(filter(correspondence.knows, _addressed(notice)))
    if addressed:  # it was forwarded, and the report names where to
        return addressed, statuses
    named = next((rung for rung in ladder if rung), [])
    found = _each_once(address for address, _ in named) or _each_once(_addressed(notice))
    return found, statuses


def _by_status(
    statuses: tuple[DeliveryStatus, ...], correspondence: Correspondence
) -> list[tuple[str, DeliveryStatus | None]]:
    found: list[tuple[str, DeliveryStatus | None]] = []
    for status in statuses:
        named = [one for one in (status.original, status.final) if one]
        ours = [one for one in named if correspondence.knows(one)]
        found += [(one, status) for one in (ours or named)[:1]]
    return found


def _by_header(
    message: InboundMessage, notice: Notice, correspondence: Correspondence
) -> tuple[str, ...]:
    named = addresses_in(" ".join(message.headers.every("x-failed-recipients")))
    generated = {match.strip(".,").lower() for match in _GENERATED.findall(notice.text)}
    ours = [address for address in generated if correspondence.knows(address)]
    return tuple(ours) if ours and len(named) == 1 else named


def _by_text(message: InboundMessage, notice: Notice) -> tuple[str, ...]:
    """Return the addresses that the words of a notice name, the surest first."""
    listed: list[str] = []
    others: list[str] = []
    ours = {*message.recipients, message.sender}
    for line in notice.text.split("\n"):
        if "@" not in line:
            continue
        listed += _listed(line)
        if not _OF_SENDER.search(line):
            others += addresses_in(line)
    found = _each_once(one for one in listed if not _DAEMON.match(one))
    if not set(found) - ours:
        found = _each_once(one for one in [*found, *others] if not _DAEMON.match(one))
    return tuple(one for one in found if one not in ours)


def _listed(line: str) -> Iterator[str]:
    for groups in _LISTED.findall(line):
        address = "".join(groups).strip(".,;:'`").lower()
        if "@" in address and not re.match(r"[ \t>]*mail\s+from", line, re.IGNORECASE):
            yield address


def _addressed(notice: Notice) -> tuple[str, ...]:
    """Return whom the returned letter was written to."""
    fields = ("x-original-to", "to", "cc", "x-failed-recipients", "delivered-to")
    written = addresses_in(
        " ".join(value for name in fields for value in notice.returned.every(name))
    )
    carried = (
        match.lower()
        for value in notice.returned.every("received")
        for match in _FOR.findall(value)
    )
    return written or tuple(dict.fromkeys(carried))


def _each_once(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(addresses))[:_MOST]
