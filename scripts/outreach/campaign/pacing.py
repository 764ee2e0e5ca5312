"""How many e-mails may leave now, and when: cap, window, spacing."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from outreach.campaign.calendar import SendCalendar
from outreach.settings import Pacing

DAY = timedelta(hours=24)


def allowance(sent_at: Iterable[datetime], *, now: datetime, daily_cap: int) -> int:
    """Return how many more e-mails the rolling 24 hours leave room for.

    Args:
        sent_at: When earlier e-mails left, or may have left (aware).
    """
    # In UTC, for a day of the owner's may have 23 or 25 hours. What seems to have left after now
    # did so before the clock was set right.
    since = now.astimezone(UTC) - DAY
    recent = sum(1 for moment in sent_at if moment > since)
    return max(0, daily_cap - recent)


def send_slots(
    count: int,
    *,
    now: datetime,
    pacing: Pacing,
    calendar: SendCalendar,
    chance: Callable[[int, int], int],
) -> tuple[datetime, ...]:
    """Return when to send up to `count` e-mails today over a live transport.

    The gaps are random within `spacing_seconds`, and a slot beyond the window does not exist:
    what does not fit waits for the next run, so a machine that was off never catches up in a
    burst.

    Args:
        chance: Returns a whole number between its two arguments, both included.
    """
    opens, closes = calendar.window(calendar.day_of(now))
    moment, end = now.astimezone(UTC), closes.astimezone(UTC)
    slots: list[datetime] = []
    while len(slots) < count and opens <= moment < end:
        slots.append(moment.astimezone(calendar.zone))
        moment += timedelta(seconds=chance(*pacing.spacing_seconds))
    return tuple(slots)
