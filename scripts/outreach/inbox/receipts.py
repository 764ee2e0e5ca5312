"""Notices that a letter was displayed or deleted (RFC 8098)."""

from outreach.inbox.message import InboundMessage
from outreach.inbox.verdicts import ReadReceipt


def read_receipt(message: InboundMessage) -> ReadReceipt | None:
    """Return the receipt, or None for any other message."""
    return None
