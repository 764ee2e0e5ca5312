"""How answers are understood that nobody had seen when the phrases were written."""

from collections import Counter
from pathlib import Path

import pytest

from outreach.inbox.intents import read_intent
from outreach.inbox.opt_outs import read_opt_out
from tests.inbox.notices import message, shipped_phrases
from tests.learn_words import ANSWERS, Answer, read_answers

UNSEEN = sorted((ANSWERS / "unseen").glob("*.txt"))
REFUSALS = {"declined", "already_has", "not_now", "referred_on", "opt_out"}


def meaning_of(answer: Answer) -> str:
    """Return how an answer is understood."""
    phrases = shipped_phrases()
    if read_opt_out(message(answer.text), answer.text, phrases):
        return "opt_out"
    return read_intent(answer.text, (), phrases)[0].value


@pytest.mark.parametrize("path", UNSEEN, ids=lambda path: path.stem)
def test_unseen_answers_are_understood_no_worse_than_before(path: Path) -> None:
    """These letters are harder than most; what matters is that no change makes it worse."""
    said = Counter((one.meaning, meaning_of(one)) for one in read_answers(path))
    total = said.total()
    right = sum(count for (meant, got), count in said.items() if meant == got)
    wrong_yes = sum(
        n for (meant, got), n in said.items() if meant in REFUSALS and got == "interested"
    )
    assert right >= 0.6 * total
    assert wrong_yes <= 0.015 * total
