"""Answers by machines: absences, acknowledgements, people who left (RFC 3834)."""

from outreach.inbox.correspondence import Correspondence
from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Phrases
from outreach.inbox.verdicts import AutoReply


def read_auto_reply(
    message: InboundMessage, text: str, correspondence: Correspondence, phrases: Phrases
) -> AutoReply | None:
    """Return the automatic answer, or None for any other message.

    Args:
        text: The message's own text.
    """
    return None
