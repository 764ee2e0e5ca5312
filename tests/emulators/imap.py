"""An IMAP server on loopback that says what tests want it to, also what no good server does.

Dovecot is for all that a server does right; this one is for the rest, and for what only Gmail does.
"""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from typing import Self

CAPABILITIES = "IMAP4rev1 AUTH=PLAIN"


class Drop(Enum):
    """What to do instead of answering."""

    NOW = "close the line"
    SILENCE = "say nothing until the client leaves"


Answer = Callable[[str], "bytes | Drop | None"]
"""What a client sent, without its tag → what to answer; None as usual.

`TAG` at the start of a line stands for the command's tag, `LINE` for one more line of the client's.
"""


class ImapServer:
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
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

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


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True

    def __init__(self, emulator: ImapServer) -> None:
        self.emulator = emulator
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Session)

    def hang_up(self) -> None:
        """Let the sessions end whose clients did not leave."""
        for connection in list(self.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Session(socketserver.StreamRequestHandler):
    """One connection (RFC 3501)."""

    disable_nagle_algorithm = True
    server: _Server
    request: socket.socket

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.request)

    def finish(self) -> None:
        self.server.open.discard(self.request)
        with suppress(OSError):
            super().finish()
        self.request.close()

    def handle(self) -> None:
        emulator = self.server.emulator
        emulator.connections += 1
        with suppress(OSError):
            if emulator.tls:
                self._encrypt(emulator.tls)
            if not self._say(emulator.greeting, ""):
                return
            while line := self._line():
                tag, _, command = line.partition(" ")
                if not self._say(emulator.answer(command), tag):
                    return
                if command.upper() == "STARTTLS" and emulator.starttls:
                    self._encrypt(emulator.starttls)

    def _say(self, answer: "bytes | Drop", tag: str) -> bool:
        if isinstance(answer, Drop):
            if answer is Drop.SILENCE:
                self.rfile.read()
            return False
        for line in answer.splitlines(keepends=True):
            if line.startswith(b"LINE"):
                self.server.emulator.commands.append(self._line())
            else:
                told = tag.encode() + line[3:] if line.startswith(b"TAG ") else line
                self.wfile.write(told)
        return True

    def _line(self) -> str:
        return self.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")

    def _encrypt(self, context: ssl.SSLContext) -> None:
        self.server.open.discard(self.request)
        super().finish()
        self.request = context.wrap_socket(self.request, server_side=True)
        self.server.open.add(self.request)
        super().setup()


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
