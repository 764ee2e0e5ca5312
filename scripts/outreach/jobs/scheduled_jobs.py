"""The jobs that run by themselves: their times, and what is said of their end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from outreach.errors import OutreachError
from outreach.files.config import Config
from outreach.jobs import nightly_sync, send_outreach
from outreach.jobs.due_jobs import JobTime
from outreach.jobs.request import Request
from outreach.reports.terminal import summary_line
from outreach.settings import Settings, parse_window

BUG = 1


class JobName(StrEnum):
    """What runs, in the order in which it does when both are due: answers before letters."""

    NIGHTLY = "nightly_sync"
    SEND = "send_outreach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a job ended.

    Attributes:
        code: The exit code that its script would have had.
        said: Its summary.
        is_all: Whether nothing was left for another run.
        faults: What went wrong, the gravest first.
    """

    code: int
    said: str = ""
    is_all: bool = True
    faults: tuple[OutreachError, ...] = ()


def job_times(settings: Settings) -> dict[JobName, JobTime]:
    """Return when each job is to run; letters only where `send` is the standing yes.

    A missed night is made up at any hour, missed letters on the same day only, and real ones
    within the hours for them: nobody is written to on a day for which it was not meant.
    """
    schedule, zone = settings.schedule, settings.owner.zone
    nightly_at = time.fromisoformat(schedule.nightly_at)
    times = {JobName.NIGHTLY: JobTime(at=nightly_at, until=None, zone=zone)}
    if schedule.send:
        opens, closes = parse_window(settings.pacing.window)
        if settings.mail.transport == "outbox":
            opens, closes = time.min, time.max
        send_at = max(time.fromisoformat(schedule.send_at), opens)
        times[JobName.SEND] = JobTime(at=send_at, until=closes, zone=zone)
    return times


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Does the jobs.

    Attributes:
        audience: Who hears warnings, waits between letters, and is asked to stop.
        as_of: Whether the clock is not the real one.
        clock: Returns now (aware).
        new_id: Returns a fresh row key.
        chance: Returns a whole number between its two arguments, both included.
    """

    audience: send_outreach.Audience
    as_of: bool
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    chance: Callable[[int, int], int]

    def do(self, job: JobName, config: Config) -> Ended:
        """Do a job.

        Raises:
            OutreachError: Something stops it.
        """
        return self._nightly(config) if job is JobName.NIGHTLY else self._send(config)

    def _nightly(self, config: Config) -> Ended:
        request = Request(as_of=self.as_of)
        outcome = nightly_sync.nightly_sync(config, request, now=self.clock(), new_id=self.new_id)
        return Ended(code=outcome.exit_code, said=outcome.counts(), faults=outcome.faults)

    def _send(self, config: Config) -> Ended:
        outcome = send_outreach.send_outreach(
            config,
            Request(as_of=self.as_of, yes=True),
            self.audience,
            now=self.clock(),
            clock=self.clock,
            new_id=self.new_id,
            chance=self.chance,
        )
        return Ended(
            code=outcome.exit_code,
            said=summary_line(
                sent=outcome.sent,
                skipped=outcome.skipped,
                failed=outcome.failed,
                unknown=outcome.unknown,
            ),
            is_all=not outcome.left,
            faults=outcome.faults,
        )
