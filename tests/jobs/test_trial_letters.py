"""Letters to oneself, and options that do not go together."""

from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest

from tests.desk import Desk, people
from tests.emulators.smtp import SmtpServer
from tests.jobs.live import connect, recipients


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    """Return a server that takes everything."""
    with SmtpServer() as server:
        yield server


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


def test_another_day_is_for_rehearsals_only(desk: Desk, server: SmtpServer) -> None:
    """A real letter cannot leave tomorrow today."""
    connect(desk, server)
    desk.fill(*people(1))
    ran = desk.send("--yes", as_of="2027-03-01")
    assert (ran.code, server.received) == (2, [])
    assert desk.send("--dry-run", as_of="2027-03-01").summary == "would send 1, skipped 0"


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
