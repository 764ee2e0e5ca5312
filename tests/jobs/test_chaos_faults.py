"""A fault at each request in turn: after the next clean run all is as if nothing had happened."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from outreach.ledger.database import ledger_url
from outreach.ledger.ledger import Ledger
from outreach.practitioners.row import Cell
from tests.desk import Desk, people
from tests.emulators.sheets import Call, Fault, SheetsEmulator, Trouble
from tests.emulators.smtp import SmtpServer
from tests.jobs.google_desk import GoogleDesk
from tests.jobs.live import ALWAYS, LIVE, Watcher, recipients, run_with

PEOPLE = [{**person, "ID": f"P-{number:06d}"} for number, person in enumerate(people(6), start=1)]
TABLES = ("practitioners", "touches", "events", "suppressions")
DAYS = ("2026-03-02", "2026-03-12")
REQUESTS = 5  # of an unbroken run of both days: read, mark, write; read, write


@pytest.fixture
def google(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleDesk]:
    """Return a desk with a shared sheet."""
    with SheetsEmulator() as emulator:
        yield GoogleDesk(desk, emulator, monkeypatch)


@dataclass(frozen=True)
class World:
    """All that is left behind, in a form that can be compared."""

    sheet: dict[str, list[list[Cell]]]
    ledger: dict[str, list[tuple[object, ...]]]
    outbox: dict[str, bytes]


def begin(desk: Desk, google: GoogleDesk, ledger: bytes) -> None:
    """Start anew, with a ledger of a known id, for its id is part of every Message-ID."""
    google.fill(*PEOPLE, cap=4)
    desk.ledger.parent.mkdir(exist_ok=True)
    for path in desk.ledger.parent.glob("ledger.sqlite3*"):
        path.unlink()
    desk.ledger.write_bytes(ledger)
    if desk.outbox.exists():
        for path in desk.outbox.iterdir():
            path.unlink()
    google.google.before = None


def fresh_ledger(folder: Path) -> bytes:
    """Return the bytes of an empty ledger."""
    url = ledger_url("sqlite:///fresh.sqlite3", folder)
    Ledger(url).close()
    return (folder / "fresh.sqlite3").read_bytes()


def world(desk: Desk, google: GoogleDesk) -> World:
    """Return what is left behind."""
    connection = sqlite3.connect(desk.ledger)
    try:
        ledger = {
            table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr)  # noqa: S608
            for table in TABLES
        }
    finally:
        connection.close()
    return World(
        sheet={title: google.grid(title) for title in ("Practitioners", "Activity", "Dashboard")},
        ledger=ledger,
        outbox={path.name: path.read_bytes() for path in desk.outbox.glob("*.eml")},
    )


def unbroken(desk: Desk, google: GoogleDesk, ledger: bytes) -> World:
    """Return what runs leave behind when all goes well."""
    begin(desk, google, ledger)
    asked = google.google.counts
    for day in DAYS:
        assert desk.send(as_of=day).code == 0
        desk.send("--limit", "0", as_of=f"{day}T20:00")
    counts = google.google.counts
    requests = sum(counts[kind] - asked[kind] for kind in ("reads", "writes"))
    assert requests == REQUESTS + len(DAYS), "the list of faults below must cover every request"
    return world(desk, google)


@pytest.mark.slow
@pytest.mark.parametrize("fault", list(Fault))
def test_fault_at_each_request_in_turn(
    desk: Desk, google: GoogleDesk, tmp_path: Path, fault: Fault
) -> None:
    """The sheet, the ledger and the outbox end as those of an unbroken run."""
    ledger = fresh_ledger(tmp_path)
    expected = unbroken(desk, google, ledger)
    for broken in range(1, REQUESTS + len(DAYS) + 1):
        begin(desk, google, ledger)
        injected = _Once(fault, broken)
        google.google.before = injected
        for day in DAYS:
            desk.send(as_of=day)
            desk.send("--limit", "0", as_of=f"{day}T20:00")
        assert injected.done, "the test did not test"
        assert world(desk, google) == expected, f"{fault} at request {broken}"


@pytest.mark.slow
def test_google_away_from_each_request_on(desk: Desk, google: GoogleDesk, tmp_path: Path) -> None:
    """A run that loses Google for good ends with exit 4, and the next clean one makes it good."""
    ledger = fresh_ledger(tmp_path)
    expected = unbroken(desk, google, ledger)
    for broken in range(1, REQUESTS + 1):
        begin(desk, google, ledger)
        away = _From(broken)
        google.google.before = away
        codes = []
        for day in DAYS:
            ran = desk.send(as_of=day)
            codes.append(ran.code)
            if ran.code:
                assert "hint: " in ran.err
                away.is_back = True
                assert desk.send(as_of=day).code == 0
            desk.send("--limit", "0", as_of=f"{day}T20:00")
        assert 4 in codes, "the test did not test"
        assert world(desk, google) == expected, f"away from request {broken} on"


@pytest.mark.slow
@pytest.mark.parametrize("fault", list(Fault))
def test_fault_at_each_request_between_live_letters(
    desk: Desk, google: GoogleDesk, fault: Fault
) -> None:
    """Each look and each write between real letters may break; each leaves once all the same."""
    for broken in range(1, 12):
        with SmtpServer() as server:
            live = LIVE.format(spacing=60, window=ALWAYS, port=server.port)
            google.fill(*people(3), extra=live)
            for path in desk.folder.glob("var/ledger.sqlite3*"):
                path.unlink()
            injected = google.google.before = _Once(fault, broken)
            run_with(desk, watcher := Watcher())
            if not injected.done:
                break  # that was the last request of all
            run_with(desk, watcher)
            assert sorted(recipients(server)) == [f"sam{n}@practice{n}.example" for n in (1, 2, 3)]
            assert [row["Status"] for row in google.rows()] == ["Sent"] * 3
    assert broken > 5, "the test did not test"


class _Once:
    """Breaks one request."""

    def __init__(self, fault: Fault, number: int) -> None:
        self.done = False
        self._fault = fault
        self._left = number

    def __call__(self, _: Call) -> Fault | None:
        self._left -= 1
        if self._left or self.done:
            return None
        self.done = True
        return self._fault


class _From:
    """Breaks every request from one on, until it is over."""

    def __init__(self, number: int) -> None:
        self.is_back = False
        self._left = number

    def __call__(self, _: Call) -> Trouble | None:
        self._left -= 1
        if self._left > 0 or self.is_back:
            return None
        return Trouble(fault=Fault.UNAVAILABLE, retry_after=0)
