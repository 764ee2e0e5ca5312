"""The day to come back to that a "not now" names, such as "try me in March"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta

from outreach.inbox.calendar_words import (
    AFTER,
    AHEAD,
    EARLY,
    IN,
    LATE,
    MIDDLE,
    MONTHS,
    MONTHS_LONG,
    NUMBERS,
    PAST,
    WEEKS,
    choice,
)
from outreach.inbox.date_mentions import MOST_CHARACTERS, mentions_in
from outreach.inbox.date_order import date_order
from outreach.inbox.named_times import NAMED_TIMES, first_after, month_later
from outreach.inbox.phrases import Phrases, sentences_of
from outreach.practitioners.folding import fold

HORIZON = timedelta(days=330)
"""What lies further ahead is rather a month or season that is just over."""
_NEAR = timedelta(days=150)  # "we had a baby in September" asks nothing of next September

_MOST = 24  # weeks or months that somebody seriously puts a thing off

_MONTH = re.compile(
    rf"(?<!\w)(?:(?P<after>{AFTER})\s+)?"
    rf"(?:(?:(?P<early>{EARLY})|(?P<middle>{MIDDLE})|(?P<late>{LATE})|(?P<preposition>{IN}))[\s-]+)?"
    rf"(?:(?:the|of|de|di)\s+)?(?P<month>{choice(MONTHS)})(?!\w)(?:\s+(?:de\s+)?(?P<year>20\d\d))?"
)
_AHEAD = re.compile(
    rf"(?<!\w)(?:(?:{AHEAD})\s+)(?:(?:about|etwa|a|another|circa)\s+)?"
    rf"(?P<number>\d{{1,2}}|{choice(NUMBERS)})\s+(?:of\s+)?"
    rf"(?:(?P<weeks>{WEEKS})|(?P<months>{MONTHS_LONG}))(?!\w)"
    r"|(?P<ja_number>\d{1,2})\s?(?:(?P<ja_weeks>週間後)|(?P<ja_months>[ヶケか]月後))"
)
_QUARTER = re.compile(r"(?<!\w)q(?P<quarter>[1-4])(?!\w)")
_PAST = re.compile(rf"(?:{PAST})\s+(?:the\s+)?\Z")
_EVERYDAY = frozenset("may march mars mar mei mai".split())


def come_back_on(text: str, sent_at: datetime | None, phrases: Phrases) -> date | None:
    """Return the day to come back to that an answer names, or None when none is certain.

    Read are days ("after January 4", "the week of the 7th"), months ("in March", "mid January",
    "late February"), quarters, spans ("in two weeks"), seasons (their first day) and times that
    have a name ("after New Year's", "next month"). Where several stand, those in a sentence that
    asks to come back count before others, and of these the latest: better late than a pest.

    Args:
        sent_at: When it was written; without it no day can be told.
    """
    if sent_at is None or sent_at.year >= MAXYEAR - 1:
        return None
    folded = fold(text[:MOST_CHARACTERS]).replace("dateno", "date no")
    sent_on = sent_at.date()
    mentions = mentions_in(
        folded, sent_on=sent_on, order=date_order(folded, sent_at, phrases), horizon=HORIZON
    )
    times = [_Time(one.start, one.end, one.on) for one in mentions if one.on]
    times = _with(times, _months(folded, sent_on))
    times = _with(times, _spans(folded, sent_on))
    times = [one for one in times if not _PAST.search(folded, 0, one.start)]
    return _chosen(_marked(folded, times), times, sent_on, phrases)


@dataclass(frozen=True, slots=True)
class _Time:
    """A time named in a folded text, from `start` to `end`."""

    start: int
    end: int
    on: date


def _with(times: list[_Time], more: Iterator[_Time]) -> list[_Time]:
    """Return times in their order, the first of those that overlap."""
    added = [one for one in more if not any(one.start < t.end and t.start < one.end for t in times)]
    return sorted([*times, *added], key=lambda one: one.start)


def _marked(text: str, times: list[_Time]) -> str:
    marked, at = "", 0
    for number, one in enumerate(times):
        marked += f"{text[at : one.start]} dateno{number} "
        at = one.end
    return marked + text[at:]


def _chosen(text: str, times: list[_Time], sent_on: date, phrases: Phrases) -> date | None:
    """Return the latest day of the sentences that ask to come back, else of all."""
    found = [
        (place, times[int(number)].on)
        for place, sentence in enumerate(sentences_of(text))
        for number in re.findall(r"dateno(\d+)", sentence.words)
    ]
    for topic, day_after in NAMED_TIMES.items():
        on = day_after(sent_on)
        if on <= sent_on + HORIZON:
            found += [(hit.place, on) for hit in phrases.hits(topic, text)]
    asking = {hit.place for hit in phrases.hits("come_back", text)}
    near = sent_on + _NEAR
    best = [on for place, on in found if place in asking] or [on for _, on in found if on <= near]
    return max(best, default=None)


def _months(text: str, sent_on: date) -> Iterator[_Time]:
    for match in _MONTH.finditer(text):
        name, after = match["month"], match["after"]
        led = after or match["preposition"] or match["early"] or match["middle"] or match["late"]
        # "I may" and "march on" name no month; nor does a name so short that it may be anything.
        if not led and (name in _EVERYDAY or len(name) <= len("sept")):
            continue
        day = 15 if match["middle"] else 25 if match["late"] else 1
        years = [int(match["year"])] if match["year"] else [sent_on.year, sent_on.year + 1]
        for year in years:
            on = date(year, MONTHS[name], day)
            if after:
                on = month_later(on.replace(day=1), 1)
            if sent_on < on <= sent_on + HORIZON:
                yield _Time(match.start(), match.end(), on)
                break


def _spans(text: str, sent_on: date) -> Iterator[_Time]:
    for match in _AHEAD.finditer(text):
        written = match["number"] or match["ja_number"]
        number = int(written) if written.isdecimal() else NUMBERS[written]
        if 0 < number <= _MOST:
            weeks = match["weeks"] or match["ja_weeks"]
            on = sent_on + timedelta(weeks=number) if weeks else month_later(sent_on, number)
            yield _Time(match.start(), match.end(), on)
    for match in _QUARTER.finditer(text):
        month = 3 * int(match["quarter"]) - 2
        on = first_after(sent_on, month=month)
        if on <= sent_on + HORIZON:
            yield _Time(match.start(), match.end(), on)
