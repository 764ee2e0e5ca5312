"""A transport that keeps a copy of each letter in the mailbox's Sent folder.

Most providers keep one themselves; for those that do not, `save_sent` does. The copy also settles
the doubt when a run breaks off while a letter leaves (I1).
"""

import logging

from outreach.campaign.message import DeliveryOutcome, DeliveryReceipt, OutgoingMessage
from outreach.errors import MailError
from outreach.mail.mailbox import Mailbox
from outreach.mail.mime import message_bytes
from outreach.mail.port import Transport

log = logging.getLogger(__name__)


class Copying:
    """Delivers by another transport, and saves what was delivered."""

    def __init__(self, transport: Transport, mailbox: Mailbox) -> None:
        """Take both as they are; whoever opened them closes them."""
        self._transport = transport
        self._mailbox = mailbox

    @property
    def is_live(self) -> bool:
        """As the transport within."""
        return self._transport.is_live

    @property
    def leaves_computer(self) -> bool:
        """As the transport within."""
        return self._transport.leaves_computer

    def check_ready(self) -> None:
        """Raise MailError when no message could be delivered now."""
        self._transport.check_ready()

    def deliver(self, message: OutgoingMessage) -> DeliveryReceipt:
        """Hand one message over, once, and save a copy of it.

        A copy that cannot be saved takes nothing from the letter, which has left by then: it is
        said in the log.

        Raises:
            MailError: It fails for every message; this one was not delivered.
        """
        receipt = self._transport.deliver(message)
        if receipt.outcome is DeliveryOutcome.SENT:
            try:
                self._mailbox.save_sent(message_bytes(message))
            except MailError as error:
                log.warning("a letter left, but its copy was not saved: %s", error)
        return receipt

    def was_delivered(self, message_id: str) -> bool | None:
        """As the transport within."""
        return self._transport.was_delivered(message_id)

    def close(self) -> None:
        """Let go of what is open, as before a long wait."""
        self._transport.close()
