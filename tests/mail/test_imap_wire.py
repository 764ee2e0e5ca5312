"""What reading over IMAP costs on the wire, and what happens when the wire breaks."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from outreach.errors import MailError
from outreach.inbox.parsing import parse_message
from outreach.mail.imap_parts import LARGE
from tests.contracts.mailbox import LONG_AGO, PLACE, letter, message, subjects
from tests.emulators.dovecot import running
from tests.emulators.wire import Wire
from tests.mail.imap_boxes import Box

pytestmark = pytest.mark.system
MEBI = 1024 * 1024


@pytest.fixture
def wire(box: Box) -> Iterator[Wire]:
    """Return a wire to the server."""
    with Wire(box.server.port) as made:
        yield made


def commands(wire: Wire) -> list[str]:
    """Return the commands that crossed the wire, without tags."""
    found = (re.fullmatch(r"[A-P]{4}\d+ (.*)", line) for line in wire.commands)
    return [one[1] for one in found if one]


def commands_when_nothing_is_new(box: Box, wire: Wire, bookmark: str) -> list[str]:
    """Let a run look for new mail; return what it said to the server."""
    wire.sent.clear()
    mailbox = box.open(port=wire.port)
    assert list(mailbox.sweep("INBOX", bookmark, since=LONG_AGO)) == []
    assert mailbox.bookmark("INBOX", unread=()) == bookmark
    mailbox.close()
    return commands(wire)


def first_bookmark(box: Box) -> str:
    """Read everything; return the bookmark."""
    mailbox = box.open()
    assert list(mailbox.sweep("INBOX", "", since=LONG_AGO))
    return mailbox.bookmark("INBOX", unread=())


@pytest.mark.parametrize("size", [100, pytest.param(20_000, marks=pytest.mark.slow)])
def test_nothing_new_costs_the_same_however_much_there_is(box: Box, wire: Wire, size: int) -> None:
    """The mailbox is looked at many times a day, and grows for years (I10)."""
    box.fill([message(number) for number in range(size)])
    bookmark = first_bookmark(box)
    received = wire.received
    said = commands_when_nothing_is_new(box, wire, bookmark)
    assert [line.split(" ")[0] for line in said] == [
        "CAPABILITY", "AUTHENTICATE", "EXAMINE", "CAPABILITY", "UID", "LOGOUT",
    ]  # fmt: skip
    assert said[4] == f"UID SEARCH UID {size + 1}:*"
    assert wire.received - received < 3000


@pytest.mark.slow
def test_a_large_mailbox_is_read_in_batches(box: Box, wire: Wire) -> None:
    """Nothing is skipped between two batches, and one message does not cost one command."""
    box.fill([message(number) for number in range(20_000)])
    mailbox = box.open(port=wire.port)
    found = subjects(list(mailbox.sweep("INBOX", "", since=LONG_AGO)))
    assert found == [f"Answer {number}" for number in range(20_000)]
    assert len(commands(wire)) < 60


def test_only_examine_and_peek_are_spoken(box: Box, wire: Wire) -> None:
    """SELECT and BODY[] would take away what shows the owner new mail (I8)."""
    box.put(message(1), film(LARGE + 1))
    mailbox = box.open(port=wire.port)
    mailbox.check_ready()
    for one in mailbox.sweep("INBOX", "", since=LONG_AGO):
        assert mailbox.raw(one)
    mailbox.has_sent("<letter1@reyes.example>")
    mailbox.close()
    allowed = r"CAPABILITY|AUTHENTICATE|LOGOUT|LIST|EXAMINE|UID SEARCH|UID FETCH"
    for line in commands(wire):
        assert re.match(rf"(?:{allowed})\b", line)
        assert "BODY[" not in line
        assert "RFC822)" not in line


def film(size: int) -> bytes:
    """Return an answer with a film attached before its text, as some phones do."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["Subject"] = "lopez1@lopez.example", "Answer 1"
    mail["Message-ID"] = "<answer1@lopez.example>"
    mail.set_content("Yes, café at noon?\n", charset="utf-8", cte="base64")
    mail.make_mixed()
    mail.attach(EmailMessage(policy=policy.SMTP))
    parts = list(mail.iter_parts())
    attached = parts[1]
    attached["Content-Type"] = 'text/plain; name="film.txt"'
    attached["Content-Disposition"] = 'attachment; filename="film.txt"'
    attached.set_payload("x" * 70 + "\r\n")
    mail.set_payload([attached, parts[0]])
    line = b"x" * 70 + b"\r\n"
    return mail.as_bytes().replace(line, line * (size // len(line) + 1), 1)


def test_a_film_does_not_cross_the_wire(box: Box, wire: Wire) -> None:
    """A message of 50 MB is read in a moment, on a hotel's network too."""
    box.fill([film(50 * MEBI)])
    mailbox = box.open(port=wire.port)
    (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
    assert one.size is not None
    assert one.size > 50 * MEBI
    raw = mailbox.raw(one)
    assert wire.received < 5000
    parsed = parse_message(raw)
    assert parsed.message_id == "<answer1@lopez.example>"
    assert [part.text.strip() for part in parsed.parts] == ["Yes, café at noon?"]


def test_up_to_a_mebibyte_a_message_is_read_whole(box: Box) -> None:
    """Its attachments may matter, such as a calendar's entry."""
    raw = message(1) + b"y" * (LARGE - len(message(1)) - 2) + b"\r\n"
    box.put(raw)
    mailbox = box.open()
    (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
    assert one.size == LARGE
    assert mailbox.raw(one) == raw


def bounce(size: int) -> bytes:
    """Return a delivery report that returns a large letter."""
    returned = letter(1) + b"y" * 70 * 10
    lines = (
        b"From: MAILER-DAEMON@mx.example",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b1",
        b"", b"--b1",
        b"Content-Type: multipart/alternative; boundary=b2", b"", b"--b2",
        b"Content-Type: text/html", b"", b"<p>It bounced.</p>", b"--b2",
        b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: quoted-printable",
        b"", b"It b=C3=B6unced.", b"--b2--", b"--b1",
        b"Content-Type: message/delivery-status", b"", b"Reporting-MTA: dns; mx.example", b"",
        b"Final-Recipient: rfc822; zoe@lopez.example", b"Action: failed", b"Status: 5.1.1", b"",
        b"--b1", b"Content-Type: message/rfc822", b"", returned + b"\r\n" * (size // 2),
        b"--b1--", b"",
    )  # fmt: skip
    return b"\r\n".join(lines)


def test_of_a_large_bounce_its_report_is_read(box: Box, wire: Wire) -> None:
    """Without the report nobody knows whose address is bad, nor which letter it was."""
    box.put(bounce(2 * MEBI))
    mailbox = box.open(port=wire.port)
    (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
    parsed = parse_message(mailbox.raw(one))
    assert wire.received < 8000
    assert (parsed.kind, parsed.report) == ("multipart/report", "delivery-status")
    texts = {part.kind: part.text.lower() for part in parsed.parts}
    assert texts["text/plain"].strip() == "it böunced."
    assert "final-recipient: rfc822; zoe@lopez.example" in texts["message/delivery-status"]
    assert "<letter1@reyes.example>" in texts["text/rfc822-headers"]
    assert "text/html" not in texts


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (b"Subject: x\r\n", "yyyy"),
        (b"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n", "yyyy"),
        (b"Subject: x\r\nContent-Type: application/pdf\r\n", ""),
        (b"Subject: x\r\nContent-Type: multipart/mixed\r\n", ""),
    ],
)
def test_a_large_message_without_parts(box: Box, wire: Wire, fields: bytes, text: str) -> None:
    """A book as plain text, a scan without a word, or a header that is broken."""
    box.put(fields + b"\r\n" + (b"y" * 70 + b"\r\n") * (5 * MEBI // 72))
    mailbox = box.open(port=wire.port)
    (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
    raw = mailbox.raw(one)
    assert raw.startswith(fields)
    assert wire.received < 1.1 * MEBI
    assert message_from_bytes(raw)["Subject"] == "x"
    assert "".join(part.text for part in parse_message(raw).parts).startswith(text)


def test_a_size_that_nobody_told(box: Box, wire: Wire) -> None:
    """The size is asked for before a film is fetched by mistake."""
    box.put(film(2 * MEBI))
    mailbox = box.open(port=wire.port)
    (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
    fields = {"folder": one.folder, "key": one.key, "header": one.header}
    assert b"Yes" not in mailbox.raw(type(one)(**fields))  # type: ignore[arg-type]
    assert wire.received < 5000


def test_a_broken_wire_is_mended_once(box: Box, wire: Wire) -> None:
    """Servers restart, and hang up on clients that are silent; nothing is lost or read twice."""
    box.fill([message(number) for number in range(700)])
    mailbox = box.open(port=wire.port)
    sweep = mailbox.sweep("INBOX", "", since=LONG_AGO)
    found = [next(sweep)]
    wire.cut()
    assert mailbox.raw(found[0]) == message(0)
    wire.cut()
    found += sweep
    assert subjects(found) == [f"Answer {number}" for number in range(700)]
    wire.cut()
    assert mailbox.has_sent("<letter1@reyes.example>") is False
    wire.cut()
    mailbox.save_sent(letter(1))
    assert mailbox.has_sent("<letter1@reyes.example>") is True
    wire.cut()
    mailbox.close()
    assert wire.connections == 5


def test_a_server_that_restarts() -> None:
    """So it does when its certificate is renewed; when it stays away, the owner hears of it."""
    with running() as server:
        box = Box(server)
        box.put(message(1))
        mailbox = box.open()
        (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
        server.stop()
        with pytest.raises(MailError, match="refuses connections") as caught:
            mailbox.raw(one)
        assert str(caught.value).startswith(f"{PLACE} port")
        for _ in range(2):
            server.start()
            assert mailbox.raw(one) == message(1)
            server.stop()
        mailbox.close()


def renumber(box: Box) -> None:
    """Make the folder's UIDs mean nothing any more, as a restored backup does."""
    folder = box.server.maildir(box.user)
    for path in folder.glob("dovecot.index*"):
        path.unlink()
    path = folder / "dovecot-uidlist"
    head, _, _ = path.read_text("utf-8").partition("\n")
    validity = int(head.split(" ")[1].removeprefix("V"))
    path.write_text(f"3 V{validity + 1} N1\n", "utf-8")


def test_a_folder_that_was_renumbered(box: Box) -> None:
    """Another UIDVALIDITY: by the old bookmark, new mail would be missed for ever."""
    box.put(*(message(number) for number in range(5)))
    bookmark = first_bookmark(box)
    box.close()
    renumber(box)
    box.put(message(5))
    mailbox = box.open()
    assert len(list(mailbox.sweep("INBOX", bookmark, since=LONG_AGO))) == 6
    validity = int(bookmark.partition(":")[0])
    assert mailbox.bookmark("INBOX", unread=()) == f"{validity + 1}:6"


def test_a_folder_put_back_from_an_older_copy(box: Box) -> None:
    """The same UIDVALIDITY with fewer UIDs: what comes next has numbers that were read before."""
    box.put(*(message(number) for number in range(5)))
    validity, _, last = first_bookmark(box).partition(":")
    mailbox = box.open()
    later = f"{validity}:{int(last) + 3}"
    assert len(list(mailbox.sweep("INBOX", later, since=LONG_AGO))) == 5
    assert mailbox.bookmark("INBOX", unread=()) == f"{validity}:{last}"


def test_a_folder_that_is_renumbered_while_it_is_read(box: Box, wire: Wire) -> None:
    """Another message would be read in place of the one that was meant."""
    box.fill([message(number) for number in range(600)])
    mailbox = box.open(port=wire.port)
    sweep = mailbox.sweep("INBOX", "", since=LONG_AGO)
    first = next(sweep)
    mailbox.close()
    renumber(box)
    for attempt in (lambda: mailbox.raw(first), lambda: list(sweep)):
        with pytest.raises(MailError, match="was renumbered while it was being read") as caught:
            attempt()
        assert "run again" in caught.value.hint
    assert len(list(mailbox.sweep("INBOX", "", since=LONG_AGO))) == 600
