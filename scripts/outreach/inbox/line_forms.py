"""Forms of single lines in mail: quoted, empty, ornaments, code between fences."""

import re
from collections.abc import Sequence

# `>` of mail (RFC 3676, 4.5), the initials of Usenet readers (`DR> `), and a bar without a second
# one, which would make it a table.
_QUOTED = re.compile(r"[ \t]{0,8}(?:[A-Za-z]{1,4}>|>|\|(?=[^|]*$)(?:\s|$))")
_ORNAMENT = re.compile(r"[\s\-_=~#*+,<>|\u1427\u2010-\u2015\u2500-\u257f＝＿ー－＊★☆◆■□◇●○]+")
_FENCE = re.compile(r"\s{0,3}```")


def is_quoted(line: str) -> bool:
    """Tell whether a line is marked as quoted."""
    return _QUOTED.match(line) is not None


def unquoted(line: str) -> str:
    """Return a line without marks of quotation and emphasis around it."""
    return line.strip(" \t>*_|")


def is_ornament(line: str) -> bool:
    """Tell whether a line shows nothing but rules, stars or the like; an empty one does not."""
    return bool(line.strip()) and _ORNAMENT.fullmatch(line) is not None


def fenced(lines: Sequence[str]) -> frozenset[int]:
    """Return which lines are code between fences (CommonMark, 4.5); whatever they say, they stay.

    A fence that is not closed is none: the rest of a letter is no code.
    """
    fences = [place for place, line in enumerate(lines) if _FENCE.match(line)]
    found: set[int] = set()
    for first, last in zip(fences[::2], fences[1::2], strict=False):
        found.update(range(first, last + 1))
    return frozenset(found)


def joined(lines: Sequence[str]) -> str:
    """Return lines as one, as they were before a mail program wrapped them."""
    return " ".join(line.strip() for line in lines if line.strip())
