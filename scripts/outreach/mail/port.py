"""The port that every transport implements."""

from typing import Protocol

from outreach.campaign.message import DeliveryReceipt, OutgoingMessage


class Transport(Protocol):
    """Takes messages away."""

    @property
    def is_live(self) -> bool:
        """Whether real people may receive what it takes."""

    @property
    def leaves_computer(self) -> bool:
        """Whether what it takes goes to another computer: the ceilings bind it then (I11)."""

    def check_ready(self) -> None:
        """Raise MailError when no message could be delivered now."""

    def deliver(self, message: OutgoingMessage) -> DeliveryReceipt:
        """Hand one message over, once.

        Raises:
            MailError: It fails for every message; this one was not delivered.
        """

    def was_delivered(self, message_id: str) -> bool | None:
        """Say whether a message left earlier; None when this transport cannot know (I1)."""

    def close(self) -> None:
        """Let go of what is open, as before a long wait; the next delivery opens it anew."""
