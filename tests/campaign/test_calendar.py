"""The owner's days and hours: a letter on a holiday says that nobody sat at the desk."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaign.calendar import FARTHEST, SendCalendar, send_calendar
from outreach.errors import ConfigError
from tests.people import everyday, settings

AWAY = ("2026-12-24", "2027-01-02")


def calendar(*, away: tuple[tuple[str, str], ...] = (), **pacing: object) -> SendCalendar:
    """Return the calendar of a sample owner."""
    return send_calendar(settings(owner={"away": away}, pacing={"holidays": "", **pacing}))


def test_weekdays() -> None:
    """Weekends wait for Monday, and the reason names the day."""
    usual = calendar()
    assert [usual.why_not(date(2026, 3, day)) for day in range(2, 9)] == [
        *[""] * 5,
        "no mail on Saturdays",
        "no mail on Sundays",
    ]
    assert usual.next_allowed(date(2026, 3, 7)) == date(2026, 3, 9)
    assert usual.next_allowed(date(2026, 3, 4)) == date(2026, 3, 4)


def test_other_weekdays() -> None:
    """Whoever works on Saturdays writes on Saturdays."""
    weekend = calendar(weekdays=["sat", "sun"])
    assert weekend.next_allowed(date(2026, 3, 2)) == date(2026, 3, 7)
    assert weekend.why_not(date(2026, 3, 2)) == "no mail on Mondays"


@pytest.mark.parametrize(
    ("day", "kept_in"),
    [
        (date(2026, 1, 1), "US"),
        (date(2026, 1, 19), "US"),  # Martin Luther King Jr. Day
        (date(2026, 7, 3), "US"),  # Independence Day falls on a Saturday
        (date(2026, 11, 26), "US"),
        (date(2026, 11, 27), "US-NH"),  # the day after Thanksgiving is New Hampshire's own
        (date(2026, 10, 3), "DE"),
        (date(2028, 12, 25), "US-NH"),
    ],
)
def test_public_holidays(day: date, kept_in: str) -> None:
    """Years and regions are looked up, not listed by hand."""
    kept = calendar(holidays=kept_in, weekdays=["mon", "tue", "wed", "thu", "fri", "sat"])
    assert kept.why_not(day) == "a public holiday"
    assert kept.next_allowed(day) > day


def test_regions_differ() -> None:
    """What is a holiday next door is a working day here."""
    assert calendar(holidays="US").why_not(date(2026, 11, 27)) == ""
    assert calendar().why_not(date(2026, 1, 1)) == ""


def test_away() -> None:
    """First and last day included; back at work on the next allowed day."""
    away = calendar(away=(AWAY,))
    assert away.why_not(date(2026, 12, 23)) == ""
    assert away.why_not(date(2026, 12, 24)) == "you are away"
    assert away.why_not(date(2027, 1, 2)) == "you are away"
    assert away.next_allowed(date(2026, 12, 24)) == date(2027, 1, 4)
    weeks = calendar(away=(("2026-03-02", "2026-03-06"), ("2026-03-09", "2026-03-10")))
    assert weeks.next_allowed(date(2026, 3, 2)) == date(2026, 3, 11)


def test_no_day_at_all() -> None:
    """An absence of ten years is a slip of the hand; looking on for ever would hang."""
    never = calendar(away=(("2026-01-01", "2099-12-31"),))
    assert timedelta(days=FARTHEST) > timedelta(weeks=52 * 10)
    with pytest.raises(ConfigError, match="leaves no day to send on") as stopped:
        never.next_allowed(date(2026, 3, 2))
    assert "away" in stopped.value.hint
    last = date(2026, 3, 2) + timedelta(days=FARTHEST - 1)
    just = SendCalendar(
        zone=never.zone,
        weekdays=frozenset(range(7)),
        holidays=frozenset(),
        away=((date(2026, 3, 2), last - timedelta(days=1)),),
        opens=never.opens,
        closes=never.closes,
    )
    assert just.next_allowed(date(2026, 3, 2)) == last


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 2, 4, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 2, 5, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 7, 2, 3, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 2, 4, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_days_are_the_owners(moment: datetime, day: date) -> None:
    """A letter of late evening is of that day, whatever the server's clock shows."""
    assert everyday().day_of(moment) == day


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        (date(2026, 3, 6), 14, 21.5),  # winter: five hours behind UTC
        (date(2026, 3, 9), 13, 20.5),  # summer: four
        (date(2026, 10, 30), 13, 20.5),
        (date(2026, 11, 2), 14, 21.5),
    ],
)
def test_window_follows_the_clock(day: date, opens: float, closes: float) -> None:
    """Nine o'clock is nine o'clock on both sides of the change of the clocks."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert everyday().window(day) == (
        midnight + timedelta(hours=opens),
        midnight + timedelta(hours=closes),
    )


def test_window_of_a_whole_day() -> None:
    """24:00 is the end of the day itself."""
    opens, closes = calendar(window="00:00-24:00").window(date(2026, 3, 2))
    assert opens.isoformat() == "2026-03-02T00:00:00-05:00"
    assert closes.isoformat() == "2026-03-02T23:59:59.999999-05:00"


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1)))
def test_next_allowed_is_the_first(day: date) -> None:
    """No allowed day is passed over, and asking again changes nothing."""
    kept = calendar(away=(AWAY,), holidays="US-NH")
    found = kept.next_allowed(day)
    assert not kept.why_not(found)
    assert kept.next_allowed(found) == found
    assert all(kept.why_not(day + timedelta(days=n)) for n in range((found - day).days))
