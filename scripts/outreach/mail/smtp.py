"""SMTP: the transport that hands letters to the owner's mail provider (RFC 5321)."""

import re
from collections.abc import Callable

from pydantic import SecretStr

from outreach.campaign.message import DeliveryOutcome, DeliveryReceipt, OutgoingMessage
from outreach.errors import ConfigError
from outreach.mail.answers import Answer, Stage, Verdict, judge
from outreach.mail.login import Login
from outreach.mail.mime import message_bytes
from outreach.mail.smtp_connection import ConnectionLost, SmtpConnection, Timeouts
from outreach.mail.smtp_faults import SmtpFaults
from outreach.practitioners.events import EventKind
from outreach.settings import Smtp as SmtpSettings
from outreach.settings import is_loopback

LETTERS_A_CONNECTION = 50
"""Servers hang up on clients that stay for long; we leave before."""

_HANGS_UP = 421  # RFC 5321 3.8
_LINE_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


class Smtp:
    """Keeps one connection between letters; hands each letter over once and never again."""

    is_live = True

    def __init__(
        self,
        settings: SmtpSettings,
        *,
        place: str,
        secret: Callable[[], SecretStr] | None,
        ehlo_name: str,
        timeouts: Timeouts | None = None,
    ) -> None:
        """Take the settings; nothing is connected yet.

        Args:
            settings: The server.
            place: Where they stand, such as `config/outreach.toml: [mail.smtp]`.
            secret: Returns the password or access token, at each login; None when `auth` is none.
            ehlo_name: What to call ourselves: a domain name in ASCII.
            timeouts: How long to wait.

        Raises:
            ConfigError: They are not enough to log in somewhere.
        """
        if not settings.host:
            raise ConfigError(f"{place} host", "is empty", hint="name your provider's server")
        if settings.auth != "none" and not settings.username:
            raise ConfigError(f"{place} username", "is empty", hint="it is usually your address")
        if settings.auth != "none" and secret is None:
            hint = 'say where it is kept, or set auth = "none" for a server that wants no login'
            raise ConfigError(f"{place} password", "is missing", hint=hint)
        self._settings = settings
        self._login = Login(auth=settings.auth, username=settings.username, secret=secret)
        self._ehlo_name = ehlo_name
        self._timeouts = timeouts or Timeouts()
        self._faults = SmtpFaults(place=place, host=settings.host, port=settings.port)
        self._connection: SmtpConnection | None = None

    @property
    def leaves_computer(self) -> bool:
        """Whether the server is another computer."""
        return not is_loopback(self._settings.host)

    def check_ready(self) -> None:
        """Connect and log in, or see whether the kept connection still lives.

        Raises:
            MailError: No letter could be delivered now.
        """
        if self._connection is not None and self._is_alive(self._connection):
            return
        self._drop()
        self._connection = self._open()

    def deliver(self, message: OutgoingMessage) -> DeliveryReceipt:
        """Hand one letter over, once.

        Raises:
            MailError: It fails for every letter; this one was not delivered.
        """
        octets = message_bytes(message)
        try:
            return self._deliver(message, octets)
        except BaseException:
            # Whatever was half said must not be taken for part of the next letter.
            self._drop()
            raise

    def was_delivered(self, message_id: str) -> None:
        """Return None: SMTP cannot be asked about the past."""

    def close(self) -> None:
        """Take leave; the next delivery connects anew."""
        if self._connection is not None:
            self._connection.quit()
            self._connection = None

    def _deliver(self, message: OutgoingMessage, octets: bytes) -> DeliveryReceipt:
        try:
            connection, stage, answer = self._announced(message, len(octets))
        except ConnectionLost as error:
            if error.stage is Stage.MAIL:
                raise self._faults.lost_again() from error
            self._drop()
            return _failed(f"{error} after {error.stage}, before the letter was handed over")
        if judge(stage, answer) is not Verdict.TAKEN:
            receipt = self._receipt(stage, answer)
            if not connection.reset():
                self._drop()
            return receipt
        return self._hand_over(connection, octets)

    def _announced(
        self, message: OutgoingMessage, size: int
    ) -> tuple[SmtpConnection, Stage, Answer]:
        """Announce the letter; once more on a fresh connection if the kept one turns out dead."""
        kept = self._connection
        if kept is not None and kept.letters < LETTERS_A_CONNECTION:
            try:
                stage, answer = kept.announce(message.sender, message.to, size)
            except ConnectionLost:
                pass  # nothing was handed over yet
            else:
                if answer.code != _HANGS_UP:
                    return kept, stage, answer
        self.close()
        fresh = self._connection = self._open()
        return fresh, *fresh.announce(message.sender, message.to, size)

    def _hand_over(self, connection: SmtpConnection, octets: bytes) -> DeliveryReceipt:
        """Send the letter; from the dot's last byte until its answer nobody can know (RFC 1047)."""
        try:
            connection.send(_LINE_WITH_DOT.sub(b"..", octets) + b".\r\n")
        except ConnectionLost as error:
            self._drop()
            return _failed(f"{error} before the final dot, so the letter did not leave")
        try:
            answer = connection.answer_to_dot()
        except ConnectionLost as error:
            self._drop()
            return _unknown(f"{error} after the letter was handed over, before the answer")
        return self._receipt(Stage.DOT, answer)

    def _receipt(self, stage: Stage, answer: Answer) -> DeliveryReceipt:
        """Say what an answer makes of this letter.

        Raises:
            MailError: It would be the same for every letter.
        """
        match judge(stage, answer):
            case Verdict.TAKEN:
                return DeliveryReceipt(outcome=DeliveryOutcome.SENT, detail=str(answer))
            case Verdict.LATER:
                return _failed(str(answer))
            case Verdict.UNREACHABLE:
                return _failed(str(answer), bounce=EventKind.HARD_BOUNCE)
            case Verdict.REFUSED:
                return _failed(str(answer), bounce=EventKind.SOFT_BOUNCE)
            case Verdict.UNCLEAR:
                self._drop()
                return _unknown(f"the answer to the letter means nothing: {answer}")
            case Verdict.ACCOUNT_LIMIT | Verdict.SENDER | Verdict.SESSION:
                raise self._faults.answered(_asked(stage), answer, stage=stage)

    def _open(self) -> SmtpConnection:
        return SmtpConnection.open(
            self._settings,
            self._login,
            ehlo_name=self._ehlo_name,
            faults=self._faults,
            timeouts=self._timeouts,
        )

    def _is_alive(self, connection: SmtpConnection) -> bool:
        try:
            return judge(Stage.OPENING, connection.ask(Stage.OPENING, "NOOP")) is Verdict.TAKEN
        except ConnectionLost:
            return False

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.drop()
            self._connection = None


def _asked(stage: Stage) -> str:
    return "the letter" if stage is Stage.DOT else stage.value


def _failed(detail: str, *, bounce: EventKind | None = None) -> DeliveryReceipt:
    return DeliveryReceipt(outcome=DeliveryOutcome.FAILED, detail=detail, bounce=bounce)


def _unknown(detail: str) -> DeliveryReceipt:
    return DeliveryReceipt(outcome=DeliveryOutcome.UNKNOWN, detail=detail)
