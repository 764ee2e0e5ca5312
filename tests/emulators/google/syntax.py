"""The grammar of formulas: from text to a tree."""

import re
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from tests.emulators.google.references import REFERENCE, Reference, reference


class FormulaSyntaxError(Exception):
    """A formula that the evaluator cannot read."""


class Literal(NamedTuple):
    """A number, text or truth value."""

    value: str | float | bool | None


class Name(NamedTuple):
    """A name that is no function: a named range."""

    name: str


class Function(NamedTuple):
    """A function with its arguments; operators are functions too."""

    name: str
    arguments: tuple["Node", ...]


Node: TypeAlias = Literal | Name | Function | Reference

_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+")
_TEXT = re.compile(r'"((?:[^"]|"")*)"')
_FUNCTION = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
_WORD = re.compile(r"[A-Za-z_][\w.]*")
_OPERATOR = re.compile(r"<>|<=|>=|[-+*/^&=<>%(),;{}]")
_STRENGTH = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3}
_STRENGTH |= {"*": 4, "/": 4, "^": 6}


@dataclass
class _Reader:
    text: str
    position: int

    def peek(self) -> str:
        """Return the operator that is next, or nothing."""
        self.position = self._after_space()
        match = _OPERATOR.match(self.text, self.position)
        return match[0] if match else ""

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take what matches from the front."""
        self.position = self._after_space()
        match = pattern.match(self.text, self.position)
        if match:
            self.position = match.end()
        return match

    def expect(self, operator: str) -> None:
        """Take an operator that has to be there."""
        if self.peek() != operator:
            raise FormulaSyntaxError(self.text)
        self.position += len(operator)

    def _after_space(self) -> int:
        match = _SPACE.match(self.text, self.position)
        return match.end() if match else self.position


def parse(formula: str) -> Node:
    """Return the tree of a formula, whose text begins with an equals sign."""
    reader = _Reader(formula, 1)
    tree = _expression(reader, 0)
    if reader.peek() or reader.position < len(formula):
        raise FormulaSyntaxError(formula)
    return tree


def _expression(reader: _Reader, strength: int) -> Node:
    left = _operand(reader)
    while True:
        operator = reader.peek()
        if operator == "%":
            reader.expect("%")
            left = Function("/", (left, Literal(100.0)))
            continue
        if _STRENGTH.get(operator, 0) <= strength:
            return left
        reader.expect(operator)
        left = Function(operator, (left, _expression(reader, _STRENGTH[operator])))


def _operand(reader: _Reader) -> Node:
    operator = reader.peek()
    if operator in ("-", "+"):
        reader.expect(operator)
        operand = _expression(reader, 5)
        return Function("-", (Literal(0.0), operand)) if operator == "-" else operand
    if operator == "(":
        reader.expect("(")
        inner = _expression(reader, 0)
        reader.expect(")")
        return inner
    if match := reader.take(_TEXT):
        return Literal(match[1].replace('""', '"'))
    return _word(reader)


def _word(reader: _Reader) -> Node:
    if match := reader.take(REFERENCE):
        return reference(match)
    if match := reader.take(_NUMBER):
        return Literal(float(match[0]))
    if match := reader.take(_FUNCTION):
        return Function(match[1].upper(), _arguments(reader))
    if match := reader.take(_WORD):
        word = match[0].upper()
        return Literal(word == "TRUE") if word in ("TRUE", "FALSE") else Name(match[0])
    raise FormulaSyntaxError(reader.text)


def _arguments(reader: _Reader) -> tuple[Node, ...]:
    arguments: list[Node] = []
    if reader.peek() == ")":
        reader.expect(")")
        return ()
    while True:
        empty = reader.peek() in (",", ";", ")")
        arguments.append(Literal(None) if empty else _expression(reader, 0))
        mark = reader.peek()
        if mark == ")":
            reader.expect(")")
            return tuple(arguments)
        if mark not in (",", ";"):
            raise FormulaSyntaxError(reader.text)
        reader.expect(mark)
