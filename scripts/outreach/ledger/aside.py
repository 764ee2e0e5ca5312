"""Sets the ledger of a rehearsal aside, so that real letters begin with one of their own."""

from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy.engine import URL

from outreach.errors import LedgerError
from outreach.ledger.database import is_file, shown


def check_movable(url: URL) -> None:
    """See that the ledger is a file.

    Raises:
        LedgerError: It is a database elsewhere, which only its owner can set aside.
    """
    if not is_file(url):
        hint = "give [ledger] url another database; this one stays as it is"
        raise LedgerError(shown(url), "is no file that could be set aside", hint=hint)


def set_aside(url: URL, now: datetime) -> str:
    """Rename a ledger that is closed, and return its new name as the user knows it.

    Args:
        url: Of a SQLite file.
        now: Its day goes into the name.

    Raises:
        LedgerError: The system does not let us.
    """
    path = Path(str(url.database))
    stem = f"{path.stem}.rehearsal-{now:%Y-%m-%d}"
    names = (f"{stem}{f'-{n}' if n else ''}{path.suffix}" for n in count())
    aside = next(place for name in names if not (place := path.with_name(name)).exists())
    try:
        for ending in ("-wal", "-shm", ""):  # the ledger itself last: until then it is in use
            old = path.with_name(path.name + ending)
            if old.exists():
                old.replace(aside.with_name(aside.name + ending))
    except OSError as error:
        raise LedgerError(
            shown(url),
            f"cannot be set aside ({error.strerror})",
            hint="close the program that has it open, and run it again",
        ) from error
    return f"{aside.parent.name}/{aside.name}"
