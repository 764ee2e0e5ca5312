"""Phrases that people write, as data: a small language, and the search for them in a text.

A phrase is written as people say it. Case, accents, apostrophes and punctuation do not count, and
only whole words match. `(a|b)` is either, `(a|)` may be left out, and such choices may lie in one
another; `...` stands for up to six words of the same sentence, `*` for one word, `word*` for any
ending, `#` for a number, `^` and `$` for the start and the end of a sentence. Where a language
writes no spaces between words, such as Japanese, a phrase may stand anywhere in a sentence.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from outreach.inbox.learned import Learned
from outreach.inbox.phrase_language import needles_of, said_in, words_of

_TITLES = ("Dr", "Mr", "Mrs", "Ms", "Prof", "Fr", "Sr", "Sra", "Dra", "Mme", "Dott", "Sig")
"""After these a full stop ends no sentence: "Dr. Bell says no"."""
_NO_TITLE = "".join(rf"(?i:(?<!\b{title}))" for title in _TITLES)
_SENTENCE_END = re.compile(rf"{_NO_TITLE}[.!](?=\s|$)|[?？。！…]+|[;；]|\n\s*\n|—|\s[-–]+\s")
_MOST_WORDS = 2_000
"""Of a text; who writes more than that said what matters before."""
_MOST_CHARACTERS = 16_000
_SHORT_LINE = 45
"""Mail programs wrap lines at 60 to 80; who ends one before that meant to end it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its folded words with a space before, between and after them."""

    words: str
    asks: bool


@lru_cache(maxsize=64)
def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text; of single line breaks, only that of a short line ends one."""
    text = _with_gaps(text[:_MOST_CHARACTERS])
    found: list[Sentence] = []
    at = 0
    budget = _MOST_WORDS
    for end in [*_SENTENCE_END.finditer(text), None]:
        stretch = text[at : end.start() if end else len(text)]
        at = end.end() if end else len(text)
        words = words_of(stretch)[:budget]
        budget -= len(words)
        if words:
            asks = end is not None and end[0][:1] in "?？"
            found.append(Sentence(words=f" {' '.join(words)} ", asks=asks))
    return tuple(found)


def _with_gaps(text: str) -> str:
    """Return a text with an empty line after each short one."""
    lines = text.split("\n")
    ends = (len(line.strip()) < _SHORT_LINE and not line.rstrip().endswith("、") for line in lines)
    return "\n".join(f"{line}\n" if end else line for line, end in zip(lines, ends, strict=True))


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
        said = said_in(self.words, sentence.words)
        if said and any(said_in(words, sentence.words) for words in self.unless):
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
    """All phrases, by topic; a topic is a file of config/phrases.

    Attributes:
        learned: What words weigh where no phrase is found.
    """

    topics: Mapping[str, tuple[Phrase, ...]]
    learned: Learned = Learned()
    _sought: dict[str, tuple[tuple[str, int], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def hits(self, topic: str, text: str) -> Iterator[Hit]:
        """Yield what a text says on a topic, sentence by sentence."""
        sentences = sentences_of(text)
        likely = self._likely(topic, sentences)
        for place, sentence in enumerate(sentences):
            for phrase in likely:
                if said := phrase.said_in(sentence):
                    yield Hit(phrase, said, sentence, place)

    def first(self, topic: str, text: str) -> Hit | None:
        """Return the first thing that a text says on a topic, or None."""
        return next(self.hits(topic, text), None)

    def _likely(self, topic: str, sentences: tuple[Sentence, ...]) -> list[Phrase]:
        """Return the phrases of which a text holds a stretch; hardly any does of most."""
        phrases = self.topics.get(topic, ())
        if topic not in self._sought:
            self._sought[topic] = tuple(
                (needle, number)
                for number, phrase in enumerate(phrases)
                for needle in needles_of(phrase.words)
            )
        whole = "".join(sentence.words for sentence in sentences)
        found = {number for needle, number in self._sought[topic] if needle in whole}
        return [phrases[number] for number in sorted(found)]
