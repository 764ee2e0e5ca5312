"""The kinds of values that settings take; each says in plain words what it wants instead.

No message repeats what was entered unless it is a name that cannot be a secret.
"""

import re
from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints
from pydantic.functional_validators import AfterValidator, BeforeValidator

CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TraitName = Literal["takes_insurance", "offers_massage", "has_massage_therapist", "values_massage"]
Security = Literal["starttls", "tls", "none"]
Auth = Literal["password", "xoauth2", "none"]


def _one_line(value: str) -> str:
    # Settings become headers and parts of letters; a line break could make two of one (I9).
    if not value.isprintable():
        raise ValueError("must be one line without control characters")
    return value.strip()


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(
            f"there is no time zone {name!r}; use a name such as America/New_York"
        ) from error
    return name


def _holidays(name: str) -> str:
    if not name:
        return name
    import holidays  # slow to import, and many settings need none

    country, _, subdivision = name.partition("-")
    try:
        holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError as error:
        raise ValueError(
            f"there are no holidays for {name!r}; use a country and region such as US-NH, or empty"
        ) from error
    return name


def _country(name: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", name):
        raise ValueError('must be two capital letters, such as "US"')
    return name


def _day(value: object) -> object:
    if isinstance(value, datetime) or not isinstance(value, str | date):
        raise ValueError('must be a day such as "2026-12-24"')  # noqa: TRY004 (pydantic's way)
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError('must be a day such as "2026-12-24"') from error


def _rising_days(value: tuple[date, date]) -> tuple[date, date]:
    if value[1] < value[0]:
        raise ValueError(f"the last day away, {value[1]}, comes before the first, {value[0]}")
    return value


def _hours(value: str) -> str:
    if not re.fullmatch(rf"{CLOCK}-(?:{CLOCK}|24:00)", value):
        raise ValueError('must be hours such as "09:00-16:30"')
    opens, closes = value.split("-")
    if closes <= opens:
        raise ValueError("the window closes before it opens")
    return value


def _clock(value: str) -> str:
    if not re.fullmatch(CLOCK, value):
        raise ValueError('must be a time such as "09:30"')
    return value


def _pair(value: object) -> object:
    return (value, value) if isinstance(value, int) and not isinstance(value, bool) else value


def _rising(value: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= value[0] <= value[1]:
        raise ValueError("the shortest gap comes first, and neither is negative")
    return value


def _https(value: str) -> str:
    if value and not value.startswith("https://"):
        raise ValueError("one-click unsubscribing (RFC 8058) needs an https:// address")
    return value


def _address(value: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError("must be an e-mail address such as ana@reyesmassage.example") from error
    if not found.ascii_email:
        raise ValueError("must be an e-mail address that every server takes: ASCII before the @")
    return found.ascii_email


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


def _campaign_name(value: str) -> str:
    # It becomes part of a path: no folders, no dots.
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value):
        raise ValueError("must be the name of a campaign file without .toml: a-z, 0-9, _ and -")
    return value


Line = Annotated[str, AfterValidator(_one_line)]
Filled = Annotated[Line, StringConstraints(strip_whitespace=True, min_length=1)]
Address = Annotated[str, AfterValidator(_address)]
OptionalAddress = Annotated[Address | None, BeforeValidator(_none_if_empty)]
ZoneName = Annotated[str, AfterValidator(_zone)]
CountryName = Annotated[str, AfterValidator(_country)]
HolidaysName = Annotated[str, AfterValidator(_holidays)]
Day = Annotated[date, BeforeValidator(_day)]
DaysAway = Annotated[tuple[Day, Day], AfterValidator(_rising_days)]
Hours = Annotated[str, AfterValidator(_hours)]
Clock = Annotated[str, AfterValidator(_clock)]
Gap = Annotated[tuple[int, int], BeforeValidator(_pair), AfterValidator(_rising)]
HttpsUrl = Annotated[Line, AfterValidator(_https)]
Port = Annotated[int, Field(ge=1, le=65535)]
CampaignName = Annotated[str, AfterValidator(_campaign_name)]
