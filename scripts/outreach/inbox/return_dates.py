"""The first day on which somebody away is back: a word that says so, and the day beside it.

Three kinds of words name it, and the surer kind wins: "back on" and its like mean that day;
"through", "bis einschließlich" and stretches of days name the last day away, so the next one;
"until" is taken for the day itself, as most people mean it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta

from outreach.inbox.date_mentions import MOST_CHARACTERS, Mention, mentions_in
from outreach.inbox.date_order import date_order
from outreach.inbox.phrases import Hit, Phrases, sentences_of
from outreach.practitioners.folding import fold

HORIZON = timedelta(days=183)
"""What lies further ahead is rather misread, or no reason to wait so long."""

_PLACE = re.compile(r"dateno(\d+)")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class ReturnDay:
    """The first day back, and the words that said so."""

    on: date
    said: str


@dataclass(frozen=True, slots=True)
class _Cue:
    """A kind of words beside a day.

    Attributes:
        days: Between the day named and the first day back.
        after: How many words may stand between these words and a day that follows.
        before: The same for a day before them.
        inside: Whether a day within these words is meant, as in "ab Montag wieder".
    """

    topic: str
    days: int
    after: int
    before: int
    inside: bool = False


_CUES = (
    _Cue("back_on", 0, 8, 6, inside=True),
    _Cue("back_beside_day", 0, 2, 0),
    _Cue("away_through", 1, 3, 1),
    _Cue("away_until", 0, 4, 0),
)


def return_day(
    text: str, subject: str, sent_at: datetime | None, phrases: Phrases
) -> ReturnDay | None:
    """Return the first day back that a notice names, or None when none is certain.

    Args:
        text: The notice.
        subject: Looked at when the notice itself names no day.
        sent_at: When it was written; without it no day can be told.
    """
    if sent_at is None or sent_at.year >= MAXYEAR - 1:
        return None
    folded = fold(f"{text[:MOST_CHARACTERS]}\n\n{subject}").replace("dateno", "date no")
    mentions = mentions_in(
        folded,
        sent_on=sent_at.date(),
        order=date_order(folded, sent_at, phrases),
        horizon=HORIZON,
    )
    if not any(one.on for one in mentions):
        return None
    marked = _marked(folded, mentions)
    away = {hit.place: hit.said for hit in phrases.hits("away", marked)}
    notice = _Notice(mentions, marked, phrases, away)
    return next((day for cue in _CUES for day in notice.days_by(cue)), None) or notice.last_away()


def _marked(text: str, mentions: list[Mention]) -> str:
    """Return the text with a word in the place of each day, so that phrases can stand beside it."""
    marked, at = "", 0
    for number, one in enumerate(mentions):
        between = text[at : one.start]
        # A dash between two days would end a sentence.
        if one.ends_stretch and not any(c.isalnum() for c in between):
            between = " "
        marked += f"{between} dateno{number} "
        at = one.end
    return marked + text[at:]


@dataclass(frozen=True, slots=True)
class _Notice:
    mentions: list[Mention]
    text: str
    phrases: Phrases
    away: dict[int, str]  # what is said of an absence, by the number of the sentence

    def days_by(self, cue: _Cue) -> Iterator[ReturnDay]:
        """Yield the days that words of one kind name."""
        for hit in self.phrases.hits(cue.topic, self.text):
            found = self._beside(hit, cue)
            if found is None or found.on is None:
                continue
            if found.weekday and cue.topic.startswith("away") and not self._away_at(hit.place):
                continue  # "Our hours are Monday through Friday"
            days = cue.days or self._is_last_day(found, hit)
            yield ReturnDay(found.on + timedelta(days), hit.said)

    def last_away(self) -> ReturnDay | None:
        """Return the day after a stretch of days, or single days, named beside an absence."""
        last = None
        for place, sentence in enumerate(sentences_of(self.text)):
            for number in map(int, _PLACE.findall(sentence.words)):
                one = self.mentions[number]
                if one.on is None or one.weekday or self._begins(number, sentence.words):
                    continue
                said = self._away_at(place, nearby=one.ends_stretch)
                if said and (last is None or one.on > last.on):
                    last = ReturnDay(one.on, said)
        return last and ReturnDay(last.on + timedelta(days=1), last.said)

    def _beside(self, hit: Hit, cue: _Cue) -> Mention | None:
        """Return the day that the words of a hit are about."""
        words, at = hit.sentence.words, hit.sentence.words.find(hit.said)
        end = at + len(hit.said)
        unspaced = bool(_UNSPACED.search(hit.said))
        inside = list(_PLACE.finditer(hit.said)) if cue.inside or unspaced else []
        if inside:
            return self.mentions[int(inside[-1][1])]
        after = next(_PLACE.finditer(words, end), None)
        earlier = list(_PLACE.finditer(words, 0, at))
        before = earlier[-1] if earlier else None
        if after and words[end : after.start()].count(" ") - 1 > cue.after:
            after = None
        reach = max(cue.before, 1) if unspaced else cue.before
        if before and words[before.end() : at].count(" ") - 1 > reach:
            before = None
        if before and cue.topic == "back_beside_day" and before.end() + 1 != at:
            before = None
        # Japanese puts such words after the day.
        chosen = (before or after) if unspaced else (after or before)
        return self.mentions[int(chosen[1])] if chosen else None

    def _is_last_day(self, found: Mention, hit: Hit) -> int:
        """Return 1 when other words of the sentence call the day the last one away."""
        others = self.phrases.hits("away_through", self.text)
        through = _CUES[2]
        return int(
            any(one.place == hit.place and self._beside(one, through) is found for one in others)
        )

    def _away_at(self, place: int, *, nearby: bool = True) -> str:
        """Return the words by which a sentence, or one beside it, says that somebody is away."""
        places = (place, place - 1, place + 1) if nearby else (place,)
        return next((self.away[one] for one in places if one in self.away), "")

    def _begins(self, number: int, words: str) -> bool:
        """Tell whether something begins on a day: a word before it says so, or a stretch."""
        following = self.mentions[number + 1 : number + 2]
        if following and following[0].ends_stretch:
            return True
        before = words[: words.find(f"dateno{number} ")].rstrip()
        if self.mentions[number].ends_stretch:
            return False
        last = " ".join(before.split()[-3:])
        after = words[words.find(f"dateno{number} ") :].split()[1:2]
        hits = self.phrases.hits("starting", f"{last} dateno")
        if any(f" {hit.said} dateno " in hit.sentence.words for hit in hits):
            return True
        return bool(after) and any(after[0].startswith(mark) for mark in ("から", "より"))
