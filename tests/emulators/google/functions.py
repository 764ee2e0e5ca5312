"""The functions and operators that formulas of tests use; all others answer #NAME?."""

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeAlias

from tests.emulators.google.model import CellError, Effective
from tests.emulators.google.operands import (
    Argument,
    FormulaError,
    Grid,
    as_number,
    as_text,
    compared,
    flat,
    is_true,
    matcher,
    numbers,
    single,
)
from tests.emulators.google.patterns import shown
from tests.emulators.google.serials import moment_of, serial_of

Calculation: TypeAlias = Callable[..., Argument]


def _divided(left: Argument, right: Argument) -> float:
    divisor = as_number(right)
    if divisor == 0:
        raise FormulaError("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
    return as_number(left) / divisor


def _round(value: Argument, places: Argument = 0) -> float:
    factor = 10 ** int(as_number(places))
    number = as_number(value)
    return math.copysign(math.floor(abs(number) * factor + 0.5) / factor, number)


def _average(*arguments: Argument) -> float:
    found = numbers(arguments)
    return _divided(sum(found), len(found))


def _as_grid(value: Argument) -> Grid:
    return value if isinstance(value, list) else [[value]]


def _criteria_met(pairs: tuple[Argument, ...]) -> list[bool]:
    columns = [
        [test(value) for value in flat([pairs[index]])]
        for index in range(0, len(pairs), 2)
        for test in [matcher(pairs[index + 1])]
    ]
    return [all(values) for values in zip(*columns, strict=True)]


def _count_if(*pairs: Argument) -> int:
    return sum(_criteria_met(pairs))


def _sum_ifs(summed: Argument, *pairs: Argument) -> float:
    chosen = zip(flat([summed]), _criteria_met(pairs), strict=False)
    return sum(numbers(value for value, met in chosen if met))


def _sum_if(tested: Argument, criterion: Argument, summed: Argument = None) -> float:
    return _sum_ifs(tested if summed is None else summed, tested, criterion)


def _count_filled(*arguments: Argument) -> int:
    return sum(value is not None for value in flat(arguments))


def _count_blank(*arguments: Argument) -> int:
    return sum(value in (None, "") for value in flat(arguments))


def _count_unique(*arguments: Argument) -> int:
    return len({(type(value), value) for value in flat(arguments) if value is not None})


def _text(value: Argument, pattern: Argument) -> str:
    picture = as_text(pattern)
    dated = any(letter in picture.lower() for letter in "ymdhs")
    kind = "DATE_TIME" if dated else "NUMBER"
    return shown(as_number(value), {"type": kind, "pattern": picture})


def _date(year: Argument, month: Argument, day: Argument) -> float:
    months = int(as_number(year)) * 12 + int(as_number(month)) - 1
    first = date(months // 12, months % 12 + 1, 1)
    return serial_of(first + timedelta(days=int(as_number(day)) - 1))


def _matched(wanted: Argument, values: Argument, _kind: Argument = 1) -> int:
    for index, value in enumerate(flat([values])):
        if compared(value, "=", wanted):
            return index + 1
    raise FormulaError("N_A", f"Did not find value '{as_text(wanted)}' in MATCH evaluation.")


def _index(grid: Argument, row: Argument = 0, column: Argument = 0) -> Argument:
    number, place = int(as_number(row)), int(as_number(column))
    try:
        return _as_grid(grid)[max(number, 1) - 1][max(place, 1) - 1]
    except IndexError:
        raise FormulaError("REF", "INDEX evaluates to an out of bounds range.") from None


def _vlookup(wanted: Argument, grid: Argument, column: Argument, *_sorted: Argument) -> Argument:
    rows = _as_grid(grid)
    row = _matched(wanted, [[row[0]] for row in rows])
    return _index(rows, row, column)


def _joined(separator: Argument, *arguments: Argument) -> str:
    return as_text(separator).join(as_text(value) for value in flat(arguments))


def _text_joined(separator: Argument, ignore: Argument, *arguments: Argument) -> str:
    values = [as_text(value) for value in flat(arguments)]
    return as_text(separator).join(value for value in values if value or not is_true(ignore))


def _substituted(text: Argument, old: Argument, new: Argument) -> str:
    return as_text(text).replace(as_text(old), as_text(new))


def _left(text: Argument, count: Argument = 1) -> str:
    return as_text(text)[: int(as_number(count))]


def _right(text: Argument, count: Argument = 1) -> str:
    length = int(as_number(count))
    return as_text(text)[-length:] if length else ""


def _middle(text: Argument, start: Argument, count: Argument) -> str:
    first = int(as_number(start)) - 1
    return as_text(text)[first : first + int(as_number(count))]


def _unavailable(*_arguments: Argument) -> Argument:
    raise FormulaError("N_A", "")


def _is_kind(*kinds: type) -> Calculation:
    def tells(value: Argument) -> bool:
        if isinstance(value, list):
            value = value[0][0]
        return isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))

    return tells


def _product(*arguments: Argument) -> float:
    return math.prod(numbers(arguments))


def _first_text(_url: Argument, label: Argument = None) -> Argument:
    return single(_url) if label is None else single(label)


def _no_value(*_arguments: Argument) -> Argument:
    return None


OPERATORS: dict[str, Calculation] = {
    "+": lambda left, right: as_number(left) + as_number(right),
    "-": lambda left, right: as_number(left) - as_number(right),
    "*": lambda left, right: as_number(left) * as_number(right),
    "/": _divided,
    "^": lambda left, right: as_number(left) ** as_number(right),
    "&": lambda left, right: as_text(left) + as_text(right),
    **{
        sign: lambda left, right, sign=sign: compared(left, sign, right)
        for sign in ("=", "<>", "<", ">", "<=", ">=")
    },
}

FUNCTIONS: dict[str, Calculation] = OPERATORS | {
    "SUM": lambda *arguments: sum(numbers(arguments)),
    "PRODUCT": _product,
    "AVERAGE": _average,
    "MIN": lambda *arguments: min(numbers(arguments), default=0),
    "MAX": lambda *arguments: max(numbers(arguments), default=0),
    "COUNT": lambda *arguments: len(numbers(arguments)),
    "COUNTA": _count_filled,
    "COUNTBLANK": _count_blank,
    "COUNTIF": _count_if,
    "COUNTIFS": _count_if,
    "COUNTUNIQUE": _count_unique,
    "SUMIF": _sum_if,
    "SUMIFS": _sum_ifs,
    "ABS": lambda value: abs(as_number(value)),
    "INT": lambda value: math.floor(as_number(value)),
    "ROUND": _round,
    "MOD": lambda left, right: as_number(left) % as_number(right),
    "POWER": lambda left, right: as_number(left) ** as_number(right),
    "SQRT": lambda value: math.sqrt(as_number(value)),
    "PI": lambda: math.pi,
    "AND": lambda *arguments: all(is_true(v) for v in flat(arguments) if v is not None),
    "OR": lambda *arguments: any(is_true(v) for v in flat(arguments) if v is not None),
    "NOT": lambda value: not is_true(value),
    "TRUE": lambda: True,
    "FALSE": lambda: False,
    "NA": _unavailable,
    "LEN": lambda text: len(as_text(text)),
    "LOWER": lambda text: as_text(text).lower(),
    "UPPER": lambda text: as_text(text).upper(),
    "PROPER": lambda text: as_text(text).title(),
    "TRIM": lambda text: " ".join(as_text(text).split()),
    "LEFT": _left,
    "RIGHT": _right,
    "MID": _middle,
    "SUBSTITUTE": _substituted,
    "CONCAT": lambda left, right: as_text(left) + as_text(right),
    "CONCATENATE": lambda *arguments: _joined("", *arguments),
    "JOIN": _joined,
    "TEXTJOIN": _text_joined,
    "TEXT": _text,
    "VALUE": as_number,
    "N": lambda value: as_number(value) if not isinstance(single(value), str) else 0,
    "T": lambda value: single(value) if isinstance(single(value), str) else "",
    "CHAR": lambda value: chr(int(as_number(value))),
    "REPT": lambda text, count: as_text(text) * int(as_number(count)),
    "DATE": _date,
    "YEAR": lambda value: moment_of(as_number(value)).year,
    "MONTH": lambda value: moment_of(as_number(value)).month,
    "DAY": lambda value: moment_of(as_number(value)).day,
    "WEEKDAY": lambda value: moment_of(as_number(value)).isoweekday() % 7 + 1,
    "ISBLANK": lambda value: single(value) is None,
    "ISNUMBER": _is_kind(int, float),
    "ISTEXT": _is_kind(str),
    "ISLOGICAL": _is_kind(bool),
    "ISERROR": _is_kind(CellError),
    "MATCH": _matched,
    "INDEX": _index,
    "VLOOKUP": _vlookup,
    "TRANSPOSE": lambda grid: [list(row) for row in zip(*_as_grid(grid), strict=True)],
    "ARRAYFORMULA": lambda value: value,
    "HYPERLINK": _first_text,
    "IMAGE": _no_value,
}

VOLATILE: dict[str, Callable[[datetime], Effective]] = {
    "TODAY": lambda moment: serial_of(moment.date()),
    "NOW": serial_of,
}

DATED = {"TODAY": "DATE", "NOW": "DATE_TIME", "DATE": "DATE"}
"""Functions whose result a cell without a format shows as a date or a moment."""
