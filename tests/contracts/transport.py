"""The contract of every transport."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from outreach.campaign.message import DeliveryOutcome, OutgoingMessage
from outreach.errors import MailError
from outreach.mail.mime import message_bytes
from outreach.mail.port import Transport
from outreach.practitioners.touches import TouchKey

KEY = TouchKey(practitioner="P-000001", campaign="partners", step="introduction")


def message(number: int = 1, *, text: str = "Hello Zoë,\n\nmay I visit you?\n") -> OutgoingMessage:
    """Return one of several different messages."""
    return OutgoingMessage(
        key=KEY,
        message_id=f"<letter{number}@reyes.example>",
        to=f"zoe{number}@lopez.example",
        to_name="Zoë Ångström, DC",
        subject=f"Letter {number} für Zoë",
        text=text,
        html=f"<p>{text}</p>",
        headers=(("Reply-To", "ana@reyes.example"),),
        sender="ana@reyes.example",
        sender_name="Ana Reyes",
        date=datetime(2026, 3, 2, 9, 30, number, tzinfo=UTC),
    )


class TransportContract(ABC):
    """Holds a transport to the port; a subclass says how to make one and what it took away."""

    is_live: bool

    @abstractmethod
    def transport(self) -> Transport:
        """Make a transport that works; the same place each time."""

    @abstractmethod
    def broken(self) -> Transport:
        """Make a transport that can deliver nothing, whatever the message."""

    @abstractmethod
    def taken(self) -> Sequence[bytes]:
        """Return the messages that arrived where the transport takes them, in any order."""

    def test_it_says_whether_it_is_live(self) -> None:
        """Ceilings, spacing and the ledger's binding hang on this (I11)."""
        assert self.transport().is_live is self.is_live

    def test_it_is_ready_again_and_again(self) -> None:
        """Each run asks, and asking sends nothing."""
        transport = self.transport()
        transport.check_ready()
        transport.check_ready()
        assert self.taken() == []

    def test_a_message_arrives_as_it_was_written(self) -> None:
        """Nothing on the way may encode, fold or mangle it again."""
        transport = self.transport()
        transport.check_ready()
        receipt = transport.deliver(message())
        assert receipt.outcome is DeliveryOutcome.SENT
        assert receipt.detail
        assert "\n" not in receipt.detail
        assert self.taken() == [message_bytes(message())]
        parsed = message_from_bytes(self.taken()[0], policy=policy.default)
        assert parsed["Subject"] == "Letter 1 für Zoë"

    def test_dots_and_from_lines_arrive(self) -> None:
        """A lone dot ends a message in SMTP, and `From ` begins one in an mbox."""
        text = ".\n..\nFrom here on\n.\n"
        transport = self.transport()
        transport.check_ready()
        transport.deliver(message(text=text))
        body = message_from_bytes(self.taken()[0], policy=policy.default).get_body(("plain",))
        assert body is not None
        assert body.get_content().splitlines() == text.splitlines()

    def test_each_message_arrives_once(self) -> None:
        """Twenty letters are twenty letters (I1)."""
        transport = self.transport()
        transport.check_ready()
        for number in range(1, 21):
            transport.deliver(message(number))
        assert sorted(self.taken()) == sorted(message_bytes(message(n)) for n in range(1, 21))

    def test_after_closing_it_delivers_again(self) -> None:
        """A run that waits between letters lets go of the connection meanwhile."""
        transport = self.transport()
        transport.check_ready()
        transport.close()
        for number in (1, 2):
            assert transport.deliver(message(number)).outcome is DeliveryOutcome.SENT
            transport.close()
            transport.close()
        assert sorted(self.taken()) == sorted(message_bytes(message(n)) for n in (1, 2))

    def test_what_left_can_be_asked_for(self) -> None:
        """After a crash this decides whether a letter is written again; None is `nobody knows`."""
        transport = self.transport()
        transport.check_ready()
        assert transport.was_delivered(message(1).message_id) in {False, None}
        transport.deliver(message(1))
        assert self.transport().was_delivered(message(1).message_id) in {True, None}
        assert self.transport().was_delivered(message(2).message_id) in {False, None}

    def test_a_broken_transport_says_so_before_the_first_message(self) -> None:
        """The sheet must not change for letters that cannot leave."""
        with pytest.raises(MailError) as caught:
            self.broken().check_ready()
        assert caught.value.exit_code == 5
        assert caught.value.hint

    def test_a_transport_that_breaks_later_delivers_nothing(self) -> None:
        """It may break between the check and the letter; then the letter did not leave."""
        with pytest.raises(MailError) as caught:
            self.broken().deliver(message())
        assert caught.value.exit_code == 5
        assert caught.value.hint
        assert self.taken() == []
