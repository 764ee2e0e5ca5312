"""Dates and times as Sheets counts them: days since 1899-12-30, times as fractions of a day."""

from datetime import date, datetime, time, timedelta

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers have no time zone


def serial_of(moment: date) -> float:
    """Return the serial number of a day or of a moment (without regard to its zone)."""
    if not isinstance(moment, datetime):
        return (moment - EPOCH.date()).days
    gone = moment.replace(tzinfo=None) - EPOCH
    seconds = gone.seconds + gone.microseconds / 1_000_000
    return gone.days + seconds / 86400 if seconds else gone.days


def serial_of_time(moment: time) -> float:
    """Return the fraction of the day that is over at that time."""
    return (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400


def moment_of(serial: float) -> datetime:
    """Return the moment of a serial number, to the millisecond."""
    return EPOCH + timedelta(milliseconds=round(serial * 86_400_000))
