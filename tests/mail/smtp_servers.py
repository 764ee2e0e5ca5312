"""aiosmtpd with TLS and logins; certificates come from an authority of the tests' own."""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.mail.smtp_clients import SECRET, USER

AUTHORITY = trustme.CA()
_BAD_TOKEN = b64encode(b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}')


class Mailbox:
    """Keeps what arrives; lets in who has the password or token."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.logins: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """Keep a message as it came, without the dots that SMTP added."""
        assert isinstance(envelope.original_content, bytes)
        self.received.append(envelope.original_content)
        return "250 2.0.0 Taken"

    def login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """Judge a user name and password."""
        assert isinstance(data, LoginPassword)
        self.logins.append(mechanism)
        expected = (USER.encode(), SECRET.encode())
        return AuthResult(success=(data.login, data.password) == expected, handled=False)

    async def auth_XOAUTH2(self, server: SMTP, args: Sequence[str]) -> AuthResult:  # noqa: N802 (aiosmtpd's name)
        """Judge a token as Google does: an error is a challenge, to be answered emptily."""
        self.logins.append("XOAUTH2")
        response = f"user={USER}\x01auth=Bearer {SECRET}\x01\x01"
        if args[1] == b64encode(response.encode()).decode():
            return AuthResult(success=True, handled=False)
        await server.push(b"334 " + _BAD_TOKEN)
        assert await server._reader.readline() == b"\r\n"  # noqa: SLF001 (it has no other way)
        return AuthResult(success=False, handled=False)


class _Controller(Controller):
    """A controller that learns the port that port 0 became, and leaves nothing open."""

    def __init__(self, handler: Mailbox, context: ssl.SSLContext, without: Sequence[str]) -> None:
        self._made: list[SMTP] = []
        super().__init__(
            handler,
            hostname="127.0.0.1",
            port=0,
            tls_context=context,
            require_starttls=True,
            authenticator=handler.login,
            auth_required=True,
            auth_exclude_mechanism=without,
        )

    def factory(self) -> SMTP:
        """Make what serves one connection."""
        made: SMTP = super().factory()  # type: ignore[no-untyped-call]
        self._made.append(made)
        return made

    def hang_up(self) -> None:
        """Close all connections that clients did not close."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result()

    async def _hang_up(self) -> None:
        for made in self._made:
            if isinstance(made.transport, asyncio.Transport):
                made.transport.abort()
        for _ in range(10):  # each turn of the loop lets one layer close
            await asyncio.sleep(0)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(
    context: ssl.SSLContext, *, without: Sequence[str] = ()
) -> Iterator[tuple[int, Mailbox]]:
    """Serve with STARTTLS and login on a free port of 127.0.0.1; yield port and mailbox.

    Args:
        context: Holds the certificate.
        without: Ways to log in that are not offered.
    """
    mailbox = Mailbox()
    controller = _Controller(mailbox, context, without)
    controller.start()
    try:
        yield controller.port, mailbox
    finally:
        controller.hang_up()
        controller.stop()


def certificate(
    name: str = "localhost",
    *,
    begins: datetime | None = None,
    ends: datetime | None = None,
) -> ssl.SSLContext:
    """Return the context of a server with a certificate for a name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(name, not_before=begins, not_after=ends).configure_cert(context)
    return context
