"""Every day that a text names, and where it stands there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from outreach.inbox.calendar_words import (
    MONTHS,
    SHORT_WEEKDAYS,
    TOMORROW,
    WEEKDAYS,
    WEEKDAYS_ALONE,
    choice,
)
from outreach.inbox.date_order import LAST_MONTH, DateOrder

MOST_CHARACTERS = 16_000
"""Of a text; who is away says so before that."""

_MOST_DAYS = 60  # a notice names a few
_LAST_DAY = 31
_WEEK = 7
_ALWAYS = 24, 7

_ARTICLE = r"(?:(?:the|den|dem|der|el|le|il|dia|de|op|am)\s+)?"
_WEEKDAY = rf"(?:(?<!\w)(?:{choice(WEEKDAYS | SHORT_WEEKDAYS)})(?!\w)\.?,?\s*\(?\s*{_ARTICLE})"
_TH = r"(?:st|nd|rd|th)?"
_ORDINAL = r"\s?(?:st|nd|rd|th|er|ro|ste|de|e|o|\.)?"
_TO = (
    r"(?:-|–|—|~|〜|&|/|to|through|thru|until|till|and|bis(?:\s+zum)?|und|au|et|al|y|ao?|e|"
    r"t/m|tot(?:\s+en\s+met)?|en)"
)
_NO_TIME = (
    r"(?![\d:%])(?!\s*(?:am|pm|a\.m|p\.m|uhr|h|oclock|heures|horas|hours?|hrs?|uur|days?|weeks?|ore|"
    r"months?|minutes?|min|years?|st|street|floor|anniversary|annual|century|miles?)(?!\w))"
)
_NEXT = r"next|following|nachste[nrm]?|volgende"

_DATE = re.compile(
    rf"""
    (?<![\d/.-])(?P<iso_y>20\d\d)[-/.](?P<iso_m>\d\d?)[-/.](?P<iso_d>\d\d?)(?![\d/-])
  | (?:(?P<ja_y>20\d\d)年\s?|令和(?P<ja_r>\d\d?)年\s?)?
    (?<!\d)(?P<ja_m>\d\d?)月\s?(?P<ja_d>\d\d?)[日号](?:\s?\(.{{1,4}}\))?
  | (?<![\d月])(?P<ja_day>\d\d?)日\s?\([月火水木金土日祝].{{0,3}}\)
  | {_WEEKDAY}?(?:(?<![\w/.:])(?P<dm_from>\d\d?){_ORDINAL}\s*{_TO}\s*)?
    (?<![\w/:])(?P<dm_d>\d\d?){_ORDINAL}\s*(?:(?:of|de|di|den)\s+|-)?(?P<dm_m>{choice(MONTHS)})
    (?!\w)(?:[.,-]?,?\s*(?:(?:de|del|di|of)\s+)?(?P<dm_y>20\d\d)(?!\d))?
  | {_WEEKDAY}?(?<!\w)(?P<md_m>{choice(MONTHS)})(?!\w)\.?\s*(?:the\s+)?
    (?P<md_from>\d\d?){_TH}(?!\w){_NO_TIME}
    (?:\s*{_TO}\s*(?P<md_to>\d\d?){_TH}(?![\w/]){_NO_TIME}(?!\s*(?:{choice(MONTHS)})(?!\w)))?
    (?:,?\s*(?P<md_y>20\d\d)(?!\d))?
  | {_WEEKDAY}?(?<![\w/.:])(?P<n_1>\d\d?)(?P<n_sep>[/.-])(?P<n_2>\d\d?)
    (?:(?P=n_sep)(?P<n_y>20\d\d|\d\d)(?!\d)|(?P<n_dot>\.(?=\s*\S))?){_NO_TIME}(?![/-]\d)\)?
  | (?<!\w)(?P<wd>{choice(WEEKDAYS)}|{choice(SHORT_WEEKDAYS)})\.?,?\s*\(?\s*{_ARTICLE}
    (?P<wd_d>\d\d?)(?:st|nd|rd|th|er|e|\.)?(?!\w){_NO_TIME}
  | (?<!\w)(?:the\s+(?P<th_d>\d\d?)(?:st|nd|rd|th)|(?:el|el\s+dia|le|dia|il|den|dem)\s+
    (?P<le_d>\d\d?)(?:er|\.)?)(?![\w/-]|\.\d){_NO_TIME}
    (?!\.?\s*(?:of\s+|de\s+|di\s+)?(?:{choice(MONTHS)})(?!\w))
  | (?<!\w)(?<!guten\s)(?<!heute\s)(?<!la\s)(?<!jeden\s)(?P<tomorrow>{TOMORROW})(?!\w)
  | (?P<tomorrow_ja>明日)
  | (?<!\w)(?:(?P<next>{_NEXT})\s+)?
    (?P<alone>{choice(WEEKDAYS_ALONE)}|mon(?=\s*(?:[.,!)]|\Z)))(?!\w)
  | (?P<alone_ja>[月火水木金土日]曜日?)
    """,
    re.VERBOSE,
)
_RANGE = re.compile(
    rf"[\s,)]*(?:{_TO}|a|ate|hasta|jusquau|fino\s+al|から|至|through\s+and\s+including|"
    r"till\s+och\s+med)?[\s(]*"
    r"(?:the|el|den|dem|le|il|zum|dia|including|einschliesslich|inkl\.?|einschl\.?)?\s*"
)
_BEFORE_DASHED = re.compile(r"(?<!\w)(?:vanaf|van|per|tot|t/m|tot en met|op) $")
"""The Dutch write 7-12 for the 7th of December; "binnen 1-2 werkdagen" is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A day named in a text.

    Attributes:
        start: Where it begins in the folded text.
        end: Where it ends.
        on: The day; None when it is none for certain, or past, or too far ahead.
        weekday: It is only a weekday, such as "Monday".
        ends_stretch: It ends a stretch or a list of days, such as "12/21 - 1/3".
    """

    start: int
    end: int
    on: date | None
    weekday: bool = False
    ends_stretch: bool = False


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What is needed to tell which day is meant."""

    sent_on: date
    horizon: timedelta
    order: DateOrder

    def day(self, month: int, day: int, year: str | None) -> date | None:
        """Return the day that lies ahead; without a year, in whichever year it does."""
        years = [int(year) % 2000 + 2000] if year else [self.sent_on.year, self.sent_on.year + 1]
        found = (_date(one, month, day) for one in years)
        return next((one for one in found if one and self.ahead(one)), None)

    def ahead(self, on: date) -> bool:
        """Tell whether a day lies ahead, and near enough to be meant."""
        return self.sent_on <= on <= self.sent_on + self.horizon

    def day_of_month(self, day: int, weekday: int | None) -> date | None:
        """Return the next day with this number, on this weekday if one is given."""
        coming = (self.sent_on + timedelta(days) for days in range(190 if weekday else 45))
        fits = (one for one in coming if one.day == day and weekday in {None, one.weekday()})
        return next(fits, None)

    def weekday(self, number: int, *, following: bool) -> date:
        """Return the next day that is this weekday; that of next week when it is called "next"."""
        days = (number - self.sent_on.weekday() - 1) % _WEEK + 1
        same_week = number > self.sent_on.weekday()
        return self.sent_on + timedelta(days + _WEEK * (following and same_week))

    def numbers(self, first: int, second: int, year: str | None) -> date | None:
        """Return the day of a date in numbers; None when day and month could be swapped."""
        if (
            first > LAST_MONTH
            or (self.order is DateOrder.DAY_FIRST and second <= LAST_MONTH)
            or first == second
        ):
            return self.day(second, first, year)
        if second > LAST_MONTH or self.order is DateOrder.MONTH_FIRST:
            return self.day(first, second, year)
        return None


def mentions_in(text: str, *, sent_on: date, order: DateOrder, horizon: timedelta) -> list[Mention]:
    """Return the days that a folded text names, in their order."""
    calendar = _Calendar(sent_on, horizon, order)
    found: list[Mention] = []
    for match in _DATE.finditer(text):
        mention = _read(match, calendar)
        if mention is None:
            continue
        if found and _RANGE.fullmatch(text, found[-1].end, mention.start):
            mention = replace(mention, ends_stretch=True)
        found.append(mention)
        if len(found) == _MOST_DAYS:
            break
    return found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read(match: re.Match[str], calendar: _Calendar) -> Mention | None:
    """Return what a match means; None when it is no date at all."""
    for group, read in _FORMS.items():
        if match[group] is not None:
            return read(match, calendar)
    return None


def _mention(match: re.Match[str], on: date | None, **more: bool) -> Mention:
    return Mention(start=match.start(), end=match.end(), on=on, **more)


def _iso(match: re.Match[str], calendar: _Calendar) -> Mention:
    month, day = int(match["iso_m"]), int(match["iso_d"])
    return _mention(match, calendar.day(month, day, match["iso_y"]))


def _japanese(match: re.Match[str], calendar: _Calendar) -> Mention:
    # Reiwa 1 was 2019.
    year = str(2018 + int(match["ja_r"])) if match["ja_r"] else match["ja_y"]
    return _mention(match, calendar.day(int(match["ja_m"]), int(match["ja_d"]), year))


def _day_month(match: re.Match[str], calendar: _Calendar) -> Mention:
    on = calendar.day(MONTHS[match["dm_m"]], int(match["dm_d"]), match["dm_y"])
    return _mention(match, on, ends_stretch=match["dm_from"] is not None)


def _month_day(match: re.Match[str], calendar: _Calendar) -> Mention:
    day = int(match["md_to"] or match["md_from"])
    on = calendar.day(MONTHS[match["md_m"]], day, match["md_y"])
    return _mention(match, on, ends_stretch=match["md_to"] is not None)


def _numbers(match: re.Match[str], calendar: _Calendar) -> Mention | None:
    first, second, year = int(match["n_1"]), int(match["n_2"]), match["n_y"]
    one_is_a_month = min(first, second) <= LAST_MONTH and max(first, second) <= _LAST_DAY
    # "1-2 business days", "24/7" are no dates; nor is anything with a zero.
    if not one_is_a_month or not min(first, second):
        return None
    dashed = match["n_sep"] == "-" and not year
    if dashed and not _BEFORE_DASHED.search(match.string, 0, match.start()):
        return None
    if not year and (first, second) == _ALWAYS:
        return None
    if match["n_sep"] == ".":
        return _mention(match, calendar.day(second, first, year) if second <= LAST_MONTH else None)
    return _mention(match, calendar.numbers(first, second, year))


def _weekday_and_day(match: re.Match[str], calendar: _Calendar) -> Mention:
    return _mention(match, calendar.day_of_month(int(match["wd_d"]), WEEKDAYS.get(match["wd"])))


def _day_of_month(match: re.Match[str], calendar: _Calendar) -> Mention:
    day = int(match["th_d"] or match["le_d"] or match["ja_day"])
    return _mention(match, calendar.day_of_month(day, None))


def _tomorrow(match: re.Match[str], calendar: _Calendar) -> Mention:
    return _mention(match, calendar.sent_on + timedelta(days=1))


def _weekday(match: re.Match[str], calendar: _Calendar) -> Mention:
    number = WEEKDAYS_ALONE.get(match["alone"] or match["alone_ja"], 0)  # else "mon"
    on = calendar.weekday(number, following=match["next"] is not None)
    return _mention(match, on, weekday=True)


_FORMS: dict[str, Callable[[re.Match[str], _Calendar], Mention | None]] = {
    "iso_y": _iso,
    "ja_m": _japanese,
    "ja_day": _day_of_month,
    "dm_m": _day_month,
    "md_m": _month_day,
    "n_1": _numbers,
    "wd_d": _weekday_and_day,
    "th_d": _day_of_month,
    "le_d": _day_of_month,
    "tomorrow": _tomorrow,
    "tomorrow_ja": _tomorrow,
    "alone": _weekday,
    "alone_ja": _weekday,
}
