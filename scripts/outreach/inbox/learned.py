"""What words weigh: learned from labelled answers, and asked only where no rule is sure.

A rule needs the words that somebody thought of. People have more words than that, so what no rule
understands is held against the answers in tests/data/answers by a logistic regression over words,
pairs and triples of them, and the topics that rules found. `make words` learns anew.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from outreach.practitioners.stages import Intent

SURE = 0.5
"""The probability from which a meaning is believed ..."""
SURE_OF_YES = 0.9
"""... and interest, which leads somebody to a door."""

TOPIC = "@"
"""What a sign begins with that is no word of the answer's own."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights.

    Attributes:
        weights: Sign → meaning → weight; a sign is a word, some words in a row, or a topic.
        meanings: All meanings.
    """

    meanings: tuple[str, ...] = ()
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def chances(self, signs: Sequence[str]) -> dict[str, float]:
        """Return the probability of each meaning; they sum up to 1."""
        scale = 1 / math.sqrt(len(signs) + 1)
        sums = dict.fromkeys(self.meanings, 0.0)
        for sign in signs:
            for meaning, weight in self.weights.get(sign, {}).items():
                sums[meaning] += weight * scale
        highest = max(sums.values(), default=0.0)
        powers = {meaning: math.exp(value - highest) for meaning, value in sums.items()}
        total = sum(powers.values())
        return {meaning: power / total for meaning, power in powers.items()}

    def likely(self, signs: Sequence[str]) -> tuple[Intent, tuple[str, ...]] | None:
        """Return what an answer likely means, and by which words; None when that is not sure."""
        if not self.meanings:
            return None
        chances = self.chances(signs)
        meaning = max(chances, key=lambda one: chances[one])
        needed = SURE_OF_YES if meaning == Intent.INTERESTED else SURE
        if chances[meaning] < needed or meaning == Intent.CHECK or meaning not in set(Intent):
            return None
        return Intent(meaning), (self._why(signs, meaning),)

    def _why(self, signs: Sequence[str], meaning: str) -> str:
        own = {sign: self.weights.get(sign, {}).get(meaning, 0.0) for sign in signs}
        words = (sign for sign, weight in own.items() if weight > 0 and not sign.startswith(TOPIC))
        telling = sorted(words, key=lambda sign: -own[sign])
        shown = ", ".join(f"“{word}”" for word in telling[:_SHOWN])
        return f"reads like others that mean it: {shown}"


def parse_learned(text: str) -> Learned:
    """Return what `shown` writes: the meanings, then a line for each sign.

    Raises:
        ValueError: It is something else.
    """
    head, *lines = (line for line in text.splitlines() if not line.startswith("#"))
    weights: dict[str, dict[str, float]] = {}
    for line in lines:
        sign, _, pairs = line.partition("\t")
        named = (pair.rpartition(" ") for pair in pairs.split(", "))
        weights[sign] = {meaning: float(weight) for meaning, _, weight in named}
    return Learned(tuple(head.split(" ")), weights)


def shown(learned: Learned) -> str:
    """Return the text that `parse_learned` reads."""
    lines = (
        f"{sign}\t" + ", ".join(f"{meaning} {weight}" for meaning, weight in own.items())
        for sign, own in learned.weights.items()
    )
    return "\n".join([" ".join(learned.meanings), *lines]) + "\n"
