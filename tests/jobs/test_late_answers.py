"""Answers that are read late, or dated by a wrong clock, stop letters all the same (I7)."""

import email
import sqlite3
from datetime import timedelta

import pytest

from tests.desk import Desk, people
from tests.emulators.smtp import Drop, SmtpServer
from tests.jobs.live import Watcher, connect, run_with
from tests.jobs.mailbox import MAILDIR, MailDesk

SAM1 = "sam1@practice1.example"
NIGHT, NEXT_NIGHT = "2026-03-04T02:00", "2026-03-05T02:00"
UNCLEAR, NO = "Hm, we shall see about the moon.", "Not interested, thank you."


@pytest.fixture
def mail(desk: Desk) -> MailDesk:
    """A desk that has sent one introduction."""
    mail = MailDesk(desk)
    desk.fill(*people(1))
    assert desk.send().summary.startswith("sent 1,")
    return mail


def letters_to_sam(mail: MailDesk) -> int:
    """Return how many letters went to the one practitioner."""
    return len([letter for letter in mail.desk.letters() if SAM1 in letter["To"]])


def test_go_on_does_not_wipe_a_no_that_nobody_has_seen(mail: MailDesk) -> None:
    """The owner said it of the first answer; the second is read in the same pass as that entry."""
    mail.answer(SAM1, UNCLEAR, on="2026-03-03T09:00")
    mail.desk.sync(as_of=NIGHT)
    mail.desk.set("Sam Sample1", Decide="Go on")
    mail.answer(SAM1, NO, on="2026-03-04T09:00")
    mail.desk.sync(as_of=NEXT_NIGHT)
    assert mail.desk.row("Sam Sample1", "Status", "Reply") == ("Declined", NO)
    assert "1 answered" in mail.desk.send(as_of="2026-03-20").summary
    assert letters_to_sam(mail) == 1


def test_go_on_does_not_wipe_a_no_of_a_night_without_the_sheet(mail: MailDesk) -> None:
    """The ledger has it, but the sheet that the owner looks at has not shown it yet."""
    mail.answer(SAM1, UNCLEAR, on="2026-03-03T09:00")
    mail.desk.sync(as_of=NIGHT)
    mail.answer(SAM1, NO, on="2026-03-04T09:00")
    away = mail.desk.workbook.with_suffix(".away")
    mail.desk.workbook.rename(away)
    assert mail.desk.sync(as_of=NEXT_NIGHT).code == 4
    away.rename(mail.desk.workbook)
    mail.desk.set("Sam Sample1", Decide="Go on")
    assert "1 answered" in mail.desk.send(as_of="2026-03-20").summary
    assert letters_to_sam(mail) == 1


def test_go_on_wipes_what_the_sheet_showed(mail: MailDesk) -> None:
    """Else nobody could ever go on."""
    mail.answer(SAM1, UNCLEAR, on="2026-03-03T09:00")
    mail.desk.sync(as_of=NIGHT)
    mail.desk.set("Sam Sample1", Decide="Go on")
    assert mail.desk.send(as_of="2026-03-20").summary.startswith("sent 1,")


@pytest.mark.parametrize("dated", ["2026-03-12T14:00", "2026-03-12T04:00"])
def test_answer_counts_from_when_it_arrived(mail: MailDesk, dated: str) -> None:
    """A clock five hours ahead must not hide an answer until the letter after it has left."""
    received = "from a by b; Thu, 12 Mar 2026 09:00:00 -0400"
    mail.answer(SAM1, NO, on=dated, Received=received)
    assert "1 answered" in mail.desk.send(as_of="2026-03-12T12:00").summary
    assert letters_to_sam(mail) == 1


def test_answer_of_a_clock_behind_ours_is_not_older_than_our_letter(mail: MailDesk) -> None:
    """A mail begun anew has nothing but its sender and its time to tie it to the letter."""
    received = "from a by b; Mon, 2 Mar 2026 13:00:00 -0500"
    text = "Not interested in massage, thank you."
    mail.put(text, sender=SAM1, on="2026-03-02T09:00", Subject="Your letter", Received=received)
    assert "1 answered" in mail.desk.send(as_of="2026-03-12T12:00").summary


def test_bounce_within_the_second_returns_its_letter(mail: MailDesk) -> None:
    """A server refuses at once and dates by whole seconds: the new address is introduced to."""
    with sqlite3.connect(mail.desk.ledger) as ledger:
        ledger.execute("update touches set at = replace(at, ':00.000000', ':00.700000')")
    ledger.close()
    mail.bounce(SAM1, on="2026-03-02T12:00")
    mail.desk.sync(as_of=NIGHT)
    mail.desk.set("Sam Sample1", Email="new@practice1.example")
    mail.desk.send(as_of="2026-03-12T12:00")
    assert not mail.letter_to("new@practice1.example")["Subject"].startswith("Re:")


def test_answer_proves_that_a_letter_left_which_was_to_be_sent_again(desk: Desk) -> None:
    """The line broke, the owner said Send again, and then the first one was answered (I1)."""
    mail = MailDesk(desk)
    with SmtpServer(answer=lambda stage, *_: Drop.KEEP if stage == "dot" else None) as server:
        connect(desk, server, MAILDIR)
        desk.fill(*people(1))
        watcher = Watcher()
        assert run_with(desk, watcher).unknown == 1
        desk.set("Sam Sample1", Decide="Send again", Hold="Yes")
        watcher.now += timedelta(days=1)
        run_with(desk, watcher)
        desk.set("Sam Sample1", Hold=None)
        letter = email.message_from_bytes(server.received[0].content)
        on = watcher.now.isoformat()
        mail.put(NO, sender=SAM1, on=on, In_Reply_To=letter["Message-ID"])
        watcher.now += timedelta(days=1)
        assert run_with(desk, watcher).skipped["answered"] == 1
        assert len(server.received) == 1


def test_adopted_letters_claim_no_mail_without_a_subject(mail: MailDesk) -> None:
    """Nobody knows their subject; a client's mail that has none either is the owner's own."""
    mail.desk.ledger.unlink()
    mail.desk.send("--adopt-sheet", as_of="2026-03-02T13:00")
    mail.put("My back hurts since March.", sender="client@home.example", on="2026-03-03T09:00")
    assert "recorded 0 events" in mail.desk.sync(as_of=NIGHT).summary


def test_characters_that_no_workbook_holds_do_not_keep_it_from_settling(mail: MailDesk) -> None:
    """What is written must be what is read back, or each night ends with a fault (I9)."""
    mail.answer(SAM1, "Yes, \ufffeI am interested\uffff!", on="2026-03-03T09:00")
    ran = mail.desk.sync(as_of=NIGHT)
    assert (ran.code, ran.err) == (0, "")
    assert mail.desk.row("Sam Sample1", "Reply") == ("Yes, I am interested!",)
