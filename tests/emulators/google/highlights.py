"""Conditional formats: what they make of cells that meet their conditions.

As Google's help has it, the first rule that a cell meets defines how it looks. Colour scales are
kept but not drawn.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from tests.emulators.google.calculate import Calculator
from tests.emulators.google.conditions import condition_test
from tests.emulators.google.errors import ApiError, Json
from tests.emulators.google.model import Sheet
from tests.emulators.google.references import copied

Meets = Callable[[int, int], bool]


class _Rule(NamedTuple):
    ranges: list[Json]
    meets: Meets
    look: Json

    def applies(self, row: int, column: int) -> bool:
        """Say whether a cell lies in the ranges and meets the condition."""
        inside = any(
            area["startRowIndex"] <= row < area["endRowIndex"]
            and area["startColumnIndex"] <= column < area["endColumnIndex"]
            for area in self.ranges
        )
        return inside and self.meets(row, column)


class Highlights:
    """The conditional formats of one spreadsheet; each tab's rules are read once."""

    def __init__(self, calculator: Calculator) -> None:
        self._calculator = calculator
        self._rules = cache(self._rules_of)

    def look(self, sheet: Sheet, row: int, column: int) -> Json | None:
        """Return the format that the first rule that applies gives to a cell."""
        rules = self._rules(sheet)
        return next((rule.look for rule in rules if rule.applies(row, column)), None)

    def _rules_of(self, sheet: Sheet) -> list[_Rule]:
        rules = [r for r in sheet.objects["conditionalFormats"] if "booleanRule" in r]
        return [self._rule(sheet, rule["ranges"], rule["booleanRule"]) for rule in rules]

    def _rule(self, sheet: Sheet, ranges: list[Json], rule: Json) -> _Rule:
        meets = self._test(sheet, ranges[0], rule.get("condition") or {})
        return _Rule(ranges, meets, rule.get("format") or {})

    def _test(self, sheet: Sheet, first: Json, condition: Json) -> Meets:
        calculator = self._calculator
        if condition.get("type") == "CUSTOM_FORMULA":
            (value,) = condition["values"]
            formula = str(value["userEnteredValue"])
            top, left = first["startRowIndex"], first["startColumnIndex"]
            return lambda row, column: calculator.holds(
                sheet, copied(formula, row - top, column - left)
            )
        try:
            meets = condition_test(condition, calculator.today)
        except ApiError:
            return lambda _row, _column: False  # a condition that the emulator only keeps
        return lambda row, column: meets(
            calculator.value(sheet, row, column), calculator.shown(sheet, row, column)
        )
