"""Letters after the first to real people: only when the mailbox says that nobody answered (I7)."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.desk import Desk, people
from tests.emulators.smtp import SmtpServer
from tests.jobs.live import Watcher, connect, recipients, run_with
from tests.jobs.mailbox import MAILDIR, MailDesk

WEEKS = timedelta(days=11)  # after which the demo offer is due
SAM1, SAM2 = "sam1@practice1.example", "sam2@practice2.example"


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    """Return a server that takes everything."""
    with SmtpServer() as server:
        yield server


@pytest.fixture
def mail(desk: Desk, server: SmtpServer) -> MailDesk:
    """A desk that has sent two real introductions, and reads a Maildir."""
    mail = MailDesk(desk)
    connect(desk, server, MAILDIR)
    desk.fill(*people(2))
    return mail


def sent(server: SmtpServer) -> list[EmailMessage]:
    """Return the letters that left, in order."""
    return [message_from_bytes(one.content, policy=policy.default) for one in server.received]


def test_second_letter_leaves_in_the_thread_of_the_first(
    mail: MailDesk, server: SmtpServer
) -> None:
    """With a mailbox the whole sequence is the scripts'."""
    watcher = Watcher()
    assert run_with(mail.desk, watcher).sent == 2
    watcher.now += WEEKS
    outcome = run_with(mail.desk, watcher)
    assert (outcome.sent, outcome.exit_code) == (2, 0)
    first, second = (
        [letter for letter in sent(server) if SAM1 in letter["To"]][at] for at in (0, 1)
    )
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["Subject"] == f"Re: {first['Subject']}"


def test_whoever_answered_gets_no_second_letter(mail: MailDesk, server: SmtpServer) -> None:
    """The mailbox is read first, so an answer of a minute ago counts."""
    watcher = Watcher()
    run_with(mail.desk, watcher)
    watcher.now += WEEKS
    first = next(letter for letter in sent(server) if SAM1 in letter["To"])
    on = (watcher.now - timedelta(minutes=1)).isoformat()
    answer = {"Subject": f"Re: {first['Subject']}", "In_Reply_To": str(first["Message-ID"])}
    mail.put("Yes please, I would love to!", sender=SAM1, on=on, **answer)
    outcome = run_with(mail.desk, watcher)
    assert (outcome.sent, outcome.skipped["answered"]) == (1, 1)
    assert recipients(server).count(SAM1) == 1
    assert mail.desk.row("Sam Sample1", "Status") == ("Interested",)


def test_without_the_mailbox_only_first_letters_leave(mail: MailDesk, server: SmtpServer) -> None:
    """Nobody can know who answered, so nobody is written to a second time; new people are."""
    watcher = Watcher()
    run_with(mail.desk, watcher)
    shutil.rmtree(mail.folder)
    watcher.now += WEEKS
    mail.desk.fill(*people(3))
    outcome = run_with(mail.desk, watcher)
    assert (outcome.sent, outcome.skipped["no mailbox"]) == (1, 2)
    assert recipients(server)[2:] == ["sam3@practice3.example"]
    assert outcome.exit_code == 5
    assert "var/mailbox" in str(outcome.faults[0])
    status = mail.desk.row("Sam Sample1", "Status", "Next step")
    assert status == ("Sent", "Call"), "the letter is still the scripts', only late"


def test_answer_during_a_wait_stops_the_letter(mail: MailDesk, server: SmtpServer) -> None:
    """A run of hours reads the mailbox before each letter, not only at its start."""
    connect(mail.desk, server, MAILDIR, spacing=600)
    watcher = Watcher()
    run_with(mail.desk, watcher)
    watcher.now += WEEKS
    last = sent(server)[1]

    def answer() -> None:
        fields = {"Subject": f"Re: {last['Subject']}", "In_Reply_To": str(last["Message-ID"])}
        on = (watcher.now - timedelta(minutes=1)).isoformat()
        mail.put("Not interested, thank you.", sender=str(last["To"]), on=on, **fields)

    watcher.acts = [answer]
    outcome = run_with(mail.desk, watcher)
    assert (outcome.sent, outcome.skipped["answered"]) == (1, 1)
