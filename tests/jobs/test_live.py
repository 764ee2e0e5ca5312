"""Letters that really leave: once, to the right people, and only after a yes."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.desk import Desk, people
from tests.emulators.smtp import SmtpServer
from tests.jobs.live import Watcher, connect, recipients, run_with
from tests.people import PROJECT


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    """Return a server that takes everything."""
    with SmtpServer() as server:
        yield server


def test_letters_leave_once_and_rows_show_it(desk: Desk, server: SmtpServer) -> None:
    """The main path over SMTP is that of the outbox."""
    connect(desk, server)
    desk.fill(*people(3))
    ran = desk.send("--yes", as_of=None)
    assert ran.summary == "sent 3, skipped 0, failed 0"
    assert sorted(recipients(server)) == [f"sam{n}@practice{n}.example" for n in (1, 2, 3)]
    assert desk.row("Sam Sample1", "Stage", "Status", "Last touch") == (
        "Contact",
        "Sent",
        "Introduction",
    )
    assert desk.send("--yes", as_of=None).summary == "sent 0, skipped 3 (3 not due yet), failed 0"
    assert len(server.received) == 3


def test_nothing_leaves_where_nobody_can_say_yes(desk: Desk, server: SmtpServer) -> None:
    """Under cron a standing yes is needed; a forgotten one must not send, nor hang."""
    connect(desk, server)
    desk.fill(*people(1))
    ran = desk.send(as_of=None)
    assert ran.code == 2
    assert "--yes" in ran.err
    assert server.connections == 0
    assert desk.send("--dry-run", as_of=None).summary == "would send 1, skipped 0"
    assert server.connections == 0, "a dry run asks no server"


def test_no_at_the_prompt_sends_nothing(desk: Desk, server: SmtpServer) -> None:
    """The question comes after the plan, and a no is no fault."""
    connect(desk, server)
    desk.fill(*people(2))
    outcome = run_with(desk, watcher := Watcher(answer=False), yes=False)
    assert watcher.questions == ["Send 2 letters to real people now?"]
    assert (outcome.sent, outcome.exit_code, outcome.skipped) == (0, 0, {"not confirmed": 2})
    assert server.received == []
    assert desk.row("Sam Sample1", "Stage", "Next step") == ("Ready", "Introduction")


def test_yes_at_the_prompt_looks_again_first(desk: Desk, server: SmtpServer) -> None:
    """Somebody may read the plan for an hour; a box ticked meanwhile counts (I2)."""
    connect(desk, server)
    desk.fill(*people(2))

    class Ticking(Watcher):
        def confirm(self, question: str) -> bool:
            desk.set("Sam Sample1", Do_not_contact="Yes")
            return super().confirm(question)

    outcome = run_with(desk, Ticking(), yes=False)
    assert recipients(server) == ["sam2@practice2.example"]
    assert (outcome.sent, outcome.skipped) == (1, {"suppressed": 1})
    assert desk.row("Sam Sample1", "Stage", "Status") == ("Closed", "Opted out")


def test_sheet_is_read_again_before_each_letter(desk: Desk, server: SmtpServer) -> None:
    """With minutes between letters, what is entered meanwhile counts for the rest."""
    connect(desk, server, spacing=60)
    desk.fill(*people(4))
    ahead = [
        lambda: desk.set("Sam Sample2", Hold="Yes"),
        lambda: desk.set("Sam Sample3", Email="new@practice3.example"),
        lambda: desk.set("Sam Sample1", Notes="met at the fair"),
    ]
    outcome = run_with(desk, watcher := Watcher(acts=ahead))
    assert watcher.waits == [60, 60, 60]
    order = recipients(server)
    assert "sam2@practice2.example" not in order
    assert "sam3@practice3.example" not in order
    assert "new@practice3.example" in order
    assert (outcome.sent, outcome.skipped) == (3, {"on hold": 1})
    assert desk.row("Sam Sample2", "Status") == ("On hold",)
    assert desk.row("Sam Sample1", "Notes", "Status") == ("met at the fair", "Sent")


def test_rows_are_true_during_the_run(desk: Desk, server: SmtpServer) -> None:
    """A run of ten letters takes half an hour; the sheet shows each as it leaves."""
    connect(desk, server, spacing=300)
    desk.fill(*people(2))
    seen: list[int] = []

    def count() -> None:
        seen.append(sum(row["Status"] == "Sent" for row in desk.rows().values()))

    run_with(desk, Watcher(acts=[count]))
    assert seen == [1]


def test_stop_in_a_wait_leaves_the_rest_for_the_next_run(desk: Desk, server: SmtpServer) -> None:
    """Ctrl-C ends the wait, not the letter in hand."""
    connect(desk, server, spacing=60)
    desk.fill(*people(3))
    outcome = run_with(desk, Watcher(stops_after=1))
    assert (outcome.sent, outcome.left, len(server.received)) == (1, 2, 1)
    assert run_with(desk, Watcher()).sent == 2
    assert len(set(recipients(server))) == 3


def test_row_deleted_meanwhile_gets_nothing(desk: Desk, server: SmtpServer) -> None:
    """Whoever is taken off the list is off the list."""
    connect(desk, server, spacing=60)
    desk.fill(*people(2))
    run = Watcher(acts=[lambda: desk.edit(lambda sheet: sheet.delete_rows(2, 2))])
    outcome = run_with(desk, run)
    assert (outcome.sent, dict(outcome.skipped)) == (1, {"row gone": 1})


def test_window_that_closes_meanwhile_stops_the_run(desk: Desk, server: SmtpServer) -> None:
    """A lid that was closed for the night must not open on letters at three in the morning."""
    connect(desk, server, spacing=60, window="09:00-16:30")
    desk.fill(*people(3))
    watcher = Watcher()
    watcher.now = watcher.now.replace(hour=17, minute=0)

    def sleep() -> None:
        watcher.now += timedelta(hours=12)

    watcher.acts.append(sleep)
    outcome = run_with(desk, watcher)
    assert (outcome.sent, dict(outcome.skipped)) == (1, {"outside window": 2})


def test_connection_is_not_kept_over_a_long_wait(desk: Desk, server: SmtpServer) -> None:
    """Servers close idle lines; a line that died in the wait must not look like a lost letter."""
    connect(desk, server, spacing=30)
    desk.fill(*people(3))
    run_with(desk, Watcher())
    assert server.connections == 3
    connect(desk, server, spacing=29)
    desk.fill(*people(3, first=11))
    (desk.folder / "var" / "ledger.sqlite3").unlink()
    run_with(desk, Watcher())
    assert server.connections == 4


def test_campaign_of_another_name_makes_nobody_a_stranger(desk: Desk, server: SmtpServer) -> None:
    """A renamed campaign file must not send everybody a second first letter (I7)."""
    connect(desk, server)
    desk.fill(*people(2))
    desk.send("--yes", as_of=None)
    campaigns = desk.folder / "campaigns"
    campaigns.mkdir()
    shipped = PROJECT / "config" / "campaigns" / "referral_partners.toml"
    (campaigns / "another.toml").write_bytes(shipped.read_bytes())
    connect(desk, server, '[campaigns]\nactive = ["another"]\n')
    ran = desk.send("--yes", as_of=None)
    assert ran.summary == "sent 0, skipped 2 (2 no mailbox), failed 0"
    assert len(server.received) == 2


def test_stop_while_the_sheet_is_read(desk: Desk, server: SmtpServer) -> None:
    """A look may take minutes of retries; whoever pressed Ctrl-C meanwhile meant it."""
    connect(desk, server, spacing=60)
    desk.fill(*people(2))

    class Leaving(Watcher):
        asked = 0

        def interrupted(self) -> bool:
            self.asked += 1
            return self.asked > 1

    outcome = run_with(desk, Leaving())
    assert (outcome.sent, outcome.left, server.received) == (0, 2, [])


def test_hours_end_while_letters_leave(desk: Desk, server: SmtpServer) -> None:
    """Without waits too: after half past four no letter leaves."""
    connect(desk, server, window="09:00-16:30")
    desk.fill(*people(4))
    watcher = Watcher()
    watcher.now = watcher.now.replace(hour=17, minute=0)
    watcher.advance = lambda: setattr(  # type: ignore[method-assign]
        watcher, "now", watcher.now + timedelta(hours=3)
    )
    outcome = run_with(desk, watcher)
    assert (outcome.sent, outcome.left) == (2, 2)


def test_later_letters_are_the_owners_until_a_mailbox_is_read(
    desk: Desk, server: SmtpServer
) -> None:
    """I7: no second letter from a machine that did not read the answer to the first."""
    connect(desk, server)
    desk.fill(*people(1))
    desk.send("--yes", as_of=None)
    then = datetime.now(UTC) - timedelta(days=12)
    with sqlite3.connect(desk.ledger) as connection:
        connection.execute("UPDATE touches SET at = ?", [then.isoformat(timespec="microseconds")])
    connection.close()
    called_on = (then + timedelta(days=5)).date()
    desk.set("Sam Sample1", Task_done_on=called_on, Last_touch_on=then.date())
    ran = desk.send("--yes", as_of=None)
    assert len(server.received) == 1
    assert "no mailbox is read yet" in " ".join(ran.out.split())
    assert desk.row("Sam Sample1", "Next step") == ("Demo offer",)
