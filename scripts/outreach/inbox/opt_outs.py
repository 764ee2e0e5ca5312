"""Requests not to be written to again."""

from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Phrases
from outreach.inbox.verdicts import OptOut


def read_opt_out(message: InboundMessage, text: str, phrases: Phrases) -> OptOut | None:
    """Return the request, or None for any other message.

    Args:
        text: The message's own text.
    """
    return None
