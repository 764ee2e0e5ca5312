"""A mailbox that is reached over IMAP (RFC 3501) and only ever examined."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from pydantic import SecretStr

from outreach.errors import ConfigError, MailError
from outreach.fields import Auth, Security
from outreach.mail.imap_bookmark import ImapBookmark, Progress
from outreach.mail.imap_connection import (
    CommandRefused,
    ConnectionLost,
    ImapConnection,
    Timeouts,
)
from outreach.mail.imap_faults import ImapFaults
from outreach.mail.imap_reading import look, read_headers, read_message
from outreach.mail.imap_sent import find_sent, sent_folders
from outreach.mail.login import Login
from outreach.mail.mailbox import Swept, message_id_of

BATCH = 500
"""Headers asked for at once; a longer list of UIDs would not fit in the line that servers take."""


T = TypeVar("T")


class Imap:
    """Keeps one connection, and makes it anew once when it breaks."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        security: Security,
        auth: Auth,
        username: str,
        secret: Callable[[], SecretStr] | None,
        folders: Sequence[str],
        place: str,
        timeouts: Timeouts | None = None,
    ) -> None:
        """Take the settings; nothing is connected yet.

        Args:
            secret: Returns the password or access token, at each login; None when `auth` is none.
            place: Where the settings stand, such as `config/outreach.toml: [mail.inbox]`.

        Raises:
            ConfigError: They are not enough to log in somewhere.
        """
        if not host:
            raise ConfigError(f"{place} host", "is empty", hint="name your provider's server")
        if auth != "none" and not username:
            raise ConfigError(f"{place} username", "is empty", hint="it is usually your address")
        if auth != "none" and secret is None:
            raise ConfigError(f"{place} password", "is missing", hint="say where it is kept")
        if not folders:
            raise ConfigError(f"{place} folders", "is empty", hint='write ["INBOX"]')
        self._host, self._port, self._security = host, port, security
        self._login = Login(auth=auth, username=username, secret=secret)
        self._faults = ImapFaults(place=place, host=host, port=port)
        self._timeouts = timeouts or Timeouts()
        self._folders = tuple(folders)
        self._connection: ImapConnection | None = None
        self._progress: dict[str, Progress] = {}

    @property
    def name(self) -> str:
        """Whose mailbox it is, and where."""
        who = self._login.username
        return f"{who} at {self._host}" if who else self._host

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders to read."""
        return self._folders

    def check_ready(self) -> None:
        """Log in and open each folder.

        Raises:
            MailError: One of them cannot be read now.
        """
        for folder in self._folders:
            self._within(folder, partial(ImapConnection.examine, folder=folder))

    def sweep(self, folder: str, bookmark: str, *, since: date) -> Iterator[Swept]:
        """Yield the headers of what is new in a folder, in the order of UIDs.

        Raises:
            MailError: The folder cannot be read.
        """
        start = ImapBookmark.read(bookmark)
        found = partial(look, folder=folder, bookmark=start, since=since)
        progress = self._progress[folder] = self._within(folder, found)
        while batch := progress.uids[progress.handled : progress.handled + BATCH]:
            headers = self._within(folder, partial(self._headers, folder=folder, uids=batch))
            for uid in batch:
                progress.handled += 1
                if uid in headers:
                    yield headers[uid]

    def raw(self, swept: Swept) -> bytes:
        """Return a message as the server has it; in part if it is large, empty if it is gone.

        Raises:
            MailError: The folder cannot be read.
        """

        def read(connection: ImapConnection) -> bytes:
            self._enter(connection, swept.folder)
            return read_message(connection, swept)

        return self._within(swept.folder, read)

    def bookmark(self, folder: str, *, unread: Collection[str]) -> str:
        """Return how far the last sweep of a folder came."""
        progress = self._progress.get(folder)
        return progress.bookmark(unread) if progress is not None else ""

    def has_sent(self, message_id: str) -> bool | None:
        """Say whether a folder for sent mail holds a message; None if there is no such folder.

        Raises:
            MailError: The server cannot be asked.
        """
        try:
            return self._asking(partial(find_sent, message_id=message_id))
        except CommandRefused as error:
            raise self._faults.answered("a search for sent mail", str(error)) from error

    def save_sent(self, raw: bytes) -> None:
        """Put a copy of a letter into the first folder for sent mail, unless it is there.

        Raises:
            MailError: There is no such folder, or it does not take the copy.
        """

        def save(connection: ImapConnection) -> None:
            # A copy whose answer was lost is found here when it is tried again.
            folders = connection.folders()
            sent = sent_folders(folders)
            if not sent:
                raise self._faults.no_sent([folder.name for folder in folders])
            message_id = message_id_of(raw)
            if not (message_id and find_sent(connection, message_id, sent)):
                connection.append(sent[0], raw)

        try:
            self._asking(save)
        except CommandRefused as error:
            raise self._faults.answered("a copy for the sent mail", str(error)) from error

    def close(self) -> None:
        """Log out."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.leave()

    def _headers(
        self, connection: ImapConnection, folder: str, uids: Sequence[int]
    ) -> Mapping[int, Swept]:
        self._enter(connection, folder)
        found, failed = read_headers(connection, folder, uids)
        self._progress[folder].failed |= failed
        return found

    def _enter(self, connection: ImapConnection, folder: str) -> None:
        """Open a folder that was swept; another UIDVALIDITY makes our UIDs those of others."""
        examined = connection.enter(folder)
        progress = self._progress.get(folder)
        if progress is not None and progress.validity != examined.validity:
            raise self._faults.renumbered(folder)

    def _within(self, folder: str, ask: Callable[[ImapConnection], T]) -> T:
        """Ask for something in a folder.

        Raises:
            MailError: It cannot be had.
        """
        try:
            return self._asking(ask)
        except CommandRefused as error:
            raise self._folder_fault(folder, str(error)) from error

    def _folder_fault(self, folder: str, said: str) -> MailError:
        try:
            existing = [one.name for one in self._asking(ImapConnection.folders)]
        except CommandRefused:
            return self._faults.folder_refused(folder, said)
        if folder in existing or folder.upper() == "INBOX":
            return self._faults.folder_refused(folder, said)
        return self._faults.no_folder(folder, existing)

    def _asking(self, ask: Callable[[ImapConnection], T]) -> T:
        """Ask, and ask once more on a fresh connection if this one breaks.

        Raises:
            CommandRefused: The server does not want to.
            MailError: It cannot be reached, or keeps breaking.
        """
        try:
            return self._ask_once(ask)
        except ConnectionLost:
            pass  # servers hang up on clients that say nothing for a while
        try:
            return self._ask_once(ask)
        except ConnectionLost as error:
            raise self._faults.lost() from error

    def _ask_once(self, ask: Callable[[ImapConnection], T]) -> T:
        try:
            return ask(self._connected())
        except (CommandRefused, MailError):
            raise
        except BaseException:
            # What was half read must not be taken for the next answer.
            self._drop()
            raise

    def _connected(self) -> ImapConnection:
        if self._connection is None:
            self._connection = ImapConnection.open(
                host=self._host,
                port=self._port,
                security=self._security,
                login=self._login,
                faults=self._faults,
                timeouts=self._timeouts,
            )
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.drop()
