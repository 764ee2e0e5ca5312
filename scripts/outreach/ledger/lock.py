"""The run lock: one run at a time for one ledger, freed by the system when a run dies."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import NullPool, text
from sqlalchemy.engine import URL

from outreach.errors import LedgerError, RunLocked
from outreach.ledger.database import engine_for, is_file, shown, translated

HINT = "wait until it has ended, then run again"


@contextmanager
def run_lock(url: URL) -> Iterator[None]:
    """Hold the lock of a ledger; a second run fails at once.

    Beside a SQLite file lies a lock file, whose lock the system frees when the process ends in
    any way; PostgreSQL holds an advisory lock for as long as its session lives.

    Raises:
        RunLocked: Another run holds it.
        LedgerError: The lock cannot be taken for another reason.
    """
    if not is_file(url):
        with _advisory(url):
            yield
        return
    path = Path(f"{url.database}.lock")
    lock = FileLock(path, timeout=0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise RunLocked(shown(url), "is in use by another run", hint=HINT) from error
    except OSError as error:
        raise LedgerError(
            f"{shown(url)}.lock", f"cannot be locked ({error.strerror})", hint="check the folder"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _advisory(url: URL) -> Iterator[None]:
    if url.get_backend_name() == "sqlite":  # in memory: nobody else can see it
        yield
        return
    named = f"outreach:{url.database}".encode()
    number = int.from_bytes(hashlib.blake2b(named, digest_size=8).digest(), signed=True)
    engine = engine_for(url, poolclass=NullPool)
    with translated(url):
        session = engine.connect()
    try:
        with translated(url):
            query = text("SELECT pg_try_advisory_lock(:number)")
            if not session.execute(query, {"number": number}).scalar():
                raise RunLocked(shown(url), "is in use by another run", hint=HINT)
            session.commit()  # the lock is the session's; a transaction left open could time out
        yield
    finally:
        session.close()
