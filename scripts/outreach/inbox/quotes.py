"""What a person wrote anew, above, below and between what is quoted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.inbox.line_forms import fenced, is_quoted
from outreach.inbox.phrases import Phrases
from outreach.inbox.quote_marks import Mark, find_marks, reply_line

_WRAPPED = 60  # characters: mail programs do not wrap shorter lines of a quotation
_MOST_LEFT_OVER = 40  # characters that wrapping leaves of a line
_WALL = re.compile(r">{3,}\s*(.{0,60}?)\s*(?:>{3,})?\s*")
_WALL_END = re.compile(r"<{3,}\s*(.{0,60}?)\s*(?:<{3,})?\s*")


@dataclass(frozen=True, slots=True)
class Below:
    """Text without any mark of quotation below words that say that it is somebody else's.

    Attributes:
        mark: Those words, which may name who wrote it.
    """

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Unquoted:
    """A text without its quotations.

    Attributes:
        pieces: What stands above, between and below quotations, in this order.
        below: What follows the last piece without being marked as quoted; None if nothing does.
    """

    pieces: tuple[str, ...]
    below: Below | None = None


def without_quotes(text: str, phrases: Phrases) -> Unquoted:
    """Return what a text has besides quotations."""
    lines = text.split("\n")
    answers_end = reply_line(lines, phrases)
    if answers_end >= 0:
        lines, rest = lines[:answers_end], lines[answers_end + 1 :]
        if not any(line.strip() for line in lines if not is_quoted(line)):
            lines = rest  # the help desk's own mail
    marks = find_marks(lines, phrases)
    code = fenced(lines)
    walls = _walls(lines)
    pieces: list[list[str]] = [[]]
    place = 0
    while place < len(lines):
        mark = marks.get(place)
        if mark and not _is_followed_by_quote(lines, mark):
            below = Below(mark.text, "\n".join(lines[mark.end :]))
            return Unquoted(_texts(pieces), below)
        if mark:
            place = mark.end
        elif place not in code and is_quoted(lines[place]):
            place = _quote_end(lines, place, walls)
        else:
            pieces[-1].append(lines[place])
            place += 1
            continue
        pieces.append([])
    return Unquoted(_texts(pieces))


def _texts(pieces: Sequence[Sequence[str]]) -> tuple[str, ...]:
    texts = ("\n".join(lines).strip("\n") for lines in pieces)
    return tuple(text for text in texts if text.strip())


def _is_followed_by_quote(lines: Sequence[str], mark: Mark) -> bool:
    """Tell whether all that a mark speaks of is marked as quoted, or there is nothing."""
    for line in lines[mark.end :]:
        if line.strip():
            return is_quoted(line)
    return True


def _walls(lines: Sequence[str]) -> Mapping[str, int]:
    """Return the last line of each kind that ends a quotation opened by `>>> name >>>`."""
    found = (
        (place, _WALL_END.fullmatch(line)) for place, line in enumerate(lines) if "<<<" in line
    )
    return {end[1]: place for place, end in found if end}


def _quote_end(lines: Sequence[str], place: int, walls: Mapping[str, int]) -> int:
    """Return the line after a quoted one, and after what wrapping broke off it."""
    wall = _WALL.fullmatch(lines[place]) if walls else None
    if wall and walls.get(wall[1], -1) > place:
        return walls[wall[1]] + 1
    after = place + 1
    if after < len(lines) and _is_left_over(lines[place], lines[after]):
        return after + 1
    return after


def _is_left_over(quoted: str, line: str) -> bool:
    """Tell whether a line is the end of the quoted one above it, which a mail server wrapped."""
    quoted = quoted.rstrip()
    return (
        len(quoted) >= _WRAPPED
        and not quoted.endswith((".", "!", "?", ":", ">"))
        and line[:1].islower()
        and len(line) <= _MOST_LEFT_OVER
    )
