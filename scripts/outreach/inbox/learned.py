"""What words weigh: learned from labelled answers by a logistic regression.

People have more words than any list of phrases. So an answer's signs (`signs.py`), which hold what
the phrases found, are weighed as they were in the thousands of labelled answers in
tests/data/answers; `make words` learns anew.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from outreach.practitioners.stages import Intent

OPT_OUT = "opt_out"
MEANINGS = tuple(sorted((*(intent.value for intent in Intent), OPT_OUT)))
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


@dataclass(frozen=True)
class Learned:
    """Weights.

    Attributes:
        written: A line for each sign, the first for ALWAYS: the sign, a tabulator, and what it
            weighs for each of MEANINGS, in tenths.
    """

    written: str = ""

    @cached_property
    def weights(self) -> Mapping[str, str]:
        """Sign → its weights as written, made when first asked for: most runs hear nobody."""
        lines = (line.partition("\t") for line in self.written.splitlines())
        return {sign: weights for sign, _, weights in lines}

    def chances(self, signs: Sequence[str]) -> dict[str, float]:
        """Return the probability of each meaning; they sum up to 1."""
        scale = 1 / math.sqrt(len(signs) + 1)
        sums = self._of(ALWAYS)
        for sign in signs:
            if sign in self.weights:
                sums = [before + w * scale for before, w in zip(sums, self._of(sign), strict=True)]
        highest = max(sums)
        powers = [math.exp(value - highest) for value in sums]
        total = sum(powers)
        return {meaning: power / total for meaning, power in zip(MEANINGS, powers, strict=True)}

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
    """Return what the file says below its comments.

    Raises:
        ValueError: It weighs other meanings, or is cut off.
    """
    written = re.sub(r"\A(?:#.*\n)*", "", text)
    first, last = written.partition("\n")[0], written.rpartition("\t")[2]
    whole = all(one.count(" ") == len(MEANINGS) - 1 for one in (first, last))
    if not whole or not first.startswith(f"{ALWAYS}\t") or not written.endswith("\n"):
        raise ValueError("weighs other meanings, or is cut off")
    return Learned(written)
