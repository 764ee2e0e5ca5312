"""Connecting and encrypting: what goes wrong is told in the owner's words."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from outreach.campaign.message import DeliveryOutcome
from outreach.errors import ConfigError
from outreach.mail.mime import message_bytes
from outreach.mail.smtp import Smtp
from outreach.mail.smtp_connection import Timeouts
from outreach.settings import Smtp as SmtpSettings
from tests.contracts.transport import TransportContract, message
from tests.emulators.smtp import Drop, SmtpServer, at
from tests.mail.smtp_clients import PLACE, USER, Clients, closed_port, fault
from tests.mail.smtp_servers import certificate, mail_server


class TestEncryptedSmtp(TransportContract):
    """SMTP keeps the contract with another server too, encrypted and logged in."""

    is_live = True

    @pytest.fixture(autouse=True)
    def _place(self, connect: Clients, trusted: ssl.SSLContext) -> Iterator[None]:
        self.connect = connect
        with mail_server(trusted) as (self.port, self.mailbox):
            yield

    def transport(self) -> Smtp:
        """Connect as most owners will."""
        return self.connect(
            self.port, host="localhost", security="starttls", auth="password", username=USER
        )

    def broken(self) -> Smtp:
        """Connect with another name, which is not let in."""
        return self.connect(
            self.port, host="localhost", security="starttls", auth="password", username="bob"
        )

    def taken(self) -> Sequence[bytes]:
        """Return what the server has."""
        return self.mailbox.received


def test_tls_from_the_start(connect: Clients, trusted: ssl.SSLContext) -> None:
    """Port 465 of most providers (RFC 8314)."""
    with SmtpServer(tls=trusted) as server:
        transport = connect(server.port, host="localhost", security="tls")
        transport.check_ready()
        assert transport.deliver(message(1)).outcome is DeliveryOutcome.SENT
        assert [envelope.content for envelope in server.received] == [message_bytes(message(1))]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_stranger_s_certificate(connect: Clients, security: str) -> None:
    """Whoever can pretend to be the server would get the password."""
    tls, starttls = (certificate(), None) if security == "tls" else (None, certificate())
    with SmtpServer(tls=tls, starttls=starttls) as server:
        what, hint = fault(connect(server.port, host="localhost", security=security))
    assert what == (
        f"host: the certificate of localhost:{server.port} is self-signed, or signed by somebody "
        "this computer does not know"
    )
    assert "SSL_CERT_FILE" in hint


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("name", "days", "expected"),
    [
        ("smtp.other.example", (-1, 1), "is for another name"),
        ("localhost", (-2, -1), "has expired"),
        ("localhost", (1, 2), "is not valid yet"),
    ],
)
def test_a_wrong_certificate(
    connect: Clients, name: str, days: tuple[int, int], expected: str
) -> None:
    """A known authority is not enough: it must be this server's, and of today."""
    begins, ends = (datetime.now(UTC) + timedelta(days=day) for day in days)
    context = certificate(name, begins=begins, ends=ends)
    with SmtpServer(starttls=context) as server:
        what, _ = fault(connect(server.port, host="localhost", security="starttls"))
    assert what == f"host: the certificate of localhost:{server.port} {expected}"


def test_an_address_in_place_of_the_certificate_s_name(
    connect: Clients, trusted: ssl.SSLContext
) -> None:
    """It is the same server, but nothing proves it."""
    with SmtpServer(tls=trusted) as server:
        what, hint = fault(connect(server.port, host="127.0.0.1", security="tls"))
    assert what.endswith("is for another name")
    assert "as a name" in hint


def test_a_server_without_starttls(connect: Clients) -> None:
    """Somebody in between may have taken the offer away; nothing goes out in the clear."""
    with SmtpServer() as server:
        what, _ = fault(connect(server.port, security="starttls"))
        assert what == f"security: 127.0.0.1:{server.port} does not offer STARTTLS"
    assert [line.split()[0] for line in server.commands] == ["ehlo"]


def test_starttls_refused(connect: Clients) -> None:
    """The offer was there, the certificate perhaps not."""
    with SmtpServer(
        answer=at("STARTTLS", "454 4.7.0 TLS not available"), extensions=("STARTTLS",)
    ) as server:
        what, _ = fault(connect(server.port, security="starttls"))
    assert "454 4.7.0 TLS not available" in what


@pytest.mark.parametrize("end", [Drop.NOW, "220 go, but there is no TLS here"])
def test_starttls_that_leads_nowhere(connect: Clients, end: str | Drop) -> None:
    """A broken server is not the owner's fault, but the owner must know."""
    with SmtpServer(answer=at("STARTTLS", end), extensions=("STARTTLS",)) as server:
        what, _ = fault(connect(server.port, security="starttls"))
    assert f"127.0.0.1:{server.port}" in what


def test_tls_where_starttls_belongs(connect: Clients) -> None:
    """The pair of port and security is the easiest mistake of all."""
    with SmtpServer() as server:
        what, hint = fault(connect(server.port, security="tls"))
    assert what == f"security: 127.0.0.1:{server.port} does not begin with TLS"
    assert 'security = "starttls" goes with port 587' in hint


def test_starttls_where_tls_belongs(connect: Clients, trusted: ssl.SSLContext) -> None:
    """The server waits for TLS to begin, and we for its greeting."""
    with SmtpServer(tls=trusted) as server:
        timeouts = Timeouts(opening=0.05)
        what, hint = fault(connect(server.port, security="starttls", timeouts=timeouts))
    assert what == f"security: 127.0.0.1:{server.port} takes the connection, but does not greet"
    assert '"tls" with port 465' in hint


@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        (Drop.NOW, "security: {} takes the connection, but does not greet"),
        ("HTTP/1.1 400 Bad Request", "port: what answers at {} is no mail server"),
        ("554 5.7.1 No service", "host: {} answered the connection with: 554 5.7.1 No service"),
        ("421 4.7.0 Too many connections", "username: {} allows no more letters for now: 421"),
    ],
)
def test_an_odd_greeting(connect: Clients, greeting: str | Drop, expected: str) -> None:
    """Something answers, but no server that takes letters."""
    with SmtpServer(answer=at("connect", greeting)) as server:
        what, _ = fault(connect(server.port))
    assert what.startswith(expected.format(f"127.0.0.1:{server.port}"))


@pytest.mark.parametrize(
    ("stage", "answer", "expected"),
    [
        ("EHLO", "502 5.5.1 Not implemented", "answered EHLO with: 502 5.5.1 Not implemented"),
        ("EHLO", Drop.NOW, "closed the connection after EHLO"),
        ("EHLO", Drop.SILENCE, "fell silent after EHLO"),
        ("AUTH", Drop.NOW, "closed the connection after AUTH"),
        ("AUTH", Drop.SILENCE, "fell silent after AUTH"),
    ],
)
def test_a_server_that_does_not_get_far(
    connect: Clients, stage: str, answer: str | Drop, expected: str
) -> None:
    """Whatever the server does not do, the run ends with a sentence."""
    with SmtpServer(answer=at(stage, answer), extensions=("AUTH PLAIN",)) as server:
        timeouts = Timeouts(command=0.05)
        transport = connect(server.port, auth="password", username=USER, timeouts=timeouts)
        what, _ = fault(transport)
    assert what.endswith(expected)


@pytest.mark.parametrize("host", ["no such host", f"{'x' * 64}.example"])
def test_a_server_that_cannot_be_found(connect: Clients, host: str) -> None:
    """A typing mistake, or no network."""
    what, hint = fault(connect(587, host=host, security="starttls"))
    assert what == f"host: there is no server named '{host}' to be found"
    assert "online" in hint


def test_a_server_that_is_not_there(connect: Clients) -> None:
    """A wrong port, or a server that is down."""
    port = closed_port()
    what, _ = fault(connect(port))
    assert what == f"port: 127.0.0.1:{port} refuses connections"


def test_no_way_to_the_server(connect: Clients) -> None:
    """No connection is ever made to a broadcast address, nor where there is no network."""
    what, hint = fault(connect(587, host="255.255.255.255", security="starttls"))
    assert what.startswith("host: 255.255.255.255:587 cannot be reached (")
    assert "online" in hint


def test_a_handshake_without_an_end(connect: Clients) -> None:
    """Not even TLS may hold up a run for ever."""

    def answer(stage: str, _line: str, _number: int) -> str | Drop | None:
        usual = {"connect": None, "EHLO": None, "STARTTLS": "220 2.0.0 Ready"}
        return usual.get(stage, Drop.SILENCE)

    with SmtpServer(answer=answer, extensions=("STARTTLS",)) as server:
        timeouts = Timeouts(command=0.05)
        what, _ = fault(connect(server.port, security="starttls", timeouts=timeouts))
    assert what == f"host: 127.0.0.1:{server.port} fell silent after the TLS handshake began"


def test_a_server_that_does_not_answer(connect: Clients) -> None:
    """Firewalls drop what they do not like without a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, socket.socket() as waiting:
        # A queue that is full takes nobody in, and says nothing.
        waiting.connect(full.getsockname())
        port = full.getsockname()[1]
        what, hint = fault(connect(port, timeouts=Timeouts(opening=0.05)))
    assert what == f"host: 127.0.0.1:{port} does not answer"
    assert "firewall" in hint


@pytest.mark.parametrize(
    ("host", "leaves"),
    [
        ("localhost", False),
        ("LOCALHOST", False),
        ("127.0.0.1", False),
        ("127.8.9.10", False),
        ("::1", False),
        ("smtp.fastmail.com", True),
        ("192.168.1.5", True),
        ("localhost.example", True),
        ("127.0.0.1.example", True),
    ],
)
def test_what_leaves_this_computer(connect: Clients, host: str, *, leaves: bool) -> None:
    """The ceilings against being a spam cannon bind what does (I11)."""
    transport = connect(587, host=host, security="starttls")
    assert transport.leaves_computer is leaves
    assert transport.is_live


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"host": ""}, "host: is empty"),
        ({"host": "localhost"}, "username: is empty"),
        ({"host": "localhost", "username": USER}, "password: is missing"),
    ],
)
def test_settings_that_cannot_work(settings: dict[str, str], expected: str) -> None:
    """They are a matter of the configuration, and told before anything is connected."""
    with pytest.raises(ConfigError) as caught:
        Smtp(
            SmtpSettings.model_validate(settings),
            place=PLACE,
            secret=None,
            ehlo_name="reyes.example",
        )
    assert str(caught.value) == f"{PLACE} {expected}"
    assert caught.value.hint


def test_the_server_s_own_words_are_one_line(connect: Clients) -> None:
    """They come from outside, and go to a terminal (I9)."""
    with SmtpServer(answer=at("EHLO", "550-no\x1b[2J\r\n550 way")) as server:
        what, _ = fault(connect(server.port))
    assert what.endswith("answered EHLO with: 550 no [2J way")
