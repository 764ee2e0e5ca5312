"""The port that every mailbox implements. A mailbox is only ever read (I8)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """One message's header, as a mailbox gives it.

    Attributes:
        folder: Where it lies.
        key: Names it within the folder: an IMAP UID, the unique part of a Maildir file's name.
        header: The raw header fields that tell whether a message could concern us; ends with an
            empty line.
        received_at: When it arrived (aware), as the server says; None when it does not say.
        size: Of the whole message, in bytes, as the server says; None when it does not say.
    """

    folder: str
    key: str
    header: bytes
    received_at: datetime | None = None
    size: int | None = None


class Mailbox(Protocol):
    """Reads a mailbox and changes nothing in it: no flags, no counts, no file."""

    @property
    def name(self) -> str:
        """Where it is, as a person would say it."""

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders to read, as the configuration names them."""

    def check_ready(self) -> None:
        """Raise MailError when one of the folders could not be read now."""

    def sweep(self, folder: str, bookmark: str, *, since: date) -> Iterator[Swept]:
        """Yield the headers of what is new in a folder, the oldest first.

        Other calls may be made between two messages. Whoever stops early gets the rest next time.

        Args:
            bookmark: What `bookmark` returned last time; empty, or one that no longer fits (another
                UIDVALIDITY), reads everything that arrived on or after `since`.
            since: A day; mailboxes count days in a zone of their own, so what arrived on the day
                before comes too.

        Raises:
            MailError: The mailbox cannot be reached or read.
        """

    def raw(self, swept: Swept) -> bytes:
        """Return a whole message; of a very large one its header and first text part.

        Raises:
            MailError: The mailbox cannot be reached or read. A message that is gone is empty.
        """

    def bookmark(self, folder: str, *, unread: Collection[str]) -> str:
        """Return what remembers how far the last sweep of a folder read; empty without one.

        Args:
            unread: Keys that were swept and must come again in the next sweep.
        """

    def has_sent(self, message_id: str) -> bool | None:
        r"""Say whether the `\\Sent` folder holds a message of ours; None without such a folder.

        Raises:
            MailError: The mailbox cannot be reached or read.
        """

    def save_sent(self, raw: bytes) -> None:
        r"""Put a copy of a letter of ours into the `\\Sent` folder, unless it is there.

        Raises:
            MailError: There is no such folder, or it does not take the copy.
        """

    def close(self) -> None:
        """Let go of what is open; the next call opens it anew."""


def message_id_of(header: bytes) -> str:
    """Return the Message-ID in a header, with angle brackets; empty when there is none."""
    return "".join(str(message_from_bytes(header).get("Message-ID", "")).split())
