"""Learns what words weigh from the labelled answers, and writes config/phrases/learned.txt.

`make words` runs it, after answers or phrases have changed: `python -m tests.learn_words PATH`.
"""

import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.inbox.evidence import gather_evidence
from outreach.inbox.learned import Learned, shown
from outreach.inbox.phrases import Phrases
from outreach.inbox.signs import signs_of
from tests.inbox.notices import shipped_phrases

ANSWERS = Path(__file__).parent / "data" / "answers"
ROUNDS, RATE, SLOWER = 30, 0.3, 0.1
HEADING = "# What words weigh, learned by `make words` from tests/data/answers. Not for editing.\n"
FEWEST = 2  # answers in which a word must stand
LIGHTEST = 0.15

_HEAD = re.compile(r"= (?P<meaning>\w+) (?P<language>\w+)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A labelled answer."""

    meaning: str
    language: str
    text: str


def read_answers(path: Path) -> list[Answer]:
    """Return the answers of a file."""
    answers: list[tuple[re.Match[str], list[str]]] = []
    for line in path.read_text("utf-8").splitlines():
        if head := _HEAD.fullmatch(line):
            answers.append((head, []))
        elif answers:
            answers[-1][1].append(line)
    return [
        Answer(meaning=head["meaning"], language=head["language"], text="\n".join(lines).strip())
        for head, lines in answers
    ]


def all_answers() -> list[Answer]:
    """Return the answers of all files."""
    return [answer for path in sorted(ANSWERS.glob("*.txt")) for answer in read_answers(path)]


def learn(answers: Iterable[Answer], phrases: Phrases) -> Learned:
    """Learn by stochastic gradient descent, the same each time."""
    seen = [(one.meaning, signs_of(gather_evidence(one.text, (), phrases))) for one in answers]
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
    learned = learn(all_answers(), shipped_phrases())
    Path(sys.argv[1]).write_text(HEADING + shown(learned), "utf-8")


if __name__ == "__main__":
    main()
