"""What emulators of mail servers share: they listen on loopback while a `with` block lasts."""

import socket
import socketserver
import ssl
import threading
from contextlib import suppress
from typing import Any, Generic, Self, TypeVar, cast


class LineServer:
    """An emulator; each connection is a session in a thread of its own."""

    def __init__(self, session: type["Session[Self]"], *, port: int = 0) -> None:
        """Listen; 0 is any free port."""
        self._listener = _Listener(self, session, port)
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.01,))

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._listener.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.hang_up()
        self._listener.server_close()

    def wait(self) -> None:
        """Serve until somebody ends the process."""
        self._thread.join()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, emulator: LineServer, session: "type[Session[Any]]", port: int) -> None:
        self.emulator = emulator
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), session)

    def hang_up(self) -> None:
        """Let the sessions end whose clients did not leave."""
        for connection in list(self.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


Emulator = TypeVar("Emulator", bound=LineServer)


class Session(socketserver.StreamRequestHandler, Generic[Emulator]):
    """One connection; `handle` is the emulator's own."""

    disable_nagle_algorithm = True
    server: _Listener
    request: socket.socket

    @property
    def emulator(self) -> Emulator:
        """The emulator that it belongs to."""
        return cast(Emulator, self.server.emulator)

    def setup(self) -> None:
        """Remember the connection, to hang up when the emulator ends."""
        super().setup()
        self.server.open.add(self.request)

    def finish(self) -> None:
        """Close it, whatever the client did."""
        self.server.open.discard(self.request)
        with suppress(OSError):
            super().finish()
        self.request.close()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Go on over TLS."""
        self.server.open.discard(self.request)
        super().finish()
        self.request = context.wrap_socket(self.request, server_side=True)
        self.server.open.add(self.request)
        super().setup()
