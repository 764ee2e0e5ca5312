"""The ledger on SQLite and on a real PostgreSQL: what is recorded stays, once and in order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlalchemy.schema import DropTable

from outreach.errors import ConfigError, LedgerError, RunLocked, SafetyStop
from outreach.ledger import schema
from outreach.ledger.database import ledger_url
from outreach.ledger.ledger import Ledger
from outreach.ledger.lock import run_lock
from outreach.ledger.rows import Known
from outreach.ledger.values import Binding, Findings
from outreach.practitioners.events import Event, EventKind, Suppression, SuppressionKind
from outreach.practitioners.identity import Identity
from outreach.practitioners.stages import Intent
from outreach.practitioners.touches import TouchState
from tests.ledger.postgresql import postgresql_url
from tests.people import ID, MONDAY, noon, touch

NOW = noon(MONDAY)
MARIA = Known(
    id=ID,
    identity=Identity(email="maria@lopez.example", name="dr maria lopez", practice="lopez"),
    first_seen_at=NOW,
    present=True,
)
ANSWER = Event(
    practitioner=ID,
    kind=EventKind.REPLY,
    at=NOW,
    source="<a@lopez.example>",
    intent=Intent.NOT_NOW,
    until=date(2026, 9, 1),
    text="Nach dem Sommer gern – 夏の後で",
    weak=True,
)
TICKED = Suppression(
    kind=SuppressionKind.MANUAL, practitioner=ID, address="maria@lopez.example", at=NOW
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.system)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """Return the URL of an empty database of each kind that the ledger runs on."""
    if request.param == "sqlite":
        yield ledger_url("sqlite:///var/ledger.sqlite3", tmp_path)
    else:
        with postgresql_url() as found:
            yield ledger_url(found, tmp_path)


@pytest.fixture
def ledger(url: URL) -> Iterator[Ledger]:
    """Return an empty ledger."""
    opened = Ledger(url)
    yield opened
    opened.close()


def test_everything_is_read_as_it_was_written(ledger: Ledger) -> None:
    """Zones, dates, languages and absent values survive the database's own types."""
    sent = touch("introduction", MONDAY)
    findings = Findings(known=[MARIA], events=[ANSWER], suppressed=[TICKED], settled=[sent])
    ledger.record(findings, now=NOW)
    assert ledger.known() == (MARIA,)
    assert ledger.events() == (ANSWER,)
    assert ledger.suppressions() == (TICKED,)
    assert ledger.touches() == (sent,)
    assert ledger.newest_moment() == NOW


def test_recording_twice_records_once(ledger: Ledger) -> None:
    """A night that is repeated after a crash must not count an answer twice."""
    findings = Findings(known=[MARIA], events=[ANSWER], suppressed=[TICKED])
    ledger.record(findings, now=NOW)
    ledger.record(findings, now=NOW + timedelta(days=1))
    assert len(ledger.events()) == len(ledger.suppressions()) == 1


def test_whoever_left_the_sheet_is_remembered(ledger: Ledger) -> None:
    """A deleted row is not a forgotten person; only its presence ends."""
    ledger.record(Findings(known=[MARIA]), now=NOW)
    ledger.record(Findings(known=[]), now=NOW)
    assert ledger.known() == (replace(MARIA, present=False),)


def test_lifting_ends_manual_suppressions_only(ledger: Ledger) -> None:
    """Unticking a box takes back the tick, never somebody's own no."""
    said_no = replace(TICKED, kind=SuppressionKind.OPT_OUT)
    ledger.record(Findings(known=[MARIA], suppressed=[TICKED, said_no]), now=NOW)
    ledger.record(Findings(known=[MARIA], lifted=[ID]), now=NOW)
    assert ledger.suppressions() == (said_no,)


def test_id_and_binding_outlive_the_process(url: URL) -> None:
    """The sheet shows the ledger's id, and a rehearsal never becomes live by reopening."""
    first = Ledger(url)
    assert first.binding is None
    queued = touch("introduction", MONDAY, state=TouchState.QUEUED)
    first.queue([queued], Binding.REHEARSAL)
    with pytest.raises(SafetyStop, match="is not a ledger of live letters"):
        first.queue([queued], Binding.LIVE)
    first.close()
    second = Ledger(url)
    assert second.id == first.id
    assert second.binding is Binding.REHEARSAL
    second.close()


def test_queue_cancels_what_a_broken_run_left(ledger: Ledger) -> None:
    """Yesterday's queue is not today's plan."""
    yesterday = touch("introduction", MONDAY, state=TouchState.QUEUED)
    ledger.queue([yesterday], Binding.REHEARSAL)
    today = touch("introduction", MONDAY, state=TouchState.QUEUED, id_="P-SAMP02")
    ledger.queue([today], Binding.REHEARSAL)
    assert {t.key.practitioner: t.state for t in ledger.touches()} == {
        ID: TouchState.CANCELLED,
        "P-SAMP02": TouchState.QUEUED,
    }


def test_touch_advances_from_the_state_it_is_in(ledger: Ledger) -> None:
    """One key, one row; a step of the protocol that does not fit is refused, not overwritten."""
    queued, sending, sent = (
        touch("introduction", MONDAY, state=state)
        for state in (TouchState.QUEUED, TouchState.SENDING, TouchState.SENT)
    )
    ledger.queue([queued], Binding.REHEARSAL)
    ledger.advance(sending, since=TouchState.QUEUED)
    with pytest.raises(SafetyStop, match="left for P-SAMP01 already, or may have"):
        ledger.advance(sending, since=TouchState.QUEUED)
    ledger.advance(sent, since=TouchState.SENDING)
    assert ledger.touches() == (sent,)


def test_database_that_fails_between_two_letters_is_a_ledger_error(ledger: Ledger) -> None:
    """The run ends with a place and a hint, as with every other fault of the database."""
    queued = touch("introduction", MONDAY, state=TouchState.QUEUED)
    ledger.queue([queued], Binding.REHEARSAL)
    with ledger._engine.begin() as connection:  # noqa: SLF001 - the fault must come from outside
        connection.execute(DropTable(schema.touches))
    with pytest.raises(LedgerError, match="cannot be used"):
        ledger.advance(replace(queued, state=TouchState.SENDING), since=TouchState.QUEUED)


@pytest.mark.parametrize("state", [TouchState.SENDING, TouchState.SENT, TouchState.UNKNOWN])
def test_what_left_is_never_queued_again(ledger: Ledger, state: TouchState) -> None:
    """The last line of defence: whatever the plan says, the ledger knows that it left (I1)."""
    ledger.record(Findings(known=[], settled=[touch("introduction", MONDAY, state=state)]), now=NOW)
    again = touch("introduction", MONDAY, state=TouchState.QUEUED)
    with pytest.raises(SafetyStop):
        ledger.queue([again], Binding.REHEARSAL)
    (found,) = ledger.touches()
    assert found.state is state


def test_ticked_again_at_the_same_moment(ledger: Ledger) -> None:
    """A rehearsed day has one noon; a tick after an untick of the same noon counts."""
    ledger.record(Findings(known=[MARIA], suppressed=[TICKED]), now=NOW)
    ledger.record(Findings(known=[MARIA], lifted=[ID]), now=NOW)
    ledger.record(Findings(known=[MARIA], suppressed=[TICKED]), now=NOW)
    assert ledger.suppressions() == (TICKED,)


def test_lock_admits_one_run(url: URL) -> None:
    """The second run fails at once, and the first one's end frees the lock."""
    with run_lock(url), pytest.raises(RunLocked), run_lock(url):
        pass
    with run_lock(url):
        pass


def test_commits_survive_a_power_cut(tmp_path: Path) -> None:
    """`sending` must be on disk before the wire: in WAL mode only synchronous=FULL sees to it."""
    ledger = Ledger(ledger_url("sqlite:///l.sqlite3", tmp_path))
    with ledger._engine.connect() as connection:  # noqa: SLF001 - the setting shows nowhere else
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    ledger.close()


@pytest.mark.parametrize(
    ("text", "words"),
    [("not a url", "is not a database URL"), ("mysql://h/d", "neither SQLite nor PostgreSQL")],
)
def test_other_databases_are_refused(tmp_path: Path, text: str, words: str) -> None:
    """A database without our locks and upserts would not keep the promise."""
    with pytest.raises(ConfigError, match=words):
        ledger_url(text, tmp_path)


def test_unreachable_server_is_a_ledger_error(tmp_path: Path) -> None:
    """No password in what is said of it."""
    url = ledger_url("postgresql+pg8000://ana:s3cret@127.0.0.1:9/practice", tmp_path)
    with pytest.raises(LedgerError) as caught:
        Ledger(url)
    assert "s3cret" not in str(caught.value)
    assert caught.value.hint
