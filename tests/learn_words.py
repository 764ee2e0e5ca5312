"""Learns what words weigh from the labelled answers, and writes config/phrases/learned.txt.

`make words` runs it, after answers or phrases have changed: `python -m tests.learn_words PATH`.
"""

import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from outreach.inbox.evidence import gather_evidence
from outreach.inbox.learned import Learned, shown
from outreach.inbox.phrases import Phrases
from outreach.inbox.signs import signs_of
from tests.inbox.answers import Answer, answers
from tests.inbox.notices import shipped_phrases

ROUNDS, RATE, SLOWER = 30, 0.3, 0.1
HEADING = "# What words weigh, learned by `make words` from tests/data/answers. Not for editing.\n"
FEWEST = 2  # answers in which a word must stand
LIGHTEST = 0.15


def learn(taught: Iterable[Answer], phrases: Phrases) -> Learned:
    """Learn by stochastic gradient descent, the same each time."""
    seen = [(one.meaning, signs_of(gather_evidence(one.text, (), phrases))) for one in taught]
    times = Counter(sign for _, signs in seen for sign in set(signs))
    lessons = [(meaning, [s for s in signs if times[s] >= FEWEST]) for meaning, signs in seen]
    meanings = tuple(sorted({meaning for meaning, _ in lessons}))
    weights: defaultdict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(meanings, 0.0))
    chance = random.Random(1)
    for number in range(ROUNDS):
        chance.shuffle(lessons)
        rate = RATE / (1 + number * SLOWER)
        for meaning, signs in lessons:
            _step(weights, meanings, meaning, signs, rate)
    heavy = {sign: _heavy(own) for sign, own in sorted(weights.items())}
    return Learned(meanings, {sign: own for sign, own in heavy.items() if own})


def _step(
    weights: dict[str, dict[str, float]],
    meanings: Sequence[str],
    meaning: str,
    signs: Sequence[str],
    rate: float,
) -> None:
    scale = 1 / math.sqrt(len(signs) + 1)
    chances = Learned(tuple(meanings), weights).chances(signs)
    for one in meanings:
        change = ((one == meaning) - chances[one]) * rate * scale
        for sign in signs:
            weights[sign][one] += change


def _heavy(weights: dict[str, float]) -> dict[str, float]:
    return {meaning: round(w, 2) for meaning, w in weights.items() if abs(w) >= LIGHTEST}


def main() -> None:
    """Write the file."""
    learned = learn(answers(), shipped_phrases())
    Path(sys.argv[1]).write_text(HEADING + shown(learned), "utf-8")


if __name__ == "__main__":
    main()
