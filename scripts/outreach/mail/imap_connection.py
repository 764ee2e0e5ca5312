"""One connection to an IMAP server (RFC 3501), by IMAPClient: folders are only ever examined (I8).

It speaks EXAMINE, never SELECT, and fetches with BODY.PEEK, so that no message becomes read.
"""

import imaplib
import logging
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from outreach.fields import Security
from outreach.mail.imap_faults import ImapFaults, shown
from outreach.mail.imap_login import log_in
from outreach.mail.imap_quick import read_quickly
from outreach.mail.login import Login

if TYPE_CHECKING:
    from imapclient import IMAPClient

Fetched = Mapping[bytes, Any]
"""What a server says of one message, by the name of the item as IMAPClient gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long the server may stay silent, in seconds.

    Attributes:
        opening: Until it takes the connection and greets.
        command: Within an answer; searching a large folder takes some servers long.
        leaving: After LOGOUT, when nothing is at stake any more.
    """

    opening: float = 30.0
    command: float = 120.0
    leaving: float = 5.0


class ConnectionLost(Exception):
    """The server closed the connection, broke it or fell silent."""


class CommandRefused(Exception):
    """The server said NO or BAD, or what nobody understands; the connection is still good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """An open folder.

    Attributes:
        validity: Its UIDVALIDITY.
        next_uid: The lowest UID that a new message may get; None when the server does not say.
    """

    validity: int
    next_uid: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder that exists, with its attributes in lower case and the hierarchy's delimiter."""

    name: str
    attributes: frozenset[bytes]
    delimiter: str


class ImapConnection:
    """A connection that is logged in; after `ConnectionLost` it is only good for `drop`."""

    def __init__(self, client: "IMAPClient", timeouts: Timeouts) -> None:
        self._client = client
        self._timeouts = timeouts
        self._examined: tuple[str, Examined] | None = None

    @classmethod
    def open(
        cls,
        *,
        host: str,
        port: int,
        security: Security,
        login: Login,
        faults: ImapFaults,
        timeouts: Timeouts,
    ) -> "ImapConnection":
        """Connect, encrypt and log in.

        Raises:
            MailError: One of them failed.
        """
        # IMAPClient would log whole lines of the dialogue, bodies among them.
        logging.getLogger("imapclient").setLevel(logging.ERROR)
        client = _connect(host, port, security, faults, timeouts)
        try:
            if security == "starttls":
                _encrypt(client, faults)
            log_in(client, login, faults)
        except BaseException:
            _shut(client)
            raise
        return cls(client, timeouts)

    def offers(self, capability: str) -> bool:
        """Tell whether the server has an extension.

        Raises:
            ConnectionLost, CommandRefused: It cannot be asked.
        """
        return bool(self._ask(self._client.has_capability, capability))

    def folders(self) -> tuple[Folder, ...]:
        """Return all folders.

        Raises:
            ConnectionLost, CommandRefused: They cannot be listed.
        """
        return tuple(
            Folder(
                name=str(name),
                attributes=frozenset(bytes(one).lower() for one in attributes),
                delimiter=(delimiter or b"").decode("ascii", "replace"),
            )
            for attributes, delimiter, name in self._ask(self._client.list_folders)
        )

    def examine(self, folder: str) -> Examined:
        """Open a folder for reading only, and see what is new in it.

        Raises:
            ConnectionLost, CommandRefused: It cannot be opened.
        """
        self._examined = None
        said = self._ask(self._client.select_folder, folder, True)  # noqa: FBT003 (the library's)
        examined = Examined(
            validity=int(said.get(b"UIDVALIDITY", 0)), next_uid=said.get(b"UIDNEXT")
        )
        self._examined = folder, examined
        return examined

    def enter(self, folder: str) -> Examined:
        """Open a folder unless it is the open one.

        Raises:
            ConnectionLost, CommandRefused: It cannot be opened.
        """
        if self._examined is not None and self._examined[0] == folder:
            return self._examined[1]
        return self.examine(folder)

    def search(self, *criteria: str | date) -> list[int]:
        """Return UIDs in the open folder, in rising order.

        Raises:
            ConnectionLost, CommandRefused: There is no answer.
        """
        return sorted(set(self._ask(self._client.search, list(criteria))))

    def search_gmail(self, query: str) -> list[int]:
        """Return UIDs by a search in Gmail's own language.

        Raises:
            ConnectionLost, CommandRefused: There is no answer.
        """
        return sorted(set(self._ask(self._client.gmail_search, query)))

    def fetch(self, uids: Sequence[int], *items: str) -> Mapping[int, Fetched]:
        """Return items of messages in the open folder; those that are gone are missing.

        Raises:
            ConnectionLost, CommandRefused: There is no answer.
        """
        found: Mapping[int, Fetched] = self._ask(self._client.fetch, uids, list(items))
        return found

    def fetch_headers(self, uids: Sequence[int], *items: str) -> Mapping[int, Fetched]:
        """Return headers of many messages in the open folder, as `fetch` does but quickly.

        Raises:
            ConnectionLost, CommandRefused: There is no answer.
        """
        answers = self._ask(self._raw_answers, uids, items)
        found = read_quickly(answers)
        if found is None:
            from imapclient.response_parser import parse_fetch_response

            found = self._ask(parse_fetch_response, answers, False)  # noqa: FBT003 (aware times)
        return {uid: found[uid] for uid in uids if uid in found}

    def append(self, folder: str, raw: bytes) -> None:
        """Put a message into a folder, as one that was read.

        Raises:
            ConnectionLost: Nobody knows whether it is there.
            CommandRefused: The folder does not take it.
        """
        self._ask(self._client.append, folder, raw, (rb"\Seen",))

    def leave(self) -> None:
        """Log out and close, whatever the server makes of it."""
        try:
            with suppress(imaplib.IMAP4.error, OSError):
                self._client.socket().settimeout(self._timeouts.leaving)
                self._client.logout()
        finally:
            self.drop()

    def drop(self) -> None:
        """Close at once."""
        _shut(self._client)

    def _raw_answers(self, uids: Sequence[int], items: Sequence[str]) -> Sequence[Any]:
        # IMAPClient has no way to leave answers unparsed.
        imap = self._client._imap  # noqa: SLF001
        status, answers = imap.uid("FETCH", ",".join(map(str, uids)), f"({' '.join(items)})")
        if status != "OK":
            raise imaplib.IMAP4.error(answers[-1].decode("utf-8", "replace"))
        return [answer for answer in answers if answer is not None]

    def _ask(self, ask: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 (IMAPClient has no types)
        try:
            return ask(*arguments)
        except (imaplib.IMAP4.abort, OSError) as error:
            raise ConnectionLost from error
        except imaplib.IMAP4.error as error:
            raise CommandRefused(shown(str(error))) from error
        except (ValueError, TypeError, LookupError) as error:
            # What IMAPClient's parser comes to on an answer that breaks the grammar.
            what = f"an answer that is not understood ({type(error).__name__})"
            raise CommandRefused(what) from error


def _connect(
    host: str, port: int, security: Security, faults: ImapFaults, timeouts: Timeouts
) -> "IMAPClient":
    from imapclient import IMAPClient, SocketTimeout

    timeout = SocketTimeout(timeouts.opening, timeouts.command)
    context = ssl.create_default_context() if security == "tls" else None
    try:
        client = IMAPClient(host, port, ssl=security == "tls", ssl_context=context, timeout=timeout)
    except imaplib.IMAP4.abort as error:
        # imaplib has no other way to tell a strange greeting from none.
        strange = str(error).startswith("unexpected")
        raise (faults.no_mail_server() if strange else faults.silent()) from error
    except imaplib.IMAP4.error as error:
        greeting = error.args[0] if error.args else b""
        said = greeting.decode("utf-8", "replace") if isinstance(greeting, bytes) else str(greeting)
        raise faults.answered("the connection", shown(said)) from error
    except (OSError, UnicodeError) as error:
        raise faults.connecting(error) from error
    client.normalise_times = False  # else times are the computer's, and naive
    client._imap.debug = 0  # noqa: SLF001 (IMAPClient makes it put every line into words for a log)
    return client


def _encrypt(client: "IMAPClient", faults: ImapFaults) -> None:
    from imapclient.exceptions import CapabilityError

    try:
        client.starttls(ssl.create_default_context())
    except CapabilityError as error:
        raise faults.no_starttls() from error
    except imaplib.IMAP4.abort as error:
        raise faults.opening_lost("STARTTLS", error) from error
    except imaplib.IMAP4.error as error:
        raise faults.answered("STARTTLS", shown(str(error))) from error
    except OSError as error:
        raise faults.encrypting(error) from error


def _shut(client: "IMAPClient") -> None:
    with suppress(OSError):
        client.shutdown()
