"""Runs the jobs at their times, whatever becomes of one of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol

import schedule

from outreach.errors import GRAVITY, OutreachError
from outreach.files.config import Config
from outreach.jobs.due_jobs import JobRun, JobTime, begun, day_due, ended, last_run
from outreach.jobs.run_record import RunRecord
from outreach.jobs.scheduled_jobs import BUG, Ended, JobName, job_times

LOOK_EVERY = 30.0
"""Seconds between two looks at the clock and the configuration; also how late a job may begin."""


class Attendant(Protocol):
    """Who hears how it goes, and may ask to stop."""

    def tell(self, line: str) -> None:
        """Hear that a job began or ended."""

    def show_fault(self, fault: OutreachError) -> None:
        """Hear what went wrong, and what to do."""

    def show_bug(self, job: str, bug: Exception) -> None:
        """Hear of a bug, with all that Python knows of it."""

    def interrupted(self) -> bool:
        """Whether somebody asked to stop."""

    def rest(self, seconds: float) -> None:
        """Let time pass; raises KeyboardInterrupt as soon as somebody asks to stop."""


class _Punctual(schedule.Job):
    """A job that is due by the owner's clock and its record.

    The library's own times are this computer's, without a zone: an hour that is set back would
    make it late by an hour, and what was missed while asleep or off it does not know.
    """

    def __init__(
        self, scheduler: schedule.Scheduler, rank: int, is_due: Callable[[], bool]
    ) -> None:
        super().__init__(1, scheduler)
        self._rank = rank
        self._is_due = is_due

    @property
    def should_run(self) -> bool:
        """Whether it is due."""
        return self._is_due()

    def __lt__(self, other: object) -> bool:
        return isinstance(other, _Punctual) and self._rank < other._rank


@dataclass(slots=True, kw_only=True)
class Schedule:
    """The schedule of one owner.

    Attributes:
        load: Reads the configuration, anew for each job, so that edits count.
        work: Does a job.
        clock: Returns now (aware).
        patient: Keep the pause after a failed try.
    """

    load: Callable[[], Config]
    work: Callable[[JobName, Config], Ended]
    record: RunRecord
    attendant: Attendant
    clock: Callable[[], datetime]
    patient: bool = True
    codes: dict[JobName, int] = field(default_factory=dict)
    _beside: set[int] = field(default_factory=set)
    _times: dict[JobName, JobTime] = field(default_factory=dict)
    _said: str = ""

    def stay_up(self) -> None:
        """Run what is due, again and again, until somebody asks to stop."""
        scheduler = schedule.Scheduler()
        for rank, job in enumerate(JobName):
            punctual = _Punctual(scheduler, rank, partial(self._is_due, job))
            punctual.days.do(self._run, job)
        while not self.attendant.interrupted():
            if self._look():
                scheduler.run_pending()
            if not self.attendant.interrupted():
                self.attendant.rest(LOOK_EVERY)

    def run_due(self) -> int:
        """Run what is due now, and return the gravest exit code."""
        for job in JobName:
            self._run(job)
        return min((*self.codes.values(), *self._beside), key=_gravity, default=0)

    def outlook(self) -> str:
        """Return when each job's time comes next."""
        now = self.clock()
        return ", ".join(f"{job} {times.next_time(now)}" for job, times in self._times.items())

    def _look(self) -> Config | None:
        """Read configuration and times; None with a fault in it, told once until it changes."""
        try:
            config = self.load()
            self._times = job_times(config.settings)
        except OutreachError as fault:
            self._beside.add(fault.exit_code)
            if str(fault) != self._said:
                self.attendant.show_fault(fault)
            self._said = str(fault)
            return None
        except Exception as bug:  # noqa: BLE001 - the next look may fare better
            self._beside.add(BUG)
            if repr(bug) != self._said:
                self.attendant.show_bug("the configuration", bug)
            self._said = repr(bug)
            return None
        self._said = ""
        now = self.clock()
        for job, times in self._times.items():
            if self.record.get(job) is None:
                self._keep(job, last_run(times, None, now=now))
        return config

    def _is_due(self, job: JobName) -> bool:
        times, now = self._times.get(job), self.clock()
        if times is None:
            return False
        return day_due(times, self._last(job, now), now=now, patient=self.patient) is not None

    def _last(self, job: JobName, now: datetime) -> JobRun:
        return last_run(self._times[job], self.record.get(job), now=now)

    def _run(self, job: JobName) -> None:
        """Try a job if it is still due: one before it may have taken its time."""
        if self.attendant.interrupted():
            return
        config = self._look()
        if config is None or not self._is_due(job):
            return
        times, now = self._times[job], self.clock()
        run = begun(self._last(job, now), times.newest_day(now), now=now)
        self._keep(job, run)
        made_up = "" if run.day == now.astimezone(times.zone).date() else f", missed on {run.day}"
        self._tell(job, f"started{made_up}")
        end = self._done(job, config)
        for fault in end.faults:
            self.attendant.show_fault(fault)
        run = ended(
            run,
            code=end.code,
            is_all=end.is_all,
            interrupted=self.attendant.interrupted(),
            now=self.clock(),
        )
        self.codes[job] = end.code
        self._keep(job, run)
        self._tell(job, _end(end, run, times, self.clock()))

    def _done(self, job: JobName, config: Config) -> Ended:
        """Do a job; whatever becomes of it, the others and the next day go on."""
        try:
            return self.work(job, config)
        except OutreachError as fault:
            return Ended(code=fault.exit_code, is_all=False, faults=(fault,))
        except Exception as bug:  # noqa: BLE001 - shown in full, and tried again
            self.attendant.show_bug(job, bug)
            return Ended(code=BUG, is_all=False)

    def _keep(self, job: JobName, run: JobRun) -> None:
        """Record a run; where that fails, this process still knows."""
        try:
            self.record.put(job, run)
        except OutreachError as fault:
            self._beside.add(fault.exit_code)
            self.attendant.show_fault(fault)

    def _tell(self, job: JobName, what: str) -> None:
        wall = self.clock().astimezone(self._times[job].zone)
        self.attendant.tell(f"{wall:%Y-%m-%d %H:%M} {job}: {what}")


def _end(end: Ended, run: JobRun, times: JobTime, now: datetime) -> str:
    """Return the line that tells how a job ended."""
    said = end.said or "failed"
    if end.code:
        said += f"; exit code {end.code}"
    if run.is_done:
        return said
    if run.is_given_up:
        return f"{said}; not tried again before {times.next_time(now)}"
    again_at = run.again_at.astimezone(times.zone)
    return f"{said}; to be tried again from {again_at:%H:%M} on"


def _gravity(code: int) -> int:
    return GRAVITY.index(code) if code else len(GRAVITY)
