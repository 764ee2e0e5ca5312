"""What stops a run at a mail server of any kind, in words for the owner."""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from outreach.errors import MailError
from outreach.fields import Auth

_HOW_TO_LOG_IN: dict[Auth, str] = {
    "password": "check username and password; Gmail, iCloud, Yahoo and Fastmail want an app "
    'password made on their website, and Outlook wants auth = "xoauth2"',
    "xoauth2": "get a new access token, for this very username; it lives for an hour or so",
}
LATER = "nothing is lost: run again later, or tomorrow if it says so again"
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
class ServerFaults:
    """Makes the errors that all protocols share; none holds a secret.

    Attributes:
        place: The section, such as `config/outreach.toml: [mail.smtp]`.
        starttls_port: Where servers of this kind usually wait for `security = "starttls"`.
        tls_port: And where for "tls".
    """

    starttls_port: ClassVar[int]
    tls_port: ClassVar[int]
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
            return self._fault("port", f"{self._server} refuses connections", hint=self._pairs)
        if isinstance(error, TimeoutError):
            hint = f"check host and port ({self._pairs}), and that no firewall blocks it"
            return self._fault("host", f"{self._server} does not answer", hint=hint)
        return self._fault(
            "host",
            f"{self._server} cannot be reached ({error.strerror or type(error).__name__})",
            hint="check that this computer is online",
        )

    def silent(self) -> MailError:
        """The server took the connection and hung up; one that waits for TLS to begin does so."""
        what = f"{self._server} takes the connection, but does not greet"
        return self._fault("security", what, hint=self._pairs)

    def no_mail_server(self) -> MailError:
        """Something else greeted."""
        what = f"what answers at {self._server} is no mail server"
        return self._fault("port", what, hint=self._pairs)

    def no_starttls(self) -> MailError:
        """The server cannot encrypt; nothing is ever sent unencrypted instead."""
        return self._fault(
            "security",
            f"{self._server} does not offer STARTTLS",
            hint=f'use the port for security = "tls", which is {self.tls_port} with most providers',
        )

    def encrypting(self, error: OSError) -> MailError:
        """TLS could not be agreed on."""
        if isinstance(error, ssl.SSLCertVerificationError):
            what, hint = _CERTIFICATE_FAULTS.get(error.verify_code, _STRANGER)
            return self._fault("host", f"the certificate of {self._server} {what}", hint=hint)
        if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
            what = f"{self._server} does not begin with TLS"
            return self._fault("security", what, hint=self._pairs)
        if _is_timeout(error):
            return self.opening_lost("the TLS handshake began", error)
        reason = getattr(error, "reason", None) or type(error).__name__
        what = f"{self._server} and this computer do not agree on TLS ({reason})"
        return self._fault("security", what, hint=self._pairs)

    def opening_lost(self, to: str, error: BaseException) -> MailError:
        """The server hung up, or fell silent, before anything was done."""
        what = "fell silent after" if _is_timeout(error) else "closed the connection after"
        return self._fault("host", f"{self._server} {what} {to}", hint=LATER)

    def login_not_offered(self, offered: Sequence[str]) -> MailError:
        """The server has no such way to log in."""
        if not offered:
            what = f"{self._server} offers no login"
            return self._fault("auth", what, hint=f"check the port: {self._pairs}")
        what = f"{self._server} offers other ways to log in: {', '.join(offered)}"
        hint = '"password" needs PLAIN or LOGIN, and "xoauth2" needs XOAUTH2'
        return self._fault("auth", what, hint=hint)

    def wrong_login(self, said: str, auth: Auth) -> MailError:
        """The server refused name, password or token."""
        what = f"{self._server} refused the login: {said}"
        return self._fault("password", what, hint=_HOW_TO_LOG_IN[auth])

    @property
    def _pairs(self) -> str:
        return (
            f'security = "starttls" goes with port {self.starttls_port}, '
            f'"tls" with port {self.tls_port}'
        )

    @property
    def _server(self) -> str:
        return f"{self.host}:{self.port}"

    def _fault(self, key: str, what: str, *, hint: str) -> MailError:
        return MailError(f"{self.place} {key}", what, hint=hint)


def _is_timeout(error: BaseException) -> bool:
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
