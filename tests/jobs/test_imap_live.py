"""Real letters with a real mailbox: doubts are settled by the Sent folder, copies are kept."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.desk import Desk, people
from tests.emulators.dovecot import PASSWORD
from tests.emulators.smtp import Drop, SmtpServer
from tests.jobs.live import Watcher, connect, recipients, run_with
from tests.mail.imap_boxes import Box, shared_server

pytestmark = pytest.mark.system

IMAP = """
{mail}
[mail.inbox]
kind = "imap"
host = "127.0.0.1"
port = {port}
security = "none"
username = "{user}"
password = {{file = "password.txt"}}
"""


@pytest.fixture
def box(desk: Desk) -> Iterator[Box]:
    """A mailbox at a real Dovecot, and the file with its password."""
    (desk.folder / "password.txt").write_text(PASSWORD, "utf-8")
    made = Box(shared_server())
    yield made
    made.close()


def configure(desk: Desk, server: SmtpServer, box: Box, *, save_sent: bool = False) -> None:
    """Send to the server and read the box."""
    inbox = IMAP.format(mail="", port=box.server.port, user=box.user)
    connect(desk, server, inbox)
    if save_sent:
        text = desk.config.read_text("utf-8")
        changed = text.replace('transport = "smtp"', 'transport = "smtp"\nsave_sent = true')
        desk.config.write_text(changed, "utf-8")


def in_sent(box: Box) -> int:
    """Return how many messages the Sent folder holds."""
    with box.client() as client:
        return int(client.select("Gesendet", readonly=True)[1][0] or 0)


def test_letter_found_in_the_sent_folder_was_sent(desk: Desk, box: Box) -> None:
    """The line broke after the last byte; the provider's own copy shows that it left (I1)."""
    with SmtpServer(answer=lambda stage, *_: Drop.KEEP if stage == "dot" else None) as server:
        configure(desk, server, box)
        desk.fill(*people(1))
        watcher = Watcher()
        assert run_with(desk, watcher).unknown == 1
        assert desk.row("Sam Sample1", "Status") == ("Unknown delivery",)
        box.put(server.received[0].content, folder="Gesendet")
        assert run_with(desk, watcher).unknown == 0
        assert desk.row("Sam Sample1", "Status") == ("Sent",)
        assert len(server.received) == 1


def test_letter_that_is_in_no_folder_stays_in_doubt(desk: Desk, box: Box) -> None:
    """Not every provider keeps copies, so absence proves nothing: a person decides."""
    with SmtpServer(answer=lambda stage, *_: Drop.NOW if stage == "dot" else None) as server:
        configure(desk, server, box)
        desk.fill(*people(1))
        watcher = Watcher()
        run_with(desk, watcher)
        watcher.now += timedelta(days=1)
        assert run_with(desk, watcher).unknown == 1
        assert desk.row("Sam Sample1", "Next step") == ("Did it arrive? Decide",)


def test_copies_are_saved_where_the_provider_keeps_none(desk: Desk, box: Box) -> None:
    """The owner finds each letter in the mail program, as if written there."""
    with SmtpServer() as server:
        configure(desk, server, box, save_sent=True)
        desk.fill(*people(2))
        assert run_with(desk, Watcher()).sent == 2
    assert in_sent(box) == 2


def test_password_that_expired_keeps_first_letters_going(desk: Desk, box: Box) -> None:
    """It is said, it is the exit code, and only letters after the first wait."""
    with SmtpServer() as server:
        configure(desk, server, box)
        desk.fill(*people(1))
        watcher = Watcher()
        run_with(desk, watcher)
        (desk.folder / "password.txt").write_text("swordfish", "utf-8")
        desk.fill(*people(2))
        watcher.now += timedelta(days=11)
        outcome = run_with(desk, watcher)
        assert (outcome.sent, outcome.skipped["no mailbox"], outcome.exit_code) == (1, 1, 5)
        assert "[mail.inbox]" in str(outcome.faults[0])
        assert "swordfish" not in str(outcome.faults[0])
        assert recipients(server)[-1] == "sam2@practice2.example"
