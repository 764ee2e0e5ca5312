"""Requests not to be written to again that a phrase makes plain, whoever sends them.

Those that only the weight of words tells are read in `answers.py`, from people whom we wrote to.
"""

from outreach.inbox.answers import MEANT
from outreach.inbox.evidence import Evidence, clauses, gather_evidence
from outreach.inbox.intents import names_of
from outreach.inbox.learned import OPT_OUT
from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Phrases
from outreach.inbox.signs import signs_of
from outreach.inbox.verdicts import OptOut
from outreach.practitioners.stages import Intent

_WELCOME = 0.7  # the probability of interest from which a person should look


def read_opt_out(message: InboundMessage, text: str, phrases: Phrases) -> OptOut | None:
    """Return the request, or None for any other message.

    Args:
        text: The message's own text.
    """
    # As a List-Unsubscribe address does (RFC 2369).
    if asked := gather_evidence(message.subject, (), phrases).said("opt_out"):
        return OptOut(text=_typed(text, phrases), why=(f"has the subject “{asked[0].said}”",))
    evidence = gather_evidence(text, names_of(message), phrases)
    if (asked := evidence.said("opt_out")) and _is_meant(evidence, phrases):
        return OptOut(text=text, why=clauses(asked))
    return None


def _is_meant(evidence: Evidence, phrases: Phrases) -> bool:
    """Tell whether all that a text says leaves room for the request in it."""
    chances = phrases.learned.chances(signs_of(evidence))
    return chances[OPT_OUT] >= MEANT and chances[Intent.INTERESTED] < _WELCOME


def _typed(text: str, phrases: Phrases) -> str:
    """Return what a person typed; empty for the line by which a mail program says that it did."""
    return "" if phrases.first("unsubscribe_line", text) else text
