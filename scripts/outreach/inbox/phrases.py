"""Phrases that people write, as data: a small language, and the search for them in a text.

A phrase is written as people say it. Case, accents, apostrophes and punctuation do not count, and
only whole words match. `(a|b)` is either, `(a|)` may be left out, `...` stands for up to six words
of the same sentence, `word*` for any ending, `#` for a number. Where a language writes no spaces
between words, such as Japanese, a phrase may stand anywhere in a sentence.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from outreach.practitioners.folding import fold

_SENTENCE_END = re.compile(r"[.!]+(?=\s|$)|[?。！？…]+|[;；]|\n\s*\n|\s[-–—]+\s")
_PIECE = re.compile(r"\(([^()]*)\)|(\.\.\.)|([^\s()]+)")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_MOST_WORDS = 2_000
"""Of a text; who writes more than that said what matters before."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its folded words with a space before, between and after them."""

    words: str
    asks: bool


@lru_cache(maxsize=64)
def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text; a single line break does not end one."""
    found: list[Sentence] = []
    at = 0
    budget = _MOST_WORDS
    for end in [*_SENTENCE_END.finditer(text), None]:
        stretch = text[at : end.start() if end else len(text)]
        at = end.end() if end else len(text)
        words = _words(stretch)[:budget]
        budget -= len(words)
        if words:
            asks = end is not None and end[0][:1] in "?？"
            found.append(Sentence(words=f" {' '.join(words)} ", asks=asks))
    return tuple(found)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase.

    Attributes:
        words: In the language of this module.
        example: A sentence of a letter in which it counts.
        unless: Phrases that, in the same sentence, take its meaning away.
    """

    words: str
    example: str
    unless: tuple[str, ...] = ()

    def said_in(self, sentence: Sentence) -> str:
        """Return the words by which a sentence says it; empty when it does not."""
        said = _said(self.words, sentence.words)
        if said and any(_said(words, sentence.words) for words in self.unless):
            return ""
        return said


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase was found."""

    phrase: Phrase
    said: str
    sentence: Sentence
    place: int  # the sentence's number, from 0


@dataclass(frozen=True, slots=True)
class Phrases:
    """All phrases, by topic; a topic is a file of config/phrases."""

    topics: Mapping[str, tuple[Phrase, ...]]

    def hits(self, topic: str, text: str) -> Iterator[Hit]:
        """Yield what a text says on a topic, sentence by sentence."""
        for place, sentence in enumerate(sentences_of(text)):
            for phrase in self.topics.get(topic, ()):
                if said := phrase.said_in(sentence):
                    yield Hit(phrase, said, sentence, place)

    def first(self, topic: str, text: str) -> Hit | None:
        """Return the first thing that a text says on a topic, or None."""
        return next(self.hits(topic, text), None)


def _said(words: str, sentence: str) -> str:
    needle, pattern = _compiled(words)
    if needle not in sentence:
        return ""
    found = pattern.search(sentence)
    return found[0].strip() if found else ""


@cache
def _compiled(words: str) -> tuple[str, re.Pattern[str]]:
    """Return a stretch that every match holds, and the pattern.

    Raises:
        ValueError: It is not a phrase.
    """
    if not _words(words) or words.count("(") != words.count(")"):
        raise ValueError("is not a phrase: it needs a word, and a ) for each (")
    unspaced = bool(_UNSPACED.search(words))
    needles, pattern = [""], ""
    for group, gap, word in _PIECE.findall(words):
        if gap:
            pattern += ".{0,30}?" if unspaced else r"(?: \S+){0,6}?"
        elif word:
            literal = _literal(word, unspaced=unspaced)
            pattern += literal
            needles.append(" ".join(_words(word.partition("#")[0])))
        else:
            ways = [_literal(way, unspaced=unspaced) for way in group.split("|") if way.strip()]
            optional = "?" if any(not way.strip() for way in group.split("|")) else ""
            pattern += f"(?:{'|'.join(ways)}){optional}"
    return max(needles, key=len), re.compile(pattern if unspaced else f"{pattern}(?= )")


def _literal(words: str, *, unspaced: bool) -> str:
    """Return the pattern of plain words, each with the space before it."""
    pieces = []
    for word in words.split():
        folded = _words(word.replace("#", "").rstrip("*"))
        bare = (" ".join(folded) if not unspaced else "".join(folded)).replace(" ", r"\ ")
        number = r"\d+" if "#" in word else ""
        ending = r"\S*" if word.endswith("*") else ""
        pieces.append(("" if unspaced else " ") + bare + number + ending)
    return "".join(pieces)


def check_phrase(words: str) -> None:
    """Make sure that a phrase can be searched for.

    Raises:
        ValueError: Says why not, as a clause.
    """
    _compiled(words)
