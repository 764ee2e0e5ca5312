"""Mailboxes at a port for tests."""

from pydantic import SecretStr

from outreach.mail.imap import Imap
from outreach.mail.imap_connection import Timeouts
from tests.contracts.mailbox import PLACE
from tests.emulators.dovecot import PASSWORD
from tests.mail.faults import fault_of

USER = "ana@reyes.example"
QUICK = Timeouts(opening=0.2, command=0.2, leaving=0.2)


def imap(port: int, **settings: object) -> Imap:
    """Return a mailbox at a port; other settings by keyword."""
    usual = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "auth": "password",
        "username": USER,
        "secret": lambda: SecretStr(PASSWORD),
        "folders": ("INBOX",),
        "place": PLACE,
    }
    return Imap(**(usual | settings))  # type: ignore[arg-type]


def fault(mailbox: Imap) -> tuple[str, str]:
    """Return the one line of what is wrong, and the hint."""
    try:
        return fault_of(mailbox.check_ready, place=PLACE)
    finally:
        mailbox.close()
