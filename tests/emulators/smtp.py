"""An SMTP server on loopback that does what tests ask of it, also what no good server does.

In process: `with SmtpServer(answer=...) as server`, then `server.received`. Alone:
`python -m tests.emulators.smtp --port 0 --store FOLDER` prints `127.0.0.1:PORT` when it is ready,
and stores each message that it takes as a file. With `--drop-after-data 0.2` it takes one message
in five and drops the line instead of answering, so that the client cannot know (RFC 1047).
"""

import argparse
import random
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.emulators.line_servers import LineServer, Session

EXTENSIONS = ("SIZE 35882577", "8BITMIME", "ENHANCEDSTATUSCODES")
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # struct linger: what was not read becomes a reset


class Drop(Enum):
    """What to do instead of answering."""

    NOW = "close the line; a message is not kept"
    KEEP = "at the dot: keep the message, then close the line"
    MIDWAY = "at DATA: invite the message, and close the line without reading it"
    SILENCE = "say nothing until the client leaves; a message is not kept"


Answer = Callable[[str, str, int], "str | Drop | None"]
"""(stage, what the client sent, how many times this stage came) → what to answer; None as usual.

Stages are `connect`, `dot` and the commands' names in capitals; what answers a 334 is AUTH too.
Of several lines each stands with its code; a 421 closes the line.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One message that was taken."""

    sender: str
    recipient: str
    content: bytes


class SmtpServer(LineServer):
    """Serves while the `with` block lasts.

    Attributes:
        received: The messages taken, in order.
        commands: All lines that clients sent but those of messages.
        connections: How many clients connected.
        unheard: What each client still sent to a server that had fallen silent.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        answer: Answer | None = None,
        extensions: Sequence[str] = EXTENSIONS,
        store: Path | None = None,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
    ) -> None:
        """Listen; `tls` is for TLS from the start, `starttls` for when the client asks."""
        self.received: list[Envelope] = []
        self.commands: list[str] = []
        self.connections = 0
        self.unheard: list[bytes] = []
        self.extensions = (*extensions, "STARTTLS") if starttls else extensions
        self.tls = tls
        self.starttls = starttls
        self._answer = answer
        self._store = store
        self._stages: Counter[str] = Counter()
        self._lock = threading.Lock()
        super().__init__(_Session, port=port)

    def asked(self, stage: str, line: str) -> "str | Drop | None":
        """Return what the test wants to be answered."""
        with self._lock:
            self._stages[stage] += 1
            if stage == "connect":
                self.connections += 1
            elif stage != "dot":
                self.commands.append(line)
            return self._answer(stage, line, self._stages[stage]) if self._answer else None

    def take(self, envelope: Envelope) -> None:
        """Keep a message; as a file it is there in full or not at all."""
        with self._lock:
            self.received.append(envelope)
            if self._store:
                number = len(list(self._store.glob("*.eml"))) + 1
                part = self._store / f"{number:06}.part"
                part.write_bytes(envelope.content)
                part.rename(part.with_suffix(".eml"))


class _Hangup(Exception):
    """The session is over."""


class _Session(Session[SmtpServer]):
    """One connection (RFC 5321), of which each answer may be another."""

    def setup(self) -> None:
        super().setup()
        self._sender: str | None = None
        self._recipient: str | None = None

    def handle(self) -> None:
        with suppress(_Hangup, OSError):
            if self.emulator.tls:
                self.encrypt(self.emulator.tls)
            self._reply("connect", "", "220 mx.example ESMTP emulator")
            while line := self.rfile.readline():
                self._serve(line.decode("ascii", "replace").rstrip("\r\n"))

    def _serve(self, line: str) -> None:
        match line.partition(" ")[0].upper():
            case "MAIL" if self._sender is None:
                if self._reply("MAIL", line, "250 2.1.0 Ok"):
                    self._sender = _address(line)
            case "RCPT" if self._sender is not None and self._recipient is None:
                if self._reply("RCPT", line, "250 2.1.5 Ok"):
                    self._recipient = _address(line)
            case "DATA" if self._recipient is not None:
                self._data(line)
            case "RSET":
                self._sender = self._recipient = None
                self._reply("RSET", line, "250 2.0.0 Ok")
            case "QUIT":
                self._reply("QUIT", line, "221 2.0.0 Bye")
                raise _Hangup
            case verb:
                self._open(verb, line)

    def _open(self, verb: str, line: str) -> None:
        """Serve what comes before the first message."""
        starttls = self.emulator.starttls
        match verb:
            case "EHLO":
                lines = ("mx.example", *self.emulator.extensions)
                self._reply("EHLO", line, "\r\n".join(_numbered(lines)))
            case "STARTTLS" if starttls:
                if self._reply("STARTTLS", line, "220 2.0.0 Ready"):
                    self.encrypt(starttls)
            case "AUTH":
                while self._reply("AUTH", line, "235 2.7.0 Accepted") == "334":
                    line = self.rfile.readline().decode("ascii").rstrip("\r\n")
            case "NOOP":
                self._reply("NOOP", line, "250 2.0.0 Ok")
            case _:
                self._reply(verb, line, "503 5.5.1 Out of order")

    def _data(self, line: str) -> None:
        if self._reply("DATA", line, "354 End with a dot") != "354":
            return
        lines = []
        while (row := self.rfile.readline()) != b".\r\n":
            if not row:
                raise _Hangup
            lines.append(row.removeprefix(b".") if row.startswith(b"..") else row)
        content = b"".join(lines)
        sender, recipient = str(self._sender), str(self._recipient)
        self._sender = self._recipient = None
        envelope = Envelope(sender=sender, recipient=recipient, content=content)
        wanted = self.emulator.asked("dot", content.decode("ascii", "replace"))
        # It is kept before the client can know: what counts is whether the server has it.
        if wanted is None or wanted is Drop.KEEP or (isinstance(wanted, str) and wanted[0] == "2"):
            self.emulator.take(envelope)
        self._say(wanted or "250 2.0.0 Taken")

    def _reply(self, stage: str, line: str, usual: str) -> str:
        """Answer, and return the code if it grants what was asked."""
        answer = self.emulator.asked(stage, line) or usual
        self._say(answer)
        return answer[:3] if isinstance(answer, str) and answer[0] in "23" else ""

    def _say(self, answer: "str | Drop") -> None:
        if isinstance(answer, str):
            self.wfile.write(f"{answer}\r\n".encode())
            if not answer.startswith("421"):
                return
        elif answer is Drop.SILENCE:
            self.emulator.unheard.append(self.rfile.read())
        elif answer is Drop.MIDWAY:
            self.wfile.write(b"354 End with a dot\r\n")
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        raise _Hangup


def _numbered(lines: Sequence[str]) -> list[str]:
    return [f"250{'-' if line is not lines[-1] else ' '}{line}" for line in lines]


def _address(path: str) -> str:
    return path.partition("<")[2].partition(">")[0]


def at(stage: str, *answers: "str | Drop | None") -> Answer:
    """Answer a stage so the first times, and as usual from then on."""

    def answer(asked: str, _line: str, number: int) -> "str | Drop | None":
        return answers[number - 1] if asked == stage and number <= len(answers) else None

    return answer


def by_chance(seed: int, *, kept: float, lost: float) -> Answer:
    """Drop the line at the dot by chance, having kept the message or not; the same by seed."""
    chance = random.Random(seed)

    def answer(stage: str, _line: str, _number: int) -> "str | Drop | None":
        if stage != "dot":
            return None
        drawn = chance.random()
        if drawn < kept:
            return Drop.KEEP
        return Drop.NOW if drawn < kept + lost else None

    return answer


def main() -> None:
    """Serve until somebody ends the process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 for any")
    parser.add_argument("--store", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--drop-after-data", type=float, default=0.0, metavar="P")
    parser.add_argument("--drop-before-storing", type=float, default=0.0, metavar="P")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.store.mkdir(parents=True, exist_ok=True)
    answer = by_chance(options.seed, kept=options.drop_after_data, lost=options.drop_before_storing)
    with SmtpServer(port=options.port, answer=answer, store=options.store) as server:
        print(f"127.0.0.1:{server.port}", flush=True)
        server.wait()


if __name__ == "__main__":
    main()
