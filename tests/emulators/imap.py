"""An IMAP server on loopback that says what tests want it to, also what no good server does.

Dovecot is for all that a server does right; this one is for the rest, and for what only Gmail does.
"""

import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum

from tests.emulators.line_servers import LineServer, Session

CAPABILITIES = "IMAP4rev1 AUTH=PLAIN"


class Drop(Enum):
    """What to do instead of answering."""

    NOW = "close the line"
    SILENCE = "say nothing until the client leaves"


Answer = Callable[[str], "bytes | Drop | None"]
"""What a client sent, without its tag → what to answer; None as usual.

`TAG` at the start of a line stands for the command's tag, `LINE` for one more line of the client's.
"""


class ImapServer(LineServer):
    """Serves while the `with` block lasts.

    Attributes:
        commands: All lines that clients sent, without tags.
        connections: How many clients connected.
    """

    def __init__(
        self,
        answer: Answer | None = None,
        *,
        greeting: "bytes | Drop" = b"* OK ready\r\n",
        capabilities: str = CAPABILITIES,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
    ) -> None:
        """Listen; `tls` is for TLS from the start, `starttls` for when the client asks."""
        self.commands: list[str] = []
        self.connections = 0
        self.greeting = greeting
        self.capabilities = f"{capabilities} STARTTLS" if starttls else capabilities
        self.tls = tls
        self.starttls = starttls
        self._answer = answer
        super().__init__(_Session)

    def answer(self, command: str) -> "bytes | Drop":
        """Return what the test wants to be answered, or what is usual."""
        self.commands.append(command)
        wanted = self._answer(command) if self._answer else None
        return wanted if wanted is not None else self._usual(command)

    def _usual(self, command: str) -> bytes:
        words = command.upper().split(" ")
        match words:
            case ["CAPABILITY"]:
                return f"* CAPABILITY {self.capabilities}\r\nTAG OK done\r\n".encode()
            case ["AUTHENTICATE", _]:
                return b"+ \r\nLINE\r\nTAG OK done\r\n"
            case ["LIST", *_]:
                return b'* LIST () "/" INBOX\r\nTAG OK done\r\n'
            case ["EXAMINE", *_]:
                return (
                    b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 9] .\r\nTAG OK done\r\n"
                )
            case ["UID", "SEARCH", *_]:
                return b"* SEARCH\r\nTAG OK done\r\n"
            case ["LOGOUT"]:
                return b"* BYE\r\nTAG OK done\r\n"
        return b"TAG OK done\r\n"


class _Session(Session[ImapServer]):
    """One connection (RFC 3501)."""

    def handle(self) -> None:
        emulator = self.emulator
        emulator.connections += 1
        with suppress(OSError):
            if emulator.tls:
                self.encrypt(emulator.tls)
            if not self._say(emulator.greeting, ""):
                return
            while line := self._line():
                tag, _, command = line.partition(" ")
                if not self._say(emulator.answer(command), tag):
                    return
                if command.upper() == "STARTTLS" and emulator.starttls:
                    self.encrypt(emulator.starttls)

    def _say(self, answer: "bytes | Drop", tag: str) -> bool:
        if isinstance(answer, Drop):
            if answer is Drop.SILENCE:
                self.rfile.read()
            return False
        for line in answer.splitlines(keepends=True):
            if line.startswith(b"LINE"):
                self.emulator.commands.append(self._line())
            else:
                told = tag.encode() + line[3:] if line.startswith(b"TAG ") else line
                self.wfile.write(told)
        return True

    def _line(self) -> str:
        return self.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")


def on(start: str, *answers: "bytes | Drop | None") -> Answer:
    """Answer commands that begin so: the first times each by its own, then by the last."""
    left = list(answers)

    def answer(command: str) -> "bytes | Drop | None":
        if not command.startswith(start):
            return None
        return left.pop(0) if len(left) > 1 else left[0]

    return answer


def either(*answers: Answer) -> Answer:
    """Answer by the first that has something to say."""

    def answer(command: str) -> "bytes | Drop | None":
        said: Sequence[bytes | Drop | None] = [one(command) for one in answers]
        return next((one for one in said if one is not None), None)

    return answer
