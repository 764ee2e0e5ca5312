"""What the texts of header fields hold: addresses and Message-IDs."""

import re
from email.utils import unquote

RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to")
"""Fields that name whom a message was for."""

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"@]{1,255}")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_BRACKETED = re.compile(r"<([^<>]*)>")


def message_ids(text: str) -> tuple[str, ...]:
    """Return the Message-IDs in a text, each once, with angle brackets."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(text)))


def addresses_in(text: str) -> tuple[str, ...]:
    """Return everything in a text that looks like an address, lower case, each once."""
    if "@" not in text:
        return ()
    found = (match.strip(".'`*=").lower() for match in _ADDRESS.findall(text))
    return tuple(dict.fromkeys(one for one in found if "@" in one.strip("@")))


def answered_ids(in_reply_to: str, references: str) -> tuple[str, ...]:
    """Return the Message-IDs that a message answers, the newest first (RFC 5322 3.6.4)."""
    thread = reversed(message_ids(references))
    return tuple(dict.fromkeys((*message_ids(in_reply_to), *thread)))


def mailbox_in(text: str) -> tuple[str, str]:
    """Return display name and address of a From field; both may be empty."""
    bracketed = _BRACKETED.search(text)
    found = addresses_in(bracketed[1] if bracketed else "") or addresses_in(text)
    if not found:
        return "", ""
    name = text.partition("<")[0] if bracketed else ""
    return unquote(name.strip()).strip(), found[-1] if bracketed is None else found[0]
