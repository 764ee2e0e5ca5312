"""From the bytes of a message to what can be understood: anything is read, nothing raises.

Time and memory are bounded: of a message, the first 2 MiB are looked at; of each leaf, the first
256 KiB of text.
"""

import re
from email import message_from_bytes
from email.message import Message
from email.utils import unquote

from outreach.inbox.charsets import decoded, decoded_words
from outreach.inbox.message import Headers, InboundMessage, Part, read_date

MOST_BYTES = 2 * 1024 * 1024
_MOST_FIELDS = 500
_MOST_VALUE = 20_000  # characters of one field; References of a long thread are the longest
_MOST_TEXT = 256 * 1024
_MOST_PARTS = 100
_MOST_CONTAINERS = 60  # more than any mail program nests, and each level costs the parser time

_CONTAINER = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"@]{1,255}")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_LINES = re.compile(r"[ \t]*[\r\n]+[ \t]*")


def parse_message(raw: bytes) -> InboundMessage:
    """Return what a message says; what cannot be read is left out."""
    raw = raw[:MOST_BYTES]
    if raw.startswith(b"From "):  # the separator of an mbox file
        raw = raw.partition(b"\n")[2]
    if len(_CONTAINER.findall(raw)) > _MOST_CONTAINERS:
        raw = _flattened(raw)
    tree = message_from_bytes(raw)
    headers = _headers(tree)
    leaves: list[Part] = []
    _gather(tree, 0, leaves)
    name, address = _mailbox(headers.first("from"))
    return InboundMessage(
        headers=headers,
        sender=address,
        sender_name=name,
        recipients=_recipients(headers),
        subject=headers.first("subject"),
        sent_at=read_date(headers.first("date")),
        message_id=next(iter(message_ids(headers.first("message-id"))), ""),
        refers_to=_refers_to(headers),
        kind=tree.get_content_type(),
        report=_parameters(tree).get("report-type", "").lower(),
        parts=tuple(leaves),
    )


def parse_headers(text: str) -> Headers:
    """Return the header fields at the start of a text, such as those of a returned message."""
    block = re.split(r"\r?\n\r?\n", text.lstrip("\r\n"), maxsplit=1)[0]
    return _headers(message_from_bytes(block.encode("utf-8", "surrogateescape") + b"\n\n"))


def message_ids(text: str) -> tuple[str, ...]:
    """Return the Message-IDs in a text, each once, with angle brackets."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(text)))


def addresses_in(text: str) -> tuple[str, ...]:
    """Return everything in a text that looks like an address, lower case, each once."""
    found = (match.strip(".'`*=").lower() for match in _ADDRESS.findall(text))
    return tuple(dict.fromkeys(one for one in found if "@" in one.strip("@")))


def _flattened(raw: bytes) -> bytes:
    """Return a message that nests too deep as one plain text below its own headers."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = re.sub(rb"(?im)^content-(?:type|transfer-encoding):.*(?:\n[ \t].*)*\n?", b"", head)
    return kept.rstrip(b"\n") + b"\nContent-Type: text/plain; charset=utf-8\n\n" + body


def _headers(tree: Message) -> Headers:
    fields = []
    for name, value in list(tree.raw_items())[:_MOST_FIELDS]:
        text = _LINES.sub(" ", str(value)[:_MOST_VALUE]).strip()
        fields.append((name.lower(), decoded_words(text)))
    return Headers(fields=tuple(fields))


def _refers_to(headers: Headers) -> tuple[str, ...]:
    answered = message_ids(" ".join(headers.every("in-reply-to")))
    thread = message_ids(" ".join(headers.every("references")))
    return tuple(dict.fromkeys((*answered, *reversed(thread))))


def _recipients(headers: Headers) -> tuple[str, ...]:
    fields = ("to", "cc", "delivered-to", "x-original-to")
    return addresses_in(" ".join(value for name in fields for value in headers.every(name)))


def _mailbox(text: str) -> tuple[str, str]:
    """Return display name and address of a From field; both may be empty."""
    bracketed = re.search(r"<([^<>]*)>", text)
    found = addresses_in(bracketed[1] if bracketed else "") or addresses_in(text)
    if not found:
        return "", ""
    name = text.partition("<")[0] if bracketed else ""
    return unquote(name.strip()).strip(), found[-1] if bracketed is None else found[0]


def _gather(tree: Message, depth: int, leaves: list[Part]) -> None:
    """Add the leaves of a MIME tree, those of messages within too."""
    if len(leaves) >= _MOST_PARTS:
        return
    kind = tree.get_content_type()
    content = tree.get_payload()
    if not isinstance(content, list):
        leaves.append(_leaf(tree, kind, depth))
    elif kind == "message/delivery-status" or kind == "message/disposition-notification":
        blocks = ("\n".join(f"{name}: {value}" for name, value in one.items()) for one in content)
        leaves.append(Part(kind=kind, text="\n\n".join(blocks)[:_MOST_TEXT], depth=depth))
    elif kind.startswith("message/"):
        for within in content:
            headers = "\n".join(f"{name}: {value}" for name, value in _headers(within).fields)
            leaves.append(Part(kind="message/rfc822", text=headers, depth=depth))
            _gather(within, depth + 1, leaves)
    else:
        for within in content:
            _gather(within, depth, leaves)


def _leaf(tree: Message, kind: str, depth: int) -> Part:
    parameters = _parameters(tree)
    disposition = str(tree.get("content-disposition", "")).strip().lower()
    is_text = kind.startswith(("text/", "message/")) or kind == "application/ics"
    return Part(
        kind=kind,
        text=_text(tree, parameters.get("charset", "")) if is_text else "",
        depth=depth,
        name=decoded_words(str(tree.get_filename("") or ""))[:200],
        attached=disposition.startswith("attachment"),
        parameters=tuple(parameters.items()),
    )


def _parameters(tree: Message) -> dict[str, str]:
    found = tree.get_params(failobj=[], unquote=True)
    return {str(name).lower(): str(value) for name, value in found[1:]}


def _text(tree: Message, charset: str) -> str:
    content = tree.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    return decoded(raw[: 4 * _MOST_TEXT], charset)[:_MOST_TEXT]
