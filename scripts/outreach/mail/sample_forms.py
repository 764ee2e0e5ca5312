"""How mail programs and servers write: made-up answers in the forms that real ones have (pure).

The forms are those of Gmail, Outlook, Apple's Mail and Postfix as they were in 2025; what is made
with them looks to the rest of the scripts as if it had come over the wire.
"""

import hashlib
import html
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.header import Header
from email.utils import format_datetime, formataddr
from urllib.parse import parse_qs, unquote, urlsplit

HEADING = "Sample-Message", "made up for a rehearsal; nobody sent this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The letter of ours that is answered.

    Attributes:
        to: The address that it went to.
        at: When it left (aware, in the owner's zone).
        text: Its plain text.
        header: Its header fields, as they left.
        unsubscribe: The `mailto:` of its List-Unsubscribe field; may be empty.
    """

    to: str
    to_name: str
    sender: str
    sender_name: str
    subject: str
    at: datetime
    message_id: str
    text: str
    header: str
    unsubscribe: str = ""

    @property
    def reply_subject(self) -> str:
        """The subject of an answer to it."""
        return self.subject if self.subject.startswith("Re: ") else f"Re: {self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says, and when.

    Attributes:
        owner: The address that it comes to.
        at: Aware, in the owner's zone.
    """

    owner: str
    sender: str
    name: str
    subject: str
    text: str
    at: datetime


def gmail_reply(said: Said, letter: Letter) -> bytes:
    """Return an answer as Gmail on the web writes it: two parts, our letter below."""
    clock = f"{letter.at:%I:%M}".lstrip("0") + f"\u202f{letter.at:%p}"
    day = f"{letter.at:%a, %b} {letter.at.day}, {letter.at.year}"
    heading = f"On {day} at {clock} {letter.sender_name} <{letter.sender}> wrote:"
    plain = f"{said.text}\n\n{heading}\n\n{_quoted(letter.text)}"
    quote = (
        '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f'{html.escape(heading)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px '
        '0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div dir="auto">'
        f"{_as_html(letter.text)}</div></blockquote></div>"
    )
    rich = f'<div dir="ltr">{_as_html(said.text)}</div><br>{quote}'
    return _two_parts(_answer_fields(said, letter), plain, rich)


def outlook_reply(said: Said, letter: Letter) -> bytes:
    """Return an answer as Outlook writes it: a rule, our header fields, our letter."""
    when = f"{letter.at:%A, %B} {letter.at.day}, {letter.at.year} {letter.at:%I:%M %p}"
    fields = (
        ("From", f"{letter.sender_name} <{letter.sender}>"),
        ("Sent", when),
        ("To", f"{letter.to_name} <{letter.to}>"),
        ("Subject", letter.subject),
    )
    shown = "\n".join(f"{name}: {value}" for name, value in fields)
    plain = f"{said.text}\n\n{'_' * 32}\n{shown}\n\n{letter.text}"
    lines = "<br>".join(f"<b>{name}:</b> {html.escape(value)}" for name, value in fields)
    rich = (
        f'<html><body><div class="elementToProof">{_as_html(said.text)}</div>'
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{lines}</font>'
        f"<div>&nbsp;</div></div><div>{_as_html(letter.text)}</div></body></html>"
    )
    own = (("Thread-Topic", letter.subject), ("X-MS-Has-Attach", ""), ("Accept-Language", "en-US"))
    return _two_parts((*_answer_fields(said, letter), *own), plain, rich)


def apple_reply(said: Said, letter: Letter) -> bytes:
    """Return an answer as an iPhone writes it: one part, our letter quoted with its heading."""
    clock = f"{letter.at:%I:%M}".lstrip("0") + f"\u202f{letter.at:%p}"
    day = f"{letter.at:%b} {letter.at.day}, {letter.at.year}"
    heading = f"On {day}, at {clock}, {letter.sender_name} <{letter.sender}> wrote:"
    plain = f"{said.text}\n\n> {heading}\n> \n{_quoted(letter.text)}"
    own = (("X-Mailer", "iPhone Mail (22F76)"),)
    return _one_part((*_answer_fields(said, letter), *own), plain)


def automatic_reply(said: Said, letter: Letter) -> bytes:
    """Return a machine's answer (RFC 3834)."""
    own = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))
    fields = _fields(said, returns_to="")
    return _one_part((*fields, *_thread(letter), *own), said.text)


def unsubscribing(said: Said, letter: Letter) -> bytes:
    """Return what a mail program sends to our List-Unsubscribe address (RFC 2369, RFC 6068)."""
    asked = urlsplit(letter.unsubscribe)
    subject = parse_qs(asked.query).get("subject", ["unsubscribe"])[0]
    written = Said(
        owner=unquote(asked.path) or said.owner,
        sender=said.sender,
        name=said.name,
        subject=subject,
        text="This message was automatically generated by Gmail.",
        at=said.at,
    )
    return _one_part(_fields(written, returns_to=said.sender), written.text)


def plain_mail(said: Said) -> bytes:
    """Return a mail that answers nothing."""
    return _one_part(_fields(said, returns_to=said.sender), said.text)


def delivery_report(said: Said, letter: Letter, *, status: str, delayed: bool) -> bytes:
    """Return what our own mail server says of a letter that it could not deliver (RFC 3464)."""
    domain = letter.sender.rpartition("@")[2]
    host, other = f"mail.{domain}", f"mx.{letter.to.rpartition('@')[2]}"
    words = _DELAYED if delayed else _RETURNED
    reached = not delayed
    named = f"host {other}[192.0.2.25] said: {said.text}" if reached else said.text
    tail = " (in reply to RCPT TO command)" if reached else ""
    report = [
        f"Reporting-MTA: dns; {host}",
        f"Arrival-Date: {format_datetime(letter.at)}",
        "",
        f"Final-Recipient: rfc822; {letter.to}",
        f"Original-Recipient: rfc822;{letter.to}",
        f"Action: {'delayed' if delayed else 'failed'}",
        f"Status: {status}",
        *([f"Remote-MTA: dns; {other}"] if reached else []),
        f"Diagnostic-Code: {'smtp' if reached else 'X-Postfix'}; {said.text}",
    ]
    if delayed:
        report.append(f"Will-Retry-Until: {format_datetime(said.at + timedelta(days=4))}")
    parts = (
        ("text/plain; charset=us-ascii", f"{words.format(host=host)}<{letter.to}>: {named}{tail}"),
        ("message/delivery-status", "\n".join(report)),
        ("text/rfc822-headers", letter.header),
    )
    daemon = Said(
        owner=said.owner,
        sender=f"MAILER-DAEMON@{host}",
        name="Mail Delivery System",
        subject=_STILL_TRIED if delayed else _UNDELIVERED,
        text=said.text,
        at=said.at,
    )
    fields = (*_fields(daemon, returns_to=""), ("Auto-Submitted", "auto-replied"))
    return _parts(fields, "multipart/report; report-type=delivery-status", parts)


_STILL_TRIED = "Delayed Mail (still being retried)"
_UNDELIVERED = "Undelivered Mail Returned to Sender"
_RETURNED = """\
This is the mail system at host {host}.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

                   The mail system

"""
_DELAYED = """\
This is the mail system at host {host}.

####################################################################
# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
####################################################################

Your message could not be delivered for more than 4 hour(s).
It will be retried until it is 5 day(s) old.

                   The mail system

"""

Fields = tuple[tuple[str, str], ...]


def _answer_fields(said: Said, letter: Letter) -> Fields:
    return (*_fields(said, returns_to=said.sender), *_thread(letter))


def _thread(letter: Letter) -> Fields:
    return (("In-Reply-To", letter.message_id), ("References", letter.message_id))


def _fields(said: Said, *, returns_to: str) -> Fields:
    """Return the header fields that every message has when it arrives."""
    domain, own = said.sender.rpartition("@")[2], said.owner.rpartition("@")[2]
    seed = f"{said.sender} {said.subject} {said.at.isoformat()} {said.text}"
    digest = hashlib.sha256(seed.encode()).hexdigest()[:24]
    host = domain if domain == f"mail.{own}" else f"mail.{domain}"
    when = format_datetime(said.at)
    return (
        ("Return-Path", f"<{returns_to}>"),
        ("Delivered-To", said.owner),
        ("Received", f"from {host} ({host} [192.0.2.17])\n\tby mx.{own} with ESMTPS;\n\t{when}"),
        HEADING,
        ("From", formataddr((said.name, said.sender))),
        ("To", said.owner),
        ("Subject", _words(said.subject)),
        ("Date", when),
        ("Message-ID", f"<{digest}@{domain}>"),
        ("MIME-Version", "1.0"),
    )


def _words(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8").encode()


def _two_parts(fields: Fields, plain: str, rich: str) -> bytes:
    parts = (('text/plain; charset="UTF-8"', plain), ('text/html; charset="UTF-8"', rich))
    return _parts(fields, "multipart/alternative", parts)


def _one_part(fields: Fields, text: str) -> bytes:
    own = (("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit"))
    return _raw((*fields, *own), text)


def _parts(fields: Fields, kind: str, parts: tuple[tuple[str, str], ...]) -> bytes:
    boundary = "=_" + hashlib.sha256(parts[0][1].encode()).hexdigest()[:20]
    lines: list[str] = []
    for content_type, text in parts:
        lines += [f"--{boundary}", f"Content-Type: {content_type}"]
        lines += ["Content-Transfer-Encoding: 8bit", "", text, ""]
    body = "\n".join([*lines, f"--{boundary}--", ""])
    return _raw((*fields, ("Content-Type", f'{kind};\n\tboundary="{boundary}"')), body)


def _raw(fields: Fields, body: str) -> bytes:
    """Return the message with the line ends of files in a Maildir."""
    header = "".join(f"{name}: {value}\n" for name, value in fields)
    return f"{header}\n{body.rstrip()}\n".encode()


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _as_html(text: str) -> str:
    return "<br>\n".join(html.escape(line, quote=False) for line in text.splitlines())
