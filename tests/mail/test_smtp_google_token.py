"""Google's access tokens: fetched anew before they expire; a lost login is told in plain words."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from outreach.errors import MailError
from outreach.mail.google_token import GoogleToken
from tests.mail.smtp_clients import closed_port

PLACE = "config/outreach.toml: [mail.smtp] credentials"
FILE = {
    "type": "authorized_user",
    "client_id": "client-1.apps.example",
    "client_secret": "client-secret-1",
    "refresh_token": "refresh-token-1",
}


class TokenServer(HTTPServer):
    """Answers token requests (RFC 6749 6) with tokens that count up, or with an error."""

    def __init__(self, status: int, answer: dict[str, object]) -> None:
        super().__init__(("127.0.0.1", 0), _TokenRequest)
        self.status = status
        self.answer = answer
        self.asked: list[dict[str, list[str]]] = []


class _TokenRequest(BaseHTTPRequestHandler):
    server: TokenServer

    def do_POST(self) -> None:
        """Answer one request."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(parse_qs(body))
        token = {"access_token": f"token-{len(self.server.asked)}"}
        answer = json.dumps(token | self.server.answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextmanager
def token_server(
    *, status: int = 200, answer: dict[str, object] | None = None
) -> Iterator[TokenServer]:
    """Serve tokens that live for an hour, or what the test wants."""
    with TokenServer(status, answer or {"expires_in": 3600}) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def token(port: int) -> GoogleToken:
    """Return a source of tokens whose file names a server on this computer."""
    key = FILE | {"token_uri": f"http://127.0.0.1:{port}/token"}
    return GoogleToken(key, place=PLACE)


def test_a_token_is_fetched_once_while_it_lives() -> None:
    """Each login asks; Google is asked once an hour, for no more than mail."""
    with token_server() as server:
        source = token(server.server_port)
        assert [source().get_secret_value() for _ in range(3)] == ["token-1"] * 3
    assert server.asked == [
        {
            "grant_type": ["refresh_token"],
            "client_id": ["client-1.apps.example"],
            "client_secret": ["client-secret-1"],
            "refresh_token": ["refresh-token-1"],
            "scope": ["https://mail.google.com/"],
        }
    ]


def test_a_token_that_is_about_to_expire_is_replaced() -> None:
    """A run may last longer than a token."""
    with token_server(answer={"expires_in": 10}) as server:
        source = token(server.server_port)
        assert [source().get_secret_value() for _ in range(2)] == ["token-1", "token-2"]


def test_a_lost_login() -> None:
    """The trap that owners step into: an OAuth client left in Testing."""
    answer: dict[str, object] = {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked: refresh-token-1",
    }
    with token_server(status=400, answer=answer) as server:
        source = token(server.server_port)
        with pytest.raises(MailError) as caught:
            source()
    assert str(caught.value) == f"{PLACE}: the login has expired or was revoked (invalid_grant)"
    assert "7 days" in caught.value.hint
    assert "Testing" in caught.value.hint
    assert caught.value.exit_code == 5


@pytest.mark.parametrize(
    ("status", "answer", "code"),
    [
        (401, {"error": "invalid_client"}, "invalid_client"),
        (400, {"error": "invalid_scope", "error_description": "Bad"}, "invalid_scope"),
        (403, {"error": {"message": "refresh-token-1"}}, "an answer that is not understood"),
    ],
)
def test_other_refusals(status: int, answer: dict[str, object], code: str) -> None:
    """The code says what a search engine needs; nothing else of the answer is repeated."""
    with token_server(status=status, answer=answer) as server:
        source = token(server.server_port)
        with pytest.raises(MailError) as caught:
            source()
    assert str(caught.value) == f"{PLACE}: Google gives no access token ({code})"
    assert "https://mail.google.com/" in caught.value.hint


def test_no_network() -> None:
    """It is no fault of the login."""
    with pytest.raises(MailError, match="cannot be reached") as caught:
        token(closed_port())()
    assert "online" in caught.value.hint


def test_a_token_is_not_shown() -> None:
    """A bug's details go to a file that people send around."""
    with token_server() as server:
        source = token(server.server_port)
        assert "token-1" not in f"{source()!r} {source!r} {vars(source)!r}"
