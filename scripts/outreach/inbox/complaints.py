"""Abuse reports: somebody pressed "this is spam" (RFC 5965)."""

import re
from collections.abc import Iterator

from outreach.inbox.correspondence import Correspondence
from outreach.inbox.header_fields import addresses_in
from outreach.inbox.message import Headers, InboundMessage
from outreach.inbox.parsing import parse_headers
from outreach.inbox.verdicts import Complaint

_REPORT = re.compile(r"^feedback-type[ \t]*:[ \t]*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_AGENT = re.compile(r"^(?:user-agent|version)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_NO_COMPLAINTS = {"not-spam"}
_FAILURES = ("auth-failure", "auth")  # RFC 6591: a server reports, and no person complains

# Who complained, as the report says; providers that hide it leave what they put into the letter.
_NAMED = ("original-rcpt-to", "removal-recipient", "original-recipient", "redacted-address")
_RETURNED = ("x-hmxmroriginalrecipient", "x-apparently-to", "x-original-to", "to", "delivered-to")

# Microsoft's Junk Mail Reporting Program sends the letter alone, below a subject of its own.
_JMRP_SENDER = "staff@hotmail.com"
_JMRP_FIELDS = ("x-hmxmroriginalrecipient",)
_JMRP_SUBJECT = re.compile(r"^\s*complaint about message from\b", re.IGNORECASE)


def read_complaint(message: InboundMessage, correspondence: Correspondence) -> Complaint | None:
    """Return the complaint, or None for any other message."""
    report = _report(message)
    found = _REPORT.search(report)
    kind = found[1].lower() if found else ""
    if kind in _NO_COMPLAINTS:
        return None
    returned = _returned(message)
    if not report and message.report != "feedback-report" and not _is_jmrp(message, returned):
        return None
    if kind in _FAILURES:
        failed = "says that our mail failed authentication"
        return Complaint(by_person=False, why=("is an abuse report", failed))
    named = list(_addresses(parse_headers(report), _NAMED))
    written = [one for headers in returned for one in _addresses(headers, _RETURNED)]
    known = tuple(one for one in (*named, *written) if correspondence.knows(one))
    recipients = known or tuple(one for one in named or written if one not in correspondence.own)
    why = ("is an abuse report", f"is of the type {kind}") if kind else ("is an abuse report",)
    return Complaint(recipients=tuple(dict.fromkeys(recipients)), why=why)


def _report(message: InboundMessage) -> str:
    """Return the fields of the report; some stand in a plain text part."""
    for part in message.own("message/feedback-report"):
        return part.text or "feedback-type: abuse"
    for part in message.own("text/plain"):
        if _REPORT.search(part.text) and _AGENT.search(part.text):
            begins = min(_REPORT.search(part.text), _AGENT.search(part.text), key=_place)
            return part.text[_place(begins) :]
    return ""


def _place(found: re.Match[str] | None) -> int:
    return found.start() if found else 0


def _returned(message: InboundMessage) -> list[Headers]:
    kinds = {"message/rfc822", "text/rfc822-headers"}
    return [parse_headers(part.text) for part in message.parts if part.kind in kinds]


def _is_jmrp(message: InboundMessage, returned: list[Headers]) -> bool:
    if not returned:
        return False
    sent_so = message.sender == _JMRP_SENDER and _JMRP_SUBJECT.search(message.subject)
    return bool(sent_so) or any(one.first(name) for one in returned for name in _JMRP_FIELDS)


def _addresses(headers: Headers, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        for value in headers.every(name):
            yield from addresses_in(value.partition(" via ")[0])
