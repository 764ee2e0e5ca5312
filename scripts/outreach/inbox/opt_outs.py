"""Requests not to be written to again: nothing else in a letter outweighs one."""

from outreach.inbox.answers import OPT_OUT
from outreach.inbox.evidence import clauses, gather_evidence, without_greeting
from outreach.inbox.intents import names_of
from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Hit, Phrases
from outreach.inbox.signs import signs_of
from outreach.inbox.verdicts import OptOut
from outreach.practitioners.stages import Intent

_NOT_MEANT = 0.03  # the probability below which the words of a request are meant otherwise ...
_WELCOME = 0.7  # ... and that of interest from which a person should look


def read_opt_out(message: InboundMessage, text: str, phrases: Phrases) -> OptOut | None:
    """Return the request, or None for any other message.

    Args:
        text: The message's own text.
    """
    # As a List-Unsubscribe address does (RFC 2369).
    if asked := _requests(message.subject, phrases):
        return OptOut(text=_typed(text, phrases), why=(f"has the subject “{asked[0].said}”",))
    names = names_of(message)
    text_said = without_greeting(text, names, phrases)
    asked = _requests(text_said, phrases)
    if asked and _is_meant(text, names, phrases):
        return OptOut(text=text, why=clauses(asked))
    return None


def _requests(text: str, phrases: Phrases) -> list[Hit]:
    """Return where a text asks for silence, without the jokes."""
    hits = list(phrases.hits("opt_out", text))
    jokes = {hit.place for hit in phrases.hits("opt_out_joke", text)} if hits else set()
    return [hit for hit in hits if hit.place not in jokes]


def _is_meant(text: str, names: tuple[str, ...], phrases: Phrases) -> bool:
    """Tell whether all that a text says leaves room for the request in it."""
    chances = phrases.learned.chances(signs_of(gather_evidence(text, names, phrases)))
    return chances[OPT_OUT] >= _NOT_MEANT and chances[Intent.INTERESTED] < _WELCOME


def _typed(text: str, phrases: Phrases) -> str:
    """Return what a person typed; empty for the line by which a mail program says that it did."""
    return "" if phrases.first("unsubscribe_line", text) else text
