"""Fixtures that the tests of mail servers share."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.imap_boxes import Box, shared_server
from tests.mail.smtp_clients import Clients, clients
from tests.mail.smtp_servers import AUTHORITY, certificate


@pytest.fixture
def connect() -> Iterator[Clients]:
    """Return a maker of transports; they hang up when the test ends."""
    with clients() as made:
        yield made


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Let this computer trust the tests' authority; return the context of a server, localhost."""
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return certificate()


@pytest.fixture
def box() -> Iterator[Box]:
    """Return a mailbox of its own at a real server; it is left when the test ends."""
    made = Box(shared_server())
    yield made
    made.close()
