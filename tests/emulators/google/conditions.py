"""Conditions of filters and of conditional formats: whether a cell's value meets them."""

from collections.abc import Callable
from datetime import date, timedelta

from tests.emulators.google.entering import typed
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.model import Effective
from tests.emulators.google.operands import compared
from tests.emulators.google.serials import serial_of

Test = Callable[[Effective, str], bool]

_SIGNS = {
    "NUMBER_GREATER": ">",
    "NUMBER_GREATER_THAN_EQ": ">=",
    "NUMBER_LESS": "<",
    "NUMBER_LESS_THAN_EQ": "<=",
    "NUMBER_EQ": "=",
    "NUMBER_NOT_EQ": "<>",
    "DATE_EQ": "=",
    "DATE_NOT_EQ": "<>",
    "DATE_BEFORE": "<",
    "DATE_AFTER": ">",
    "DATE_ON_OR_BEFORE": "<=",
    "DATE_ON_OR_AFTER": ">=",
}


def _is_number(value: Effective) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text_test(kind: str, wanted: str) -> Test | None:
    lowered = wanted.casefold()
    tests: dict[str, Test] = {
        "TEXT_CONTAINS": lambda _, shown: lowered in shown.casefold(),
        "TEXT_NOT_CONTAINS": lambda _, shown: lowered not in shown.casefold(),
        "TEXT_STARTS_WITH": lambda _, shown: shown.casefold().startswith(lowered),
        "TEXT_ENDS_WITH": lambda _, shown: shown.casefold().endswith(lowered),
        "TEXT_EQ": lambda _, shown: shown.casefold() == lowered,
        "TEXT_NOT_EQ": lambda _, shown: shown.casefold() != lowered,
        "BLANK": lambda _, shown: not shown,
        "NOT_BLANK": lambda _, shown: bool(shown),
    }
    return tests.get(kind)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _month_before(day: date) -> date:
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _relative(name: str, today: date) -> date | None:
    """Return the day that a RelativeDate means."""
    days = {"PAST_WEEK": -7, "YESTERDAY": -1, "TODAY": 0, "TOMORROW": 1}
    if name in days:
        return today + timedelta(days=days[name])
    if name == "PAST_MONTH":
        return _month_before(today)
    return _years_before(today, 1) if name == "PAST_YEAR" else None


def _limit(value: Json, today: date) -> object:
    """Return what a ConditionValue stands for."""
    day = _relative(str(value.get("relativeDate")), today)
    return typed(str(value.get("userEnteredValue", ""))).value if day is None else serial_of(day)


def condition_test(condition: Json, today: date) -> Test:
    """Return what tells whether a value, and the text it shows, meet a BooleanCondition."""
    kind = str(condition.get("type"))
    values: list[Json] = condition.get("values") or []
    by_text = _text_test(kind, str(values[0].get("userEnteredValue", "")) if values else "")
    if by_text:
        return by_text
    limits = [_limit(value, today) for value in values]
    numbers = [limit for limit in limits if isinstance(limit, int | float)]
    if kind in _SIGNS and numbers:
        sign, limit = _SIGNS[kind], numbers[0]
        return lambda value, _: _is_number(value) and compared(value, sign, limit)
    if kind.endswith("BETWEEN") and len(numbers) > 1:
        low, high = sorted(numbers)[:2]
        inside = not kind.endswith("NOT_BETWEEN")
        return lambda value, _: (
            _is_number(value)
            and (compared(value, ">=", low) and compared(value, "<=", high)) == inside
        )
    raise invalid(f"Unsupported filter condition: {kind}")
