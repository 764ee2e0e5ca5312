"""A wire between a client and a server on loopback that counts what crosses it, and can be cut."""

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Self


class Wire:
    """Carries connections to another port while the `with` block lasts.

    Attributes:
        sent: What clients sent, in order.
        received: How many bytes the server sent.
        connections: How many there were.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.sent = bytearray()
        self.received = 0
        self.connections = 0

    @property
    def port(self) -> int:
        """The port it listens on."""
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def commands(self) -> Sequence[str]:
        """What clients sent, line by line."""
        return self.sent.decode("utf-8", "replace").splitlines()

    def __enter__(self) -> Self:
        self._run(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            end.close()

    def cut(self) -> None:
        """Break all connections; new ones are carried again."""
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _run(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                self._ends.append(client)
                try:
                    server = socket.create_connection(("127.0.0.1", self._target))
                except OSError:
                    client.shutdown(socket.SHUT_RDWR)
                    continue
                self._ends.append(server)
                self._run(self._carry_out, client, server)
                self._run(self._carry_in, server, client)

    def _carry_out(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while block := client.recv(65536):
                self.sent += block
                server.sendall(block)
        _shut(server)

    def _carry_in(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while block := server.recv(65536):
                self.received += len(block)
                client.sendall(block)
        _shut(client)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
