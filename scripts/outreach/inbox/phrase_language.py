"""The small language in which phrases are written; `phrases.py` says what its signs mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from outreach.practitioners.folding import fold

_TOKEN = re.compile(r"\.\.\.|[()|]|[^\s()|]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

_WORD = re.compile(r"[^\W_]+")
_EMOJI = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001f3fa\U0001f400-\U0001faff]")


@dataclass(frozen=True, slots=True)
class _Choice:
    """Ways to say one thing; an empty way means that it may be left out."""

    ways: "tuple[_Way, ...]"


_Way = tuple[str | _Choice, ...]
_NOTHING: tuple[str, ...] = ("",)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, without punctuation; its emoji if it has no words."""
    return _folded_words(fold(text))


def _folded_words(folded: str) -> list[str]:
    return _WORD.findall(folded) or _EMOJI.findall(folded)


def check_phrase(words: str) -> None:
    """Make sure that a phrase can be searched for.

    Raises:
        ValueError: Says why not, as a clause.
    """
    if not words_of(words) or not _is_balanced(words):
        raise ValueError("is not a phrase: it needs a word, and a ) for each (")


def _is_balanced(words: str) -> bool:
    depth = 0
    for sign in re.findall(r"[()]", words):
        depth += 1 if sign == "(" else -1
        if depth < 0:
            return False
    return depth == 0


def said_in(words: str, sentence: str) -> str:
    """Return how a sentence says a phrase; empty when it does not.

    Args:
        sentence: Folded words with a space before, between and after them.
    """
    if not all(any(needle in sentence for needle in needles) for needles in _held(words)):
        return ""
    found = _compiled(words).search(sentence)
    return found[0].strip() if found else ""


def needles_of(words: str) -> tuple[str, ...]:
    """Return stretches of which every match holds one, as long and as few as there are."""
    return max(_held(words), key=_worth, default=_NOTHING)


@cache
def _held(words: str) -> tuple[tuple[str, ...], ...]:
    """Return, for each piece of a phrase that may not be left out, stretches of which it holds one.

    They tell most sentences apart without the pattern, which takes far longer to make.
    """
    unspaced = bool(_UNSPACED.search(words))
    found = (_needles(piece, unspaced=unspaced) for piece in _parsed(words))
    return tuple(needles for needles in found if all(needles))


def _needles(piece: str | _Choice, *, unspaced: bool) -> tuple[str, ...]:
    if isinstance(piece, str):
        return (_needle(piece, unspaced=unspaced),)
    needles: list[str] = []
    for way in piece.ways:
        within = tuple(_needles(one, unspaced=unspaced) for one in way)
        best: tuple[str, ...] = max(within, key=_worth, default=_NOTHING)
        needles.extend(best)
    return tuple(needles)


def _worth(needles: tuple[str, ...]) -> float:
    """Return how well stretches tell sentences apart: long ones do, and few."""
    shortest = min(len(needle) for needle in needles)
    return shortest - len(needles) / 8 if shortest else -1000


def _needle(word: str, *, unspaced: bool) -> str:
    """Return the plain stretch at the start of a word, with the space before it."""
    if word.isalnum() and not unspaced:
        return f" {word} "
    plain = re.split(r"[*#]|\.\.\.", word)[0]
    folded = _folded_words(plain)
    if unspaced or not folded:
        return "".join(folded)
    return " " + " ".join(folded) + (" " if plain == word else "")


@cache
def _compiled(words: str) -> re.Pattern[str]:
    unspaced = bool(_UNSPACED.search(words))
    pattern = _pattern(_parsed(words), unspaced=unspaced)
    return re.compile(pattern if unspaced else f"{pattern}(?= )")


def _pattern(way: _Way, *, unspaced: bool) -> str:
    return "".join(
        _word_pattern(piece, unspaced=unspaced)
        if isinstance(piece, str)
        else f"(?:{'|'.join(_pattern(one, unspaced=unspaced) for one in piece.ways)})"
        for piece in way
    )


def _word_pattern(word: str, *, unspaced: bool) -> str:
    """Return the pattern of a word or sign, with the space before it."""
    signs = {
        "...": ".{0,30}?" if unspaced else r"(?: \S+){0,6}?",
        "*": r"\S{1,30}?" if unspaced else r" \S+",
        "^": "^ ?" if unspaced else "^",
        "$": " ?$" if unspaced else "(?= $)",
    }
    if word in signs:
        return signs[word]
    if word.isalnum() and not unspaced:
        return f" {word}"
    stretches = [" ".join(_folded_words(part)) for part in word.rstrip("*").split("#")]
    bare = r"\d+".join(one.replace(" ", " ?" if unspaced else " ") for one in stretches)
    if not bare:  # of a sign alone, such as an inverted question mark, nothing is left
        return ""
    return (" ?" if unspaced else " ") + bare + (r"\S*" if word.endswith("*") else "")


def _parsed(words: str) -> _Way:
    ways = _parsed_ways(iter(_TOKEN.findall(fold(words))))
    return ways[0] if len(ways) == 1 else (_Choice(ways),)


def _parsed_ways(tokens: Iterator[str]) -> tuple[_Way, ...]:
    """Return the ways up to the closing parenthesis of a choice, or up to the end."""
    ways: list[_Way] = []
    way: list[str | _Choice] = []
    for piece in tokens:
        if piece == ")":
            break
        if piece == "|":
            ways.append(tuple(way))
            way = []
        else:
            way.append(_Choice(_parsed_ways(tokens)) if piece == "(" else piece)
    return (*ways, tuple(way))
