"""Messages as bytes: any language goes in, and comes out of the standard parser unchanged."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.campaign.message import OutgoingMessage
from outreach.mail.mime import message_bytes
from outreach.practitioners.touches import TouchKey

ENCODED_WORD = re.compile(rb"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=")
LINE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=200
).map(lambda text: " ".join(text.split()) or "x")
ASCII_LINE = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=200
).map(lambda text: " ".join(text.split()) or "x")
BODY = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
NAMES = [
    "Maria Lopez",
    "Dr. Maria Lopez, DC",
    'Jo "Bones" O\'Brien',
    "back\\slash (and) <brackets> [too]; a:b@c",
    "Zoë Ångström",
    "Łukasz Żółć-Świętosławski, PT, DPT",
    "Nguyễn Thị Minh Khai",
    "Иван Петрович Сидоров",
    "ירושלים כהן",
    "محمد بن عبد الله",
    "山田 太郎",
    "🙂 Sunny Yoga 🧘🏽‍♀️",
    "e\u0301 combining",
    "𝔐𝔞𝔯𝔦𝔞 astral",
    "=?utf-8?q?Bcc=3A_x?=",
    "=?utf-8?b?DQpCY2M6IHg=?=",
    "a =?x",
    "two  spaces",
    "\u00a0no-break\u00a0",
    "x" * 200,
    "word " * 39 + "word",
    "é" * 200,
    "\u202ertl override",
    "a\u200db",
    ".",
    '"',
    "undisclosed-recipients:;",
]


def message(**changed: object) -> OutgoingMessage:
    """Return a message with some fields changed."""
    plain = OutgoingMessage(
        key=TouchKey(practitioner="P-000001", campaign="partners", step="introduction"),
        message_id="<7xcqw4zpi2dorg3kbttqm5ha@reyes.example>",
        to="maria@lopez.example",
        to_name="Maria Lopez",
        subject="A question",
        text="Hello\n",
        html="<p>Hello</p>\n",
        headers=(("Reply-To", "ana@reyes.example"),),
        sender="ana@reyes.example",
        sender_name="Ana Reyes",
        date=datetime(2026, 3, 2, 9, 30, tzinfo=timezone(-timedelta(hours=5))),
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def modern(content: bytes) -> EmailMessage:
    """Parse as today's programs do."""
    parsed = message_from_bytes(content, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def classic(content: bytes) -> Message:
    """Parse as older programs do."""
    return message_from_bytes(content, policy=policy.compat32)


def decoded(value: str) -> str:
    """Decode a header of the classic parser."""
    return str(make_header(decode_header(re.sub(r"\r\n(?=[ \t])", "", value))))


def body(parsed: EmailMessage, subtype: str) -> str:
    """Return a part's text with its line ends as Python has them."""
    part = parsed.get_body((subtype,))
    assert part is not None
    content: str = part.get_content()
    return content


def with_newlines(text: str) -> str:
    """Return a text with all its line ends as Python has them."""
    return re.sub(r"\r\n?", "\n", text)


def assert_fit_for_the_wire(content: bytes) -> None:
    """Check what RFC 5322 2.1 and RFC 2047 2 want of every message."""
    assert content.isascii()
    assert content.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    for line in lines:
        words = ENCODED_WORD.findall(line)
        assert all(len(word) <= 75 for word in words)
        assert not words or len(line) <= 76
    head = content.partition(b"\r\n\r\n")[0]
    assert not re.search(rb"^[ \t]*$", head, re.MULTILINE)


def test_a_message_as_a_whole() -> None:
    """What a mail program shows of it, and what it does with it."""
    parsed = modern(message_bytes(message()))
    assert parsed.keys() == [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Reply-To",
        "MIME-Version",
        "Content-Type",
    ]
    assert parsed["From"] == "Ana Reyes <ana@reyes.example>"
    assert parsed["To"] == "Maria Lopez <maria@lopez.example>"
    assert parsed["Date"] == "Mon, 02 Mar 2026 09:30:00 -0500"
    assert parsed["Message-ID"] == "<7xcqw4zpi2dorg3kbttqm5ha@reyes.example>"
    assert parsed.get_content_type() == "multipart/alternative"
    parts = list(parsed.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert {part.get_content_charset() for part in parts} == {"utf-8"}
    assert {part["Content-Transfer-Encoding"] for part in parts} == {"quoted-printable"}
    assert not parsed.defects
    assert not any(part.defects for part in parts)


def test_the_same_message_is_the_same_bytes() -> None:
    """What is written again after a crash must not differ (I1)."""
    assert message_bytes(message()) == message_bytes(message())


@pytest.mark.parametrize("name", NAMES)
def test_real_names_arrive(name: str) -> None:
    """A person's name is the first thing that they read, and must not be bungled."""
    content = message_bytes(message(to_name=name, sender_name=name, subject=name))
    assert_fit_for_the_wire(content)
    parsed = modern(content)
    (to,) = parsed["To"].addresses
    assert to.addr_spec == "maria@lopez.example"
    if content.count(b"=?utf-8?", 0, content.index(b"Subject:")) <= 2:
        assert to.display_name == re.sub(
            " +", " ", name
        )  # of several it puts a space between each two
    assert str(parsed["Subject"]) == name
    (back,) = getaddresses([classic(content)["To"]])
    assert back[1] == "maria@lopez.example"
    assert decoded(back[0]) == name
    assert decoded(classic(content)["Subject"]) == name


@given(LINE | ASCII_LINE)
@example("=?utf-8?q?=0D=0ABcc=3A?=")
@example("a" * 69)
@example(("a" * 60 + " ") * 3 + "b")
def test_any_subject_arrives(subject: str) -> None:
    """A practice's name may stand in it, in any language, emoji and all."""
    content = message_bytes(message(subject=subject))
    assert_fit_for_the_wire(content)
    assert decoded(classic(content)["Subject"]) == subject
    parsed = modern(content)
    assert str(parsed["Subject"]) == subject
    assert not parsed["Subject"].defects


@given(LINE | ASCII_LINE)
def test_any_name_arrives(name: str) -> None:
    """Whatever stands in the cell, there is one recipient, and it is the one of the row (I9)."""
    content = message_bytes(message(to_name=name))
    assert_fit_for_the_wire(content)
    (back,) = getaddresses([re.sub(r"\r\n", "", classic(content)["To"])])
    assert back[1] == "maria@lopez.example"
    assert decoded(back[0]) == name
    assert [to.addr_spec for to in modern(content)["To"].addresses] == ["maria@lopez.example"]
    assert modern(content).keys() == modern(message_bytes(message())).keys()


@given(BODY, BODY)
@example("From me\n.\n..\n\n.", "\u2028\u2029\x85\x0b\x0c\x1c\x00\x7f")
@example("x" * 5000, " \n\t\n trailing \t\n= =3D =\n")
@example("a\rb\r\nc\n\r", "--=_7xcqw4zpi2dorg3kbttqm5ha--\n")
def test_any_body_arrives(text: str, html: str) -> None:
    """Not a character of a letter may be lost or changed on the way."""
    content = message_bytes(message(text=text, html=html))
    assert_fit_for_the_wire(content)
    parsed = modern(content)
    assert with_newlines(body(parsed, "plain")) == with_newlines(text)
    assert with_newlines(body(parsed, "html")) == with_newlines(html)
    for part, sent in zip(classic(content).get_payload(), (text, html), strict=True):
        assert isinstance(part, Message)
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        assert with_newlines(payload.decode()) == with_newlines(sent)


def test_lines_that_servers_treat_specially_stay() -> None:
    """`>From ` in the middle of a letter is how people find out that nobody wrote it."""
    content = message_bytes(message(text="From here on\n.\n.x\n"))
    assert b"\r\n\r\nFrom here on\r\n.\r\n.x\r\n" in content


@given(
    st.lists(
        st.text("abcdefghijklmnop0123456789-_", min_size=1, max_size=50), min_size=1, max_size=12
    )
)
def test_identifiers_and_links_stand_as_they_are(names: list[str]) -> None:
    """Encoded ones break threads and one-click unsubscribing (cpython #85725)."""
    ids = [f"<{name}@reyes.example>" for name in names]
    link = f"<https://reyes.example/{'x' * 300}?{'-'.join(names)}>"
    mailto = f"<mailto:ana@reyes.example?subject=unsubscribe%20{'-'.join(names)}>"
    headers = (
        ("In-Reply-To", ids[-1]),
        ("References", " ".join(ids)),
        ("List-Unsubscribe", f"{mailto}, {link}"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
    content = message_bytes(message(message_id=ids[0], headers=headers))
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    head = content.partition(b"\r\n\r\n")[0]
    assert b"=?" not in head
    for one in (*ids, link, mailto):
        assert one.encode() in head, "folded or encoded"
    parsed = classic(content)
    for name, value in headers:
        assert re.sub(r"\r\n", "", parsed[name]) == value
    assert parsed["Message-ID"] == ids[0]


def test_the_first_word_stays_on_the_first_line() -> None:
    """Some programs miss a Message-ID that begins on the second line."""
    long = f"<{'x' * 70}@reyes.example>"
    content = message_bytes(message(message_id=long, headers=(("References", f"{long} {long}"),)))
    assert f"\r\nMessage-ID: {long}\r\n".encode() in content
    assert f"\r\nReferences: {long}\r\n {long}\r\n".encode() in content


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\x1b", "\x0b", "\x85", "\u2028"])
@pytest.mark.parametrize(
    "field", ["to_name", "sender_name", "subject", "to", "sender", "message_id", "headers"]
)
def test_a_line_break_can_make_no_header(field: str, break_: str) -> None:
    """Cells were checked long before; if that ever fails, nothing is sent (I9)."""
    value: object = f"x{break_}Bcc: y@evil.example"
    if field == "headers":
        value = (("Reply-To", value),)
    with pytest.raises(ValueError, match="control character"):
        message_bytes(message(**{field: value}))


def test_a_header_in_another_script_is_refused() -> None:
    """Addresses and identifiers are ASCII by now; anything else is a bug to be seen."""
    with pytest.raises(UnicodeEncodeError):
        message_bytes(message(headers=(("Reply-To", "änna@reyes.example"),)))


def test_dates_carry_their_zone() -> None:
    """A reader elsewhere must see when it was written."""
    at = datetime(2026, 7, 1, 23, 59, 59, tzinfo=UTC)
    assert modern(message_bytes(message(date=at)))["Date"] == "Wed, 01 Jul 2026 23:59:59 +0000"
