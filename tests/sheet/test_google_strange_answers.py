"""Answers that are not Google's: a hotel's login page, a proxy, a server that repeats secrets."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from outreach.errors import SheetError
from outreach.sheet.gsheets.connection import Connection
from tests.emulators.sheets import SheetsEmulator
from tests.sheet.google_account import PLACE, login, write_key_file


class _Strange(BaseHTTPRequestHandler):
    """Gives out a token, and answers all else as it was told."""

    status, body, repeats = 200, b"", False

    def do_GET(self) -> None:
        """Answer."""
        self._answer(self.status, self.body)

    def do_POST(self) -> None:
        """Give a token, or repeat the request for it."""
        asked = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.repeats:
            self._answer(400, b'{"error": "' + asked + b'"}')
        else:
            self._answer(200, b'{"access_token": "sample", "expires_in": 3600}')

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Be quiet."""


@contextmanager
def served(*, status: int = 200, body: bytes = b"", repeats: bool = False) -> Iterator[str]:
    """Serve strange answers; yield `host:port`."""
    kind = type("Strange", (_Strange,), {"status": status, "body": body, "repeats": repeats})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(host: str, folder: Path) -> str:
    """Return the words in which a request for the sheet ends."""
    with SheetsEmulator() as google:
        path = write_key_file(folder / "key.json", google)
        text = path.read_text("utf-8").replace(google.host, host)
    path.write_text(text, "utf-8")
    connection = Connection("a-key", login(path), place=PLACE, emulator=host, pause=lambda _: None)
    with pytest.raises(SheetError) as caught:
        connection.get("properties.title")
    connection.close()
    assert caught.value.hint
    return str(caught.value)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>Please log in to the hotel</html>"),
        (200, b"[]"),
        (200, b"null"),
        (403, b'{"error": "no"}'),
        (403, b'{"error": {}}'),
        (404, b"<html>"),
    ],
)
def test_answers_of_another_shape_end_in_words(tmp_path: Path, status: int, body: bytes) -> None:
    """It is the network's fault, and no bug of the scripts."""
    with served(status=status, body=body) as host:
        assert asked(host, tmp_path)


def test_login_that_is_repeated_is_not_shown(tmp_path: Path) -> None:
    """Whoever copies an error into a mail must not give away a signed login (I9)."""
    with served(repeats=True) as host:
        words = asked(host, tmp_path)
    assert "Google does not let us log in" in words
    assert "assertion" not in words
    assert "eyJ" not in words


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    """A title or a message from outside steers no terminal (I9)."""
    body = b'{"error": {"code": 400, "message": "bad \\u001b[31m\\u202etitle", "status": "X"}}'
    with served(status=400, body=body) as host:
        words = asked(host, tmp_path)
    assert words.isprintable()
