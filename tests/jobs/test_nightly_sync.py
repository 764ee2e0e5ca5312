"""The night, from the mailbox to the sheet and the digest."""

import sqlite3

import pytest

from tests.desk import Desk, people
from tests.jobs.mailbox import MAILDIR, MailDesk

SAM1, SAM2, SAM3, SAM4 = (f"sam{number}@practice{number}.example" for number in range(1, 5))
NIGHT = "2026-03-04T02:00"
SHOWN = ("Stage", "Status", "Next step", "Reply")


@pytest.fixture
def mail(desk: Desk) -> MailDesk:
    """A desk that has sent four introductions."""
    mail = MailDesk(desk)
    desk.fill(*people(4))
    assert desk.send().summary.startswith("sent 4,")
    return mail


def test_answers_move_their_rows(mail: MailDesk) -> None:
    """What came back in the day stands in the sheet in the morning."""
    mail.answer(SAM1, "Yes please, I would love to! Tuesday at 3?", on="2026-03-03T09:00")
    mail.answer(SAM2, "Not interested, thank you.", on="2026-03-03T09:10")
    mail.bounce(SAM3, on="2026-03-03T09:20")
    mail.answer(SAM4, "Please take me off your list.", on="2026-03-03T09:30")
    ran = mail.desk.sync(as_of=NIGHT)
    assert (ran.code, ran.err) == (0, "")
    assert ran.summary.startswith("read 4 new messages, recorded 4 events, wrote ")
    shown = {name: mail.desk.row(name, *SHOWN) for name in mail.desk.rows()}
    assert shown == {
        "Sam Sample1": (
            "Connect",
            "Interested",
            "Answer and agree on a day",
            "Yes please, I would love to! Tuesday at 3?",
        ),
        "Sam Sample2": ("Closed", "Declined", None, "Not interested, thank you."),
        "Sam Sample3": ("Closed", "Bounced", "Find another address", None),
        "Sam Sample4": ("Closed", "Opted out", None, None),
    }


def test_second_night_with_nothing_new_changes_no_row(mail: MailDesk) -> None:
    """Cron runs it every night; a message counts once."""
    mail.answer(SAM1, "Yes please, I would love to!", on="2026-03-03T09:00")
    mail.desk.sync(as_of=NIGHT)
    before = mail.desk.rows()
    again = mail.desk.sync(as_of="2026-03-05T02:00")
    assert again.summary.startswith("read 0 new messages, recorded 0 events, wrote ")
    assert mail.desk.rows() == before


def test_letter_that_is_due_waits_for_nobody_who_answered(mail: MailDesk) -> None:
    """Send_outreach reads the mailbox first: an answer of this morning counts (I7)."""
    mail.answer(SAM1, "Yes please, I would love to!", on="2026-03-12T09:00")
    ran = mail.desk.send(as_of="2026-03-12")
    assert ran.summary.startswith("sent 3,")
    assert "1 answered" in ran.summary


def test_mail_of_tomorrow_is_left_for_tomorrow(mail: MailDesk) -> None:
    """A rehearsal of an earlier day must not know what comes later."""
    mail.answer(SAM1, "Yes please, I would love to!", on="2026-03-06T09:00")
    assert "recorded 0 events" in mail.desk.sync(as_of=NIGHT).summary
    assert mail.desk.row("Sam Sample1", "Status") == ("Sent",)
    assert "recorded 1 event," in mail.desk.sync(as_of="2026-03-07T02:00").summary
    assert mail.desk.row("Sam Sample1", "Status") == ("Interested",)


def test_private_mail_is_left_alone(mail: MailDesk) -> None:
    """The mailbox is the owner's own: a client's words stand nowhere."""
    mail.put("See you on Saturday!", sender="client@home.example", on="2026-03-03T09:00")
    ran = mail.desk.sync(as_of=NIGHT)
    assert "recorded 0 events" in ran.summary
    assert "Saturday" not in (mail.desk.folder / "var" / "digest.html").read_text()


def test_opt_out_outlives_the_row_and_the_address(mail: MailDesk) -> None:
    """Deleted, imported again under another name and the private address: still no letter (I2)."""
    private = "sammy@home.example"
    mail.answer(SAM1, "Please take me off your list.", on="2026-03-03T09:00", sender=private)
    mail.desk.sync(as_of=NIGHT)
    mail.desk.fill({"Name": "Sammy Other", "Email": private, "Practice": "Elsewhere"})
    ran = mail.desk.send("--accept-missing", as_of="2026-03-20")
    assert ran.summary == "sent 0, skipped 1 (1 suppressed), failed 0"
    mail.desk.fill({"Name": "Sam Sample1", "Email": SAM1, "Practice": "Practice 1"})
    ran = mail.desk.send("--accept-missing", as_of="2026-03-21")
    assert ran.summary == "sent 0, skipped 1 (1 suppressed), failed 0"


def test_mailbox_that_is_away_loses_no_standing(mail: MailDesk) -> None:
    """The sheet becomes true all the same; the fault is said and is the exit code."""
    (mail.folder / "cur").rmdir()
    (mail.folder / "new").rmdir()
    mail.desk.set("Sam Sample1", Hold="Yes")
    ran = mail.desk.sync(as_of=NIGHT)
    assert ran.code == 5
    assert "error: outreach.toml" in ran.err or "[mail.inbox]" in ran.err
    assert mail.desk.row("Sam Sample1", "Status") == ("On hold",)
    assert "Something is wrong" in (mail.desk.folder / "var" / "digest.html").read_text("utf-8")


def test_news_is_told_once_though_a_part_fails(mail: MailDesk) -> None:
    """A folder that is misspelt for a week must not mail the same answers every morning."""
    misspelt = MAILDIR + 'folders = ["INBOX", "Junkk"]\n'
    mail.desk.configure(misspelt + '\n[schedule]\ndigest_to = "ana@reyesmassage.example"\n')
    mail.answer(SAM1, "Yes please, I would love to!", on="2026-03-03T09:00")
    page = mail.desk.folder / "var" / "digest.html"
    assert mail.desk.sync(as_of=NIGHT).code == 5
    assert "I would love to!" in page.read_text("utf-8")
    assert mail.desk.sync(as_of="2026-03-05T02:00").code == 5
    assert "I would love to!" not in page.read_text("utf-8")


def test_digest_is_mailed_when_there_is_something_to_say(mail: MailDesk) -> None:
    """The owner reads it with the first coffee, and on a quiet morning there is none."""
    mail.desk.configure(MAILDIR + '\n[schedule]\ndigest_to = "ana@reyesmassage.example"\n')
    mail.answer(SAM1, "Yes please, I would love to!", on="2026-03-03T09:00")
    ran = mail.desk.sync(as_of=NIGHT)
    assert "and mailed to ana@reyesmassage.example" in ran.out
    (digest,) = [one for one in mail.desk.letters() if "ana@" in one["To"]]
    assert digest["Subject"].startswith("Your outreach on Wednesday: 1 answered")
    text = digest.get_body(("plain",))
    assert text is not None
    assert "Sam Sample1 (Practice 1): is interested" in text.get_content()
    assert "mailed" not in mail.desk.sync(as_of="2026-03-05T02:00").out


def test_dry_run_shows_and_changes_nothing(mail: MailDesk) -> None:
    """Whoever looks first must find everything as it was."""
    mail.answer(SAM1, "Yes please, I would love to!", on="2026-03-03T09:00")
    before = mail.desk.workbook.read_bytes()
    ran = mail.desk.sync("--dry-run", as_of=NIGHT)
    assert "would record 1 event, wrote nothing" in ran.summary
    assert "Sam Sample1: is interested" in ran.out
    assert mail.desk.workbook.read_bytes() == before
    assert "recorded 1 event," in mail.desk.sync(as_of=NIGHT).summary


def test_folder_that_is_missing_loses_no_other(mail: MailDesk) -> None:
    """A folder was renamed in the mail program: the fault is said, and INBOX is read."""
    mail.desk.configure(MAILDIR + 'folders = ["Spam", "INBOX"]\n')
    mail.answer(SAM1, "Not interested, thank you.", on="2026-03-03T09:00")
    assert mail.desk.sync(as_of=NIGHT).code == 5
    assert mail.desk.row("Sam Sample1", "Status") == ("Declined",)


def test_news_is_mailed_once_though_each_night_has_a_fault(mail: MailDesk) -> None:
    """A fault that lasts must not tell of the same answer every morning."""
    to = '\n[schedule]\ndigest_to = "ana@reyesmassage.example"\n'
    mail.desk.configure(MAILDIR + 'folders = ["INBOX", "Spam"]\n' + to)
    mail.answer(SAM1, "Not interested, thank you.", on="2026-03-03T09:00")
    for night in (NIGHT, "2026-03-05T02:00"):
        mail.desk.sync(as_of=night)
    digests = [one for one in mail.desk.letters() if "ana@" in one["To"]]
    assert ["answered" in digest["Subject"] for digest in digests] == [True, False]


def test_another_mailbox_is_read_from_its_own_beginning(mail: MailDesk) -> None:
    """After a change of account how far the old one was read says nothing of the new one."""
    mail.desk.sync(as_of=NIGHT)
    with sqlite3.connect(mail.desk.ledger) as ledger:
        ((place,),) = ledger.execute("select folder from mailboxes").fetchall()
    ledger.close()
    assert place == "INBOX in var/mailbox"
