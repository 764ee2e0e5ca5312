"""What is asked of an examined folder: which messages are new, their headers, one message."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from outreach.mail.imap_bookmark import ImapBookmark, Progress
from outreach.mail.imap_connection import CommandRefused, Fetched, ImapConnection
from outreach.mail.imap_parts import (
    BEGINNING_ITEM,
    HEADER_ITEM,
    LARGE,
    boundary_of,
    is_container,
    rebuilt,
    section,
    wanted_leaves,
)
from outreach.mail.mailbox import Swept

FIELDS = (
    "FROM SENDER REPLY-TO TO CC DELIVERED-TO X-ORIGINAL-TO RETURN-PATH SUBJECT DATE MESSAGE-ID "
    "IN-REPLY-TO REFERENCES CONTENT-TYPE AUTO-SUBMITTED X-AUTOREPLY X-AUTORESPOND PRECEDENCE "
    "X-FAILED-RECIPIENTS LIST-ID LIST-UNSUBSCRIBE FEEDBACK-ID"
)
"""What tells whether a message could concern us; most of a header is the rest, such as Received."""

_SWEPT = ("INTERNALDATE", "RFC822.SIZE", f"BODY.PEEK[HEADER.FIELDS ({FIELDS})]")
_FOR_THE_MOMENT = ("[UNAVAILABLE]", "[INUSE]")
_ZONES_DIFFER = timedelta(days=1)  # SINCE goes by the days of the server's zone

log = logging.getLogger(__name__)


def look(
    connection: ImapConnection, folder: str, bookmark: ImapBookmark | None, since: date
) -> Progress:
    """Open a folder and find what is new, with the same two commands however much it holds.

    Args:
        bookmark: Where the last sweep ended; None, or one that cannot be of this folder as it is
            now, goes by the date.

    Raises:
        ConnectionLost, CommandRefused: It cannot be opened or searched.
    """
    examined = connection.examine(folder)
    end = examined.next_uid - 1 if examined.next_uid is not None else None
    if bookmark is not None and end is not None and end < bookmark.last:
        bookmark = None  # put back from an older copy, the folder hands out the same UIDs anew
    if bookmark is None or bookmark.validity != examined.validity:
        bookmark = None
        uids = connection.search("SINCE", since - _ZONES_DIFFER)
    elif bookmark.new:
        uids = [uid for uid in connection.search("UID", bookmark.new) if bookmark.is_new(uid)]
    else:
        uids = []
    return Progress(validity=examined.validity, start=bookmark, uids=uids, end=end)


def read_headers(
    connection: ImapConnection, folder: str, uids: Sequence[int]
) -> tuple[Mapping[int, Swept], set[int]]:
    """Return headers by UID, and the UIDs that the server fails to read; others are gone.

    Raises:
        ConnectionLost: There is no answer.
        CommandRefused: The server fails on all of several.
    """
    try:
        answers = connection.fetch_headers(uids, *_SWEPT)
    except CommandRefused as error:
        if len(uids) == 1:
            log.warning("%s: message %d cannot be read: %s", folder, uids[0], error)
            return {}, set(uids)
    else:
        every = {uid: _swept(folder, uid, answer) for uid, answer in answers.items()}
        return {uid: swept for uid, swept in every.items() if swept is not None}, set()
    return _read_in_halves(connection, folder, uids)


def _read_in_halves(
    connection: ImapConnection, folder: str, uids: Sequence[int]
) -> tuple[Mapping[int, Swept], set[int]]:
    """Look for the message that spoils the answer; Gmail refuses all for one that is damaged."""
    middle = len(uids) // 2
    found, failed = read_headers(connection, folder, uids[:middle])
    more, failing = read_headers(connection, folder, uids[middle:])
    if len(failed) + len(failing) == len(uids):
        raise CommandRefused("none of the new messages can be read")
    return {**found, **more}, failed | failing


def _swept(folder: str, uid: int, answer: Fetched) -> Swept | None:
    header = next((value for name, value in answer.items() if name.startswith(b"BODY[")), False)
    if header is False:
        return None  # news of its flags, which nobody asked for
    received_at = answer.get(b"INTERNALDATE")
    size = answer.get(b"RFC822.SIZE")
    return Swept(
        folder=folder,
        key=str(uid),
        header=header if isinstance(header, bytes) else b"\r\n",
        received_at=received_at if isinstance(received_at, datetime) else None,
        size=size if isinstance(size, int) else None,
    )


def read_message(connection: ImapConnection, swept: Swept) -> bytes:
    """Return a message of the open folder; in part if it is large, empty if it is gone.

    Of one that the server does not hand out, the swept header is all there is: its reader says that
    somebody wrote, which is more than to fail on it, and on all that came with it, every night.

    Raises:
        ConnectionLost: There is no answer.
        CommandRefused: The server says that it cannot for the moment (RFC 5530).
    """
    try:
        return _read_message(connection, int(swept.key), swept.size)
    except CommandRefused as error:
        if any(code in str(error).upper() for code in _FOR_THE_MOMENT):
            raise
        log.warning("%s: message %s is read by its header: %s", swept.folder, swept.key, error)
        return swept.header


def _read_message(connection: ImapConnection, uid: int, size: int | None) -> bytes:
    if size is None:
        size = _one(connection, uid, "RFC822.SIZE").get(b"RFC822.SIZE", 0)
    if size <= LARGE:
        return section(_one(connection, uid, "BODY.PEEK[]"), "")
    try:
        return _read_in_part(connection, uid)
    except (CommandRefused, ValueError, TypeError, LookupError):
        # Some servers describe a strange message in a way that nobody understands.
        return section(_one(connection, uid, BEGINNING_ITEM), "")


def _read_in_part(connection: ImapConnection, uid: int) -> bytes:
    answer = _one(connection, uid, "BODYSTRUCTURE", HEADER_ITEM)
    if not answer:
        return b""
    header = section(answer, "HEADER")
    structure = answer[b"BODYSTRUCTURE"]
    leaves = wanted_leaves(structure)
    if is_container(structure) and not boundary_of(header):
        raise ValueError("a message of parts whose header names no boundary")
    items = [item for leaf in leaves for item in leaf.items]
    sections = _one(connection, uid, *items) if items else {}
    if is_container(structure):
        return rebuilt(header, leaves, sections)
    return header + (section(sections, leaves[0].number) if leaves else b"")


def _one(connection: ImapConnection, uid: int, *items: str) -> Fetched:
    return connection.fetch([uid], *items).get(uid, {})
