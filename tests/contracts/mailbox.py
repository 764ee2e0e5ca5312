"""The contract of every mailbox."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pytest

from outreach.errors import MailError
from outreach.inbox.parsing import parse_message
from outreach.mail.mailbox import Mailbox, Swept

PLACE = "config/outreach.toml: [mail.inbox]"
OTHER = "Entwürfe & mehr"
"""A second folder; its name is not ASCII, and has IMAP's own sign for that."""

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LONG_AGO = date(2026, 1, 1)
STRANGE = {
    "eight bits": b"From: a@b.example\r\nSubject: caf\xc3\xa9\r\n\r\n\xff\xfe caf\xe9\r\n",
    "no body": b"From: a@b.example\r\nSubject: nothing more\r\n\r\n",
    "no header": b"\r\nonly a body\r\n",
    "dots and From": b"Subject: x\r\n\r\n.\r\n..\r\nFrom here on\r\n) OK\r\n* BYE\r\n",
    "folded": b"Subject: one\r\n two\r\n\tthree\r\nX-Empty:\r\n\r\n{12}\r\nx\r\n",
    "a long line": b"Subject: x\r\n\r\n" + b"y" * 200_000 + b"\r\n",
}


def message(number: int, *, arrived: datetime = NOON, message_id: str = "") -> bytes:
    """Return one of several different messages, with the trace of its arrival."""
    lines = (
        f"Received: from mx.example by mail.example; {format_datetime(arrived)}",
        f"From: Dr. Lopez <lopez{number}@lopez.example>",
        "To: ana@reyes.example",
        f"Subject: Answer {number}",
        f"Date: {format_datetime(arrived)}",
        f"Message-ID: {message_id or f'<answer{number}@lopez.example>'}",
        "",
        f"Yes, please call me {number} times.",
        "",
    )
    return "\r\n".join(lines).encode()


def letter(number: int, *, message_id: str = "") -> bytes:
    """Return a letter of ours."""
    named = message_id or f"<letter{number}@reyes.example>"
    return f"From: ana@reyes.example\r\nMessage-ID: {named}\r\n\r\nHello\r\n".encode()


def subjects(swept: Collection[Swept]) -> Sequence[str]:
    """Return the subjects in their order."""
    return [parse_message(one.header).subject for one in swept]


class MailboxContract(ABC):
    """Holds a mailbox to the port; a subclass says how to make one and how mail gets into it."""

    @abstractmethod
    def mailbox(self, *folders: str) -> Mailbox:
        """Open the mailbox, anew each time; INBOX if no folder is named."""

    @abstractmethod
    def deliver(self, raw: bytes, *, folder: str = "INBOX", arrived: datetime = NOON) -> None:
        """Let a message arrive in a folder, which is made if need be."""

    @abstractmethod
    def remove(self, swept: Swept) -> None:
        """Delete a message, as a mail program does."""

    @abstractmethod
    def state(self) -> object:
        """Return all that others could see of the mailbox: flags, counts, names, bytes."""

    @abstractmethod
    def sent(self) -> Sequence[bytes]:
        """Return what lies in the folder for sent mail."""

    @abstractmethod
    def without_sent(self) -> Mailbox:
        """Open a mailbox that has no folder for sent mail."""

    def sweep(self, bookmark: str = "", *, folder: str = "INBOX") -> tuple[list[Swept], str]:
        """Sweep a folder as one run does; return what was new, and the bookmark."""
        mailbox = self.mailbox(folder)
        found = list(mailbox.sweep(folder, bookmark, since=LONG_AGO))
        return found, mailbox.bookmark(folder, unread=())

    def test_what_is_new_comes_once(self) -> None:
        """A reply that came twice would be counted twice, one that never came is lost."""
        self.deliver(message(1))
        self.deliver(message(2))
        found, bookmark = self.sweep()
        assert subjects(found) == ["Answer 1", "Answer 2"]
        assert self.sweep(bookmark)[0] == []
        self.deliver(message(3))
        found, bookmark = self.sweep(bookmark)
        assert subjects(found) == ["Answer 3"]
        assert self.sweep(bookmark)[0] == []

    def test_an_empty_mailbox(self) -> None:
        """A new address has no mail, and its first message is new."""
        found, bookmark = self.sweep()
        assert found == []
        self.deliver(message(1))
        assert subjects(self.sweep(bookmark)[0]) == ["Answer 1"]

    def test_headers_say_what_a_message_is_about(self) -> None:
        """By them it is decided which messages are read at all."""
        self.deliver(message(1))
        (one,), _ = self.sweep()
        parsed = parse_message(one.header)
        assert parsed.sender == "lopez1@lopez.example"
        assert parsed.message_id == "<answer1@lopez.example>"
        assert parsed.sent_at == NOON
        assert one.header.replace(b"\r\n", b"\n").endswith(b"\n\n")
        assert b"Yes, please" not in one.header
        assert (one.folder, one.received_at, one.size) == ("INBOX", NOON, len(message(1)))

    def test_what_was_not_read_comes_again(self) -> None:
        """A message that could not be understood tonight is tried again tomorrow."""
        for number in (1, 2, 3, 4):
            self.deliver(message(number))
        mailbox = self.mailbox("INBOX")
        found = list(mailbox.sweep("INBOX", "", since=LONG_AGO))
        bookmark = mailbox.bookmark("INBOX", unread=[found[1].key, found[2].key])
        self.deliver(message(5))
        found, bookmark = self.sweep(bookmark)
        assert subjects(found) == ["Answer 2", "Answer 3", "Answer 5"]
        assert self.sweep(bookmark)[0] == []

    def test_whoever_stops_early_gets_the_rest(self) -> None:
        """A run that is interrupted must not skip what it did not see."""
        for number in (1, 2, 3):
            self.deliver(message(number))
        self.deliver(message(9), arrived=NOON - timedelta(days=400))
        mailbox = self.mailbox("INBOX")
        sweep = mailbox.sweep("INBOX", "", since=LONG_AGO)
        assert subjects([next(sweep)]) == ["Answer 1"]
        found, bookmark = self.sweep(mailbox.bookmark("INBOX", unread=()))
        assert subjects(found)[:2] == ["Answer 2", "Answer 3"]
        assert self.sweep(bookmark)[0] == []

    def test_stopping_early_keeps_what_must_come_again(self) -> None:
        """Two interrupted runs in a row lose nothing either."""
        for number in (1, 2, 3):
            self.deliver(message(number))
        first = self.mailbox("INBOX")
        keys = [one.key for one in first.sweep("INBOX", "", since=LONG_AGO)]
        second = self.mailbox("INBOX")
        bookmark = first.bookmark("INBOX", unread=keys)
        next(second.sweep("INBOX", bookmark, since=LONG_AGO))
        found, _ = self.sweep(second.bookmark("INBOX", unread=keys[:1]))
        assert subjects(found) == ["Answer 1", "Answer 2", "Answer 3"]

    @pytest.mark.parametrize(
        "bookmark", ["", "nonsense", "1:2", "{}", "[]", "99999999999:x", "\x00"]
    )
    def test_without_a_usable_bookmark_the_date_decides(self, bookmark: str) -> None:
        """The first run, and one whose server was changed, read what could concern us only."""
        old = NOON - timedelta(days=100)
        self.deliver(message(1, arrived=old), arrived=old)
        self.deliver(message(2))
        found, bookmark = self.sweep(bookmark)
        assert subjects(found) == ["Answer 2"]
        assert self.sweep(bookmark)[0] == []

    def test_the_day_itself_counts(self) -> None:
        """Servers count days in a zone of their own; an answer of that day must not be missed."""
        dawn = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
        self.deliver(message(1, arrived=dawn), arrived=dawn)
        self.deliver(
            message(2, arrived=dawn - timedelta(hours=3)), arrived=dawn - timedelta(hours=3)
        )
        assert subjects(self.sweep()[0]) == ["Answer 1", "Answer 2"]

    def test_without_a_sweep_there_is_no_bookmark(self) -> None:
        """Else the next run would believe that everything was read."""
        assert self.mailbox("INBOX").bookmark("INBOX", unread=()) == ""

    @pytest.mark.parametrize("raw", STRANGE.values(), ids=STRANGE)
    def test_a_message_comes_as_it_was_delivered(self, raw: bytes) -> None:
        """What it means is decided from its very bytes."""
        self.deliver(raw)
        mailbox = self.mailbox("INBOX")
        (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
        assert mailbox.raw(one) == raw
        assert one.size == len(raw)

    def test_a_message_that_is_gone_is_empty(self) -> None:
        """Its owner may delete it while we read."""
        self.deliver(message(1))
        self.deliver(message(2))
        mailbox = self.mailbox("INBOX")
        first, second = mailbox.sweep("INBOX", "", since=LONG_AGO)
        self.remove(first)
        assert mailbox.raw(first) == b""
        assert mailbox.raw(second) == message(2)
        assert self.sweep(mailbox.bookmark("INBOX", unread=[first.key]))[0] == []

    def test_nothing_in_the_mailbox_changes(self) -> None:
        """It is the owner's: what they have not read stays unread (I8)."""
        self.deliver(message(1))
        self.deliver(message(2), folder=OTHER)
        self.deliver(letter(1), folder="Sent")
        before = self.state()
        mailbox = self.mailbox("INBOX", OTHER)
        mailbox.check_ready()
        for folder in mailbox.folders:
            for one in mailbox.sweep(folder, "", since=LONG_AGO):
                assert mailbox.raw(one)
        mailbox.has_sent("<letter1@reyes.example>")
        mailbox.close()
        assert self.state() == before

    def test_other_calls_between_two_messages(self) -> None:
        """A run reads a message, and settles a doubt, before it asks for the next header."""
        for number in (1, 2, 3):
            self.deliver(message(number))
            self.deliver(message(number + 10), folder=OTHER)
        mailbox = self.mailbox("INBOX", OTHER)
        (other, *_) = list(mailbox.sweep(OTHER, "", since=LONG_AGO))
        seen = []
        for one in mailbox.sweep("INBOX", "", since=LONG_AGO):
            mailbox.has_sent("<letter1@reyes.example>")
            assert mailbox.raw(other) == message(11)
            seen.append(mailbox.raw(one))
        assert seen == [message(1), message(2), message(3)]

    def test_each_folder_has_its_own_bookmark(self) -> None:
        """What providers take for junk is read too."""
        self.deliver(message(1))
        self.deliver(message(2), folder=OTHER)
        self.deliver(message(3), folder=OTHER)
        mailbox = self.mailbox("INBOX", OTHER)
        assert mailbox.folders == ("INBOX", OTHER)
        assert mailbox.name
        found = {name: list(mailbox.sweep(name, "", since=LONG_AGO)) for name in mailbox.folders}
        assert subjects(found["INBOX"]) == ["Answer 1"]
        assert subjects(found[OTHER]) == ["Answer 2", "Answer 3"]
        assert {one.folder for one in found[OTHER]} == {OTHER}
        again = self.mailbox("INBOX", OTHER)
        for name in again.folders:
            bookmark = mailbox.bookmark(name, unread=())
            assert list(again.sweep(name, bookmark, since=LONG_AGO)) == []

    def test_a_folder_that_is_not_there(self) -> None:
        """The names are the provider's; a typing error must not look like a day without mail."""
        self.deliver(message(1), folder=OTHER)
        mailbox = self.mailbox("INBOX", "Inbocks")
        for attempt in (
            mailbox.check_ready,
            lambda: list(mailbox.sweep("Inbocks", "", since=LONG_AGO)),
        ):
            with pytest.raises(MailError, match="has no folder 'Inbocks'") as caught:
                attempt()
            assert str(caught.value).startswith(f"{PLACE} folders: ")
            assert caught.value.exit_code == 5
            assert "INBOX" in caught.value.hint
        assert list(mailbox.sweep("INBOX", "", since=LONG_AGO)) == []

    def test_after_closing_it_reads_again(self) -> None:
        """A run that waits lets go of the connection meanwhile."""
        self.deliver(message(1))
        mailbox = self.mailbox("INBOX")
        for _ in range(2):
            (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
            mailbox.close()
            assert mailbox.raw(one) == message(1)
            mailbox.close()
            mailbox.close()

    def test_what_was_sent_is_found(self) -> None:
        """This settles a doubt after a crash: only the very letter proves that it left (I1)."""
        self.deliver(letter(1), folder="Sent")
        self.deliver(letter(2, message_id="<x<letter2@reyes.example>y>"), folder="Sent")
        self.deliver(letter(3))
        mailbox = self.mailbox("INBOX")
        assert mailbox.has_sent("<letter1@reyes.example>") is True
        assert mailbox.has_sent("<letter2@reyes.example>") is False
        assert mailbox.has_sent("<letter3@reyes.example>") is False
        self.deliver(letter(2), folder="Sent")
        assert mailbox.has_sent("<letter2@reyes.example>") is True

    def test_without_a_folder_for_sent_mail_nobody_knows(self) -> None:
        """Absence of a folder must not be taken for absence of the letter."""
        mailbox = self.without_sent()
        assert mailbox.has_sent("<letter1@reyes.example>") is None
        with pytest.raises(MailError, match="no folder for sent mail") as caught:
            mailbox.save_sent(letter(1))
        assert "Sent" in caught.value.hint

    def test_a_copy_is_saved_once(self) -> None:
        """Some providers keep a copy of what they send by themselves."""
        self.deliver(letter(1), folder="Sent")
        mailbox = self.mailbox("INBOX")
        for number in (1, 2, 2, 3):
            mailbox.save_sent(letter(number))
        assert sorted(self.sent()) == [letter(1), letter(2), letter(3)]
