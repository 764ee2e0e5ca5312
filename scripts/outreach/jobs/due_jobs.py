"""When a job is due, from now, its time of day, the owner's zone and its last run; pure.

All is decided by what the owner's clock on the wall shows. So a 02:30 that daylight saving time
leaves out is passed at 03:00, and one that comes twice belongs to a day that had its run already.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from outreach.errors import RunLocked

TRIES = 3
PAUSE = timedelta(minutes=15)
"""After a fault: a network that is not up yet, a workbook that is open."""
LOCKED_PAUSE = timedelta(minutes=5)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTime:
    """When a job is to run, on each of the owner's days.

    Attributes:
        at: From when on.
        until: Until when on the same day, as for letters; None when a missed run is made up at
            any time before the next.
    """

    at: time
    until: time | None
    zone: ZoneInfo

    def newest_day(self, now: datetime) -> date:
        """Return the newest of the owner's days whose time has come."""
        wall = now.astimezone(self.zone)
        return wall.date() if wall.time() >= self.at else wall.date() - A_DAY

    def is_open(self, now: datetime) -> bool:
        """Whether it is not too late for the newest day's run."""
        wall = now.astimezone(self.zone)
        return self.until is None or self.at <= wall.time() < self.until

    @property
    def never_comes(self) -> bool:
        """Whether it is too late as soon as its time has come."""
        return self.until is not None and self.at >= self.until

    def next_time(self, now: datetime) -> str:
        """Return when its time comes next, by the owner's clock."""
        return f"{self.newest_day(now) + A_DAY} {self.at:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """How the newest run of a job went.

    Attributes:
        day: The owner's day whose run it is, though it may be made up the next morning.
        is_done: Whether it is over and done with.
        tries: How often it was tried, and failed unless it is done.
        again_at: From when on it may be tried again (aware).
    """

    day: date
    is_done: bool
    tries: int
    again_at: datetime

    @property
    def is_given_up(self) -> bool:
        """Whether it failed as often as it may."""
        return not self.is_done and self.tries >= TRIES


def day_due(times: JobTime, last: JobRun, *, now: datetime, patient: bool = True) -> date | None:
    """Return the day whose run is due, or None: of several that were missed, the newest alone.

    Args:
        now: Aware.
        patient: Keep the pause after a failed try.
    """
    day = times.newest_day(now)
    if day < last.day or not times.is_open(now):
        return None
    if day > last.day:
        return day
    pausing = patient and now < last.again_at <= now + PAUSE  # later ones: the clock was set back
    return None if last.is_done or last.is_given_up or pausing else day


def last_run(times: JobTime, recorded: JobRun | None, *, now: datetime) -> JobRun:
    """Return the last run; before the first, a day on which nothing was missed yet.

    A run of the day after tomorrow was recorded by a wrong clock, or in a rehearsal of other days;
    believed, it would keep the job from running until then. (Tomorrow may be yesterday in another
    zone.)
    """
    today = now.astimezone(times.zone).date()
    if recorded and recorded.day <= today + A_DAY:
        return recorded
    day = min(times.newest_day(now), today - A_DAY)
    return JobRun(day=day, is_done=True, tries=0, again_at=now.astimezone(UTC))


def begun(last: JobRun, day: date, *, now: datetime) -> JobRun:
    """Return what to record before a try, for the case that nobody lives to record its end."""
    tries = last.tries if last.day == day else 0
    return JobRun(day=day, is_done=False, tries=tries + 1, again_at=now.astimezone(UTC) + PAUSE)


def ended(run: JobRun, *, code: int, is_all: bool, interrupted: bool, now: datetime) -> JobRun:
    """Return what to record after a try.

    Args:
        code: The exit code it would have had.
        is_all: Whether nothing was left undone.
        interrupted: Whether somebody asked to stop.
        now: When it ended (aware).
    """
    if code == 0 and is_all:
        return replace(run, is_done=True)
    now = now.astimezone(UTC)
    if interrupted:  # the next start goes on where this one stopped
        return replace(run, tries=run.tries - 1, again_at=now)
    if code == RunLocked.exit_code:  # it was not tried at all
        return replace(run, tries=run.tries - 1, again_at=now + LOCKED_PAUSE)
    return replace(run, again_at=now + PAUSE)
