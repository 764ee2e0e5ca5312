"""A notice of non-delivery in its two halves: what a machine says, and the letter it returns."""

import re
from dataclasses import dataclass
from html import unescape

from outreach.inbox.header_fields import message_ids
from outreach.inbox.message import Headers, InboundMessage
from outreach.inbox.parsing import parse_headers

MOST_NOTICE = 8_000
"""Characters; a notice that has said nothing by then says nothing."""
_MOST_RETURNED = 20_000
_MOST_HTML = 100_000

# Fields that only a letter has: with the first of them, the letter begins.
_LETTER_BEGINS = re.compile(
    r"^[ \t>]{0,4}(?:received|return-path|dkim-signature|domainkey-signature|message-id"
    r"|mime-version|delivered-to|x-received|x-originating-ip|arc-seal|x-mailer)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD_LINE = re.compile(r"^[ \t>]{0,4}[A-Za-z][\w-]{0,60}:(?:\s|\S)")
_WHOLE_LETTER = re.compile(r"(?:received|return-path|delivered-to|x-received)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAK = re.compile(r"<(?:br|p|div|tr|li|h\d)\b[^<>]{0,500}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Both halves.

    Attributes:
        text: What the machine says, at most `MOST_NOTICE` characters.
        returned: The header fields of the letter; none when it is not returned.
        message_ids: Message-IDs in the letter, in the notice and in what the notice answers.
    """

    text: str
    returned: Headers
    message_ids: tuple[str, ...]


def read_notice(message: InboundMessage) -> Notice:
    """Return a message as a notice; of what is not one, `text` is simply its text."""
    own = "\n\n".join(
        part.text for part in message.own("text/plain", "multipart/mixed") if part.text
    )
    if not own.strip():
        own = "\n\n".join(_plain(part.text) for part in message.own("text/html"))
    text, letter = _halves(own[: MOST_NOTICE + _MOST_RETURNED])
    attached = [
        part.text
        for part in message.parts
        if part.kind in {"message/rfc822", "text/rfc822-headers"}
    ]
    returned = parse_headers(attached[-1] if attached else letter)
    below = "\n".join(part.text[:_MOST_RETURNED] for part in message.parts)
    found = (*message_ids(returned.first("message-id")), *message.refers_to, *message_ids(below))
    return Notice(
        text=text[:MOST_NOTICE], returned=returned, message_ids=tuple(dict.fromkeys(found))
    )


def _halves(text: str) -> tuple[str, str]:
    """Return the notice, and the letter that is quoted in it."""
    begins = _LETTER_BEGINS.search(text)
    if begins is None:
        return text, ""
    lines = text[: begins.start()].split("\n")
    tail = len(lines) - 1
    while tail and _FIELD_LINE.match(lines[tail - 1]) and not lines[tail - 1].endswith(":"):
        tail -= 1  # `From:`, `To:` and `Subject:` may stand before
    head = "\n".join(lines[:tail])
    letter = text[len(head) :].lstrip("\n")
    if not _WHOLE_LETTER.match(begins[0].strip(" \t>")):
        # Only some fields, as a reminder: the notice goes on below.
        letter, _, rest = letter.partition("\n\n")
        head = f"{head}\n\n{rest}"
    return head, re.sub(r"(?m)^[ \t>]+(?=[\w-]+:)", "", letter)


def _plain(html: str) -> str:
    """Return the words of a text in HTML."""
    html = _without(_without(html[:_MOST_HTML], "style"), "script")
    return unescape(_TAG.sub(" ", _BREAK.sub("\n", html)))


def _without(html: str, element: str) -> str:
    """Return a text in HTML without the elements of one name; one that is not closed ends it."""
    kept = []
    lower, at = html.lower(), 0
    while (begins := lower.find(f"<{element}", at)) >= 0:
        kept.append(html[at:begins])
        ends = lower.find(f"</{element}", begins)
        at = ends if ends >= 0 else len(html)
    return "".join([*kept, html[at:]])
