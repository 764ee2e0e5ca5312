"""From the bytes of a message to what can be understood: anything is read, nothing raises.

Time and memory are bounded: of a message, the first 2 MiB and 40,000 lines are looked at; of each
leaf, the first 256 KiB of text.
"""

import re
from email import message_from_bytes
from email.message import Message
from quopri import decodestring

from outreach.inbox.charsets import decoded, decoded_words
from outreach.inbox.header_fields import (
    RECIPIENTS,
    addresses_in,
    answered_ids,
    mailbox_in,
    message_ids,
)
from outreach.inbox.message import Headers, InboundMessage, Part, read_date

MOST_BYTES = 2 * 1024 * 1024
_MOST_LINES = 40_000  # the parser holds each line against each boundary that is open
_MOST_DELIMITERS = 500  # lines that may part one leaf from the next
_MOST_FIELDS = 500
_MOST_VALUE = 20_000  # characters of one field; References of a long thread are the longest
_MOST_TEXT = 256 * 1024
_MOST_PARTS = 100
_MOST_CONTAINERS = 30  # more than any mail program nests, and each level costs the parser time
_MOST_REPAIRS = 4  # of containers within containers that are not closed or not named rightly

_CONTAINER = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_SEPARATOR = re.compile(rb"^(?:\s*\n)*>?From [^\n]*\n|^(?:\xef\xbb\xbf)?(?:[ \t\r]*\n)+")
_LINES = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_KIND = re.compile(r"[\w.+-]+/[\w.+-]+")
_DELIMITER = re.compile(
    r"^--([^\s-][^\n]{0,120}?|-{1,30}[^\s-][^\n]{0,120}?)[ \t\r]*\n", re.MULTILINE
)

# The parser's time grows with the square of the parameters of a field.
_CONTENT_FIELD = re.compile(
    rb"^(content-[\w-]{1,40}:[^\n]{0,2000})[^\n]*"
    rb"((?:\n[ \t][^\n]{0,1000}){0,30})[^\n]*(?:\n[ \t][^\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)

# What the parser may stumble over in a Content-Type (numbers of RFC 2231, charsets with a NUL).
_STUMBLES = (ValueError, TypeError, LookupError, AttributeError, RecursionError)

# Reports are fields, in one or more blocks; RFC 6533 gives those in UTF-8 another name.
_REPORTS = {
    "message/delivery-status": "message/delivery-status",
    "message/global-delivery-status": "message/delivery-status",
    "message/disposition-notification": "message/disposition-notification",
    "message/global-disposition-notification": "message/disposition-notification",
    "message/feedback-report": "message/feedback-report",
}
_HEADER_BLOCKS = {"message/global-headers", "message/rfc822-headers"}


def parse_message(raw: bytes) -> InboundMessage:
    """Return what a message says; what cannot be read is left out."""
    tree = _tree(_bounded(raw))
    headers = _headers(tree)
    leaves: list[Part] = []
    _gather(tree, 0, leaves)
    name, address = mailbox_in(headers.first("from"))
    return InboundMessage(
        headers=headers,
        sender=address,
        sender_name=name,
        recipients=addresses_in(_joined(headers, *RECIPIENTS)),
        subject=headers.first("subject"),
        sent_at=read_date(headers.first("date")),
        message_id=next(iter(message_ids(headers.first("message-id"))), ""),
        refers_to=answered_ids(_joined(headers, "in-reply-to"), _joined(headers, "references")),
        kind=_kind(tree),
        report=_parameters(tree).get("report-type", "").lower(),
        parts=tuple(leaves),
    )


def parse_headers(text: str) -> Headers:
    """Return the header fields at the start of a text, such as those of a returned message."""
    block = re.split(r"\r?\n\r?\n", text.lstrip("\r\n"), maxsplit=1)[0]
    fields: list[tuple[str, str]] = []
    for line in block.splitlines():
        name, colon, value = line.partition(":")
        if line[:1] in " \t" and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}"[:_MOST_VALUE])
        elif colon and name and " " not in name.strip() and len(fields) < _MOST_FIELDS:
            fields.append((name.strip().lower(), value.strip()[:_MOST_VALUE]))
    return Headers(fields=tuple((name, decoded_words(value)) for name, value in fields))


def _joined(headers: Headers, *names: str) -> str:
    return " ".join(value for name in names for value in headers.every(name))


def _bounded(raw: bytes) -> bytes:
    """Return the part of a message that is looked at, from its first header field on."""
    raw = raw[:MOST_BYTES]
    if raw.count(b"\n") < raw.count(b"\r"):  # some have bare CRs
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    raw = _SEPARATOR.sub(b"", raw, count=1)
    if raw.count(b"\n") > _MOST_LINES:
        raw = b"\n".join(raw.split(b"\n", _MOST_LINES)[:_MOST_LINES])
    raw = _CONTENT_FIELD.sub(rb"\1\2", raw)
    crowded = raw.count(b"\n--") > _MOST_DELIMITERS
    return _flattened(raw) if crowded or len(_CONTAINER.findall(raw)) > _MOST_CONTAINERS else raw


def _tree(raw: bytes) -> Message:
    try:
        return message_from_bytes(raw)
    except _STUMBLES:
        try:
            return message_from_bytes(_flattened(raw))
        except _STUMBLES:
            return Message()


def _flattened(raw: bytes) -> bytes:
    """Return a message that nests too deep as one plain text below its own headers."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = re.sub(rb"(?im)^content-(?:type|transfer-encoding):.*(?:\n[ \t].*)*\n?", b"", head)
    return kept.rstrip(b"\n") + b"\nContent-Type: text/plain; charset=utf-8\n\n" + body


def _headers(tree: Message) -> Headers:
    fields = []
    for name, value in list(tree.raw_items())[:_MOST_FIELDS]:
        text = _LINES.sub(" ", str(value)[:_MOST_VALUE]).strip()
        fields.append((decoded_words(name).lower(), decoded_words(text)))
    return Headers(fields=tuple(fields))


def _gather(tree: Message, depth: int, leaves: list[Part], repairs: int = 0) -> None:
    """Add the leaves of a MIME tree, those of messages within too."""
    if len(leaves) >= _MOST_PARTS:
        return
    kind = _kind(tree)
    content = tree.get_payload() if tree.is_multipart() else None
    within = [one for one in content if isinstance(one, Message)] if content else []
    if kind in _REPORTS:
        text = _report_text(tree, within)
        leaves.append(Part(kind=_REPORTS[kind], text=text[:_MOST_TEXT], depth=depth))
    elif kind.startswith("message/") and kind not in _HEADER_BLOCKS and within:
        for one in within:
            message = _unpacked(tree, one)
            headers = "\n".join(f"{name}: {value}" for name, value in _headers(message).fields)
            leaves.append(Part(kind="message/rfc822", text=headers[:_MOST_TEXT], depth=depth))
            _gather(message, depth + 1, leaves, repairs)
    elif within:
        for one in within:
            _gather(one, depth, leaves, repairs)
    elif kind.startswith("multipart/") and repairs < _MOST_REPAIRS:
        _gather(_repaired(tree), depth, leaves, repairs + 1)
    else:
        leaves.append(_leaf(tree, kind, depth))


def _repaired(tree: Message) -> Message:
    """Return a container whose boundary is not the one that it names, read by the one it has."""
    text = _bytes(tree).decode("ascii", "surrogateescape").replace("\r\n", "\n")
    found = _DELIMITER.search(text)
    kind = "text/plain"
    if found and '"' not in found[1]:
        kind = f'multipart/mixed; boundary="{found[1]}"'
    head = f"Content-Type: {kind}\n\n"
    return _tree((head + text).encode("ascii", "surrogateescape"))


def _unpacked(container: Message, message: Message) -> Message:
    """Return a message within, also one that is encoded as a whole, which RFC 2046 forbids."""
    encoding = str(container.get("content-transfer-encoding", "")).strip().lower()
    if encoding == "base64" and not message.keys() and not message.is_multipart():
        message["Content-Transfer-Encoding"] = "base64"
        return _tree(_bounded(_bytes(message)))
    return message


def _report_text(tree: Message, blocks: list[Message]) -> str:
    """Return the fields of a report, one a line, with an empty line between its blocks."""
    encoding = str(tree.get("content-transfer-encoding", "")).strip().lower()
    if not blocks:
        return decoded(_bytes(tree), "utf-8")
    shown = []
    for block in blocks:
        fields = [f"{name}: {value}" for name, value in _headers(block).fields]
        if encoding == "base64" and not fields:
            block["Content-Transfer-Encoding"] = "base64"
        body = "" if block.is_multipart() else decoded(_bytes(block), "utf-8")
        shown.append("\n".join([*fields, *(["", body] if body.strip() else [])]))
    text = "\n\n".join(shown)
    if encoding == "quoted-printable":
        text = decoded(decodestring(text.encode("utf-8", "replace")), "utf-8")
    return text


def _leaf(tree: Message, kind: str, depth: int) -> Part:
    parameters = _parameters(tree)
    disposition = str(tree.get("content-disposition", "")).strip().lower()
    is_text = kind.startswith(("text/", "message/", "multipart/")) or kind == "application/ics"
    return Part(
        kind="text/rfc822-headers" if kind in _HEADER_BLOCKS else kind,
        text=_text(tree, parameters.get("charset", "")) if is_text else "",
        depth=depth,
        name=_file_name(tree),
        attached=disposition.startswith("attachment"),
        parameters=tuple(parameters.items()),
    )


def _kind(tree: Message) -> str:
    found = _KIND.match(tree.get_content_type())
    return found[0] if found else "text/plain"


def _file_name(tree: Message) -> str:
    try:
        return decoded_words(str(tree.get_filename("") or ""))[:200]
    except _STUMBLES:
        return ""


def _parameters(tree: Message) -> dict[str, str]:
    try:
        found = tree.get_params(failobj=[], unquote=True)
    except _STUMBLES:
        return {}
    return {str(name).lower(): _parameter(value) for name, value in found[1:]}


def _parameter(value: object) -> str:
    """Return a parameter's value; RFC 2231 gives charset, language and text."""
    if isinstance(value, tuple):
        charset, _, text = value
        return decoded(str(text).encode("latin-1", "replace"), str(charset or "utf-8"))
    return str(value)


def _bytes(tree: Message) -> bytes:
    try:
        content = tree.get_payload(decode=True)
    except _STUMBLES:
        return b""
    return content if isinstance(content, bytes) else b""


def _text(tree: Message, charset: str) -> str:
    return decoded(_bytes(tree)[: 4 * _MOST_TEXT], charset)[:_MOST_TEXT]
