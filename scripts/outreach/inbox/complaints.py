"""Abuse reports: somebody pressed "this is spam" (RFC 5965)."""

from outreach.inbox.correspondence import Correspondence
from outreach.inbox.message import InboundMessage
from outreach.inbox.verdicts import Complaint


def read_complaint(message: InboundMessage, correspondence: Correspondence) -> Complaint | None:
    """Return the complaint, or None for any other message."""
    return None
