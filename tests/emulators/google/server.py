"""The HTTP edge: keep-alive, no Nagle delay, and one buffered write for each answer."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from tests.emulators.google.faults import Fault
from tests.emulators.google.service import Outcome, Service

LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.01


class Server(ThreadingHTTPServer):
    """Serves one account on loopback, and can hang up on everybody."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, service: Service) -> None:
        """Take the port, where 0 means any free one, and what answers."""
        super().__init__((LOOPBACK, port), Handler)
        self.service = service
        self._connections: set[socket.socket] = set()
        self._guard = threading.Lock()

    def server_bind(self) -> None:
        """Take the port without asking the network for the name of this computer."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Remember a new connection, and serve it on a thread of its own."""
        with self._guard:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401
        """Close a connection and forget it."""
        with self._guard:
            self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End all connections; their threads then close them."""
        with self._guard:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client was faster


class Handler(BaseHTTPRequestHandler):
    """Reads requests from one connection and writes the answers."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: tests read the log of calls."""

    def handle(self) -> None:
        """Serve the connection until either side ends it."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def finish(self) -> None:
        """Write what is left, unless the client is gone."""
        try:
            super().finish()
        except ConnectionError:
            self.close_connection = True

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        token = token.strip() if scheme.lower() == "bearer" else ""
        outcome = self.server.service.answer(self.command, self.path, raw, token)
        if outcome.fault in (Fault.DROP_BEFORE, Fault.DROP_AFTER):
            self.close_connection = True
            return
        self._write(outcome)

    def _write(self, outcome: Outcome) -> None:
        answer = outcome.answer
        self.send_response(answer.status)
        if answer.status != 204:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
        if outcome.retry_after is not None:
            self.send_header("Retry-After", str(outcome.retry_after))
        self.end_headers()
        if outcome.fault is Fault.HALF_ANSWER:
            self.close_connection = True
            self.wfile.write(answer.body[: len(answer.body) // 2])
            return
        self.wfile.write(answer.body)

    do_GET = _serve  # noqa: N815 - the names that the base class looks for
    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815
