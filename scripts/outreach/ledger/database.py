"""Opens the ledger's database and tells its faults apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from outreach.errors import ConfigError, LedgerError
from outreach.ledger import schema

BUSY_SECONDS = 5
PLACE = "[ledger] url"


def ledger_url(text: str, base: Path, *, place: str = PLACE) -> URL:
    """Return the URL with the path of a SQLite file taken from the base folder.

    Raises:
        ConfigError: It is no URL, or of a database that the ledger does not know.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ConfigError(
            place, "is not a database URL", hint='write "sqlite:///var/ledger.sqlite3"'
        ) from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ConfigError(place, "names neither SQLite nor PostgreSQL", hint="use one of them")
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(database=str(base / str(url.database)))
    return url


def is_file(url: URL) -> bool:
    """Tell whether the ledger is a SQLite file."""
    return url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")


def open_engine(url: URL) -> Engine:
    """Connect, and see that the database is sound."""
    engine = engine_for(url, **_options(url))
    with translated(url):
        if url.get_backend_name() == "sqlite":
            if is_file(url):
                Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
            event.listen(engine, "connect", _durable)
            event.listen(engine, "begin", _begin)
        with engine.begin() as connection:
            if url.get_backend_name() == "sqlite":
                found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
                if found != "ok":
                    raise _corrupt(url, str(found))
            _check_is_ours(url, connection)
            schema.tables.create_all(connection)
        return engine


def engine_for(url: URL, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own options
    """Return an engine, not yet connected.

    Raises:
        ConfigError: The database's driver is not installed.
    """
    try:
        return create_engine(url, **options)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            PLACE, f"needs a driver that is not installed ({error})", hint="install it with pip"
        ) from error


def _options(url: URL) -> dict[str, Any]:
    if url.get_backend_name() != "sqlite":
        return {"pool_pre_ping": True}
    in_memory: dict[str, Any] = {} if is_file(url) else {"poolclass": StaticPool}
    return {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}, **in_memory}


def _durable(connection: DBAPIConnection, _: object) -> None:
    """Make every commit survive a power cut: in WAL mode only FULL does (sqlite.org/wal.html)."""
    connection.isolation_level = None  # transactions are ours: see _begin
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once, so that a transaction never fails half-way for want of it."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _check_is_ours(url: URL, connection: Connection) -> None:
    names = set(inspect(connection).get_table_names())
    if url.get_backend_name() == "sqlite" and names and "meta" not in names:
        raise LedgerError(
            shown(url), "is a database of something else", hint="give [ledger] url another file"
        )
    if "meta" not in names:
        return
    row = connection.execute(
        schema.meta.select().where(schema.meta.c.name == "schema_version")
    ).first()
    if row and int(row.value) > schema.VERSION:
        raise LedgerError(
            shown(url),
            f"was written by a newer version (schema {row.value}, this one knows {schema.VERSION})",
            hint="update the scripts; an older version must not write to it",
        )


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        if "locked" in reason or "busy" in reason:
            raise LedgerError(
                shown(url), "is locked by another program", hint="close it and run again"
            ) from error
        if "not a database" in reason or "malformed" in reason:
            raise _corrupt(url, reason) from error
        raise LedgerError(
            shown(url), f"cannot be used ({reason})", hint="see docs/operations.md, Ledger"
        ) from error
    except (SQLAlchemyError, OSError) as error:
        raise LedgerError(
            shown(url), f"cannot be used ({error})", hint="see docs/operations.md, Ledger"
        ) from error


def _corrupt(url: URL, reason: str) -> LedgerError:
    return LedgerError(
        shown(url),
        f"is corrupt ({reason})",
        hint="put a copy from before in its place; until then nothing is sent",
    )


def shown(url: URL) -> str:
    """Name the ledger to the user, without a password."""
    if not is_file(url):
        return url.render_as_string(hide_password=True)
    path = Path(str(url.database))
    return f"{path.parent.name}/{path.name}"
