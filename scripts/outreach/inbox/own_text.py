"""What a person wrote anew: without quotes, signature and disclaimer."""

from outreach.inbox.message import InboundMessage


def own_text(message: InboundMessage) -> str:
    """Return the new text of a message; empty when it has none."""
    return "\n".join(part.text for part in message.own("text/plain")).strip()
