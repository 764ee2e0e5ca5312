"""Notices and answers of tests/data as messages, and our side of the correspondence."""

from functools import cache

from outreach.files.phrases import load_phrases
from outreach.inbox.auto_replies import read_auto_reply
from outreach.inbox.correspondence import Correspondence
from outreach.inbox.message import Headers, InboundMessage, Part, read_date
from outreach.inbox.phrases import Phrases
from outreach.inbox.verdicts import AutoReply
from tests.people import demo_config

SENT = "Thu, 19 Nov 2026 09:00:00 -0500"
OURS = "<letter-1@reyesmassage.example>"
SENDER = "pat@clinic.example"
OWNER = "ana@reyesmassage.example"
SUBJECT = "Re: A neighbor with a question"
CORRESPONDENCE = Correspondence(
    addresses=frozenset({SENDER}),
    message_ids=frozenset({OURS}),
    own=frozenset({OWNER}),
    subjects=frozenset({"a neighbor with a question"}),
)


@cache
def shipped_phrases() -> Phrases:
    """Return the phrases that ship."""
    return load_phrases(demo_config())


def message(
    text: str,
    *,
    subject: str = SUBJECT,
    sent: str = SENT,
    sender: str = SENDER,
    refers_to: tuple[str, ...] = (OURS,),
    parts: tuple[Part, ...] = (),
    **headers: str,
) -> InboundMessage:
    """Return a message; keywords are further headers with underscores for hyphens."""
    fields = {"to": f"Ana Reyes <{OWNER}>", **headers}
    return InboundMessage(
        headers=Headers(
            fields=tuple((key.replace("_", "-"), value) for key, value in fields.items())
        ),
        sender=sender,
        refers_to=refers_to,
        subject=subject,
        sent_at=read_date(sent),
        parts=(Part(kind="text/plain", text=text), *parts),
    )


def read(text: str, one: InboundMessage | None = None) -> AutoReply | None:
    """Return what is read in a text, by default in a message that no header calls automatic."""
    return read_auto_reply(one or message(text), text, CORRESPONDENCE, shipped_phrases())
