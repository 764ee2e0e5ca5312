"""Builds messages as a mailbox holds them, and the letters that they answer."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from outreach.inbox.matching import Letters, lay_out
from outreach.inbox.message import InboundMessage
from outreach.inbox.parsing import parse_message
from outreach.inbox.recording import Arrival, Recorded, record
from outreach.inbox.verdicts import Reply, Verdict
from outreach.practitioners.stages import Intent
from outreach.practitioners.touches import TouchRecord
from tests.people import ID, MONDAY, noon, touch

OWNER = "ana@reyesmassage.example"
OTHER = "P-0THER1"
INTRODUCTION = touch("introduction", MONDAY)
OFFER = touch("demo_offer", MONDAY + timedelta(days=6))
COLLEAGUE = touch("introduction", MONDAY, address="sam@lopez.example", id_=OTHER)


def raw_mail(
    text: str = "Hello Ana",
    *,
    sender: str = "Maria Lopez <maria@lopez.example>",
    subject: str = "Re: A neighbor with a question",
    **headers: str,
) -> bytes:
    """Return a message; keywords are further headers with underscores for hyphens."""
    fields: Mapping[str, str] = {
        "From": sender,
        "To": f"Ana Reyes <{OWNER}>",
        "Subject": subject,
        "Date": noon(MONDAY + timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S %z"),
        "Message-ID": "<answer-1@mail.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\r\n".join([*lines, "", *text.splitlines(), ""]).encode()


def mail(text: str = "Hello Ana", **given: str) -> InboundMessage:
    """Return a parsed message; keywords as for `raw_mail`."""
    return parse_message(raw_mail(text, **given))


def letters(*touches: TouchRecord, **addresses: str) -> Letters:
    """Return letters that left; without any, the introduction to Maria Lopez.

    Args:
        addresses: Address that a row has now, by row key with an underscore.
    """
    present = {key.replace("_", "-"): address for key, address in addresses.items()}
    return lay_out(touches or (INTRODUCTION,), present)


def recorded(
    message: InboundMessage,
    verdict: Verdict | None = None,
    known: Letters | None = None,
    *,
    at: datetime | None = None,
) -> Recorded:
    """Return what the ledger keeps of a message; without a verdict, of an interested reply."""
    verdict = verdict or Reply(intent=Intent.INTERESTED, text="Yes")
    at = at or noon(MONDAY + timedelta(days=1))
    arrival = Arrival(message=message, verdict=verdict, at=at, source="<answer-1@mail.example>#1")
    return record(arrival, known or letters())


__all__ = ["COLLEAGUE", "ID", "INTRODUCTION", "OFFER", "OTHER", "OWNER"]
