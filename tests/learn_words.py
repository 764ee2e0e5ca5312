"""Learns what words weigh from the labelled answers, and writes config/phrases/learned.txt.

`make words` runs it, after answers or phrases have changed: `python -m tests.learn_words PATH`.
"""

import hashlib
import math
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from outreach.inbox.evidence import gather_evidence
from outreach.inbox.learned import ALWAYS, MEANINGS, PIECE, TENTH, Learned
from outreach.inbox.phrases import Phrases
from outreach.inbox.signs import signs_of
from tests.inbox.answers import ANSWERS, Answer, answers
from tests.inbox.notices import shipped_phrases
from tests.people import PROJECT

HEADING = "# What words weigh, learned by `make words` from {source}. Not for editing.\n"
FEWEST, FEWEST_OF_PIECES = 3, 8  # answers in which a sign must stand
LIGHTEST = 3  # tenths
FREEDOM = 30.0  # the inverse of how strongly weights are held down
ROUNDS = 400


def source() -> str:
    """Return the fingerprint of what is learned from: the answers, and the phrases."""
    paths = [*sorted(ANSWERS.glob("*.txt")), *sorted((PROJECT / "config/phrases").glob("*.toml"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def learn(taught: Iterable[Answer], phrases: Phrases) -> Learned:
    """Learn what each sign weighs for each meaning; a rare sign counts more than a common one."""
    seen = [(one.meaning, signs_of(gather_evidence(one.text, (), phrases))) for one in taught]
    times = Counter(sign for _, signs in seen for sign in signs)
    rarity = {
        sign: (math.log(len(seen) / number) + 1) / 5
        for sign, number in times.items()
        if number >= (FEWEST_OF_PIECES if sign.startswith(PIECE) else FEWEST)
    }
    lines = DictVectorizer()
    matrix = lines.fit_transform([_weighed(signs, rarity) for _, signs in seen])
    model = LogisticRegression(C=FREEDOM, max_iter=ROUNDS)
    model.fit(matrix, [meaning for meaning, _ in seen])
    if tuple(model.classes_) != MEANINGS:
        raise ValueError(f"the answers mean {list(model.classes_)}, not {list(MEANINGS)}")
    written = [f"{ALWAYS}\t{_written(model.intercept_)}\n"]
    for sign, column in zip(lines.feature_names_, model.coef_.T, strict=True):
        weight = column * rarity[sign]
        if np.abs(weight).max() * TENTH >= LIGHTEST:
            written.append(f"{sign}\t{_written(weight)}\n")
    return Learned("".join(written))


def _weighed(signs: Sequence[str], rarity: dict[str, float]) -> dict[str, float]:
    scale = 1 / math.sqrt(len(signs) + 1)
    return {sign: rarity[sign] * scale for sign in signs if sign in rarity}


def _written(weights: Iterable[float]) -> str:
    return " ".join(str(round(weight * TENTH)) for weight in weights)


def main() -> None:
    """Write the file."""
    learned = learn(answers(), shipped_phrases())
    Path(sys.argv[1]).write_text(HEADING.format(source=source()) + learned.written, "utf-8")


if __name__ == "__main__":
    main()
