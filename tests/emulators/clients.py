"""The real gspread client, led to the emulator instead of to Google."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import gspread
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth.transport.requests import AuthorizedSession
from google.auth.transport.requests import Request as AuthRequest
from google.oauth2.service_account import Credentials
from gspread.auth import DEFAULT_SCOPES
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

from tests.emulators.google.model import ACCOUNT
from tests.emulators.sheets import SheetsEmulator

GOOGLE = (
    "https://sheets.googleapis.com/",
    "https://www.googleapis.com/",
    "https://iamcredentials.googleapis.com/",
)
"""All hosts that gspread and google-auth speak to; google-auth asks the last in the background."""

SECONDS = 10


class Detour(HTTPAdapter):
    """Sends requests for one host to another; paths and queries stay."""

    def __init__(self, url: str) -> None:
        """Take the URL of the other host."""
        super().__init__()
        self._url = urlsplit(url)

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:  # noqa: ANN401
        """Send a request to the other host."""
        url = urlsplit(str(request.url))
        request.url = urlunsplit(url._replace(scheme=self._url.scheme, netloc=self._url.netloc))
        return super().send(request, *args, **options)


@cache
def private_key() -> str:
    """Return a key such as Google makes for a service account; one serves the whole run."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def service_account(url: str) -> dict[str, str]:
    """Return the contents of a service account's key file whose tokens come from this URL."""
    return {
        "type": "service_account",
        "project_id": "emulator",
        "private_key_id": "1",
        "private_key": private_key(),
        "client_email": ACCOUNT,
        "client_id": "1",
        "token_uri": f"{url}/token",
    }


def _redirect(session: Session, url: str) -> None:
    for prefix in GOOGLE:
        session.mount(prefix, Detour(url))


@contextmanager
def gspread_client(google: SheetsEmulator) -> Iterator[gspread.Client]:
    """Yield an authorised client that speaks to the emulator; close its connections after."""
    credentials = Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
        service_account(google.url), scopes=DEFAULT_SCOPES
    )
    with Session() as tokens:
        _redirect(tokens, google.url)
        request = AuthRequest(tokens)
        session = AuthorizedSession(credentials, auth_request=request)  # type: ignore[no-untyped-call]
        with session:
            _redirect(session, google.url)
            client = gspread.Client(credentials, session)
            client.set_timeout(SECONDS)
            yield client
