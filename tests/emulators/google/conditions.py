"""Conditions of filters: whether a cell's value meets them."""

from collections.abc import Callable

from tests.emulators.google.entering import typed
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.model import Effective
from tests.emulators.google.operands import compared

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


def condition_test(condition: Json) -> Test:
    """Return what tells whether a value, and the text it shows, meet a BooleanCondition."""
    kind = str(condition.get("type"))
    values = [str(value.get("userEnteredValue", "")) for value in condition.get("values") or []]
    by_text = _text_test(kind, values[0] if values else "")
    if by_text:
        return by_text
    limits = [typed(value).value for value in values]
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
