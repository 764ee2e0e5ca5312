"""Mailboxes at a port for tests."""

import pytest
from pydantic import SecretStr

from outreach.errors import MailError
from outreach.mail.imap import Imap
from outreach.mail.imap_connection import Timeouts
from tests.contracts.mailbox import PLACE
from tests.emulators.dovecot import PASSWORD

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
    with pytest.raises(MailError) as caught:
        mailbox.check_ready()
    mailbox.close()
    assert caught.value.exit_code == 5
    assert caught.value.hint
    assert str(caught.value).startswith(f"{PLACE} ")
    assert str(caught.value).isprintable()
    return str(caught.value).removeprefix(f"{PLACE} "), caught.value.hint
