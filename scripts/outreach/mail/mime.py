"""Messages as bytes for the wire.

Built with the compat32 policy: the newer ones encode long ASCII tokens in References, In-Reply-To
and List-Unsubscribe (RFC 2047), which breaks threads and one-click (cpython #85725), and encode
a subject word by word (cpython #144156).
"""

from email.charset import QP, Charset
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, formataddr
from io import BytesIO

from outreach.campaign.message import OutgoingMessage

_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP  # RFC 2045 6.7: every line under 76 octets, and readable as it is
_WIRE = compat32.clone(linesep="\r\n", max_line_length=998)  # RFC 5322 2.1.1


def message_bytes(message: OutgoingMessage) -> bytes:
    """Return the message in RFC 5322 form with CRLF line ends: all ASCII, no line over 998."""
    root = Message(policy=compat32)
    root["From"] = _address(message.sender_name, message.sender)
    root["To"] = _address(message.to_name, message.to)
    root["Subject"] = _words(message.subject)
    root["Date"] = format_datetime(message.date)
    root["Message-ID"] = message.message_id
    for name, value in message.headers:
        root[name] = value
    root["MIME-Version"] = "1.0"
    # The boundary follows from the Message-ID; `=_` cannot occur in quoted-printable text.
    boundary = f"=_{message.message_id[1:].partition('@')[0]}"
    root.add_header("Content-Type", "multipart/alternative", boundary=boundary)
    root.attach(_part("plain", message.text))
    root.attach(_part("html", message.html))
    out = BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=_WIRE).flatten(root)
    return out.getvalue()


def _part(subtype: str, text: str) -> Message:
    part = Message(policy=compat32)
    part.add_header("Content-Type", f"text/{subtype}")
    part.set_payload(text, _UTF8)
    del part["MIME-Version"]  # counts at the top only
    return part


def _words(text: str) -> str:
    """Encode whole what is not ASCII, in lines of at most 76 characters (RFC 2047 2)."""
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=70).encode()


def _address(name: str, address: str) -> str:
    return formataddr((name, address)) if name.isascii() else f"{_words(name)}\n <{address}>"
