"""Builds what mail systems send back, and knows whom our side wrote to."""

import tomllib
from functools import cache
from pathlib import Path

from outreach.inbox.bounces import read_bounce
from outreach.inbox.correspondence import Correspondence
from outreach.inbox.parsing import parse_message
from outreach.inbox.phrases import Phrase, Phrases
from outreach.inbox.verdicts import Bounce

PROJECT = Path(__file__).resolve().parents[2]
MAIL = PROJECT / "tests" / "data" / "mail"
DANA = "dana@reyesmassage.example"
PAT = "pat@oakstreet.example"
LETTER = "<letter-1@reyesmassage.example>"
WRITTEN = Correspondence(
    addresses=frozenset({PAT, "pat@oakstret.example", "kim@elm.example", "lee@ash.example"}),
    message_ids=frozenset({LETTER}),
    own=frozenset({DANA}),
)


@cache
def bounce_phrases() -> Phrases:
    """Return the phrases by which bounces are understood, and no others."""
    topics = {}
    for path in sorted((PROJECT / "config" / "phrases").glob("bounce*.toml")):
        tables = tomllib.loads(path.read_text("utf-8"))["phrase"]
        topics[path.stem] = tuple(_phrase(table) for table in tables)
    return Phrases(topics)


def _phrase(table: dict[str, str | list[str]]) -> Phrase:
    unless = table.get("unless", [])
    return Phrase(
        words=str(table["words"]),
        example=str(table["example"]),
        unless=(unless,) if isinstance(unless, str) else tuple(unless),
    )


def read(raw: bytes, written: Correspondence = WRITTEN) -> Bounce | None:
    """Return what a message says as a bounce."""
    return read_bounce(parse_message(raw), written, bounce_phrases())


def notice(
    text: str,
    *,
    sender: str = "Mail Delivery System <mailer-daemon@relay.example>",
    subject: str = "Undelivered Mail Returned to Sender",
    headers: str = "Return-Path: <>\n",
) -> bytes:
    """Return a notice in free form."""
    head = f"{headers}From: {sender}\nTo: {DANA}\nSubject: {subject}\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()


def report(
    fields: str,
    *,
    text: str = "Your message could not be delivered.",
    returned: str = f"From: {DANA}\nTo: {PAT}\nMessage-ID: {LETTER}\n",
    kind: str = "delivery-status",
) -> bytes:
    """Return a report of the form of RFC 3462: words, fields, the letter's header."""
    parts = (
        f"Content-Type: text/plain\n\n{text}\n",
        f"Content-Type: message/{kind}\n\n{fields}\n",
        f"Content-Type: text/rfc822-headers\n\n{returned}\n",
    )
    head = (
        f"From: Mail Delivery System <mailer-daemon@relay.example>\nTo: {DANA}\nSubject: Report\n"
        f"Content-Type: multipart/report; report-type={kind}; boundary=b\n\n"
    )
    return (head + "".join(f"--b\n{part}" for part in parts) + "--b--\n").encode()
