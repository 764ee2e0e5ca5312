"""From bytes to text, whatever the charset is said to be."""

import binascii
import codecs
import re
from base64 import b64decode
from email.quoprimime import header_decode

_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,40}\?[bBqQ]\?)")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# What mail says, and what it means: browsers and mail programs read them so.
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-8-i": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
}

# They make text of bytes, too, but are no charsets of mail.
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape"}


def decoded(raw: bytes, charset: str) -> str:
    """Return the text of some bytes, without control characters; unreadable bytes become U+FFFD."""
    if b"\x1b$" in raw:  # only Japanese mail shifts so, and some of it names no charset
        charset = "iso-2022-jp"
    for name in (_codec(charset), "utf-8"):
        if name:
            try:
                return _CONTROLS.sub("", raw.decode(name))
            except UnicodeError:
                continue
    return _CONTROLS.sub("", _guessed(raw, _codec(charset) or "utf-8"))


def _guessed(raw: bytes, codec: str) -> str:
    """Return what can be read of bytes that are not quite in their charset."""
    text = raw.decode(codec, "replace")
    if codec == "utf-8":
        bad = text.count("\ufffd")
        if bad > sum(not character.isascii() for character in text) - bad:
            return raw.decode("cp1252", "replace")  # not cut short, but never UTF-8
    return text


def decoded_words(text: str) -> str:
    """Return a header value with its encoded words (RFC 2047) read and raw 8-bit bytes as text."""
    if not text.isascii():
        text = decoded(text.encode("utf-8", "surrogateescape"), "utf-8")
    if "=?" in text:
        text = _WORD.sub(lambda found: _word(*found.groups()), _BETWEEN.sub(r"\1", text))
    return _CONTROLS.sub("", text)


def _word(charset: str, encoding: str, text: str) -> str:
    charset = charset.partition("*")[0]  # RFC 2231 may name the language there
    if encoding in "qQ":
        raw = header_decode(text.replace("_", " ")).encode("latin-1", "replace")
    else:
        try:
            raw = b64decode(text + "=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            return text
        raw = raw or text.encode("utf-8", "replace")
    return re.sub(r"[\r\n\t]+", " ", decoded(raw, charset))


def _codec(charset: str) -> str:
    """Return the codec that a charset means; empty for one that is no text codec of Python's."""
    name = charset.strip().strip("\"'").lower()
    name = _MEANT.get(name, name)
    try:
        known = codecs.lookup(name).name
        b"a".decode(known, "replace")  # refuses codecs that do not make text, such as hex
    except (LookupError, ValueError):
        return ""
    return "" if known in _NO_CHARSETS else known
