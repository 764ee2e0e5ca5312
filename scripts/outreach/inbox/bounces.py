"""Reports that a letter was not delivered."""

from outreach.inbox.correspondence import Correspondence
from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Phrases
from outreach.inbox.verdicts import Bounce


def read_bounce(
    message: InboundMessage, correspondence: Correspondence, phrases: Phrases
) -> Bounce | None:
    """Return what a delivery report says, or None for any other message."""
    return None
