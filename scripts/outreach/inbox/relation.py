"""Whether a message answers us at all, and how sure that is."""

import re
from dataclasses import dataclass

from outreach.inbox.correspondence import Correspondence, practice_domain, practice_domains
from outreach.inbox.header_fields import message_ids
from outreach.inbox.message import InboundMessage
from outreach.practitioners.folding import fold

_MARKS = re.compile(
    r"^\s*(?:(?:re|aw|sv|vs|tr|res|rif|antw|odp|ynt|fw|fwd|wg|回复|答复|転送|返信)\s*(?:\[\d+\])?\s*[:：]"
    r"|\[[^\]]{1,30}\])\s*",
    re.IGNORECASE,
)
_BULK = ("list-unsubscribe", "list-id", "x-campaign-id", "x-mailgun-sid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How a message is tied to what we sent.

    Attributes:
        refers_to: Those of our Message-IDs that it answers, the newest first.
        why: What ties it to us; empty for a message that nothing ties to us.
    """

    refers_to: tuple[str, ...] = ()
    why: str = ""


def relation_of(message: InboundMessage, correspondence: Correspondence) -> Relation:
    """Return how a message is tied to what we sent."""
    if ours := correspondence.ours(message.refers_to):
        return Relation(refers_to=ours, why="answers our message")
    if correspondence.knows(message.sender):
        return Relation(why=f"is from {message.sender}, whom we wrote to")
    domain = practice_domain(message.sender)
    if domain and domain in practice_domains(correspondence.addresses):
        return Relation(why=f"is from {domain}, where we wrote to somebody")
    if bare_subject(message.subject) in correspondence.subjects:
        return Relation(why="has the subject of a letter of ours")
    return Relation()


def all_named(message: InboundMessage) -> tuple[str, ...]:
    """Return the Message-IDs that a message answers, then those that stand anywhere within it."""
    within = (one for part in message.parts for one in message_ids(part.text))
    return tuple(dict.fromkeys((*message.refers_to, *within)))


def is_bulk(message: InboundMessage) -> bool:
    """Tell whether a message went to many, such as a newsletter."""
    precedence = message.headers.first("precedence").lower()
    return precedence in {"bulk", "list"} or any(message.headers.first(name) for name in _BULK)


def is_fresh(message: InboundMessage, correspondence: Correspondence) -> bool:
    """Tell whether a message was begun anew, or in another thread: it may be on any matter."""
    subject = bare_subject(message.subject)
    answers = subject != " ".join(fold(message.subject).split()) and not message.refers_to
    return not (answers or subject in correspondence.subjects)


def bare_subject(subject: str) -> str:
    """Return a subject folded, without its marks of answering and forwarding."""
    while found := _MARKS.match(subject):
        subject = subject[found.end() :]
    return " ".join(fold(subject).split())
