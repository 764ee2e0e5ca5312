"""One connection to an SMTP server: encrypted, logged in, and asked line by line (RFC 5321)."""

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass

from outreach.mail.answers import Answer, Stage, Verdict, judge
from outreach.mail.login import Login
from outreach.mail.smtp_faults import SmtpFaults
from outreach.mail.smtp_login import log_in
from outreach.settings import Smtp as SmtpSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long the server may stay silent, in seconds (RFC 5321 4.5.3.2).

    Attributes:
        opening: Until it takes the connection and greets; a wrong port is met here, so it is short.
        command: After each command, and while a message is being sent.
        dot: After the dot that ends a message: too short a wait makes doubt where none was.
        quit: After QUIT, when nothing is at stake any more.
    """

    opening: float = 30.0
    command: float = 300.0
    dot: float = 900.0
    quit: float = 5.0


class ConnectionLost(Exception):
    """The server closed the connection, broke it or fell silent.

    Attributes:
        stage: What was to be answered.
    """

    def __init__(self, stage: Stage, why: str) -> None:
        super().__init__(why)
        self.stage = stage


class SmtpConnection:
    """A connection that takes messages; after any exception it is only good for `drop`."""

    def __init__(self, client: smtplib.SMTP, timeouts: Timeouts) -> None:
        self._client = client
        self._timeouts = timeouts
        self.letters = 0
        """How many letters were announced on it."""

    @classmethod
    def open(
        cls,
        settings: SmtpSettings,
        login: Login,
        *,
        ehlo_name: str,
        faults: SmtpFaults,
        timeouts: Timeouts,
    ) -> "SmtpConnection":
        """Connect, encrypt and log in.

        Raises:
            MailError: One of them failed.
        """
        client = _connect(settings, ehlo_name, faults, timeouts.opening)
        try:
            _set_timeout(client, timeouts.command)
            _introduce(client, faults)
            if settings.security == "starttls":
                _encrypt(client, faults)
            log_in(client, login, faults)
        except BaseException:
            client.close()
            raise
        return cls(client, timeouts)

    def ask(self, stage: Stage, line: str) -> Answer:
        """Send a command and return its answer.

        Raises:
            ConnectionLost: There was none.
        """
        try:
            return Answer.read(*self._client.docmd(line))
        except OSError as error:
            raise _lost(stage, error) from error

    def announce(self, sender: str, recipient: str, size: int) -> tuple[Stage, Answer]:
        """Say MAIL, RCPT and DATA until one is refused; return the last answer.

        Raises:
            ConnectionLost: An answer failed to come; nothing was handed over.
        """
        self.letters += 1
        size_known = f" SIZE={size}" if self._client.has_extn("size") else ""
        commands = (
            (Stage.MAIL, f"MAIL FROM:<{sender}>{size_known}"),
            (Stage.RCPT, f"RCPT TO:<{recipient}>"),
            (Stage.DATA, "DATA"),
        )
        for stage, line in commands:
            answer = self.ask(stage, line)
            if judge(stage, answer) is not Verdict.TAKEN:
                break
        return stage, answer

    def send(self, block: bytes) -> None:
        """Send a message with its final dot.

        Raises:
            ConnectionLost: Its last bytes did not leave, so the server cannot have taken it.
        """
        try:
            _socket(self._client).sendall(block)
        except OSError as error:
            raise _lost(Stage.DATA, error) from error

    def answer_to_dot(self) -> Answer:
        """Wait for the answer that says whether the server took the message.

        Raises:
            ConnectionLost: Nobody can know whether it did (RFC 1047).
        """
        try:
            _set_timeout(self._client, self._timeouts.dot)
            answer = Answer.read(*self._client.getreply())
            _set_timeout(self._client, self._timeouts.command)
        except OSError as error:
            raise _lost(Stage.DOT, error) from error
        return answer

    def reset(self) -> bool:
        """Give up what was announced; say whether the connection is still good."""
        try:
            return judge(Stage.OPENING, self.ask(Stage.OPENING, "RSET")) is Verdict.TAKEN
        except ConnectionLost:
            return False

    def quit(self) -> None:
        """Take leave and close, whatever the server makes of it."""
        try:
            with suppress(OSError):
                _set_timeout(self._client, self._timeouts.quit)
                self._client.docmd("QUIT")
        finally:
            self.drop()

    def drop(self) -> None:
        """Close at once."""
        with suppress(OSError):
            self._client.close()


def _connect(
    settings: SmtpSettings, ehlo_name: str, faults: SmtpFaults, timeout: float
) -> smtplib.SMTP:
    try:
        if settings.security == "tls":
            return smtplib.SMTP_SSL(
                settings.host,
                settings.port,
                ehlo_name,
                timeout=timeout,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(settings.host, settings.port, ehlo_name, timeout=timeout)
    except smtplib.SMTPResponseException as error:
        greeting = Answer.read(error.smtp_code, _octets(error.smtp_error))
        raise faults.greeting(greeting) from error
    except (OSError, UnicodeError) as error:
        raise faults.connecting(error) from error


def _introduce(client: smtplib.SMTP, faults: SmtpFaults) -> None:
    """Say EHLO; a server that knows only HELO can neither encrypt nor log in."""
    try:
        answer = Answer.read(*client.ehlo())
    except OSError as error:
        raise faults.opening_lost("EHLO", error) from error
    if judge(Stage.OPENING, answer) is not Verdict.TAKEN:
        raise faults.answered("EHLO", answer)


def _encrypt(client: smtplib.SMTP, faults: SmtpFaults) -> None:
    try:
        client.starttls(context=ssl.create_default_context())
    except smtplib.SMTPNotSupportedError as error:
        raise faults.no_starttls() from error
    except smtplib.SMTPResponseException as error:
        answer = Answer.read(error.smtp_code, _octets(error.smtp_error))
        raise faults.answered("STARTTLS", answer) from error
    except OSError as error:
        raise faults.encrypting(error) from error
    _introduce(client, faults)


def _socket(client: smtplib.SMTP) -> socket.socket:
    if client.sock is None:
        raise smtplib.SMTPServerDisconnected("smtplib has closed it")
    return client.sock


def _set_timeout(client: smtplib.SMTP, seconds: float) -> None:
    _socket(client).settimeout(seconds)


def _lost(stage: Stage, error: OSError) -> ConnectionLost:
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return ConnectionLost(stage, "the server fell silent")
    return ConnectionLost(stage, "the connection was lost")


def _octets(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()
