r"""Which folder keeps what was sent: the one marked `\Sent` (RFC 6154), whatever its name."""

from collections.abc import Iterable

from outreach.mail.imap_connection import Folder, ImapConnection
from outreach.mail.mailbox import message_id_of

# For servers that mark none; what mail programs of several languages call it.
_NAMES = frozenset(
    {
        "sent", "sent items", "sent mail", "sent messages", "gesendet", "gesendete elemente",
        "gesendete objekte", "envoyés", "messages envoyés", "éléments envoyés", "enviados",
        "elementos enviados", "mensajes enviados", "itens enviados", "posta inviata", "inviata",
        "inviati", "verzonden", "verzonden items", "skickat", "sendt", "wysłane", "odeslané",
        "отправленные", "送信済み", "已发送",
    }
)  # fmt: skip
_MOST_HITS = 50
_MESSAGE_ID_ITEM = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
_CLOSED = frozenset({rb"\noselect", rb"\nonexistent"})


def sent_folders(folders: Iterable[Folder]) -> tuple[str, ...]:
    """Return the names of the folders for sent mail; the first is the one to save to."""
    usable = [folder for folder in folders if not folder.attributes & _CLOSED]
    marked = tuple(folder.name for folder in usable if rb"\sent" in folder.attributes)
    return marked or tuple(folder.name for folder in usable if _last_name(folder) in _NAMES)


def _last_name(folder: Folder) -> str:
    """Return the name within its parent, since some servers keep all folders below INBOX."""
    name = folder.name
    if folder.delimiter and name.upper().startswith(f"INBOX{folder.delimiter}"):
        name = name[len("INBOX") + len(folder.delimiter) :]
    return name.casefold()


def find_sent(
    connection: ImapConnection, message_id: str, folders: Iterable[str] | None = None
) -> bool | None:
    """Say whether a folder for sent mail holds a message; None if there is no such folder.

    Args:
        folders: Their names, if they are known.

    Raises:
        ConnectionLost, CommandRefused: The server cannot be asked.
    """
    names = sent_folders(connection.folders()) if folders is None else tuple(folders)
    if not names:
        return None
    return any(_holds(connection, name, message_id) for name in names)


def _holds(connection: ImapConnection, folder: str, message_id: str) -> bool:
    connection.examine(folder)
    if connection.offers("X-GM-EXT-1"):
        # Gmail's index of Message-IDs; its search of headers is slow.
        # https://developers.google.com/workspace/gmail/imap/imap-extensions
        found = connection.search_gmail(f"rfc822msgid:{message_id.strip('<>')}")
    else:
        found = connection.search("HEADER", "Message-ID", message_id)
    # A search finds longer ones that contain it, too.
    answers = connection.fetch(found[-_MOST_HITS:], _MESSAGE_ID_ITEM) if found else {}
    headers = (value for answer in answers.values() for value in answer.values())
    return any(message_id_of(one) == message_id for one in headers if isinstance(one, bytes))
