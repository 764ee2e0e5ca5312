"""Anybody may write to a mailbox: none stops the night."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.inbox.complaints import read_complaint
from outreach.inbox.parsing import MOST_BYTES, parse_message
from outreach.inbox.receipts import read_receipt
from tests.inbox.reports import MAIL, WRITTEN, read

HEAD = b"From: mailer-daemon@x.example\nSubject: failure notice\nReturn-Path: <>\n"
SAMPLES = [path.read_bytes() for path in sorted(MAIL.glob("*.eml"))]
PIECES = [
    b"\x00",
    b"\r",
    b"\n\n",
    b"\xff\xfe",
    b"\x1b$B",
    b'"',
    b"<",
    b"--",
    b"From x\n",
    b"=?utf-8?b?",
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
    b"Content-Type: message/rfc822\n\n",
    b"Content-Type: message/delivery-status\n\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: x-uuencode\n",
    b"begin 644 x\n",
    b"charset=\x00;",
    b"charset*0*=x''%;",
    b"charset=utf-7;",
    b"Date: 99 Jan 99999 99:99:99 +99999\n",
]


def understand(raw: bytes) -> None:
    """Read a message in every way of this room that concerns reports."""
    message = parse_message(raw)
    read_receipt(message)
    read_complaint(message, WRITTEN)
    read(raw)


HOSTILE = {
    "fields": b"".join(b"X-%d: v\n" % number for number in range(10_000)) + HEAD + b"\nHi",
    "a long field": HEAD + b"X: " + b"a" * MOST_BYTES + b"\n\nHi",
    "a folded field": HEAD + b"X: a\n" + b" b\n" * 600_000 + b"\nHi",
    "empty lines": HEAD + b"\n" + b"\n" * MOST_BYTES,
    "bare returns": HEAD + b"\n" + b"\r" * MOST_BYTES,
    "brackets": HEAD + b"\n" + b"<" * MOST_BYTES,
    "at signs": HEAD + b"\n" + b"a@" * 1_000_000,
    "encoded words": HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\n",
    "parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 200_000,
    "levels": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
        for level in range(5_000)
    ),
    "some levels and many lines": HEAD
    + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
        for level in range(29)
    )
    + b"x\n" * 900_000,
    "letters in letters": HEAD + b"Content-Type: message/rfc822\n\n" * 5_000,
    "parameters": HEAD + b"Content-Type: text/plain" + b"; a=b" * 300_000 + b"\n\nx",
    "folded parameters": HEAD + b"Content-Type: text/plain" + b";\n a=b" * 30_000 + b"\n\nx",
    "base64": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"QUJD" * 500_000,
    "tags": HEAD + b"Content-Type: text/html\n\n" + b"<style" * 200_000,
    "recipients": HEAD
    + b"Content-Type: multipart/report; boundary=b\n\n--b\n"
    + b"Content-Type: message/delivery-status\n\n"
    + b"Final-Recipient: rfc822; a@b.example\nAction: failed\n\n" * 20_000,
    "codes": HEAD + b"\n" + b"550-5.1.1 " * 200_000,
    "phrases": HEAD + b"\n" + b"user unknown mailbox full " * 80_000,
    "nothing": b"\0" * MOST_BYTES,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_no_message_stops_the_night(raw: bytes) -> None:
    """One that raises, or takes minutes, would; tests/benchmarks/hostile.py takes the time."""
    understand(raw)


def test_little_is_kept_of_a_large_message() -> None:
    """Each message of a night is held in memory, and the sheet shows but 300 characters."""
    raw = HEAD + b"Content-Type: text/plain\n\n" + b"word " * 1_000_000
    message = parse_message(raw)

    assert sum(len(part.text) for part in message.parts) <= 256 * 1024


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_read(raw: bytes) -> None:
    """What a mailbox holds is not always a message."""
    understand(raw)
    understand(HEAD + raw)


@settings(max_examples=120, deadline=None)
@given(
    sample=st.sampled_from(SAMPLES),
    changes=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES)), max_size=12
    ),
)
def test_damaged_reports_are_read(sample: bytes, changes: list[tuple[float, int, bytes]]) -> None:
    """Gateways cut, join and convert; what is left is read as far as it goes."""
    raw = bytearray(sample)
    for place, cut, piece in changes:
        at = int(place * len(raw))
        raw[at : at + cut] = piece

    understand(bytes(raw))
