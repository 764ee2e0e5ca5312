"""Values within calculations: coercion, comparison, and criteria such as ">3"."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from tests.emulators.google.model import CellError, Effective
from tests.emulators.google.patterns import general

Grid: TypeAlias = list[list[Effective]]
Argument: TypeAlias = Effective | Grid
Rank: TypeAlias = tuple[int, float, str]


class FormulaError(Exception):
    """Ends a calculation with one of the errors that cells show."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(message)
        self.error = CellError(kind, message)


def single(value: Argument) -> str | int | float | bool | None:
    """Return the one value that a cell or the corner of a range holds; raise an error there."""
    if isinstance(value, list):
        value = value[0][0] if value and value[0] else None
    if isinstance(value, CellError):
        raise FormulaError(value.type, value.message)
    return value


def as_number(value: Argument) -> float:
    """Return a value as calculations take it."""
    value = single(value)
    if value is None or value == "":
        return 0
    if isinstance(value, str):
        try:
            return float(value.replace(",", ""))
        except ValueError:
            message = f"'{value}' is a text and cannot be coerced to a number."
            raise FormulaError("VALUE", message) from None
    return value


def as_text(value: Argument) -> str:
    """Return a value as text."""
    value = single(value)
    if value is None or isinstance(value, str):
        return value or ""
    return str(value).upper() if isinstance(value, bool) else general(value)


def is_true(value: Argument) -> bool:
    """Return a value as a condition."""
    value = single(value)
    if isinstance(value, str) and value.upper() in ("TRUE", "FALSE", ""):
        return value.upper() == "TRUE"
    return as_number(value) != 0


def flat(arguments: Iterable[Argument]) -> Iterator[Effective]:
    """Yield all values of all arguments."""
    for argument in arguments:
        if isinstance(argument, list):
            for row in argument:
                yield from row
        else:
            yield argument


def numbers(arguments: Iterable[Argument]) -> list[float]:
    """Return the numbers among the values; text, truth values and blanks do not count."""
    values = (single(value) for value in flat(arguments))
    return [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]


def rank(value: Effective) -> Rank:
    """Return what orders values as Sheets does: numbers, text, truth values, errors, blanks."""
    if isinstance(value, bool):
        return 2, value, ""
    if isinstance(value, int | float):
        return 0, value, ""
    if isinstance(value, str):
        return 1, 0, value.casefold()
    return (3 if isinstance(value, CellError) else 4), 0, ""


def _zero_like(value: Effective) -> str | float:
    if isinstance(value, bool):
        return False
    return "" if isinstance(value, str) else 0


def compared(left: Argument, sign: str, right: Argument) -> bool:
    """Say whether a comparison holds; a blank is the zero of what it is compared with."""
    one, other = single(left), single(right)
    first = rank(_zero_like(other) if one is None else one)
    second = rank(_zero_like(one) if other is None else other)
    return {
        "=": first == second,
        "<>": first != second,
        "<": first < second,
        ">": first > second,
        "<=": first <= second,
        ">=": first >= second,
    }[sign]


def matcher(criterion: Argument) -> Callable[[Effective], bool]:
    """Return what tells whether a value meets a criterion such as ">3" or "a*"."""
    wanted = single(criterion)
    if not isinstance(wanted, str):
        return lambda value: value is not None and rank(value) == rank(wanted)
    found = re.match(r"(<>|<=|>=|<|>|=)?(.*)\Z", wanted, re.DOTALL)
    sign, rest = (found[1] or "=", found[2]) if found else ("=", wanted)
    try:
        number = float(rest)
    except ValueError:
        return _text_matcher(sign, rest)
    return lambda value: (
        compared(value, sign, number)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else sign == "<>"
    )


def _text_matcher(sign: str, wanted: str) -> Callable[[Effective], bool]:
    if sign not in ("=", "<>"):
        return lambda value: isinstance(value, str) and compared(value, sign, wanted)
    pattern = re.compile(
        re.escape(wanted).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE | re.DOTALL
    )

    def matches(value: Effective) -> bool:
        text = "" if isinstance(value, CellError) else as_text(value)
        return bool(pattern.fullmatch(text)) == (sign == "=")

    return matches
