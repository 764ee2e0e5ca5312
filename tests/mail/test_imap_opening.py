"""Connecting to an IMAP server, encrypting, logging in: what goes wrong is told in plain words."""

import logging
import re
from base64 import b64encode
from datetime import timedelta

import pytest
from pydantic import SecretStr

from outreach.errors import ConfigError
from tests.contracts.mailbox import LONG_AGO, message, subjects
from tests.emulators.dovecot import PASSWORD
from tests.emulators.imap import Drop, ImapServer, on
from tests.mail.imap_boxes import Box
from tests.mail.imap_clients import QUICK, USER, fault, imap
from tests.mail.imap_logins import encrypting, taking_tokens, token
from tests.mail.smtp_clients import closed_port
from tests.mail.smtp_servers import certificate


@pytest.mark.system
@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.usefixtures("trusted")
def test_encrypted(security: str) -> None:
    """Every provider wants it, and so do we."""
    with encrypting() as server:
        box = Box(server)
        box.put(message(1))
        port = server.tls_port if security == "tls" else server.port
        mailbox = box.open(host="localhost", port=port, security=security)
        (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
        assert mailbox.raw(one) == message(1)
        box.close()


@pytest.mark.system
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_stranger_s_certificate(security: str) -> None:
    """Somebody between us and the server could read the password and all mail."""
    with encrypting() as server:
        port = server.tls_port if security == "tls" else server.port
        what, hint = fault(imap(port, host="localhost", security=security))
        assert (
            what == f"host: the certificate of localhost:{port} is self-signed, or signed by "
            "somebody this computer does not know"
        )
        assert "SSL_CERT_FILE" in hint
        assert "Login" not in (server.folder / "log").read_text("utf-8")


@pytest.mark.system
@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name() -> None:
    """An address instead of a name is the usual cause."""
    with encrypting() as server:
        what, _ = fault(imap(server.tls_port, security="tls"))
    assert what.startswith("host: the certificate of 127.0.0.1:")
    assert "is for another name" in what


@pytest.mark.system
def test_a_token_in_place_of_a_password() -> None:
    """Google and Microsoft take nothing else from new accounts."""
    with taking_tokens() as server:
        box = Box(server, user=USER)
        box.put(message(1))
        mailbox = box.open(auth="xoauth2", secret=lambda: SecretStr(token(USER)))
        assert subjects(list(mailbox.sweep("INBOX", "", since=LONG_AGO))) == ["Answer 1"]
        log = (server.folder / "log").read_text("utf-8")
        assert f"Login: user=<{USER}>, method=XOAUTH2" in log
        box.close()


@pytest.mark.system
def test_a_token_that_has_expired() -> None:
    """The server answers with an error in between, which must be answered in turn."""
    with taking_tokens() as server:
        old = token(USER, lives=-timedelta(hours=1))
        what, hint = fault(imap(server.port, auth="xoauth2", secret=lambda: SecretStr(old)))
    assert what.startswith(f"password: 127.0.0.1:{server.port} refused the login: ")
    assert "access token" in hint


@pytest.mark.system
def test_a_wrong_password(box: Box) -> None:
    """The usual cause is a password where the provider wants an app password."""
    what, hint = fault(box.open(secret=lambda: SecretStr("wrong")))
    assert what == (
        f"password: 127.0.0.1:{box.server.port} refused the login: "
        "[AUTHENTICATIONFAILED] Authentication failed."
    )
    assert "app password" in hint


@pytest.mark.parametrize(
    ("capabilities", "way"), [("AUTH=PLAIN", "AUTHENTICATE PLAIN"), ("", "LOGIN ")]
)
def test_the_best_way_that_is_offered(capabilities: str, way: str) -> None:
    """Old servers know LOGIN only, and some newer ones forbid it."""
    with ImapServer(capabilities=f"IMAP4rev1 {capabilities}") as server:
        mailbox = imap(server.port, username="ana reyes")
        mailbox.check_ready()
        mailbox.close()
    assert server.commands[1].startswith(way)
    if way == "LOGIN ":
        assert server.commands[1] == f'LOGIN "ana reyes" "{PASSWORD}"'


def test_a_name_and_password_of_any_language() -> None:
    """They are UTF-8 on the wire (RFC 4616); the old LOGIN takes ASCII only."""
    secret = lambda: SecretStr("pässwörd")  # noqa: E731 (what a caller hands over)
    with ImapServer() as server:
        mailbox = imap(server.port, username="zoë", secret=secret)
        mailbox.check_ready()
        mailbox.close()
    assert server.commands[2] == b64encode("\0zoë\0pässwörd".encode()).decode()
    with ImapServer(capabilities="IMAP4rev1") as server:
        what, _ = fault(imap(server.port, secret=secret))
    assert what.startswith("password: ")
    assert "pässwörd" not in what


@pytest.mark.parametrize(
    ("auth", "capabilities", "expected"),
    [
        ("password", "LOGINDISABLED AUTH=XOAUTH2", "offers other ways to log in: XOAUTH2"),
        ("password", "LOGINDISABLED", "offers no login"),
        ("xoauth2", "AUTH=PLAIN AUTH=\x1b[2J", "offers other ways to log in: PLAIN"),
        ("none", "AUTH=PLAIN", "wants a login"),
    ],
)
def test_a_login_that_is_not_offered(auth: str, capabilities: str, expected: str) -> None:
    """A password is never sent where it is not asked for."""
    with ImapServer(capabilities=f"IMAP4rev1 {capabilities}") as server:
        what, _ = fault(imap(server.port, auth=auth))
    assert what == f"auth: 127.0.0.1:{server.port} {expected}"
    assert server.commands == ["CAPABILITY"]


def test_a_server_that_lets_us_in_by_itself() -> None:
    """A tunnel may have logged in before us."""
    with ImapServer(greeting=b"* PREAUTH welcome\r\n") as server:
        mailbox = imap(server.port, auth="none", secret=None, username="")
        mailbox.check_ready()
        assert mailbox.name == "127.0.0.1"
        mailbox.close()
    assert server.commands[1] == 'EXAMINE "INBOX"'


def test_a_login_that_is_refused_for_now() -> None:
    """Too many programs at once are no wrong password."""
    refusal = on("AUTHENTICATE", b"TAG NO [ALERT] Too many simultaneous connections.\r\n")
    with ImapServer(refusal) as server:
        what, hint = fault(imap(server.port))
    assert what.startswith("host: ")
    assert "Too many simultaneous connections" in what
    assert "run again later" in hint


@pytest.mark.parametrize("capabilities", ["AUTH=PLAIN", "", "AUTH=XOAUTH2"])
def test_no_secret_is_ever_told(caplog: pytest.LogCaptureFixture, capabilities: str) -> None:
    """Some servers repeat the line that they do not like; errors and logs are shown to others."""
    caplog.set_level(logging.DEBUG)
    auth = "xoauth2" if "XOAUTH2" in capabilities else "password"
    plain = b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
    token = b64encode(f"user={USER}\1auth=Bearer {PASSWORD}\1\1".encode()).decode()
    said = f"TAG NO what is {plain[:30]} or {token} or {PASSWORD}?\r\n".encode()
    answer = b"+ \r\nLINE\r\n" + said if capabilities else said

    def refuse(command: str) -> bytes | None:
        return answer if command.startswith(("LOGIN", "AUTHENTICATE")) else None

    with ImapServer(refuse, capabilities=f"IMAP4rev1 {capabilities}") as server:
        mailbox = imap(server.port, auth=auth)
        what, hint = fault(mailbox)
    assert "refused the login: what is" in what
    for told in (what, hint, caplog.text, repr(vars(mailbox))):
        assert PASSWORD[:9] not in told
        assert token[-12:] not in told


@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        (
            b"* BYE [UNAVAILABLE] too \x1b[2J busy\r\n",
            r"host: .* answered the connection with: .*BYE.*busy",
        ),
        (b"HTTP/1.1 400 Bad Request\r\n", "port: what answers at .* is no mail server"),
        (b"220 smtp.example ESMTP\r\n", "port: what answers at .* is no mail server"),
        (Drop.NOW, "security: .* takes the connection, but does not greet"),
    ],
)
def test_something_else_answers(greeting: bytes | Drop, expected: str) -> None:
    """A wrong port is the usual cause."""
    with ImapServer(greeting=greeting) as server:
        what, _ = fault(imap(server.port))
    assert re.match(expected, what), what


def test_nobody_answers() -> None:
    """A typing error in host or port, or no network."""
    assert fault(imap(closed_port()))[0].endswith("refuses connections")
    assert 'goes with port 143, "tls" with port 993' in fault(imap(closed_port()))[1]
    what, _ = fault(imap(143, host="no-such-server.invalid"))
    assert what == "host: there is no server named 'no-such-server.invalid' to be found"
    with ImapServer(greeting=Drop.SILENCE) as server:
        what, _ = fault(imap(server.port, timeouts=QUICK))
    assert what == f"host: 127.0.0.1:{server.port} does not answer"


def test_a_server_without_starttls() -> None:
    """The password is never sent unencrypted instead."""
    with ImapServer() as server:
        what, hint = fault(imap(server.port, security="starttls"))
    assert what == f"security: 127.0.0.1:{server.port} does not offer STARTTLS"
    assert "993" in hint
    assert server.commands == ["CAPABILITY"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"TAG BAD not now\r\n", "host: .* answered STARTTLS with: .*not now"),
        (Drop.NOW, "host: .* closed the connection after STARTTLS"),
        (b"TAG OK begin\r\n", "host: .* fell silent after the TLS handshake began"),
    ],
)
def test_starttls_that_fails(answer: bytes | Drop, expected: str) -> None:
    """Nothing is sent unencrypted then."""
    with ImapServer(on("STARTTLS", answer), capabilities="IMAP4rev1 STARTTLS") as server:
        what, _ = fault(imap(server.port, security="starttls", timeouts=QUICK))
    assert re.match(expected, what), what
    assert server.commands[:2] == ["CAPABILITY", "STARTTLS"]
    assert PASSWORD not in "".join(server.commands)


def test_a_server_that_lets_in_before_encrypting() -> None:
    """Somebody in between could say so to keep us from encrypting (CVE-2020-12398)."""
    with ImapServer(
        greeting=b"* PREAUTH hi\r\n", capabilities="IMAP4rev1 STARTTLS", starttls=certificate()
    ) as server:
        what, _ = fault(imap(server.port, security="starttls"))
    assert "STARTTLS" in what
    assert set(server.commands) == {"CAPABILITY"}


def test_tls_where_none_is_spoken() -> None:
    """The two ways to encrypt have a port each."""
    with ImapServer() as server:
        what, hint = fault(imap(server.port, security="tls"))
    assert what.startswith("security: ")
    assert "993" in hint


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"host": ""}, "host"),
        ({"username": ""}, "username"),
        ({"secret": None}, "password"),
        ({"folders": ()}, "folders"),
    ],
)
def test_settings_that_are_not_enough(settings: dict[str, object], key: str) -> None:
    """The configuration is checked before anything is sent."""
    with pytest.raises(ConfigError, match=rf"\[mail.inbox\] {key}: is ") as caught:
        imap(993, **settings)
    assert caught.value.hint
