"""Letters that really leave: once, to the right people, and only after a yes."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from tests.desk import Desk, people
from tests.emulators.smtp import Drop, SmtpServer, at
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


def test_bad_address_is_a_bounce_at_once(desk: Desk) -> None:
    """Row 19: suppressed, and a corrected address starts anew under a key of its own."""
    no_such = at("RCPT", "550 5.1.1 <sam1@practice1.example>: no such user")
    with SmtpServer(answer=no_such) as server:
        connect(desk, server)
        desk.fill(*people(1))
        assert desk.send("--yes", as_of=None).summary == "sent 0, skipped 0, failed 1"
        shown = desk.row("Sam Sample1", "Stage", "Status", "Next step")
        assert shown == ("Closed", "Bounced", "Find another address")
        ran = desk.send("--yes", as_of=None)
        assert ran.summary == "sent 0, skipped 1 (1 suppressed), failed 0"
        desk.set("Sam Sample1", Email="sam@practice1.example")
        assert desk.send("--yes", as_of=None).summary == "sent 1, skipped 0, failed 0"
        assert recipients(server) == ["sam@practice1.example"]
        assert desk.row("Sam Sample1", "Status") == ("Sent",)


def test_refusal_by_policy_stops_without_calling_the_address_bad(desk: Desk) -> None:
    """Row 18: somebody's spam filter is no reason to lose their address."""
    with SmtpServer(answer=at("RCPT", "550 5.7.1 blocked by policy")) as server:
        connect(desk, server)
        desk.fill(*people(1))
        desk.send("--yes", as_of=None)
        shown = desk.row("Sam Sample1", "Stage", "Status", "Next step")
        assert shown == ("Contact", "Bounced", "Call, or check the address")
        assert desk.send("--yes", as_of=None).summary.startswith("sent 0, skipped 1 (1 bounced)")


def test_try_later_is_tried_on_the_next_day(desk: Desk) -> None:
    """Row 7: greylisting is no refusal."""
    with SmtpServer(answer=at("RCPT", "450 4.2.0 greylisted")) as server:
        connect(desk, server)
        desk.fill(*people(1))
        assert desk.send("--yes", as_of=None).summary == "sent 0, skipped 0, failed 1"
        assert desk.row("Sam Sample1", "Stage", "Status", "Next step") == (
            "Ready",
            "Not contacted",
            "Introduction",
        )
        ran = desk.send("--yes", as_of=None)
        assert ran.summary == "sent 0, skipped 1 (1 not due yet), failed 0"


def test_account_limit_stops_politely(desk: Desk) -> None:
    """The provider's cap is nobody's fault: exit 5, and the rest is due as before."""
    full = at("MAIL", None, "550 5.4.5 Daily user sending limit exceeded")
    with SmtpServer(answer=full) as server:
        connect(desk, server)
        desk.fill(*people(4))
        ran = desk.send("--yes", as_of=None)
        assert ran.code == 5
        assert ran.summary == "sent 1, skipped 3 (3 not tried), failed 0"
        assert "limit" in ran.err
        statuses = [row["Status"] for row in desk.rows().values()]
        assert sorted(map(str, statuses)) == ["Not contacted"] * 3 + ["Sent"]
        ran = desk.send("--yes", as_of=None)
        assert ran.summary == "sent 2, skipped 2 (2 not due yet), failed 0"
        assert "the server did not take it on" in " ".join(ran.out.split())


def test_lost_answer_is_in_doubt_until_a_person_decides(desk: Desk) -> None:
    """Row 8: nobody is written to twice on a guess, and a person can settle it either way."""
    with SmtpServer(answer=at("dot", Drop.KEEP, Drop.NOW)) as server:
        connect(desk, server)
        desk.fill(*people(2))
        ran = desk.send("--yes", as_of=None)
        assert ran.summary == "sent 0, skipped 0, failed 0, unknown 2"
        for name in ("Sam Sample1", "Sam Sample2"):
            shown = desk.row(name, "Stage", "Status", "Next step")
            assert shown == ("Contact", "Unknown delivery", "Did it arrive? Decide")
        ran = desk.send("--yes", as_of=None)
        assert ran.summary == "sent 0, skipped 2 (2 in doubt), failed 0, unknown 2"
        (arrived,) = recipients(server)
        names = {f"sam{n}@practice{n}.example": f"Sam Sample{n}" for n in (1, 2)}
        lost = next(name for address, name in names.items() if address != arrived)
        desk.set(names[arrived], Decide="Was sent")
        desk.set(lost, Decide="Send again")
        ran = desk.send("--yes", as_of=None)
        assert ran.summary == "sent 1, skipped 1 (1 not due yet), failed 0"
        assert sorted(recipients(server)) == sorted(names)
        assert desk.row(lost, "Status") == desk.row(names[arrived], "Status") == ("Sent",)


def test_doubt_and_refusal_outlive_a_lost_ledger(desk: Desk) -> None:
    """Neither row shows a `Last touch on`, and neither may be taken for somebody new (I1, I2)."""
    answers: dict[str, list[str | Drop | None]] = {
        "RCPT": ["550 5.1.1 no such user", None],
        "dot": [Drop.KEEP],
    }

    def answer(stage: str, _line: str, number: int) -> str | Drop | None:
        return dict(enumerate(answers.get(stage, ()), start=1)).get(number)

    with SmtpServer(answer=answer) as server:
        connect(desk, server)
        desk.fill(*people(2))
        desk.send("--yes", as_of=None)
        assert {row["Status"] for row in desk.rows().values()} == {"Bounced", "Unknown delivery"}
        desk.ledger.unlink()
        assert desk.send("--yes", as_of=None).code == 6
        ran = desk.send("--yes", "--adopt-sheet", as_of=None)
        assert ran.summary == "sent 0, skipped 2 (1 in doubt, 1 suppressed), failed 0, unknown 1"
        assert len(server.received) == 1


def test_password_that_cannot_be_fetched_leaves_no_doubt(desk: Desk) -> None:
    """A password manager that locks itself in a wait must not make a letter `unknown`."""
    login = ("SIZE", "AUTH PLAIN")
    with SmtpServer(extensions=login) as server:
        secret = desk.folder / "password.txt"
        secret.write_text("sample\n", "utf-8")
        connect(desk, server, spacing=60)
        text = desk.config.read_text("utf-8").replace(
            'auth = "none"', 'username = "ana"\npassword = {file = "password.txt"}'
        )
        desk.config.write_text(text, "utf-8")
        desk.fill(*people(2))
        outcome = run_with(desk, Watcher(acts=[secret.unlink]))
        assert (outcome.sent, outcome.left, outcome.unknown, outcome.exit_code) == (1, 1, 0, 3)
        secret.write_text("sample\n", "utf-8")
        assert run_with(desk, Watcher()).sent == 1


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


@pytest.mark.parametrize(
    "options",
    [
        ("--test-to", ""),
        ("--test-to", "me", "--dry-run"),
        ("--test-to", "me", "--as-of", "2027-03-01"),
        ("--go-live", "--dry-run"),
        ("--go-live", "--limit", "1"),
        ("--go-live", "--test-to", "me"),
        ("--as-of", ""),
        ("--as-of", "9999-12-31"),
    ],
)
def test_options_that_do_not_go_together(
    desk: Desk, server: SmtpServer, options: tuple[str, ...]
) -> None:
    """What would not be heeded is refused: somebody may have meant it (exit 2)."""
    connect(desk, server)
    desk.fill(*people(1))
    before = desk.workbook.read_bytes()
    ran = desk.send(*options, "--yes", as_of=None)
    assert ran.code == 2, ran.err
    assert "hint: " in ran.err
    assert server.received == []
    assert desk.workbook.read_bytes() == before
    assert not desk.ledger.exists()


def test_limit_counts_for_tests_too(desk: Desk, server: SmtpServer) -> None:
    """One test is enough for whoever asks for one."""
    connect(desk, server)
    desk.fill(*people(3))
    ran = desk.send("--test-to", "me", "--limit", "1", as_of=None)
    assert ran.summary == "sent 1 test to ana@reyesmassage.example, recorded nothing"


def test_killed_while_a_letter_left_is_in_doubt(desk: Desk, server: SmtpServer) -> None:
    """SMTP cannot be asked about the past: absence proves nothing there."""
    connect(desk, server)
    desk.fill(*people(1))
    desk.send("--yes", as_of=None)
    with sqlite3.connect(desk.ledger) as connection:
        connection.execute("UPDATE touches SET state = 'sending'")
    connection.close()
    ran = desk.send("--yes", as_of=None)
    assert ran.summary == "sent 0, skipped 1 (1 in doubt), failed 0, unknown 1"
    assert len(server.received) == 1


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


def test_another_day_is_for_rehearsals_only(desk: Desk, server: SmtpServer) -> None:
    """A real letter cannot leave tomorrow today."""
    connect(desk, server)
    desk.fill(*people(1))
    ran = desk.send("--yes", as_of="2027-03-01")
    assert (ran.code, server.received) == (2, [])
    assert desk.send("--dry-run", as_of="2027-03-01").summary == "would send 1, skipped 0"


def test_server_that_is_not_there_stops_before_anything(desk: Desk) -> None:
    """Exit 5 before the ledger or the sheet is touched."""
    with SmtpServer() as server:
        connect(desk, server)
    desk.fill(*people(1))
    before = desk.workbook.read_bytes()
    ran = desk.send("--yes", as_of=None)
    assert ran.code == 5
    assert "[mail.smtp]" in ran.err
    assert "hint: " in ran.err
    assert desk.workbook.read_bytes() == before


def test_tests_go_to_the_owner_and_leave_no_trace(desk: Desk, server: SmtpServer) -> None:
    """The first live mail is one to oneself: three letters as they will look, and no more."""
    connect(desk, server)
    desk.fill(*people(5))
    before = desk.workbook.read_bytes()
    ran = desk.send("--test-to", "me", as_of=None)
    assert ran.summary == "sent 3 tests to ana@reyesmassage.example, recorded nothing"
    assert set(recipients(server)) == {"ana@reyesmassage.example"}
    letters = [message_from_bytes(one.content, policy=policy.default) for one in server.received]
    assert all(str(letter["Subject"]).startswith("[TEST] ") for letter in letters)
    assert desk.workbook.read_bytes() == before
    assert not desk.ledger.exists()
    assert desk.send("--yes", as_of=None).summary.startswith("sent 5, ")
    ids = {str(message_from_bytes(one.content)["Message-ID"]) for one in server.received}
    assert len(ids) == 8, "a test must not be taken for its letter"


def test_tests_go_to_nobody_else(desk: Desk, server: SmtpServer) -> None:
    """A slip of the hand must not test on a practitioner."""
    connect(desk, server)
    desk.fill(*people(1))
    ran = desk.send("--test-to", "sam1@practice1.example", as_of=None)
    assert (ran.code, server.received) == (2, [])
    assert "test_addresses" in ran.err
    desk.config.write_text(
        desk.config.read_text("utf-8").replace(
            "[owner]\n", '[owner]\ntest_addresses = ["friend@reyesmassage.example"]\n'
        ),
        "utf-8",
    )
    assert desk.send("--test-to", "friend@reyesmassage.example", as_of=None).code == 0
    assert recipients(server) == ["friend@reyesmassage.example"]
