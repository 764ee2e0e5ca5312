"""What Sheets makes of text that somebody types into a cell (USER_ENTERED)."""

import re
from datetime import date, datetime, time
from typing import NamedTuple

from tests.emulators.google.errors import Json
from tests.emulators.google.model import Entered, Formula
from tests.emulators.google.serials import serial_of, serial_of_time


class Typed(NamedTuple):
    """A value, the text that was typed, and the number format that typing it gives."""

    value: Entered
    source: str
    number_format: Json | None = None


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<currency>[$€£¥]?)(?P<minus>-?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)?(?P<decimals>\.\d*)?(?P<exponent>e[-+]?\d+)?"
    r"(?P<percent>%?)\Z",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})\Z")
_SLASHED = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})\Z")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})([ -])([A-Za-z]{3,9})\2(\d{4})\Z")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?( ?[AaPp][Mm])?\Z")


def typed(text: str) -> Typed:
    """Return what typing this text enters."""
    if text.startswith("'"):
        return Typed(text[1:], text)
    if text.startswith("=") and len(text) > 1:
        return Typed(Formula(text), text)
    stripped = text.strip()
    if stripped.upper() in ("TRUE", "FALSE"):
        return Typed(stripped.upper() == "TRUE", text)
    return _number(stripped) or _moment(stripped) or Typed(text, text)


def _number(text: str) -> Typed | None:
    match = _NUMBER.match(text)
    if not match or not re.search(r"\d", (match["digits"] or "") + (match["decimals"] or "")):
        return None
    digits = (match["digits"] or "0").replace(",", "")
    value = float(digits + (match["decimals"] or "") + (match["exponent"] or ""))
    if match["percent"]:
        value = float(f"{value / 100:.15g}")
    if "-" in match["sign"] + match["minus"]:
        value = -value
    plain = int(value) if value == int(value) and abs(value) < 1e15 else value
    return Typed(plain, text, _number_format(match))


def _number_format(match: re.Match[str]) -> Json | None:
    decimals = ".00" if match["decimals"] else ""
    if match["percent"]:
        return {"type": "PERCENT", "pattern": f"0{decimals}%"}
    if match["currency"]:
        return {"type": "CURRENCY", "pattern": f'"{match["currency"]}"#,##0{decimals}'}
    if match["exponent"]:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if "," in (match["digits"] or ""):
        return {"type": "NUMBER", "pattern": f"#,##0{decimals}"}
    return None


def _moment(text: str) -> Typed | None:
    whole_day = _day(text)
    if whole_day:
        return Typed(serial_of(whole_day[0]), text, {"type": "DATE", "pattern": whole_day[1]})
    clock = _time(text)
    if clock:
        return Typed(serial_of_time(clock[0]), text, {"type": "TIME", "pattern": clock[1]})
    first, _, rest = text.replace("T", " ", 1).partition(" ")
    day, clock = _day(first), _time(rest)
    if day and clock:
        pattern = f"{day[1]} {clock[1]}"
        moment = datetime.combine(day[0], clock[0])
        return Typed(serial_of(moment), text, {"type": "DATE_TIME", "pattern": pattern})
    return None


def _month(name: str) -> int:
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _day(text: str) -> tuple[date, str] | None:
    pattern = ""
    year = month = day = 0
    if match := _ISO.match(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        pattern = match[2].join(("yyyy", "mm", "dd"))
    elif match := _SLASHED.match(text):
        month, day, year = int(match[1]), int(match[3]), int(match[4])
        year += 0 if year > 99 else 2000 if year < 50 else 1900
        pattern = match[2].join(("m", "d", "y" * len(match[4])))
    elif match := _MONTH_FIRST.match(text):
        year, month, day = int(match[3]), _month(match[1]), int(match[2])
        pattern = "mmm d, yyyy" if len(match[1]) == 3 else "mmmm d, yyyy"
    elif match := _DAY_FIRST.match(text):
        year, month, day = int(match[4]), _month(match[3]), int(match[1])
        pattern = match[2].join(("d", "mmm" if len(match[3]) == 3 else "mmmm", "yyyy"))
    try:
        return (date(year, month, day), pattern) if pattern else None
    except ValueError:
        return None


def _time(text: str) -> tuple[time, str] | None:
    match = _TIME.match(text)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    pattern = "h:mm:ss" if match[3] else "h:mm"
    if match[4]:
        pattern += " am/pm"
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4].strip().lower() == "pm" else 0)
    try:
        return time(hour, minute, second), pattern
    except ValueError:
        return None
