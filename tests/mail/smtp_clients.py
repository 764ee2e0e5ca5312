"""SMTP transports for tests, which hang up when the test ends."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pydantic import SecretStr

from outreach.mail.smtp import Smtp
from outreach.mail.smtp_connection import Timeouts
from outreach.settings import Smtp as SmtpSettings
from tests.mail.faults import fault_of

PLACE = "config/outreach.toml: [mail.smtp]"
USER = "ana@reyes.example"
SECRET = "correct-horse-battery"

Clients = Callable[..., Smtp]


@contextmanager
def clients() -> Iterator[Clients]:
    """Yield a maker of transports to a port, with settings by keyword; close them in the end."""
    made: list[Smtp] = []

    def make(port: int, *, timeouts: Timeouts | None = None, **settings: object) -> Smtp:
        table = {"host": "127.0.0.1", "security": "none", "auth": "none", "port": port} | settings
        smtp = SmtpSettings.model_validate(table)
        made.append(
            Smtp(
                smtp,
                place=PLACE,
                secret=None if smtp.auth == "none" else lambda: SecretStr(SECRET),
                ehlo_name="reyes.example",
                timeouts=timeouts,
            )
        )
        return made[-1]

    try:
        yield make
    finally:
        for transport in made:
            transport.close()


def fault(transport: Smtp) -> tuple[str, str]:
    """Return the one line of what is wrong, and the hint."""
    return fault_of(transport.check_ready, place=PLACE)


def closed_port() -> int:
    """Return a port of this computer where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
