"""The ledger: what was done and what happened, durable before it counts (I1, I5)."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL

from outreach.errors import SafetyStop
from outreach.ledger import rows, schema
from outreach.ledger.advancing import Advance
from outreach.ledger.database import open_engine, shown, translated
from outreach.ledger.rows import Known
from outreach.ledger.values import Binding, Findings, Heard, Night
from outreach.practitioners.events import Event, Suppression, SuppressionKind
from outreach.practitioners.touches import TouchRecord, TouchState

_MAILBOX_READ_AT = "mailbox_read_at"
_NIGHT_ENDED_AT = "night_ended_at"
_NIGHT_SAID = "night_said"
_NEXT_NIGHT_AT = "next_night_at"
_TOLD_UP_TO = "told_up_to"
_SHOWN_UP_TO = "shown_up_to"

LEFT = (TouchState.SENDING, TouchState.SENT, TouchState.UNKNOWN)
"""States from which a touch must not be queued again."""


class Ledger:
    """One ledger, open. Every method is one transaction and raises LedgerError."""

    def __init__(self, url: URL) -> None:
        """Open it, or create it with a fresh id."""
        self._url = url
        self._engine: Engine = open_engine(url)
        self._advance = Advance(self._engine)
        fresh = {"name": "ledger_id", "value": f"L-{secrets.token_hex(4)}"}
        with self._begin() as connection:
            _insert_new(connection, schema.meta, [fresh])
            _put_meta(connection, "schema_version", str(schema.VERSION))
        self.id = self._meta("ledger_id") or ""

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def binding(self) -> Binding | None:
        """What it is for, or None before its first touch."""
        value = self._meta("binding")
        return Binding(value) if value else None

    def known(self) -> tuple[Known, ...]:
        """Return every practitioner ever seen, whoever was first seen first."""
        columns = schema.practitioners.c
        query = select(schema.practitioners).order_by(columns.first_seen_at, columns.id)
        return tuple(map(rows.to_known, self._rows(query)))

    def touches(self) -> tuple[TouchRecord, ...]:
        """Return every touch, oldest first."""
        query = select(schema.touches).order_by(schema.touches.c.at)
        return tuple(map(rows.to_touch, self._rows(query)))

    def events(self, *, after: int = 0) -> tuple[Event, ...]:
        """Return events in the order in which they were recorded.

        Args:
            after: Only those that `newest_event` did not count yet when it said so.
        """
        number = schema.events.c.number
        query = select(schema.events).where(number > after).order_by(number)
        return tuple(map(rows.to_event, self._rows(query)))

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return the suppressions in force."""
        in_force = schema.suppressions.c.lifted_at.is_(None)
        query = select(schema.suppressions).where(in_force)
        return tuple(map(rows.to_suppression, self._rows(query)))

    def newest_moment(self) -> datetime | None:
        """Return when the newest touch or event happened, or None in an empty ledger."""
        moments = [
            self._rows(select(func.max(table.c.at).label("at")))[0].at
            for table in (schema.touches, schema.events)
        ]
        return max((moment for moment in moments if moment), default=None)

    def record(self, findings: Findings, *, now: datetime) -> None:
        """Record what a pass over the sheet found."""
        suppressions, people = schema.suppressions, schema.practitioners
        with self._begin() as connection:
            connection.execute(update(people).values(present=False))
            _upsert(connection, people, map(rows.from_known, findings.known))
            _insert_new(connection, schema.events, map(rows.from_event, findings.events))
            new = map(rows.from_suppression, findings.suppressed)
            _put_in_force(connection, new)
            connection.execute(
                update(suppressions)
                .where(suppressions.c.kind == SuppressionKind.MANUAL.value)
                .where(suppressions.c.practitioner.in_(list(findings.lifted)))
                .values(lifted_at=now)
            )
            _upsert(connection, schema.touches, map(rows.from_touch, findings.settled))

    def queue(self, touches: Sequence[TouchRecord], binding: Binding) -> None:
        """Make these touches the queue, and cancel what a broken run left in it.

        Raises:
            SafetyStop: One of them left before, or may have; or the ledger is for something else.
        """
        table = schema.touches
        stale = update(table).where(table.c.state == TouchState.QUEUED.value)
        with self._begin() as connection:
            if touches:
                self._bind(connection, binding)
            connection.execute(stale.values(state=TouchState.CANCELLED.value))
            done = table.c.state.in_([state.value for state in LEFT])
            left = {
                rows.to_touch(row).key for row in connection.execute(table.select().where(done))
            }
            for touch in touches:
                if touch.key in left:
                    raise self._never_twice(touch)
            _upsert(connection, table, map(rows.from_touch, touches))

    def advance(self, touch: TouchRecord, *, since: TouchState) -> None:
        """Record the new state of one touch, durably before returning.

        Args:
            since: The state that it must be in by now.

        Raises:
            SafetyStop: It is in another one.
        """
        with translated(self._url):
            advanced = self._advance(touch, since=since)
        if not advanced:
            raise self._never_twice(touch)

    def hear(self, heard: Heard) -> None:
        """Record what a mailbox held."""
        marks = ({"folder": name, "bookmark": mark} for name, mark in heard.bookmarks.items())
        with self._begin() as connection:
            _insert_new(connection, schema.events, map(rows.from_event, heard.events))
            _put_in_force(connection, map(rows.from_suppression, heard.suppressed))
            _upsert(connection, schema.touches, map(rows.from_touch, heard.settled))
            _upsert(connection, schema.mailboxes, marks)
            if heard.read_at:
                _put_meta(connection, _MAILBOX_READ_AT, schema.moment_text(heard.read_at))

    def bookmarks(self) -> dict[str, str]:
        """Return how far each folder of the mailbox is read."""
        return {row.folder: row.bookmark for row in self._rows(select(schema.mailboxes))}

    @property
    def mailbox_read_at(self) -> datetime | None:
        """When the mailbox was last read without error (aware), or None."""
        return self._moment(_MAILBOX_READ_AT)

    @property
    def newest_event(self) -> int:
        """The number of the event that was recorded last; 0 before the first."""
        return self._rows(select(func.max(schema.events.c.number).label("number")))[0].number or 0

    def unshown(self) -> tuple[Event, ...]:
        """Return the events that the sheet has not shown yet."""
        up_to = self._meta(_SHOWN_UP_TO)
        return () if up_to is None else self.events(after=int(up_to))

    def show_up_to(self, number: int) -> None:
        """Record that the sheet shows all events up to a number, as `newest_event` gave it."""
        with self._begin() as connection:
            _put_meta(connection, _SHOWN_UP_TO, str(number))

    @property
    def night(self) -> Night:
        """What the last nightly sync left."""
        return Night(
            ended_at=self._moment(_NIGHT_ENDED_AT),
            said=self._meta(_NIGHT_SAID) or "",
            next_at=self._moment(_NEXT_NIGHT_AT),
            told_up_to=int(self._meta(_TOLD_UP_TO) or 0),
        )

    def end_night(self, night: Night) -> None:
        """Record that a nightly sync came to its end."""
        moments = {_NIGHT_ENDED_AT: night.ended_at, _NEXT_NIGHT_AT: night.next_at}
        with self._begin() as connection:
            _put_meta(connection, _TOLD_UP_TO, str(night.told_up_to))
            _put_meta(connection, _NIGHT_SAID, night.said)
            for name, at in moments.items():
                if at:
                    _put_meta(connection, name, schema.moment_text(at))

    def note(self, event: Event, suppressed: Sequence[Suppression]) -> None:
        """Record one thing that happened, and whom it forbids to write to."""
        with self._begin() as connection:
            _insert_new(connection, schema.events, [rows.from_event(event)])
            _put_in_force(connection, map(rows.from_suppression, suppressed))

    def bind(self, binding: Binding) -> None:
        """Say what the ledger is for, once and for all.

        Raises:
            SafetyStop: It is for something else.
        """
        with self._begin() as connection:
            self._bind(connection, binding)

    def _bind(self, connection: Connection, binding: Binding) -> None:
        _insert_new(connection, schema.meta, [{"name": "binding", "value": binding.value}])
        query = select(schema.meta.c.value).where(schema.meta.c.name == "binding")
        if connection.execute(query).scalar() != binding.value:
            raise SafetyStop(
                shown(self._url),
                f"is not a ledger of {binding.value} letters",
                hint="give [ledger] url another file",
            )

    def _never_twice(self, touch: TouchRecord) -> SafetyStop:
        return SafetyStop(
            shown(self._url),
            f"says that {touch.key.step} left for {touch.key.practitioner} already, or may have",
            hint="nothing more was sent; run again, and report it if it happens again",
        )

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with translated(self._url), self._engine.begin() as connection:
            yield connection

    def _meta(self, name: str) -> str | None:
        found = self._rows(select(schema.meta.c.value).where(schema.meta.c.name == name))
        return str(found[0].value) if found else None

    def _moment(self, name: str) -> datetime | None:
        text = self._meta(name)
        return datetime.fromisoformat(text) if text else None

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        with self._begin() as connection:
            return connection.execute(query).all()


Row = dict[str, Any]


def _insert_new(connection: Connection, table: Table, new: Iterable[Row]) -> None:
    """Insert rows, leaving out those that are there already."""
    if values := list(new):
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), values)


def _put_meta(connection: Connection, name: str, value: str) -> None:
    _upsert(connection, schema.meta, [{"name": name, "value": value}])


def _put_in_force(connection: Connection, new: Iterable[Row]) -> None:
    """Insert suppressions; one that was lifted is in force again."""
    if values := list(new):
        insert = _insert(connection, schema.suppressions)
        keys = ["kind", "practitioner", "address", "at"]
        again = insert.on_conflict_do_update(index_elements=keys, set_={"lifted_at": None})
        connection.execute(again, values)


def _upsert(connection: Connection, table: Table, new: Iterable[Row]) -> None:
    """Insert rows, or replace those with the same key."""
    if values := list(new):
        insert = _insert(connection, table)
        keys = [column.name for column in table.primary_key]
        changes = {name: insert.excluded[name] for name in values[0] if name not in keys}
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changes), values)


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
