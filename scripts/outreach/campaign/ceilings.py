"""Ceilings on letters that leave this computer; they stand in the code, not in the settings (I11).

The scripts are for writing to the right few. Whoever needs more than this needs another tool.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from outreach.campaign.stops import ANSWERS, TOLD, Skip, SkipKind
from outreach.practitioners.addresses import is_reserved
from outreach.practitioners.history import History, decision
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.touches import REACHED, TouchRecord

DAY = timedelta(hours=24)
MONTH = timedelta(days=30)
PER_DAY = 50
FIRST_PER_DAY = 25
FIRST_PER_MONTH = 100
UNANSWERED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceilings:
    """What may still leave, and what a first letter needs.

    Attributes:
        letters: How many letters of any kind.
        first_letters: How many first ones.
        country: The owner's; outside the US a first letter needs consent (CASL, PECR).
    """

    letters: int
    first_letters: int
    country: str

    def why_full(self, planned: int, *, first_planned: int, is_first: bool) -> str:
        """Return why no further letter fits, or empty.

        Args:
            planned: Letters that are planned already.
            first_planned: First ones among them.
            is_first: Whether it is a first one.
        """
        if planned >= self.letters:
            return f"more than {PER_DAY} letters in 24 hours never leave"
        if is_first and first_planned >= self.first_letters:
            return (
                f"more than {FIRST_PER_DAY} first letters in 24 hours, "
                f"or {FIRST_PER_MONTH} in 30 days, never leave"
            )
        return ""

    def needed(self, practitioner: Practitioner) -> str:
        """Return the heading of a cell that must be filled before a first letter, or empty."""
        if not practitioner.found_via:
            return "Found via"
        if self.country != "US" and not practitioner.consent:
            return "Consent"
        return ""


def ceilings_now(
    touches: Mapping[str, Sequence[TouchRecord]], *, now: datetime, country: str
) -> Ceilings:
    """Return what the past leaves room for.

    Args:
        touches: Row key → all touches, oldest first.
        now: Aware.
        country: The owner's.
    """
    letters = [[t.at for t in own if t.state in REACHED] for own in touches.values()]
    firsts = [min(moments) for moments in letters if moments]
    everything = [moment for moments in letters for moment in moments]
    return Ceilings(
        letters=PER_DAY - _since(everything, now, DAY),
        first_letters=min(
            FIRST_PER_DAY - _since(firsts, now, DAY), FIRST_PER_MONTH - _since(firsts, now, MONTH)
        ),
        country=country,
    )


def _since(moments: Iterable[datetime], now: datetime, span: timedelta) -> int:
    # In UTC, for a day of the owner's may have 23 or 25 hours.
    start = now.astimezone(UTC) - span
    return sum(moment > start for moment in moments)


def why_never(practitioner: Practitioner, history: History) -> Skip | None:
    """Return why no letter may leave for somebody, whatever the day."""
    if is_reserved(practitioner.email):
        reason = f"{practitioner.email} is a sample address, which nobody reads (RFC 2606)"
        return Skip(kind=SkipKind.RESERVED, reason=reason)
    answers = [e.at for e in history.events if e.kind in ANSWERS or decision(e) in TOLD]
    unanswered = [
        touch
        for touch in history.touches
        if touch.state in REACHED and not any(touch.at <= at for at in answers)
    ]
    if len(unanswered) >= UNANSWERED:
        reason = f"{UNANSWERED} letters without an answer are the most"
        return Skip(kind=SkipKind.UNANSWERED, reason=reason)
    return None
