"""Whatever a mailbox holds is read as far as it can be read."""

import base64

import pytest

from outreach.inbox.header_fields import addresses_in
from outreach.inbox.message import InboundMessage, Part
from outreach.inbox.parsing import parse_headers, parse_message


def parsed(text: str) -> InboundMessage:
    """Return a message written as text."""
    return parse_message(text.encode())


def kinds(message: InboundMessage) -> list[tuple[str, int]]:
    """Return kind and depth of each leaf."""
    return [(part.kind, part.depth) for part in message.parts]


def test_a_message_is_laid_out() -> None:
    """Everything that understands mail works from these fields."""
    message = parsed(
        "From: =?utf-8?Q?Mar=C3=ADa?= <Maria@Lopez.example>\nTo: A <a@x.example>, b@x.example\n"
        "Cc: c@x.example\nSubject: =?utf-8?B?SMOhbGxv?=\nDate: Mon, 2 Nov 2026 09:00:00 -0500\n"
        "Message-ID: <m@x>\nIn-Reply-To: <3@x>\nReferences: <1@x> <2@x> <3@x>\n\nHi\n"
    )

    assert (message.sender, message.sender_name) == ("maria@lopez.example", "María")
    assert message.recipients == ("a@x.example", "b@x.example", "c@x.example")
    assert message.subject == "Hállo"
    assert message.refers_to == ("<3@x>", "<2@x>", "<1@x>")
    assert message.message_id == "<m@x>"
    assert message.sent_at is not None
    assert message.sent_at.isoformat() == "2026-11-02T09:00:00-05:00"
    assert [part.text for part in message.own("text/plain")] == ["Hi\n"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"no header at all",
        b"Subject: no sender and no date\n\nHi",
        b"\x00\x00\x00",
        b"From: \n\n",
        b"From: nobody\nDate: the day before yesterday\n\n",
        b"From: a@b.example\nDate: Mon, 99 Foo 99999 99:99:99 +99999999999\n\n",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b'Content-Type: multipart/mixed; boundary="never used"\n\nHello',
        b"Content-Type: text/plain; charset=no-such-charset\n\nHello",
        b"Content-Type: text/plain; charset=unicode_escape\n\n\\x00",
        b'Content-Type: text/plain; charset="\x00"\n\n\xff',
        b"Content-Type: ;;;\n\nHello",
        b"Content-Transfer-Encoding: base64\n\n!!!not base64!!!",
        b"Content-Transfer-Encoding: x-uuencode\n\nbegin 999 x\n!!!\nend\n",
        b"Content-Type: message/rfc822\n\n",
        b"Content-Type: message/delivery-status\n\n\n\n\n",
        b"Content-Type: multipart/mixed; a*" + b"9" * 5000 + b"=b\n\nx",
    ],
)
def test_broken_messages_are_read(raw: bytes) -> None:
    """One bad message must not stop the mailbox from being read, night after night."""
    assert isinstance(parse_message(raw), InboundMessage)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "before", ["", "From mailer@x Mon Nov  2 09:00:00 2026\n", ">From x\n", "\n\n"]
)
def test_lines_may_end_in_any_way(ending: str, before: str) -> None:
    """Files of an mbox, of a Maildir and of a program that exports mail all differ."""
    text = f"{before}Subject: Hello\nFrom: a@x.example\n\nFirst\nSecond\n"
    message = parse_message(text.replace("\n", ending).encode())

    assert (message.subject, message.sender) == ("Hello", "a@x.example")
    assert message.parts[0].text.split() == ["First", "Second"]


def test_raw_bytes_in_a_header_are_read() -> None:
    """Old programs do not encode names; Western ones write Latin-1, newer ones UTF-8."""
    assert parse_message("Subject: Grüße\n\n".encode()).subject == "Grüße"
    assert parse_message("Subject: Grüße\n\n".encode("latin-1")).subject == "Grüße"


@pytest.mark.parametrize("content", ["base64", "quoted-printable", "7bit"])
def test_a_letter_within_is_read_however_it_is_encoded(content: str) -> None:
    """RFC 2046 forbids to encode a letter as a whole; some gateways do so all the same."""
    letter = "From: a@x.example\nMessage-ID: <letter@x>\nSubject: Hello\n\nText\n"
    if content == "base64":
        letter = base64.encodebytes(letter.encode()).decode()
    message = parsed(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n"
        f"Content-Transfer-Encoding: {content}\n\n{letter}\n--b--\n"
    )

    assert kinds(message) == [("message/rfc822", 0), ("text/plain", 1)]
    assert "message-id: <letter@x>" in message.parts[0].text
    assert message.parts[1].text.strip() == "Text"


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ("message/delivery-status", "message/delivery-status"),
        ("message/global-delivery-status", "message/delivery-status"),
        ("message/disposition-notification", "message/disposition-notification"),
        ("message/feedback-report", "message/feedback-report"),
    ],
)
@pytest.mark.parametrize("encoded", [False, True])
def test_fields_of_a_report_are_one_leaf(named: str, kind: str, encoded: bool) -> None:  # noqa: FBT001
    """Reports are fields in blocks, and the parser takes some for letters."""
    fields = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822;\n a@x.example\n"
    encoding = ""
    if encoded:
        fields = base64.encodebytes(fields.encode()).decode()
        encoding = "Content-Transfer-Encoding: base64\n"
    message = parsed(
        f"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: {named}\n{encoding}\n"
        f"{fields}\n--b--\n"
    )

    assert [part.kind for part in message.parts] == [kind]
    lines = message.parts[0].text.lower().split("\n")
    assert [line.split(":")[0] for line in lines if line[:1].strip()][:2] == [
        "reporting-mta",
        "final-recipient",
    ]
    assert "a@x.example" in message.parts[0].text


def test_a_boundary_that_is_not_the_one_named_is_found() -> None:
    """Anonymised and repaired mail has such; its text would be lost with its report."""
    message = parsed(
        'Content-Type: multipart/report; boundary="AAA/x.example"\n\n'
        "--AAA/xx.example\nContent-Type: text/plain\n\nHello\n"
        "--AAA/xx.example\nContent-Type: text/plain\n\nWorld\n--AAA/xx.example--\n"
    )

    assert [part.text.strip() for part in message.parts] == ["Hello", "World"]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename=plan.pdf", "plan.pdf"),
        ("attachment; filename*=utf-8''pl%C3%A4ne.pdf", "pläne.pdf"),
        ("attachment; filename*0=pla; filename*1=n.pdf", "plan.pdf"),
        ('attachment; filename="=?utf-8?Q?pl=C3=A4ne=2Epdf?="', "pläne.pdf"),
        ("attachment; filename*0*=x''%", "%"),
    ],
)
def test_attachments_have_their_names(disposition: str, name: str) -> None:
    """Names come in three encodings (RFC 2231, RFC 2047 and none)."""
    head = f"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\nx\n"
    (part,) = parsed(head).parts

    assert part.attached
    assert part.name == name
    assert part.text == ""


def test_parameters_are_read() -> None:
    """A calendar answer is known by its method alone."""
    (part,) = parsed("Content-Type: text/calendar; METHOD=REPLY; name*=utf-8''a%C3%A4\n\nx").parts

    assert part == Part(
        kind="text/calendar",
        text="x",
        name="aä",
        parameters=(("method", "REPLY"), ("name", "aä")),
    )
    assert part.parameter("method") == "reply"


def test_headers_of_a_text_are_read() -> None:
    """A returned letter often is only text in a notice."""
    headers = parse_headers("\nTo: a@x.example\nSubject: one\n two\nnot a field\nX: y\n\nBody: z\n")

    assert headers.fields == (("to", "a@x.example"), ("subject", "one two"), ("x", "y"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to <Pat@X.example>, or pat@x.example.", ("pat@x.example",)),
        ("mailto:a@x.example;b@y.example", ("a@x.example", "b@y.example")),
        ("'a@x.example' and *b@y.example*", ("a@x.example", "b@y.example")),
        ("@ @@ a@ @b nothing", ()),
        ("kim%gate@x.example", ("kim%gate@x.example",)),
    ],
)
def test_addresses_are_found_in_text(text: str, found: tuple[str, ...]) -> None:
    """Notices set addresses in brackets, quotes, stars and full stops."""
    assert addresses_in(text) == found
