"""Logging in to an SMTP server (RFC 4954): PLAIN, LOGIN, XOAUTH2.

smtplib's own `login` takes ASCII only, and prefers CRAM-MD5 where a server still offers it.
"""

import re
import smtplib
from base64 import b64encode
from collections.abc import Sequence

from outreach.mail.answers import Answer
from outreach.mail.login import Login, without_secrets
from outreach.mail.smtp_faults import SmtpFaults
from outreach.mail.xoauth2 import xoauth2_response

_ACCEPTED = 235
_GO_ON = 334
_MECHANISM = re.compile(r"[A-Z0-9_-]{1,20}")  # RFC 4422 3.1


def log_in(client: smtplib.SMTP, login: Login, faults: SmtpFaults) -> None:
    """Log in as the settings say.

    Raises:
        MailError: The server does not offer it, or refuses.
    """
    if login.auth == "none" or login.secret is None:
        return
    words = client.esmtp_features.get("auth", "").upper().split()
    offered = [word for word in words if _MECHANISM.fullmatch(word)]
    secret = login.secret().get_secret_value()
    mechanism, *responses = _dialogue(login, secret, offered, faults)
    try:
        code, said = _answer(client, mechanism, responses)
    except OSError as error:
        raise faults.opening_lost("AUTH", error) from error
    if code != _ACCEPTED:
        answer = Answer.read(code, without_secrets(said, (*responses, secret)))
        raise faults.login_refused(answer, login.auth)


def _dialogue(
    login: Login, secret: str, offered: Sequence[str], faults: SmtpFaults
) -> tuple[str, ...]:
    """Return the AUTH command, then what answers each 334 in turn."""
    if login.auth == "xoauth2":
        if "XOAUTH2" not in offered:
            raise faults.login_not_offered(offered)
        # A 334 after the token is an error in JSON; an empty line asks for the final answer.
        return "XOAUTH2", xoauth2_response(login.username, secret), ""
    if "PLAIN" in offered:  # RFC 4616
        return "PLAIN", _base64(f"\0{login.username}\0{secret}")
    if "LOGIN" in offered:
        return "LOGIN", _base64(login.username), _base64(secret)
    raise faults.login_not_offered(offered)


def _answer(client: smtplib.SMTP, mechanism: str, responses: Sequence[str]) -> tuple[int, bytes]:
    """Go through the dialogue and return the final answer."""
    # Not every server takes LOGIN's first response with the command.
    first = () if mechanism == "LOGIN" else responses[:1]
    code, said = client.docmd("AUTH", " ".join((mechanism, *first)))
    for response in responses[len(first) :]:
        if code != _GO_ON:
            break
        code, said = client.docmd(response)
    return code, said


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")
