"""What a person's answer means for us."""

from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Phrases
from outreach.inbox.verdicts import Reply


def read_reply(message: InboundMessage, text: str, phrases: Phrases) -> Reply:
    """Return what a person's answer means; unsure is `check`.

    Args:
        text: The message's own text.
    """
    return Reply(text=text)
