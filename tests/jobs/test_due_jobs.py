"""When a job is due: every day once, whatever the clocks of the world and of the computer do."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import MailError, RunLocked
from outreach.jobs.due_jobs import (
    LOCKED_PAUSE,
    PAUSE,
    TRIES,
    JobRun,
    JobTime,
    begun,
    day_due,
    ended,
    last_run,
)

NEW_YORK = ZoneInfo("America/New_York")
A_DAY = timedelta(days=1)
TURNS = {
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),  # by half an hour
    "America/Santiago": ("2026-04-05", "2026-09-06"),  # at midnight, which is left out
    "Africa/Cairo": ("2026-04-24", "2026-10-30"),  # at midnight, which comes twice
    "America/St_Johns": ("2010-03-14", "2010-11-07"),  # at one minute past midnight
    "Pacific/Apia": ("2011-12-30",),  # a day that was not
    "Asia/Kathmandu": ("2026-06-01",),  # no turn at all
}
PLACES = [(zone, date.fromisoformat(day)) for zone, days in TURNS.items() for day in days]
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 30, 59]))
AWAKE = st.lists(st.integers(0, 8 * 24 * 60), min_size=1, max_size=60)


def done(day: str) -> JobRun:
    """Return a run that went well."""
    return JobRun(
        day=date.fromisoformat(day),
        is_done=True,
        tries=1,
        again_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def wall(text: str, *, fold: int = 0) -> datetime:
    """Return a moment by a clock on a wall in New York."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK, fold=fold).astimezone(UTC)


def nightly(at: str = "02:00") -> JobTime:
    """Return the time of a job that is made up at any hour."""
    return JobTime(at=time.fromisoformat(at), until=None, zone=NEW_YORK)


def letters(at: str = "09:30", until: str = "16:30") -> JobTime:
    """Return the time of a job that is made up on the same day only."""
    return JobTime(at=time.fromisoformat(at), until=time.fromisoformat(until), zone=NEW_YORK)


def runs_of(times: JobTime, moments: Sequence[datetime]) -> list[tuple[date, datetime]]:
    """Return day and moment of each run, when the computer is awake at these moments only."""
    recorded: JobRun | None = None
    runs = []
    for now in moments:
        recorded = last_run(times, recorded, now=now)
        day = day_due(times, recorded, now=now)
        if day is not None:
            runs.append((day, now))
            run = begun(recorded, day, now=now)
            recorded = ended(run, code=0, is_all=True, interrupted=False, now=now)
    return runs


def moments_around(day: date, awake: Sequence[int]) -> list[datetime]:
    """Return moments of the eight days around a day, in order."""
    start = datetime.combine(day, time(), tzinfo=UTC) - 4 * A_DAY
    return [start + timedelta(minutes=minutes) for minutes in sorted(awake)]


@settings(deadline=None)
@given(place=st.sampled_from(PLACES), at=TIMES, awake=AWAKE)
def test_each_day_once(place: tuple[str, date], at: time, awake: list[int]) -> None:
    """Each owner's day with a wake-up after its time has one run; no day ever has two."""
    zone, day = ZoneInfo(place[0]), place[1]
    times = JobTime(at=at, until=None, zone=zone)
    moments = moments_around(day, awake)
    runs = runs_of(times, moments)
    days = [ran for ran, _ in runs]
    assert days == sorted(set(days))
    walls = [moment.astimezone(zone) for moment in moments]
    assert {one.date() for one in walls if one.time() >= at} <= set(days)
    for ran, now in runs:
        local = now.astimezone(zone)
        assert (local.date(), local.time()) >= (ran, at), "never before its time"
        assert local.date() - ran < 3 * A_DAY, "never for a day of long ago"


@settings(deadline=None)
@given(place=st.sampled_from(PLACES), at=TIMES, until=TIMES, awake=AWAKE)
def test_letters_on_their_own_day(
    place: tuple[str, date], at: time, until: time, awake: list[int]
) -> None:
    """Letters leave once on each day with a wake-up in their hours, and at no other time."""
    zone, day = ZoneInfo(place[0]), place[1]
    moments = moments_around(day, awake)
    runs = runs_of(JobTime(at=at, until=until, zone=zone), moments)
    walls = [moment.astimezone(zone) for moment in moments]
    within = {one.date() for one in walls if at <= one.time() < until}
    assert [ran for ran, _ in runs] == sorted(within)
    assert all(now.astimezone(zone).date() == ran for ran, now in runs)


@settings(deadline=None)
@given(
    codes=st.lists(st.sampled_from([0, 1, 3, 4, 5, 6, 7, 8]), min_size=1),
    steps=st.lists(st.integers(1, 200), min_size=1, max_size=80),
)
def test_a_failing_job_is_not_tried_for_ever(codes: list[int], steps: list[int]) -> None:
    """A fault that stays makes three tries a day with pauses, not one every half minute."""
    now, times = wall("2026-03-01T00:00"), nightly()
    recorded = last_run(times, None, now=now)
    tried: dict[date, list[tuple[datetime, int]]] = {}
    for number, minutes in enumerate(steps):
        now += timedelta(minutes=minutes)
        if day := day_due(times, recorded, now=now):
            code = codes[number % len(codes)]
            tried.setdefault(day, []).append((now, code))
            run = begun(recorded, day, now=now)
            recorded = ended(run, code=code, is_all=True, interrupted=False, now=now)
    for tries in tried.values():
        real = [(at, code) for at, code in tries if code != RunLocked.exit_code]
        assert len(real) <= TRIES
        assert all(code for _, code in real[:-1]), "nothing follows a success"
        gaps = [later - earlier for (earlier, _), (later, _) in pairwise(real)]
        assert all(gap >= PAUSE for gap in gaps)


def test_half_past_two_that_is_left_out() -> None:
    """The night of the change to summer time has its run as well, as soon as 02:30 is passed."""
    times, before = nightly("02:30"), done("2026-03-07")
    last, first = wall("2026-03-08T01:59"), wall("2026-03-08T03:00")
    assert first - last == timedelta(minutes=1)
    assert day_due(times, before, now=last) is None
    assert day_due(times, before, now=first) == date(2026, 3, 8)
    assert day_due(times, done("2026-03-08"), now=first) is None


def test_half_past_one_that_comes_twice() -> None:
    """The night of the change to winter time has one run and not two."""
    times = nightly("01:30")
    first, again = wall("2026-11-01T01:30"), wall("2026-11-01T01:30", fold=1)
    assert again - first == timedelta(hours=1)
    assert day_due(times, done("2026-10-31"), now=first) == date(2026, 11, 1)
    assert day_due(times, done("2026-11-01"), now=again) is None
    assert day_due(times, done("2026-10-31"), now=again) == date(2026, 11, 1)


def test_a_week_in_a_drawer_is_one_run() -> None:
    """What was missed is made up once: seven nights in a row would tell nothing more."""
    monday = wall("2026-03-16T08:00")
    assert day_due(nightly(), done("2026-03-09"), now=monday) == date(2026, 3, 16)
    assert day_due(nightly(), done("2026-03-16"), now=monday) is None


def test_a_laptop_that_sleeps_every_night() -> None:
    """With nightly_at = "23:30" and the lid closed at ten, the night is made up in the morning."""
    times = nightly("23:30")
    assert day_due(times, done("2026-03-08"), now=wall("2026-03-10T08:00")) == date(2026, 3, 9)
    assert day_due(times, done("2026-03-09"), now=wall("2026-03-10T20:00")) is None


def test_nothing_was_missed_before_the_first_start() -> None:
    """A schedule that is set up in the evening does not begin with the letters of yesterday."""
    evening = wall("2026-03-09T20:00")
    assert (
        day_due(nightly("23:30"), last_run(nightly("23:30"), None, now=evening), now=evening)
        is None
    )
    assert day_due(nightly(), last_run(nightly(), None, now=evening), now=evening) is not None
    assert day_due(letters(), last_run(letters(), None, now=evening), now=evening) is None


def test_yesterday_s_letters_stay_unsent() -> None:
    """A letter that was meant for Monday morning must not go out on Monday night, nor at 7."""
    monday = done("2026-03-09")
    assert day_due(letters(), monday, now=wall("2026-03-10T16:29")) == date(2026, 3, 10)
    assert day_due(letters(), monday, now=wall("2026-03-10T16:30")) is None
    assert day_due(letters(), monday, now=wall("2026-03-11T07:00")) is None


def test_another_run_at_work_is_waited_for() -> None:
    """A run by hand at the wrong moment must not cost the night, however long it takes."""
    times, now = nightly(), wall("2026-03-10T02:00")
    recorded = done("2026-03-09")
    for _ in range(10):
        assert day_due(times, recorded, now=now) == date(2026, 3, 10)
        run = begun(recorded, date(2026, 3, 10), now=now)
        code = RunLocked.exit_code
        recorded = ended(run, code=code, is_all=False, interrupted=False, now=now)
        assert day_due(times, recorded, now=now + LOCKED_PAUSE / 2) is None
        now += LOCKED_PAUSE


def test_a_try_that_nobody_saw_end() -> None:
    """After a power failure the night is tried again, but a night that kills is left alone."""
    times, now, recorded = nightly(), wall("2026-03-10T02:00"), done("2026-03-09")
    for _ in range(TRIES):
        day = day_due(times, recorded, now=now)
        assert day == date(2026, 3, 10)
        recorded = begun(recorded, day, now=now)
        assert day_due(times, recorded, now=now + PAUSE / 2) is None
        now += PAUSE
    assert day_due(times, recorded, now=now) is None
    assert day_due(times, recorded, now=now + A_DAY) == date(2026, 3, 11)


def test_a_stop_does_not_count_as_a_try() -> None:
    """Letters that were left when the computer was shut down go on at its next start."""
    times, now = letters(), wall("2026-03-10T09:30")
    run = begun(done("2026-03-09"), date(2026, 3, 10), now=now)
    stopped = ended(run, code=0, is_all=False, interrupted=True, now=now)
    assert stopped.tries == 0
    assert day_due(times, stopped, now=now + timedelta(minutes=1)) == date(2026, 3, 10)


def test_a_person_who_asks_now_is_not_told_to_wait() -> None:
    """After mending a fault `--once` tries at once."""
    now = wall("2026-03-10T02:00")
    run = begun(done("2026-03-09"), date(2026, 3, 10), now=now)
    code = MailError.exit_code
    failed = ended(run, code=code, is_all=True, interrupted=False, now=now)
    assert day_due(nightly(), failed, now=now) is None
    assert day_due(nightly(), failed, now=now, patient=False) == date(2026, 3, 10)


def test_a_clock_that_was_years_ahead() -> None:
    """One start with a wrong clock must not silence the schedule until that year has come."""
    recorded, now = done("2031-01-01"), wall("2026-03-10T03:00")
    assert day_due(nightly(), last_run(nightly(), recorded, now=now), now=now) == date(2026, 3, 10)


def test_an_owner_who_flies_west() -> None:
    """A day that was begun in one zone is not begun again where it is still the day before."""
    now = wall("2026-03-09T20:00")
    begun_abroad = begun(done("2026-03-09"), date(2026, 3, 10), now=now)
    assert day_due(nightly(), begun_abroad, now=now + PAUSE) is None
    assert day_due(nightly(), begun_abroad, now=wall("2026-03-10T02:00")) == date(2026, 3, 10)
