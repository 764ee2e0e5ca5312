"""Cap, window and spacing: a burst looks like spam, to people and to providers."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaign.calendar import send_calendar
from outreach.campaign.pacing import DAY, allowance, send_slots
from tests.people import MONDAY, ZONE, noon, settings

SECOND = timedelta(seconds=1)


def slots(
    count: int,
    now: datetime,
    *,
    window: str = "09:00-16:30",
    spacing: tuple[int, int] = (60, 300),
    seed: int = 0,
) -> tuple[datetime, ...]:
    """Return the slots of a sample owner."""
    rules = settings(pacing={"holidays": "", "window": window, "spacing_seconds": spacing})
    return send_slots(
        count,
        now=now,
        pacing=rules.pacing,
        calendar=send_calendar(rules),
        chance=random.Random(seed).randint,
    )


def at(hour: int, minute: int = 0, *, day: date = MONDAY) -> datetime:
    """Return a wall-clock time of the owner."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("ago", "room"),
    [
        (DAY, 3),
        (DAY - SECOND, 2),
        (DAY + SECOND, 3),
        (timedelta(), 2),
        (-timedelta(minutes=4), 2),
    ],
)
def test_edges_of_the_rolling_day(ago: timedelta, room: int) -> None:
    """Exactly 24 hours ago is over; what the clock says was just now, or will be, counts."""
    assert allowance([noon(MONDAY) - ago], now=noon(MONDAY), daily_cap=3) == room


def test_cap() -> None:
    """Never below zero, also when the owner lowered the cap since; zero means none."""
    sent = [noon(MONDAY)] * 5
    assert allowance(sent, now=noon(MONDAY), daily_cap=3) == 0
    assert allowance([], now=noon(MONDAY), daily_cap=0) == 0
    assert allowance(sent, now=noon(MONDAY), daily_cap=7) == 2


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        # On Sunday the 8th of March the clocks lose an hour; on the 1st of November they gain one.
        (at(12, day=date(2026, 3, 8)), 23),
        (at(12, day=date(2026, 11, 1)), 25),
    ],
)
def test_rolling_day_is_24_hours_when_the_clocks_change(now: datetime, hours: int) -> None:
    """The provider counts hours, not calendar days."""
    yesterday = at(12, day=now.date() - timedelta(days=1))
    assert (now.astimezone(UTC) - yesterday.astimezone(UTC)) == timedelta(hours=hours)
    room = allowance([yesterday], now=now, daily_cap=1)
    assert room == (0 if hours < 24 else 1)


def test_first_leaves_at_once_and_the_rest_at_their_gaps() -> None:
    """Gaps are random within the bounds, so they do not look like a machine's."""
    found = slots(50, at(9))
    gaps = [(b - a).total_seconds() for a, b in pairwise(found)]
    assert found[0] == at(9)
    assert len(found) == 50
    assert all(60 <= gap <= 300 for gap in gaps)
    assert len(set(gaps)) > 10
    assert slots(50, at(9), seed=1) != found


def test_window_edges() -> None:
    """Nothing leaves before it opens, nor when it has closed; what does not fit waits."""
    assert slots(3, at(8, 59)) == ()
    assert len(slots(3, at(9))) == 3
    assert slots(3, at(16, 29), spacing=(60, 60)) == (at(16, 29),)
    assert slots(3, at(16, 30)) == ()
    assert slots(3, at(23)) == ()
    assert slots(0, at(12)) == ()


def test_no_waiting() -> None:
    """Zero spacing in a day-long window is for whoever wants no waiting."""
    late = at(23, 59)
    assert slots(100, late, window="00:00-24:00", spacing=(0, 0)) == (late,) * 100
    assert slots(3, late, window="00:00-24:00", spacing=(60, 60)) == (late,)


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_gaps_hold_while_the_clocks_change(day: date) -> None:
    """The hour that comes twice, or not at all, must not send two letters at once."""
    now = at(0, 30, day=day)
    found = slots(40, now, window="00:00-24:00", spacing=(600, 600))
    moments = [moment.astimezone(UTC) for moment in found]
    assert moments == [now.astimezone(UTC) + n * timedelta(minutes=10) for n in range(40)]
    assert {moment.tzinfo for moment in found} == {ZONE}


@given(
    st.integers(min_value=0, max_value=40),
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 12, 31)),  # noqa: DTZ001
    st.tuples(st.integers(0, 600), st.integers(0, 600)).map(lambda pair: tuple(sorted(pair))),
    st.integers(),
)
def test_slots_keep_every_bound(
    count: int, wall: datetime, spacing: tuple[int, int], seed: int
) -> None:
    """Whatever the hour and the dice: within the window, in order, never more than asked for."""
    now = wall.replace(tzinfo=ZONE)
    found = slots(count, now, spacing=spacing, seed=seed)
    opens, closes = at(9, day=now.date()), at(16, 30, day=now.date())
    assert len(found) <= count
    assert all(max(now, opens) <= moment < closes for moment in found)
    for earlier, later in pairwise(found):
        assert spacing[0] <= (later - earlier).total_seconds() <= spacing[1]
