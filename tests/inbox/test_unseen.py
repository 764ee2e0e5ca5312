"""How answers are understood that nobody had seen when the phrases were written."""

from collections import Counter
from pathlib import Path

import pytest

from tests.inbox.answers import ANSWERS, REFUSALS, meaning_of, read_answers

UNSEEN = sorted((ANSWERS / "unseen").glob("*.txt"))


@pytest.mark.parametrize("path", UNSEEN, ids=lambda path: path.stem)
def test_unseen_answers_are_understood_no_worse_than_before(path: Path) -> None:
    """These letters are harder than most; what matters is that no change makes it worse."""
    said = Counter((one.meaning, meaning_of(one.text)) for one in read_answers(path))
    total = said.total()
    right = sum(count for (meant, got), count in said.items() if meant == got)
    wrong_yes = sum(
        n
        for (meant, got), n in said.items()
        if meant in {*REFUSALS, "opt_out"} and got == "interested"
    )
    assert right >= 0.6 * total
    assert wrong_yes <= 0.015 * total
