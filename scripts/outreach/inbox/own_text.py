"""What a person wrote anew: without quotes, signature and disclaimer."""

import re

from outreach.inbox.bodies import bodies
from outreach.inbox.disclaimers import (
    without_calendar,
    without_disclaimers,
    without_images,
    without_seal,
    without_stamps,
)
from outreach.inbox.header_fields import addresses_in
from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Phrases
from outreach.inbox.quotes import Below, without_quotes
from outreach.inbox.signatures import without_signature

_MOST_LETTERS = 5  # within one another
_MOST_OWN = 0.75  # of a body that quotes
_TITLES = frozenset("dr mr mrs ms miss prof the of and at".split())


def own_text(message: InboundMessage, phrases: Phrases) -> str:
    """Return the new text of a message; empty when it has none."""
    shown = bodies(message)
    plain = next(shown, "")
    text = _own(plain, message, phrases)
    if text and _is_quoting(plain, text):
        return text
    for html in shown:
        other = _own(html, message, phrases)
        # HTML marks quotations and signatures of which plain text may bear no sign; where both
        # begin with the same words, what the plain text has besides is such a one.
        if not text or (other and _squashed(text).startswith(_squashed(other))):
            return other
    return text


def _is_quoting(body: str, text: str) -> bool:
    """Tell whether much of a body was left out, as where a quotation was found."""
    return len(text) < len(body) * _MOST_OWN


def _squashed(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _own(body: str, message: InboundMessage, phrases: Phrases) -> str:
    """Return the new text of one body."""
    text = without_seal(body)
    if any(message.own("text/calendar", "application/ics")):
        text = without_calendar(text, phrases)
    for _ in range(_MOST_LETTERS):
        found = without_quotes(text, phrases)
        last = len(found.pieces) - 1
        pieces = (
            _written(piece, message, phrases, ends=number in {0, last})
            for number, piece in enumerate(found.pieces)
        )
        own = "\n\n".join(piece for piece in pieces if piece)
        if own or found.below is None or _names_us(found.below, message):
            return re.sub(r"\n{3,}", "\n\n", own)
        text = found.below.text  # passed on without a word: then this is what they have to say
    return ""


def _written(piece: str, message: InboundMessage, phrases: Phrases, *, ends: bool) -> str:
    """Return what a person wrote of a piece of text without quotations."""
    text = without_stamps(without_images(piece), phrases)
    text = without_disclaimers(text, phrases)
    if ends:
        text = without_signature(text, message.sender_name, phrases)
    return text.strip()


def _names_us(below: Below, message: InboundMessage) -> bool:
    """Tell whether a letter below is one of the two who write to each other here.

    Help desks and colleagues pass on what others wrote; our own letter must never be taken for an
    answer to it. What names nobody is taken for ours.
    """
    said = below.mark.lower()
    named = addresses_in(said.partition(" to:")[0]) or addresses_in(said)
    if named:
        return named[0] in {*message.recipients, message.sender}
    fields = (message.headers.first("to"), message.sender_name)
    words = {word for field in fields for word in re.findall(r"[^\W\d_]{2,}", field.lower())}
    return not said or bool((words - _TITLES) & set(re.findall(r"[^\W\d_]{2,}", said)))
