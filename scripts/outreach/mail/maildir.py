"""A mailbox that lies in a folder of this computer, as a Maildir; nothing in it is touched."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import message_from_bytes
from functools import partial
from pathlib import Path
from typing import TypeVar

from outreach.errors import ConfigError, MailError
from outreach.inbox.message import read_date
from outreach.mail.mailbox import Swept, message_id_of
from outreach.mail.maildir_bookmark import MaildirBookmark, digests
from outreach.mail.maildir_files import (
    add_message,
    folder_names,
    folder_path,
    list_messages,
    read_beginning,
    read_message,
)

_SENT = "Sent"
_ZONES_DIFFER = timedelta(days=1)

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class _Folder:
    """A folder that was looked into.

    Attributes:
        files: By the unique part of the name, as they were when somebody last looked.
        since: What arrived before is not read; None until it is swept.
        read: Unique parts that were read, in this sweep or earlier.
    """

    path: Path
    files: Mapping[str, Path]
    since: date | None = None
    read: set[str] = field(default_factory=set)


class Maildir:
    """Reads files where they are."""

    def __init__(self, path: Path, *, shown: str, folders: Sequence[str], place: str) -> None:
        """Take the settings; nothing is read yet.

        Args:
            shown: The path as the user knows it.
            folders: INBOX, and others as Maildir++ names them without the first dot.
            place: Where the settings stand, such as `config/outreach.toml: [mail.inbox]`.

        Raises:
            ConfigError: They name no folder.
        """
        if not shown:
            raise ConfigError(f"{place} path", "is empty", hint="name the folder of your Maildir")
        if not folders:
            raise ConfigError(f"{place} folders", "is empty", hint='write ["INBOX"]')
        self._root = path
        self._shown = shown
        self._folders = tuple(folders)
        self._place = place
        self._looked: dict[str, _Folder] = {}
        self._sent_ids: dict[str, str] = {}

    @property
    def name(self) -> str:
        """The path as the user knows it."""
        return self._shown

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders to read."""
        return self._folders

    def check_ready(self) -> None:
        """Look into each folder.

        Raises:
            MailError: One of them cannot be read now.
        """
        for folder in self._folders:
            self._look(folder)

    def sweep(self, folder: str, bookmark: str, *, since: date) -> Iterator[Swept]:
        """Yield the headers of what is new in a folder.

        Raises:
            MailError: The folder cannot be read.
        """
        mark = MaildirBookmark.parse(bookmark)
        looked = self._looked[folder] = self._look(folder)
        looked.since = mark.since if mark is not None else since - _ZONES_DIFFER
        if mark is not None:
            every = digests(looked.files).items()
            looked.read = {unique for unique, digest in every if digest in mark.read}
        for unique in [unique for unique in looked.files if unique not in looked.read]:
            swept = self._swept(folder, looked, unique)
            if swept is not None:
                yield swept

    def raw(self, swept: Swept) -> bytes:
        """Return a message as the file has it; in part if it is huge, empty if it is gone.

        Raises:
            MailError: It cannot be read.
        """
        looked = self._looked.get(swept.folder)
        if looked is None:
            looked = self._looked[swept.folder] = self._look(swept.folder)
        try:
            return self._read(looked, swept.key, read_message) or b""
        except OSError as error:
            raise self._fault(error) from error

    def bookmark(self, folder: str, *, unread: Collection[str]) -> str:
        """Return which messages were read; those that are gone are forgotten."""
        looked = self._looked.get(folder)
        if looked is None or looked.since is None:
            return ""
        read = digests(looked.read.difference(unread)).values()
        return str(MaildirBookmark(since=looked.since, read=frozenset(read)))

    def has_sent(self, message_id: str) -> bool | None:
        """Say whether the folder Sent holds a message; None if there is no such folder.

        Raises:
            MailError: It cannot be read.
        """
        path = self._guarded(lambda: folder_path(self._root, _SENT))
        if path is None:
            return None
        looked = _Folder(path=path, files=self._guarded(lambda: list_messages(path)))
        for unique in [unique for unique in looked.files if unique not in self._sent_ids]:
            found = self._guarded(partial(self._read, looked, unique, read_beginning))
            if found is not None:
                self._sent_ids[unique] = message_id_of(found.header)
        return any(self._sent_ids.get(unique) == message_id for unique in looked.files)

    def save_sent(self, raw: bytes) -> None:
        """Put a copy of a letter into the folder Sent, unless it is there.

        Raises:
            MailError: There is no such folder, or it cannot be written to.
        """
        path = self._guarded(lambda: folder_path(self._root, _SENT))
        if path is None:
            hint = f"make a folder {_SENT} with your mail program, or set [mail] save_sent = false"
            raise MailError(f"{self._place} path", "has no folder for sent mail", hint=hint)
        message_id = message_id_of(raw)
        if not (message_id and self.has_sent(message_id)):
            self._guarded(lambda: add_message(path, raw))

    def close(self) -> None:
        """Do nothing: no file stays open."""

    def _look(self, folder: str) -> _Folder:
        path = self._guarded(lambda: folder_path(self._root, folder))
        if path is None:
            raise self._no_folder(folder)
        return _Folder(path=path, files=self._guarded(lambda: list_messages(path)))

    def _swept(self, folder: str, looked: _Folder, unique: str) -> Swept | None:
        """Read one header; None for a message that is gone, too old, or cannot be read."""
        try:
            beginning = self._read(looked, unique, read_beginning)
        except OSError as error:
            # It is not remembered, so it comes again.
            log.warning("%s: message %s cannot be read: %s", folder, unique, error.strerror)
            return None
        looked.read.add(unique)
        if beginning is None:
            return None
        received_at = _received_at(beginning.header)
        if received_at and looked.since and received_at.date() < looked.since:
            return None
        return Swept(
            folder=folder,
            key=unique,
            header=beginning.header,
            received_at=received_at,
            size=beginning.size,
        )

    def _read(self, looked: _Folder, unique: str, read: Callable[[Path], T]) -> T | None:
        """Read a file, looking for it again if a mail program renamed it; None if it is gone."""
        for is_first in (True, False):
            path = looked.files.get(unique)
            if path is None:
                return None
            try:
                return read(path)
            except FileNotFoundError:
                if is_first:
                    looked.files = list_messages(looked.path)
        return None

    def _guarded(self, look: Callable[[], T]) -> T:
        try:
            return look()
        except OSError as error:
            raise self._fault(error) from error

    def _fault(self, error: OSError) -> MailError:
        what = f"{self._shown} cannot be read or written ({error.strerror})"
        hint = "check that the folder exists, and its permissions"
        return MailError(f"{self._place} path", what, hint=hint)

    def _no_folder(self, folder: str) -> MailError:
        existing = self._guarded(lambda: folder_names(self._root))
        if not existing:
            what = f"{self._shown} is no Maildir: it has neither cur nor new"
            hint = "name the folder that holds cur, new and tmp"
            return MailError(f"{self._place} path", what, hint=hint)
        what = f"{self._shown} has no folder {folder!r}"
        return MailError(f"{self._place} folders", what, hint=f"it has: {', '.join(existing)}")


def _received_at(header: bytes) -> datetime | None:
    """Return the moment at the end of the topmost Received field, the newest (RFC 5321 4.4)."""
    received = str(message_from_bytes(header).get("Received", ""))
    return read_date(received.rpartition(";")[2].strip()) if ";" in received else None
