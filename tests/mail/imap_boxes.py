"""Mailboxes at a real IMAP server for tests, and how mail gets into them."""

import atexit
import imaplib
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path

from imapclient.imap_utf7 import encode

from outreach.mail.imap import Imap
from tests.contracts.mailbox import NOON
from tests.emulators.dovecot import PASSWORD, Dovecot, give_to_nobody, running
from tests.mail.imap_clients import imap

_numbers = count(1)


@cache
def shared_server() -> Dovecot:
    """Start a server that all tests of this process share; each has a user of its own."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(running())


class Box:
    """One user's mailbox.

    Attributes:
        user: The name to log in with.
    """

    def __init__(self, server: Dovecot, *, user: str = "") -> None:
        self.server = server
        self.user = user or f"ana{next(_numbers)}@reyes.example"
        self._opened: list[Imap] = []

    def open(self, *folders: str, port: int = 0, **settings: object) -> Imap:
        """Open it as the scripts do; other settings by keyword."""
        usual = {"username": self.user, "folders": folders or ("INBOX",)}
        self._opened.append(imap(port or self.server.port, **(usual | settings)))
        return self._opened[-1]

    def close(self) -> None:
        """Close all that were opened."""
        for mailbox in self._opened:
            mailbox.close()

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """Log in as a mail program does."""
        with imaplib.IMAP4("127.0.0.1", self.server.port) as client:
            client.login(f'"{self.user}"', PASSWORD)
            yield client

    def put(self, *raws: bytes, folder: str = "INBOX", arrived: datetime = NOON) -> None:
        """Let messages arrive in a folder; one that is not there is made."""
        name = quoted(folder)
        with self.client() as client:
            client.create(name)
            for raw in raws:
                client.append(name, "", imaplib.Time2Internaldate(arrived), raw)

    def fill(self, raws: Sequence[bytes]) -> None:
        """Let many messages arrive at once, as the mail system delivers: as files."""
        folder = self.server.maildir(self.user)
        for path in (*reversed(folder.relative_to(self.server.folder).parents), folder):
            full = self.server.folder / path
            full.mkdir(exist_ok=True)
            give_to_nobody(full)
        for place in ("new", "cur", "tmp"):
            (folder / place).mkdir(exist_ok=True)
            give_to_nobody(folder / place)
        second = int(NOON.timestamp())
        for number, raw in enumerate(raws, start=next(_numbers)):
            path = folder / "new" / f"{second}.M{number:06}P1.mx"
            path.write_bytes(raw)
            os.utime(path, (second, second))
            give_to_nobody(path)

    def remove(self, uid: str, *, folder: str = "INBOX") -> None:
        """Delete a message for good."""
        with self.client() as client:
            client.select(quoted(folder))
            client.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
            client.expunge()

    def state(self) -> object:
        """Return flags and counts of all folders, and names and bytes of all messages' files."""
        items = "(MESSAGES RECENT UNSEEN UIDNEXT UIDVALIDITY)"
        with self.client() as client:
            listed = [line.decode() for line in client.list()[1] if isinstance(line, bytes)]
            names = sorted(line.partition(' "." ')[2] for line in listed)
            counts = [client.status(name, items) for name in names]
            flags = []
            for name in names:
                client.select(name, readonly=True)
                flags.append(client.fetch("1:*", "(UID FLAGS)"))
        assert len(flags) > 1
        return counts, flags, {path: path.read_bytes() for path in self.files()}

    def files(self) -> Sequence[Path]:
        """Return the files of all messages."""
        folder = self.server.maildir(self.user)
        return sorted(path for path in folder.rglob("*") if path.parent.name in {"new", "cur"})


def quoted(folder: str) -> str:
    """Return a folder's name as IMAP has it."""
    return f'"{encode(folder).decode("ascii")}"'
