"""Logging in: as each provider wants it, and no secret is ever told."""

import logging
import ssl
from base64 import b64encode
from collections.abc import Sequence

import pytest

from outreach.campaign.message import DeliveryOutcome
from outreach.errors import MailError
from tests.contracts.transport import message
from tests.emulators.smtp import SmtpServer, at
from tests.mail.smtp_clients import SECRET, USER, Clients, fault
from tests.mail.smtp_servers import mail_server


def base64(text: str) -> str:
    """Return a text as SASL carries it."""
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("auth", "without", "mechanism"),
    [
        ("password", (), "PLAIN"),
        ("password", ("PLAIN",), "LOGIN"),
        ("xoauth2", (), "XOAUTH2"),
    ],
)
def test_logging_in(
    connect: Clients, trusted: ssl.SSLContext, auth: str, without: Sequence[str], mechanism: str
) -> None:
    """Providers differ in what they offer."""
    with mail_server(trusted, without=without) as (port, mailbox):
        transport = connect(port, host="localhost", auth=auth, username=USER, security="starttls")
        transport.check_ready()
        assert transport.deliver(message(1)).outcome is DeliveryOutcome.SENT
        assert mailbox.logins == [mechanism]
        assert len(mailbox.received) == 1


@pytest.mark.parametrize(
    ("auth", "without"), [("password", ()), ("password", ("PLAIN",)), ("xoauth2", ())]
)
def test_a_refused_login(
    connect: Clients, trusted: ssl.SSLContext, auth: str, without: Sequence[str]
) -> None:
    """The usual cause is a password where the provider wants an app password."""
    with mail_server(trusted, without=without) as (port, _):
        transport = connect(
            port, host="localhost", security="starttls", auth=auth, username="bob@reyes.example"
        )
        what, hint = fault(transport)
    assert what.startswith("password: ")
    assert "refused the login: 535 5.7.8" in what
    assert ("app password" in hint) == (auth == "password")
    assert ("access token" in hint) == (auth == "xoauth2")


@pytest.mark.parametrize(
    ("auth", "offered", "secret"),
    [
        ("password", "PLAIN", base64(f"\0{USER}\0{SECRET}")),
        ("password", "LOGIN", base64(SECRET)),
        ("xoauth2", "XOAUTH2", base64(f"user={USER}\x01auth=Bearer {SECRET}\x01\x01")),
    ],
)
@pytest.mark.parametrize(
    "said",
    [
        "535 5.7.8 what is {whole} or {plain}?",
        '535 5.7.8 what is "AUTH {half}..."?',
        f"535 5.7.8 what{' is' * 92} {{whole}}?",
    ],
)
def test_no_secret_is_ever_told(
    connect: Clients,
    caplog: pytest.LogCaptureFixture,
    *,
    auth: str,
    offered: str,
    secret: str,
    said: str,
) -> None:
    """Some servers repeat the line that they do not like, whole or cut; errors go to a terminal."""
    caplog.set_level(logging.DEBUG)
    refusal = said.format(whole=secret, half=secret[: len(secret) // 2], plain=SECRET)
    answers = ("334 ", "334 ", refusal) if offered == "LOGIN" else (refusal,)
    with SmtpServer(answer=at("AUTH", *answers), extensions=(f"AUTH {offered}",)) as server:
        transport = connect(server.port, auth=auth, username=USER)
        with pytest.raises(MailError, match=r"refused the login: 535 5\.7\.8 what") as caught:
            transport.check_ready()
    assert secret in server.commands[-1]
    assert "..." in str(caught.value)
    for told in (str(caught.value), caught.value.hint, caplog.text, repr(vars(transport))):
        assert SECRET[:9] not in told
        assert secret[:9] not in told


def test_a_name_and_password_of_any_language(connect: Clients) -> None:
    """They are UTF-8 on the wire (RFC 4616); smtplib's own login takes ASCII only."""
    with SmtpServer(extensions=("AUTH PLAIN",)) as server:
        connect(server.port, auth="password", username="zoë").check_ready()
    response = base64(f"\0zoë\0{SECRET}")
    assert server.commands[1] == f"AUTH PLAIN {response}"


@pytest.mark.parametrize(
    ("auth", "offered", "expected"),
    [
        ("password", "AUTH XOAUTH2 OAUTHBEARER", "other ways to log in: XOAUTH2, OAUTHBEARER"),
        ("xoauth2", "AUTH PLAIN \x1b[2J", "other ways to log in: PLAIN"),
        ("password", "SIZE", "offers no login"),
    ],
)
def test_a_login_that_is_not_offered(
    connect: Clients, auth: str, offered: str, expected: str
) -> None:
    """Nothing is sent without the login that the owner wants."""
    with SmtpServer(extensions=(offered,)) as server:
        what, _ = fault(connect(server.port, auth=auth, username=USER))
    assert what.startswith("auth: ")
    assert what.endswith(expected)


def test_too_many_logins(connect: Clients) -> None:
    """Gmail says so to those who come too often: waiting helps, another password does not."""
    said = "454 4.7.0 Too many login attempts, please try again later. x - gsmtp"
    with SmtpServer(answer=at("AUTH", said), extensions=("AUTH PLAIN",)) as server:
        what, hint = fault(connect(server.port, auth="password", username=USER))
    assert said in what
    assert "tomorrow" in hint


def test_a_secret_is_asked_for_at_each_login(connect: Clients) -> None:
    """An access token lives an hour, and a run may last longer."""
    with SmtpServer(extensions=("AUTH XOAUTH2",)) as server:
        transport = connect(server.port, auth="xoauth2", username=USER)
        for _ in range(2):
            transport.check_ready()
            transport.close()
    assert [line.split()[0] for line in server.commands] == ["ehlo", "AUTH", "QUIT"] * 2
