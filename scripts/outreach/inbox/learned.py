"""What words weigh: learned from labelled answers by a logistic regression.

People have more words than any list of phrases. So an answer's signs (`signs.py`), which hold what
the phrases found, are weighed as they were in the thousands of labelled answers in
tests/data/answers; `make words` learns anew.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MEANINGS = (
    "already_has",
    "check",
    "declined",
    "interested",
    "not_now",
    "opt_out",
    "question",
    "referred_on",
)
"""What an answer may mean: an intent, or that it wants no more mail."""
TOPIC = "@"
"""What a sign begins with that is a topic, or says something of the answer as a whole ..."""
PIECE = "~"
"""... and one that is a piece of a word."""
ALWAYS = "always"
"""The sign that every answer has."""
TENTH = 10
"""Weights are written in tenths."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights.

    Attributes:
        weights: Sign → what it weighs for each of MEANINGS, in tenths, as written: an answer has a
            few hundred signs of tens of thousands, so only those are read.
    """

    weights: Mapping[str, str] = field(default_factory=dict)

    def chances(self, signs: Sequence[str]) -> dict[str, float]:
        """Return the probability of each meaning; they sum up to 1."""
        scale = 1 / math.sqrt(len(signs) + 1)
        sums = self._of(ALWAYS)
        for sign in signs:
            if sign in self.weights:
                sums = [before + w * scale for before, w in zip(sums, self._of(sign), strict=True)]
        highest = max(sums)
        powers = [math.exp(value - highest) for value in sums]
        return {
            meaning: power / sum(powers) for meaning, power in zip(MEANINGS, powers, strict=True)
        }

    def why(self, signs: Sequence[str], meaning: str) -> tuple[str, ...]:
        """Return what speaks for a meaning, as a reason: the words that weigh most."""
        at = MEANINGS.index(meaning)
        own = {sign: self._of(sign)[at] for sign in signs if not sign.startswith((TOPIC, PIECE))}
        telling = sorted((sign for sign in own if own[sign] > 0), key=lambda sign: -own[sign])
        shown = ", ".join(f"“{word}”" for word in telling[:_SHOWN])
        return (f"reads like others that mean it: {shown}" if shown else "reads like others",)

    def _of(self, sign: str) -> list[float]:
        written = self.weights.get(sign)
        if written is None:
            return [0.0] * len(MEANINGS)
        return [int(weight) / TENTH for weight in written.split(" ")]


def parse_learned(text: str) -> Learned:
    """Return what `shown` writes: a line for each sign, its weights after a tabulator.

    Raises:
        ValueError: It is something else.
    """
    lines = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    weights = {sign: written for sign, _, written in lines}
    if len(Learned(weights).weights.get(ALWAYS, "").split(" ")) != len(MEANINGS):
        raise ValueError("weighs other meanings")
    return Learned(weights)


def shown(learned: Learned) -> str:
    """Return the text that `parse_learned` reads."""
    return "".join(f"{sign}\t{written}\n" for sign, written in learned.weights.items())
