"""Requests not to be written to again: nothing else in a letter outweighs one."""

from outreach.inbox.evidence import clauses, without_greeting
from outreach.inbox.intents import names_of, read_intent
from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Hit, Phrases
from outreach.inbox.verdicts import OptOut
from outreach.practitioners.stages import Intent

_UNWILLING = (Intent.CHECK, Intent.DECLINED)


def read_opt_out(message: InboundMessage, text: str, phrases: Phrases) -> OptOut | None:
    """Return the request, or None for any other message.

    Args:
        text: The message's own text.
    """
    if asked := _requests(
        message.subject, phrases
    ):  # as a List-Unsubscribe address does (RFC 2369)
        return OptOut(text=_typed(text, phrases), why=(f"has the subject “{asked[0].said}”",))
    text_said = without_greeting(text, names_of(message), phrases)
    if asked := _requests(text_said, phrases):
        return OptOut(text=text, why=clauses(iter(asked)))
    hints = _sober(phrases, "opt_out_word", text_said)
    if hints and read_intent(text, names_of(message), phrases)[0] in _UNWILLING:
        return OptOut(text=text, why=clauses(iter(hints)))
    return None


def _requests(text: str, phrases: Phrases) -> list[Hit]:
    return _sober(phrases, "opt_out", text)


def _sober(phrases: Phrases, topic: str, text: str) -> list[Hit]:
    """Return what a text says on a topic, without the jokes."""
    hits = list(phrases.hits(topic, text))
    jokes = {hit.place for hit in phrases.hits("opt_out_joke", text)} if hits else set()
    return [hit for hit in hits if hit.place not in jokes]


def _typed(text: str, phrases: Phrases) -> str:
    """Return what a person typed; empty for the line by which a mail program says that it did."""
    return "" if phrases.first("unsubscribe_line", text) else text
