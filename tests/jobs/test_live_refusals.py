"""What servers refuse, limit or leave in doubt, and what the rows show then."""

import sqlite3
from collections.abc import Iterator

import pytest

from tests.desk import Desk, people
from tests.emulators.smtp import Drop, SmtpServer, at
from tests.jobs.live import Watcher, connect, recipients, run_with


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    """Return a server that takes everything."""
    with SmtpServer() as server:
        yield server


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
