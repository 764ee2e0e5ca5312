"""Logging in to an IMAP server: PLAIN, the old LOGIN command, XOAUTH2 (RFC 3501 6.2)."""

import ast
import imaplib
import re
from base64 import b64decode
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from outreach.mail.imap_faults import ImapFaults, shown
from outreach.mail.login import Login, without_secrets
from outreach.mail.xoauth2 import xoauth2_response

if TYPE_CHECKING:
    from imapclient import IMAPClient

_MECHANISM = re.compile(rb"AUTH=([A-Z0-9_-]{1,20})")  # RFC 4422 3.1
_NOT_IN_AN_ATOM = re.compile(r'[\s(){%*"\\\]]')  # RFC 3501 9


def log_in(client: "IMAPClient", login: Login, faults: ImapFaults) -> None:
    """Log in as the settings say; a server that takes us for logged in already is left alone.

    Raises:
        MailError: The server does not offer it, or refuses.
    """
    if client.welcome.startswith(b"* PREAUTH"):
        return
    if login.auth == "none" or login.secret is None:
        raise faults.wants_login()
    secret = login.secret().get_secret_value()
    attempt = _attempt(client, login, secret, faults)
    try:
        attempt()
    except (imaplib.IMAP4.abort, OSError) as error:
        raise faults.opening_lost("the login", error) from error
    except imaplib.IMAP4.error as error:
        hidden = (secret, xoauth2_response(login.username, secret))
        raise faults.login_refused(_said(error, hidden), login.auth) from error


def _attempt(
    client: "IMAPClient", login: Login, secret: str, faults: ImapFaults
) -> Callable[[], object]:
    """Return what logs in, by the best way that the server offers."""
    capabilities = client.capabilities()
    offered = [found[1].decode() for word in capabilities if (found := _MECHANISM.fullmatch(word))]
    username = login.username
    if login.auth == "xoauth2":
        if "XOAUTH2" not in offered:
            raise faults.login_not_offered(offered)
        # After the first challenge comes, if at all, an error in JSON, to be answered emptily.
        responses = iter([b64decode(xoauth2_response(username, secret))])
        return lambda: client.sasl_login("XOAUTH2", lambda _: next(responses, b""))
    if "PLAIN" in offered:  # RFC 4616; takes any language
        return lambda: client.plain_login(username, secret)
    if b"LOGINDISABLED" in capabilities:
        raise faults.login_not_offered(offered)
    if not all(text.isascii() and text.isprintable() for text in (username, secret)):
        raise faults.unfit_password()
    return lambda: client.login(_quoted(username), secret)


def _quoted(username: str) -> str:
    """Return a name as imaplib should send it; it quotes the password only."""
    if not _NOT_IN_AN_ATOM.search(username):
        return username
    return '"' + username.replace("\\", r"\\").replace('"', r"\"") + '"'


def _said(error: imaplib.IMAP4.error, secrets: Sequence[str]) -> str:
    text = str(error)
    with suppress(ValueError, SyntaxError):  # imaplib shows some answers as Python shows bytes
        literal = ast.literal_eval(text)
        text = literal.decode("utf-8", "replace") if isinstance(literal, bytes) else text
    return shown(without_secrets(text.encode(), secrets).decode("utf-8", "replace"))
