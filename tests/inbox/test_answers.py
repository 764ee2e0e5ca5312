"""How the labelled answers are understood: those learned from, and others of their kind."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from outreach.inbox.answers import read_meaning
from outreach.inbox.phrases import Phrases
from tests.inbox.answers import ANSWERS, Answer, answers, meaning_of, read_answers
from tests.inbox.notices import shipped_phrases
from tests.learn_words import learn

QUICK = {"edges", "first", "jokes", "languages", "siblings"}
"""Files that are read with each run of the tests; all others take longer, and CI reads them."""
FILES = [
    pytest.param(path, id=path.stem, marks=() if path.stem in QUICK else pytest.mark.slow)
    for path in sorted(ANSWERS.glob("*.txt"))
]
FINAL = {"declined", "already_has", "not_now", "opt_out"}
LEFT_OUT = ("siblings", "sixth", "seven_languages")
"""Files of all kinds and languages, to see what is understood that nothing was learned from."""


@pytest.mark.parametrize("path", FILES)
def test_answers_are_understood_that_were_learned_from(path: Path) -> None:
    """No closed door, no partner lost, no letter to who asked for none."""
    said = [(one, meaning_of(one.text)) for one in read_answers(path)]

    assert _texts(said, {"opt_out"}, {*_ALL - {"opt_out"}}) == []
    assert _texts(said, FINAL, {"interested"}) == []
    assert _texts(said, {"interested"}, {"declined", "already_has", "opt_out"}) == []
    assert len(_texts(said, _ALL - {"opt_out", "check"}, {"opt_out"})) <= 0.03 * len(said)
    assert _share_right(said) >= 0.85
    assert len(_texts(said, _ALL - {"check"}, {"check"})) <= 0.15 * len(said)


@pytest.mark.slow
def test_answers_are_understood_that_nothing_was_learned_from() -> None:
    """What matters is the next letter; the phrases, though, may have been written for these."""
    these = {one for name in LEFT_OUT for one in read_answers(ANSWERS / f"{name}.txt")}
    taught = learn([one for one in answers() if one not in these], shipped_phrases())
    phrases = Phrases(shipped_phrases().topics, taught)
    said = [(one, read_meaning(one.text, (), phrases)[0]) for one in these]

    assert len(_texts(said, FINAL, {"interested"})) <= 0.02 * len(said)
    assert len(_texts(said, {"interested"}, {"declined", "already_has"})) <= 0.02 * len(said)
    assert len(_texts(said, {"opt_out"}, _ALL - {"opt_out"})) <= 0.02 * len(said)
    assert len(_texts(said, _ALL - {"check"}, {"check"})) <= 0.15 * len(said)
    assert _share_right(said) >= 0.8


_ALL = {one.meaning for one in answers()}


def _texts(said: Iterable[tuple[Answer, str]], meant: set[str], got: set[str]) -> list[str]:
    return [one.text for one, taken in said if one.meaning in meant and taken in got]


def _share_right(said: list[tuple[Answer, str]]) -> float:
    return sum(one.meaning == taken for one, taken in said) / len(said)
