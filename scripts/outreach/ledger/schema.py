"""The tables of the ledger (SQLAlchemy Core)."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Dialect,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

VERSION = 2
"""Raised with every change of the tables; a ledger with a higher one is refused."""


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC text that sorts: SQLite has no type with a zone."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> str | None:
        """Turn an aware datetime into UTC text."""
        return moment_text(value) if value else None

    def process_result_value(self, value: str | None, _: Dialect) -> datetime | None:
        """Turn UTC text into an aware datetime."""
        return datetime.fromisoformat(value) if value else None


def moment_text(value: datetime) -> str:
    """Return an aware datetime as the tables have it."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


tables = MetaData()

meta = Table(
    "meta",
    tables,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

practitioners = Table(
    "practitioners",
    tables,
    Column("id", String(8), primary_key=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("practice", Text, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("present", Boolean, nullable=False),  # stood in the sheet at the newest pass
)

touches = Table(
    "touches",
    tables,
    Column("practitioner", String(8), primary_key=True),
    Column("campaign", String(100), primary_key=True),
    Column("step", String(100), primary_key=True),
    Column("occasion", String(320), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("at", Moment, nullable=False),
    Column("message_id", String(100), nullable=False, unique=True),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False, default=""),
)

events = Table(
    "events",
    tables,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("practitioner", String(8), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("source", String(400), nullable=False),
    Column("detail", JSON, nullable=False),
    UniqueConstraint("practitioner", "kind", "source", "at"),
)

mailboxes = Table(
    "mailboxes",
    tables,
    Column("folder", String(400), primary_key=True),
    Column("bookmark", Text, nullable=False),  # what the mailbox itself makes of it
)

suppressions = Table(
    "suppressions",
    tables,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),
    Column("practitioner", String(8), nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("lifted_at", Moment),  # set for `manual` only; nothing is ever deleted
    UniqueConstraint("kind", "practitioner", "address", "at"),
)
