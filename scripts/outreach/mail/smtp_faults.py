"""What stops a run at the SMTP server, in words for the owner: where, what, and what to do."""

import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from outreach.errors import AccountLimit, MailError
from outreach.fields import Auth
from outreach.mail.answers import Answer, Stage, Verdict, judge

_PAIRS = 'security = "starttls" goes with port 587, "tls" with port 465'
_HOW_TO_LOG_IN: dict[Auth, str] = {
    "password": "check username and password; Gmail, iCloud, Yahoo and Fastmail want an app "
    'password made on their website, and Outlook wants auth = "xoauth2"',
    "xoauth2": "get a new access token, for this very username; it lives for an hour or so",
}
_LATER = "nothing is lost: run again later, or tomorrow if it says so again"
# OpenSSL's X509_V_ERR_…; ssl has no names for them.
_EXPIRED, _NOT_YET_VALID, _OTHER_HOST, _OTHER_ADDRESS = 10, 9, 62, 64
_CERTIFICATE_FAULTS = {
    _EXPIRED: ("has expired", "check this computer's clock; else the provider must renew it"),
    _NOT_YET_VALID: ("is not valid yet", "set this computer's clock"),
    _OTHER_HOST: ("is for another name", "write the host as your provider writes it"),
    _OTHER_ADDRESS: ("is for another name", "write the host as a name, as your provider does"),
}
_STRANGER = (
    "is self-signed, or signed by somebody this computer does not know",
    "check the host; a certificate authority of your own is named in the variable SSL_CERT_FILE",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpFaults:
    """Makes the errors; none holds a secret.

    Attributes:
        place: The section, such as `config/outreach.toml: [mail.smtp]`.
    """

    place: str
    host: str
    port: int

    def connecting(self, error: OSError | UnicodeError) -> MailError:
        """The connection could not be made, or nothing greeted."""
        if isinstance(error, ssl.SSLError):
            return self.encrypting(error)
        if isinstance(error, socket.gaierror | UnicodeError):
            return self._fault(
                "host",
                f"there is no server named {self.host!r} to be found",
                hint="check its spelling, and that this computer is online",
            )
        if isinstance(error, ConnectionRefusedError):
            return self._fault("port", f"{self._server} refuses connections", hint=_PAIRS)
        if isinstance(error, TimeoutError):
            hint = f"check host and port ({_PAIRS}), and that no firewall blocks it"
            return self._fault("host", f"{self._server} does not answer", hint=hint)
        if isinstance(error, smtplib.SMTPServerDisconnected):
            # A server that waits for TLS to begin says nothing.
            what = f"{self._server} takes the connection, but does not greet"
            return self._fault("security", what, hint=_PAIRS)
        return self._fault(
            "host",
            f"{self._server} cannot be reached ({error.strerror or type(error).__name__})",
            hint="check that this computer is online",
        )

    def greeting(self, answer: Answer) -> MailError:
        """The server greeted with something else than a welcome."""
        if answer.code < 0:
            what = f"what answers at {self._server} is no mail server"
            return self._fault("port", what, hint=_PAIRS)
        return self.answered("the connection", answer)

    def no_starttls(self) -> MailError:
        """The server cannot encrypt; nothing is ever sent unencrypted instead."""
        return self._fault(
            "security",
            f"{self._server} does not offer STARTTLS",
            hint='use the port for security = "tls", which is 465 with most providers',
        )

    def encrypting(self, error: OSError) -> MailError:
        """TLS could not be agreed on."""
        if isinstance(error, ssl.SSLCertVerificationError):
            what, hint = _CERTIFICATE_FAULTS.get(error.verify_code, _STRANGER)
            return self._fault("host", f"the certificate of {self._server} {what}", hint=hint)
        if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
            what = f"{self._server} does not begin with TLS"
            return self._fault("security", what, hint=_PAIRS)
        if _is_timeout(error):
            return self.opening_lost("the TLS handshake began", error)
        reason = getattr(error, "reason", None) or type(error).__name__
        what = f"{self._server} and this computer do not agree on TLS ({reason})"
        return self._fault("security", what, hint=_PAIRS)

    def opening_lost(self, to: str, error: OSError) -> MailError:
        """The server hung up, or fell silent, before the first letter."""
        what = "fell silent after" if _is_timeout(error) else "closed the connection after"
        return self._fault("host", f"{self._server} {what} {to}", hint=_LATER)

    def lost_again(self) -> MailError:
        """A fresh connection broke before anything was handed over."""
        what = f"{self._server} takes the connection but no letter"
        return self._fault("host", what, hint=_LATER)

    def login_not_offered(self, offered: Sequence[str]) -> MailError:
        """The server has no such way to log in."""
        if not offered:
            what = f"{self._server} offers no login"
            return self._fault("auth", what, hint=f"check the port: {_PAIRS}")
        what = f"{self._server} offers other ways to log in: {', '.join(offered)}"
        hint = '"password" needs PLAIN or LOGIN, and "xoauth2" needs XOAUTH2'
        return self._fault("auth", what, hint=hint)

    def login_refused(self, answer: Answer, auth: Auth) -> MailError:
        """The server refused the login."""
        if judge(Stage.OPENING, answer) is Verdict.ACCOUNT_LIMIT or 400 <= answer.code < 500:  # noqa: PLR2004
            return self.answered("the login", answer)
        what = f"{self._server} refused the login: {answer}"
        return self._fault("password", what, hint=_HOW_TO_LOG_IN[auth])

    def answered(self, to: str, answer: Answer, *, stage: Stage = Stage.OPENING) -> MailError:
        """The server gave an answer that would be the same for every letter."""
        match judge(stage, answer):
            case Verdict.ACCOUNT_LIMIT:
                what = f"{self._server} allows no more letters for now: {answer}"
                hint = "run again tomorrow; if it happens often, lower [pacing] daily_cap"
                return AccountLimit(f"{self.place} username", what, hint=hint)
            case Verdict.SENDER:
                what = f"{self._server} does not let this account send: {answer}"
                hint = "is [owner] email an address of this account? See also the provider's site"
                return self._fault("username", what, hint=hint)
            case _:
                return self._fault(
                    "host", f"{self._server} answered {to} with: {answer}", hint=_LATER
                )

    @property
    def _server(self) -> str:
        return f"{self.host}:{self.port}"

    def _fault(self, key: str, what: str, *, hint: str) -> MailError:
        return MailError(f"{self.place} {key}", what, hint=hint)


def _is_timeout(error: BaseException) -> bool:
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
