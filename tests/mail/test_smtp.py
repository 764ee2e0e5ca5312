"""SMTP: each letter is handed over once, whatever becomes of the connection (I1)."""

import signal
import threading
from collections.abc import Iterator, Sequence

import pytest

from outreach.campaign.message import DeliveryOutcome
from outreach.errors import MailError
from outreach.mail.mime import message_bytes
from outreach.mail.smtp import LETTERS_A_CONNECTION, Smtp
from outreach.mail.smtp_connection import Timeouts
from outreach.practitioners.events import EventKind
from tests.contracts.transport import TransportContract, message
from tests.emulators.smtp import Drop, SmtpServer, at
from tests.mail.smtp_clients import Clients, closed_port


class TestSmtp(TransportContract):
    """SMTP keeps the contract of all transports."""

    is_live = True

    @pytest.fixture(autouse=True)
    def _place(self, connect: Clients) -> Iterator[None]:
        self.connect = connect
        with SmtpServer() as self.server:
            yield

    def transport(self) -> Smtp:
        """Connect to the emulator."""
        return self.connect(self.server.port)

    def broken(self) -> Smtp:
        """Connect where nobody listens."""
        return self.connect(closed_port())

    def taken(self) -> Sequence[bytes]:
        """Return what the emulator has."""
        return [envelope.content for envelope in self.server.received]


def recipients(server: SmtpServer) -> list[str]:
    """Return whom the messages went to."""
    return [envelope.recipient for envelope in server.received]


def test_the_envelope(connect: Clients) -> None:
    """Bounces go to the envelope's sender; the size lets a server refuse before the transfer."""
    with SmtpServer() as server:
        receipt = connect(server.port).deliver(message(1))
    size = len(message_bytes(message(1)))
    assert receipt.detail == "250 2.0.0 Taken"
    assert server.commands == [
        "ehlo reyes.example",
        f"MAIL FROM:<ana@reyes.example> SIZE={size}",
        "RCPT TO:<zoe1@lopez.example>",
        "DATA",
    ]


def test_a_server_that_knows_no_size_is_told_none(connect: Clients) -> None:
    """It would refuse the parameter (RFC 1870)."""
    with SmtpServer(extensions=()) as server:
        connect(server.port).deliver(message(1))
    assert "MAIL FROM:<ana@reyes.example>" in server.commands


def test_one_connection_serves_many_letters(connect: Clients) -> None:
    """Providers lock accounts that log in for each letter (Gmail: 454 4.7.0)."""
    with SmtpServer() as server:
        transport = connect(server.port)
        transport.check_ready()
        for number in range(1, 6):
            transport.deliver(message(number))
        transport.check_ready()
        assert (server.connections, len(server.received)) == (1, 5)
        transport.close()
    assert server.commands[-1] == "QUIT"


def test_a_connection_is_left_before_the_server_tires_of_it(connect: Clients) -> None:
    """Many servers hang up after 100 letters, some in the middle of the next."""
    with SmtpServer() as server:
        transport = connect(server.port)
        for number in range(1, LETTERS_A_CONNECTION + 2):
            transport.deliver(message(1 + number % 50))
        assert server.connections == 2
        assert server.commands.count("QUIT") == 1


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("end", [Drop.NOW, "421 4.4.2 idle for too long"])
def test_a_dead_connection_is_replaced_once(connect: Clients, stage: str, end: str | Drop) -> None:
    """A server may hang up while we wait between letters; nothing was handed over yet."""
    with SmtpServer(answer=at(stage, None, end)) as server:
        transport = connect(server.port)
        outcomes = [transport.deliver(message(number)).outcome for number in (1, 2)]
    assert outcomes == [DeliveryOutcome.SENT, DeliveryOutcome.SENT]
    assert recipients(server) == ["zoe1@lopez.example", "zoe2@lopez.example"]
    assert server.connections == 2


def test_a_server_that_hangs_up_on_the_fresh_connection_too_stops_the_run(
    connect: Clients,
) -> None:
    """Trying on and on would make an outage worse, and the account suspicious."""
    with SmtpServer(answer=at("MAIL", None, Drop.NOW, Drop.NOW)) as server:
        transport = connect(server.port)
        transport.deliver(message(1))
        with pytest.raises(MailError, match="takes the connection but no letter"):
            transport.deliver(message(2))
        assert server.connections == 2
        assert transport.deliver(message(3)).outcome is DeliveryOutcome.SENT
    assert recipients(server) == ["zoe1@lopez.example", "zoe3@lopez.example"]


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_a_letter_that_always_breaks_the_line_stops_no_run(connect: Clients, stage: str) -> None:
    """It may be this recipient that the server stumbles over; the next night is for the others."""
    with SmtpServer(answer=at(stage, Drop.NOW)) as server:
        transport = connect(server.port)
        receipt = transport.deliver(message(1))
        assert (receipt.outcome, receipt.bounce) == (DeliveryOutcome.FAILED, None)
        assert "before the letter was handed over" in receipt.detail
        assert transport.deliver(message(2)).outcome is DeliveryOutcome.SENT
    assert recipients(server) == ["zoe2@lopez.example"]


@pytest.mark.parametrize("drop", [Drop.KEEP, Drop.NOW])
def test_an_answer_that_does_not_come_leaves_doubt(connect: Clients, drop: Drop) -> None:
    """Whether the server has it cannot be seen from here: nothing is repeated (RFC 1047)."""
    with SmtpServer(answer=at("dot", drop)) as server:
        transport = connect(server.port)
        receipt = transport.deliver(message(1))
        assert receipt.outcome is DeliveryOutcome.UNKNOWN
        assert receipt.detail == (
            "the connection was lost after the letter was handed over, before the answer"
        )
        assert len(server.received) == (1 if drop is Drop.KEEP else 0)
        assert transport.deliver(message(2)).outcome is DeliveryOutcome.SENT
        assert server.connections == 2


def test_a_server_that_falls_silent_leaves_doubt(connect: Clients) -> None:
    """The wait for the last answer has a limit of its own."""
    with SmtpServer(answer=at("dot", Drop.SILENCE)) as server:
        transport = connect(server.port, timeouts=Timeouts(dot=0.05))
        receipt = transport.deliver(message(1))
    assert receipt.outcome is DeliveryOutcome.UNKNOWN
    assert receipt.detail.startswith("the server fell silent after the letter was handed over")


def test_the_last_answer_is_waited_for_the_longest() -> None:
    """Too short a wait makes doubt where there was none (RFC 5321 4.5.3.2.6: ten minutes)."""
    assert Timeouts().dot >= 600
    assert Timeouts().command >= 300


@pytest.mark.parametrize("nonsense", ["hello?", "199 what", "999 x", "354 go on", "x" * 9000])
def test_an_answer_that_means_nothing_leaves_doubt(connect: Clients, nonsense: str) -> None:
    """The letter was handed over, and this neither takes nor refuses it."""
    with SmtpServer(answer=at("dot", nonsense)) as server:
        transport = connect(server.port)
        assert transport.deliver(message(1)).outcome is DeliveryOutcome.UNKNOWN
        assert transport.deliver(message(2)).outcome is DeliveryOutcome.SENT
        assert server.connections == 2


def test_a_line_that_breaks_before_the_dot_leaves_no_doubt(connect: Clients) -> None:
    """What did not leave cannot have arrived: the letter goes out on the next day."""
    long = message(1, text="All work and no play.\n" * 400_000)
    with SmtpServer(answer=at("DATA", Drop.MIDWAY)) as server:
        transport = connect(server.port)
        receipt = transport.deliver(long)
        assert (receipt.outcome, receipt.bounce) == (DeliveryOutcome.FAILED, None)
        assert "before the final dot" in receipt.detail
        assert transport.deliver(message(2)).outcome is DeliveryOutcome.SENT
    assert recipients(server) == ["zoe2@lopez.example"]


@pytest.mark.parametrize(
    ("stage", "answer", "bounce"),
    [
        ("RCPT", "550 5.1.1 User unknown", EventKind.HARD_BOUNCE),
        ("RCPT", "552 5.2.2 Mailbox full", EventKind.SOFT_BOUNCE),
        ("RCPT", "450 4.7.1 Greylisted", None),
        ("DATA", "451 4.3.0 Try later", None),
        ("dot", "554 5.7.1 Looks like spam", EventKind.SOFT_BOUNCE),
        ("dot", "451 4.3.0 Try later", None),
    ],
)
def test_a_refused_letter_stops_no_run(
    connect: Clients, stage: str, answer: str, bounce: EventKind | None
) -> None:
    """The next letter goes over the same connection, as if nothing had been."""
    with SmtpServer(answer=at(stage, answer)) as server:
        transport = connect(server.port)
        receipt = transport.deliver(message(1))
        assert (receipt.outcome, receipt.bounce) == (DeliveryOutcome.FAILED, bounce)
        assert receipt.detail == answer
        assert transport.deliver(message(2)).outcome is DeliveryOutcome.SENT
        assert server.connections == 1
    assert recipients(server) == ["zoe2@lopez.example"]


@pytest.mark.parametrize("end", [Drop.NOW, "421 4.3.2 closing", "500 5.5.1 what is RSET?"])
def test_a_connection_that_cannot_be_reset_is_left(connect: Clients, end: str | Drop) -> None:
    """The refusal stands, and the next letter gets a connection without a past."""

    def answer(stage: str, _line: str, number: int) -> str | Drop | None:
        usual = {"RCPT": "550 5.1.1 User unknown", "RSET": end} if number == 1 else {}
        return usual.get(stage)

    with SmtpServer(answer=answer) as server:
        transport = connect(server.port)
        assert transport.deliver(message(1)).bounce is EventKind.HARD_BOUNCE
        assert transport.deliver(message(2)).outcome is DeliveryOutcome.SENT
        assert server.connections == 2


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("MAIL", "550 5.7.1 Sender not allowed"),
        ("MAIL", "451 4.3.0 Try later"),
        ("MAIL", "421 4.7.0 Try again later, closing connection"),
        ("RCPT", "550 5.4.5 Daily user sending limit exceeded"),
        ("RCPT", "530 5.7.0 Authentication required"),
        ("DATA", "503 5.5.1 Out of order"),
        ("DATA", "250 what?"),
        ("dot", "550 5.4.5 Daily user sending limit exceeded"),
        ("dot", "421 4.7.0 Try again later, closing connection"),
        ("dot", "550 5.7.60 Client does not have permissions to send as this sender"),
    ],
)
def test_what_would_hit_every_letter_stops_the_run(
    connect: Clients, stage: str, answer: str
) -> None:
    """No row is to blame, and no letter is spent: the same one goes out when all is well again."""
    with SmtpServer(answer=at(stage, answer)) as server:
        transport = connect(server.port)
        with pytest.raises(MailError) as caught:
            transport.deliver(message(1))
        assert caught.value.exit_code == 5
        assert caught.value.hint
        assert answer in str(caught.value)
        assert server.received == []
        assert transport.deliver(message(1)).outcome is DeliveryOutcome.SENT


def test_an_answer_becomes_one_plain_line(connect: Clients) -> None:
    """It goes into the ledger, the sheet and the terminal (I9)."""
    lines = "\r\n".join(
        ["550-5.1.1 No\tsuch \x1b[31muser", "550-5.1.1 here\x00\x85", f"550 5.1.1 {'x' * 900}"]
    )
    with SmtpServer(answer=at("RCPT", lines)) as server:
        detail = connect(server.port).deliver(message(1)).detail
    assert detail.startswith("550 5.1.1 No such [31muser here")
    assert detail.isprintable()
    assert len(detail) <= 310


def test_the_check_finds_a_dead_connection_and_makes_a_new_one(connect: Clients) -> None:
    """Hours may lie between two checks of one run."""
    with SmtpServer(answer=at("NOOP", None, Drop.NOW)) as server:
        transport = connect(server.port)
        for connections in (1, 1, 2):
            transport.check_ready()
            assert server.connections == connections


def test_taking_leave_never_fails(connect: Clients) -> None:
    """By then all is done, and an error would hide how the run went."""
    with SmtpServer(answer=at("QUIT", Drop.NOW, Drop.SILENCE, "500 stay")) as server:
        transport = connect(server.port, timeouts=Timeouts(quit=0.05))
        for _ in range(4):
            transport.check_ready()
            transport.close()
            transport.close()
        assert server.connections == 4


@pytest.mark.parametrize("stage", ["MAIL", "dot"])
def test_an_interrupt_closes_the_connection(connect: Clients, stage: str) -> None:
    """A half-said letter must not become part of the next, nor wait for a QUIT to be answered."""

    def answer(asked: str, _line: str, number: int) -> Drop | None:
        if asked != stage or number > 1:
            return None
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        return Drop.SILENCE

    with SmtpServer(answer=answer) as server:
        transport = connect(server.port, timeouts=Timeouts(command=2, dot=2))
        with pytest.raises(KeyboardInterrupt):
            transport.deliver(message(1))
        assert transport.deliver(message(2)).outcome is DeliveryOutcome.SENT
        assert server.connections == 2
    assert recipients(server) == ["zoe2@lopez.example"]
    assert server.unheard == [b""]
