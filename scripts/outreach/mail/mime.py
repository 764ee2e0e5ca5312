"""Messages as bytes for the wire, put together by hand.

The standard library's newer policies encode long ASCII tokens in References, In-Reply-To and
List-Unsubscribe (RFC 2047), which breaks threads and one-click (cpython #85725), and encode a
subject word by word (cpython #144156).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from email.charset import Charset
from email.quoprimime import body_encode
from email.utils import format_datetime
from functools import lru_cache

from outreach.campaign.message import OutgoingMessage

_LONGEST_LINE = 76  # RFC 2047 2; RFC 5322 2.1.1 asks for 78 without encoded-words
_LONGEST_ENCODED_WORD = 75
_UTF8 = Charset("utf-8")  # encodes headers as B or Q, whichever is shorter
_NOT_IN_A_HEADER = frozenset({"Cc", "Cs", "Zl", "Zp"})
_NEEDS_QUOTES = re.compile(r'[][\\()<>@,:;".]')  # RFC 5322 3.2.3
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'[\\"]')


def message_bytes(message: OutgoingMessage) -> bytes:
    """Return the message in RFC 5322 form with CRLF line ends: all ASCII, no line over 998.

    Raises:
        ValueError: A value could become a second header (I9).
    """
    _check(message)
    # The boundary follows from the Message-ID; `=_` cannot occur in quoted-printable text.
    boundary = f"=_{message.message_id[1:].partition('@')[0]}"
    lines = [
        _header("From", _mailbox("From", message.sender_name, message.sender)),
        _header("To", _mailbox("To", message.to_name, message.to)),
        _header("Subject", _words("Subject", message.subject)),
        _header("Date", [format_datetime(message.date)]),
        _header("Message-ID", [message.message_id]),
        *(_header(name, value.split(" ")) for name, value in message.headers),
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"',
        "",
        f"--{boundary}",
        *_part("plain", message.text),
        f"--{boundary}",
        *_part("html", message.html),
        f"--{boundary}--",
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


def _check(message: OutgoingMessage) -> None:
    """Refuse line breaks and control characters; cells and settings have none by now."""
    names = (message.sender_name, message.to_name, message.subject)
    ids = (message.sender, message.to, message.message_id, *(v for _, v in message.headers))
    shown = "".join(names + ids)
    # What is printable, as nearly all is, has none; this is a hot path.
    if not shown.isprintable() and any(map(_is_never_in_a_header, shown)):
        raise ValueError(f"a header of {message.message_id!a} has a control character")


def _is_never_in_a_header(character: str) -> bool:
    return unicodedata.category(character) in _NOT_IN_A_HEADER


def _part(subtype: str, text: str) -> Iterable[str]:
    yield f'Content-Type: text/{subtype}; charset="utf-8"'
    yield "Content-Transfer-Encoding: quoted-printable"
    yield ""
    yield "\r\n".join(map(_quoted_printable, _LINE_END.split(text)))


@lru_cache(maxsize=512)
def _quoted_printable(line: str) -> str:
    """Encode one line; most lines of a run's letters are the same in all of them."""
    # The encoder takes bytes as characters of Latin-1. It encodes all line ends but CR and LF.
    octets = line.encode().decode("latin-1")
    return body_encode(octets, maxlinelen=_LONGEST_LINE, eol="\r\n")


def _header(name: str, words: Iterable[str]) -> str:
    """Return a header, folded between words where it grows too long (RFC 5322 2.2.3)."""
    lines = [f"{name}:"]
    for word in words:
        # The first word never leaves the first line: some readers miss it elsewhere.
        fits = len(lines[-1]) + 1 + len(word) <= _LONGEST_LINE
        if fits or lines == [f"{name}:"]:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\r\n".join(lines)


def _mailbox(header: str, name: str, address: str) -> list[str]:
    """Return the words of `name <address>`."""
    quoted = f'"{_QUOTED.sub(_escaped, name)}"' if _NEEDS_QUOTES.search(name) else name
    plain = _is_plain(name) and len(f"{header}: {quoted}") <= _LONGEST_LINE
    words = [quoted] if plain else _encoded_words(header, name)
    return [*words, f"<{address}>"] if name else [address]


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _words(header: str, text: str) -> list[str]:
    """Return the words of a text of any language."""
    words = text.split(" ")
    plain = _is_plain(text) and all(len(f"{header}: {word}") <= _LONGEST_LINE for word in words)
    return words if plain else _encoded_words(header, text)


def _is_plain(text: str) -> bool:
    """Tell whether a text arrives as it is; `=?` would be taken for an encoded-word."""
    return text.isascii() and "=?" not in text and text == " ".join(text.split())


def _encoded_words(header: str, text: str) -> list[str]:
    """Encode a text whole, in words of whole characters (RFC 2047 2 and 5)."""
    words: list[str] = []
    room = _LONGEST_LINE - len(f"{header}: ")
    while text:
        prefixes = range(1, min(len(text), _LONGEST_ENCODED_WORD) + 1)
        size = bisect_right(prefixes, room, key=lambda size: len(_encoded(text[:size])))
        words.append(_encoded(text[:size]))
        text, room = text[size:], _LONGEST_ENCODED_WORD
    return words


def _encoded(text: str) -> str:
    return _UTF8.header_encode(text)
