"""Days of times that have a name, such as "after New Year's" or "in the spring"."""

from collections.abc import Callable
from datetime import date, timedelta

_MONTHS = 12
_WEEK = 7
_SATURDAY = 5


def first_after(day: date, *, month: int, number: int = 1) -> date:
    """Return the next day after some day with this month and number."""
    this_year = date(day.year, month, number)
    return this_year if this_year > day else date(day.year + 1, month, number)


def month_later(day: date, months: int) -> date:
    """Return the day some months later; the last of its month where there is no such day."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    first = date(day.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _new_year(year: int) -> date:
    """Return the first working day from 2 January on."""
    on = date(year, 1, 2)
    return on + timedelta(days=_WEEK - on.weekday() if on.weekday() >= _SATURDAY else 0)


def _after_thanksgiving(year: int) -> date:
    """Return the Monday after the fourth Thursday of November."""
    first = date(year, 11, 1)
    thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    return thursday + timedelta(days=4)


def _after_easter(year: int) -> date:
    """Return the Tuesday after Easter, by the anonymous Gregorian computus (Meeus, 1991)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    leap, short = divmod(rest, 4)
    weekday = (32 + 2 * (century % 4) + 2 * leap - epact - short) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1) + timedelta(days=2)


def _yearly(day_of: Callable[[int], date]) -> Callable[[date], date]:
    """Return what gives the next such day after some day."""

    def following(day: date) -> date:
        this_year = day_of(day.year)
        return this_year if this_year > day else day_of(day.year + 1)

    return following


def _next_monday(day: date) -> date:
    return day + timedelta(days=_WEEK - day.weekday())


NAMED_TIMES: dict[str, Callable[[date], date]] = {
    "later_new_year": _yearly(_new_year),
    "later_spring": _yearly(lambda year: date(year, 3, 20)),
    "later_summer": _yearly(lambda year: date(year, 6, 21)),
    "later_autumn": _yearly(lambda year: date(year, 9, 22)),
    "later_thanksgiving": _yearly(_after_thanksgiving),
    "later_easter": _yearly(_after_easter),
    "later_next_month": lambda day: month_later(day.replace(day=1), 1),
    "later_next_week": _next_monday,
}
"""By the topic of the phrases that name them: the day meant, after that of the letter."""
