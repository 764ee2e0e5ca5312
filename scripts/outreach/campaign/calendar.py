"""On which days and at which hours the owner writes."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from outreach.errors import ConfigError
from outreach.settings import Settings, parse_window

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FARTHEST = 3660  # days; ten years without a day to send on is a mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCalendar:
    """The owner's sending days and hours.

    Attributes:
        zone: The owner's time zone; every day and hour here is meant in it.
        weekdays: Allowed days, Monday = 0.
        holidays: Public holidays that are kept.
        away: First and last days of absences.
        opens: When the send window opens.
        closes: When it closes.
    """

    zone: ZoneInfo
    weekdays: frozenset[int]
    holidays: Container[date]
    away: tuple[tuple[date, date], ...]
    opens: time
    closes: time

    def day_of(self, moment: datetime) -> date:
        """Return the owner's date at an aware moment."""
        return moment.astimezone(self.zone).date()

    def why_not(self, day: date) -> str:
        """Return why nothing is sent on a day; empty when it is an allowed one."""
        if any(first <= day <= last for first, last in self.away):
            return "you are away"
        if day in self.holidays:
            return "a public holiday"
        return "" if day.weekday() in self.weekdays else f"no mail on {day:%A}s"

    def next_allowed(self, day: date) -> date:
        """Return the first allowed day from `day` on.

        Raises:
            ConfigError: There is none within ten years.
        """
        for offset in range(FARTHEST):
            candidate = day + timedelta(days=offset)
            if not self.why_not(candidate):
                return candidate
        raise ConfigError(
            "[pacing] weekdays",
            "with holidays and away dates leaves no day to send on",
            hint="allow a weekday, or shorten [owner] away",
        )

    def window(self, day: date) -> tuple[datetime, datetime]:
        """Return when the send window of a day opens and closes (aware)."""
        return (
            datetime.combine(day, self.opens, tzinfo=self.zone),
            datetime.combine(day, self.closes, tzinfo=self.zone),
        )


def send_calendar(settings: Settings) -> SendCalendar:
    """Build the calendar that the settings describe."""
    opens, closes = parse_window(settings.pacing.window)
    return SendCalendar(
        zone=settings.owner.zone,
        weekdays=frozenset(WEEKDAYS.index(name) for name in settings.pacing.weekdays),
        holidays=_public_holidays(settings.pacing.holidays),
        away=settings.owner.away,
        opens=opens,
        closes=closes,
    )


def _public_holidays(region: str) -> Container[date]:
    if not region:
        return frozenset()
    import holidays  # slow to import, and the rehearsal needs none

    country, _, subdivision = region.partition("-")
    return holidays.country_holidays(country, subdiv=subdivision or None)
