"""A header alone, parsed quickly: it must say what the whole message says."""

import random
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.inbox.header import parse_header
from outreach.inbox.parsing import parse_message
from tests.benchmarks.imaplib_sweep import make_message

NAMES = st.sampled_from(
    "From To Cc Subject Date Message-ID In-Reply-To References Content-Type X-Original-To "
    "content-type Auto-Submitted X Received".split()
)
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "Zoë <zoe@lopez.example>",
            '"Lopez, Zoe" <Zoe@Lopez.example>, b@c.example',
            "=?utf-8?Q?Zo=C3=AB?= =?utf-8?Q?_A?= <zoe@lopez.example>",
            "<a@b.example>\r\n\t<c@d.example>",
            "text/html; charset=utf-8",
            "multipart/report; report-type=delivery-status;\r\n boundary=x",
            "Multipart/Mixed; boundary=x",
            "text",
            "Mon, 2 Mar 2026 12:00:00 -0500",
            "one\r\n \r\n two",
        ]
    ),
)
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=8).map(
    lambda fields: "".join(f"{name}: {value}\r\n" for name, value in fields)
)


def assert_same(header: bytes) -> None:
    """Hold the quick way to the thorough one."""
    assert parse_header(header) == replace(parse_message(header), parts=())


@given(FIELDS)
@example("Subject: a\rb\r\n")
@example("Subject:\r\n\r\nFrom: a@b.example\r\n")
@example("Subject: a\x0b\x0c\x85\u2028b\r\n")
@example("From \r\nSubject: x\r\n")
@example(" Subject: x\r\n")
@example("no header\r\n")
@example("")
def test_any_header_says_the_same(fields: str) -> None:
    """What could concern us is decided by the header, and then read as a whole message."""
    for line_end in ("\r\n", "\n"):
        text = f"{fields}\r\n".replace("\r\n", line_end)
        assert_same(text.encode("utf-8", "surrogatepass"))
        assert_same(text.encode("latin-1", "replace"))


@given(st.binary(max_size=200))
def test_anything_is_read(octets: bytes) -> None:
    """Nothing that arrives may stop the night."""
    assert_same(octets)


@pytest.mark.parametrize("number", range(20))
def test_headers_of_today_say_the_same(number: int) -> None:
    """These are what the benchmark measures."""
    header, end, _ = make_message(number, random.Random(number)).partition(b"\r\n\r\n")
    assert_same(header + end)
