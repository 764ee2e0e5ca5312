"""Whether a writer puts the day or the month first in dates such as 10/12."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from outreach.inbox.phrases import Phrases

LAST_MONTH = 12

_PAIR = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})(?:/(?:20)?\d\d)?(?![\d/])")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ENGLISH = frozenset(
    "the and is will you your of for with our to from am we are back out until through be in on "
    "office away closed returning return please".split()
)
_OTHERS = frozenset(
    "der die das und ich bin ist sind wir nicht vom bis ab am zum wieder "
    "le la les et je suis nous vous du au jusquau retour sera est "
    "el los y estoy estamos estare hasta del desde con por "
    "het een ik ben zijn van en wij tot op vanaf terug "
    "o os estou estarei ate em na no nao com para "
    "il sono sono siamo saro fino dal al rientro "
    "jag ar och till tillbaka er jeg og".split()
)
_AMERICA = timedelta(hours=-11), timedelta(hours=-3, minutes=-30)


class DateOrder(StrEnum):
    """How a writer orders the numbers of a date."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


def date_order(text: str, sent_at: datetime, phrases: Phrases) -> DateOrder:
    """Return the order in which a text writes day and month.

    A date with a number above 12 settles it; else all languages but English write the day first
    (Japanese and Chinese the month). In English the zone of the Date field tells North America,
    which writes the month first, from the others; there 10/12 is left open.

    Args:
        text: Folded.
    """
    for first, second in _PAIR.findall(text):
        if int(first) > LAST_MONTH >= int(second):
            return DateOrder.DAY_FIRST
        if int(second) > LAST_MONTH >= int(first):
            return DateOrder.MONTH_FIRST
    if _JAPANESE.search(text):
        return DateOrder.MONTH_FIRST
    words = re.findall(r"[^\W\d_]+", text)
    if sum(word in _OTHERS for word in words) > sum(word in _ENGLISH for word in words):
        return DateOrder.DAY_FIRST
    zone = sent_at.utcoffset() or timedelta(0)
    american = _AMERICA[0] <= zone <= _AMERICA[1]
    if american and not phrases.first("writes_day_first", text):
        return DateOrder.MONTH_FIRST
    return DateOrder.UNKNOWN
