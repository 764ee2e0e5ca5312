"""Keeps in var/schedule.json when each job ran last, so that a start makes up what was missed.

It is a file and not in the ledger, for a ledger that cannot be opened is one of the faults after
which a job must not be tried over and over. Nothing hangs on it: without it a job runs once more,
and what keeps a letter from leaving twice is the ledger.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from outreach.errors import ConfigError, RunLocked
from outreach.files.pages import write_page
from outreach.jobs.due_jobs import JobRun

RECORD = "var/schedule.json"


@dataclass(slots=True)
class RunRecord:
    """The newest run of each job, in mind and in the file."""

    _path: Path
    _runs: dict[str, JobRun]

    def get(self, job: str) -> JobRun | None:
        """Return a job's newest run, or None before its first."""
        return self._runs.get(job)

    def put(self, job: str, run: JobRun) -> None:
        """Record a run; in mind also when the file cannot be written.

        Raises:
            ConfigError: It cannot.
        """
        self._runs[job] = run
        told = {
            name: {
                "day": str(run.day),
                "done": run.is_done,
                "tries": run.tries,
                "again_at": run.again_at.isoformat(),
            }
            for name, run in self._runs.items()
        }
        write_page(self._path, json.dumps(told, indent=2) + "\n", shown=RECORD)


@contextmanager
def opened_record(path: Path) -> Iterator[RunRecord]:
    """Read the record and hold its lock: one schedule at a time.

    Raises:
        RunLocked: Another schedule is up.
        ConfigError: The folder cannot be written to.
    """
    lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise RunLocked(
            RECORD,
            "is in use by a schedule that is up already",
            hint="one is enough: leave it to that one, or stop it first",
        ) from error
    except OSError as error:
        raise ConfigError(
            RECORD, f"cannot be locked ({error.strerror})", hint="check the folder's permissions"
        ) from error
    try:
        yield RunRecord(path, _read(path))
    finally:
        lock.release()


def _read(path: Path) -> dict[str, JobRun]:
    """Return what the file says; a damaged one says nothing, as before the first start."""
    try:
        told = json.loads(path.read_text("utf-8"))
        return {
            str(name): JobRun(
                day=date.fromisoformat(run["day"]),
                is_done=bool(run["done"]),
                tries=int(run["tries"]),
                again_at=_aware(run["again_at"]),
            )
            for name, run in told.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
