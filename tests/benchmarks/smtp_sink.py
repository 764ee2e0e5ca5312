"""A mail server that takes every message and keeps none; a process of its own.

Started as `python smtp_sink.py`, it prints its port. Each line on its standard input asks how many
messages came, and for how many recipients, since the last one; the answer is a line of JSON.
"""

import json
import socketserver
import sys
import threading
from dataclasses import asdict, dataclass, field


@dataclass
class Taken:
    """What came since somebody last asked.

    Attributes:
        recipients: The addresses of the envelopes.
        newest: One message as it came, without the dot that ends it.
    """

    messages: int = 0
    recipients: set[str] = field(default_factory=set)
    newest: str = ""


class _Sink(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self._lock = threading.Lock()
        self._taken = Taken()

    def take(self, recipients: set[str], message: bytes) -> None:
        with self._lock:
            self._taken.messages += 1
            self._taken.recipients |= recipients
            self._taken.newest = message.decode("ascii", "replace")

    def asked(self) -> Taken:
        with self._lock:
            taken, self._taken = self._taken, Taken()
        return taken


class _Session(socketserver.StreamRequestHandler):
    """One connection (RFC 5321), by the commands that clients need."""

    disable_nagle_algorithm = True
    server: _Sink

    def handle(self) -> None:
        self._has_sender = False
        self._recipients: set[str] = set()
        self.wfile.write(b"220 sink.example ESMTP\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper().rstrip()
            self.wfile.write(self._answer(verb, line))
            if verb == b"QUIT":
                return

    def _answer(self, verb: bytes, line: bytes) -> bytes:
        match verb:
            case b"EHLO":
                return b"250-sink.example\r\n250 8BITMIME\r\n"
            case b"MAIL":
                self._has_sender, self._recipients = True, set()
                return b"250 2.1.0 Ok\r\n"
            case b"RCPT" if self._has_sender:
                self._recipients.add(line.partition(b"<")[2].partition(b">")[0].decode("ascii"))
                return b"250 2.1.5 Ok\r\n"
            case b"DATA" if self._recipients:
                return self._take()
            case b"RSET" | b"NOOP":
                self._has_sender, self._recipients = False, set()
                return b"250 2.0.0 Ok\r\n"
            case b"QUIT":
                return b"221 2.0.0 Bye\r\n"
            case b"RCPT" | b"DATA":
                return b"503 5.5.1 Out of order\r\n"
            case _:
                return b"502 5.5.2 Not implemented\r\n"

    def _take(self) -> bytes:
        self.wfile.write(b"354 End with a dot\r\n")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise ConnectionError("the client left in the middle of a message")
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.take(self._recipients, b"".join(lines))
        self._has_sender, self._recipients = False, set()
        return b"250 2.0.0 Taken\r\n"


def main() -> None:
    """Serve until nobody asks any more."""
    with _Sink() as sink:
        threading.Thread(target=sink.serve_forever, daemon=True).start()
        print(sink.server_address[1], flush=True)
        for _ in sys.stdin:
            taken = sink.asked()
            print(json.dumps(asdict(taken) | {"recipients": len(taken.recipients)}), flush=True)
        sink.shutdown()


if __name__ == "__main__":
    main()
