"""What words weigh where no rule is sure."""

import pytest

from outreach.inbox.intents import read_intent
from outreach.inbox.learned import Learned
from outreach.practitioners.stages import Intent
from tests.inbox.answers import answers
from tests.inbox.notices import shipped_phrases
from tests.learn_words import learn

MEANINGS = ("already_has", "declined", "interested", "not_now")
SOME = Learned(MEANINGS, {"put me down": {"interested": 8.0}, "alas": {"declined": 8.0}})


def test_words_decide_together() -> None:
    """One telling word in a long letter is less than the same in a short one."""
    short = SOME.chances(["put me down"])["interested"]
    long = SOME.chances(["put me down", *map(str, range(40))])["interested"]
    assert 0.25 < long < short < 1


def test_probabilities_sum_up() -> None:
    """They are compared with a threshold, so they must be probabilities."""
    assert sum(SOME.chances(["alas", "put me down"]).values()) == pytest.approx(1)


def test_what_is_not_sure_is_left_to_a_person() -> None:
    """A guess would move somebody on."""
    assert SOME.likely(["some", "words"]) is None
    assert SOME.likely(["alas"]) == (
        Intent.DECLINED,
        ("reads like others that mean it: “alas”",),
    )


def test_file_is_what_the_answers_and_phrases_teach() -> None:
    """Whoever changes answers or phrases runs `make words`, or the two drift apart."""
    assert shipped_phrases().learned == learn(answers(), shipped_phrases())


def test_answers_that_it_learned_from_are_understood() -> None:
    """A no taken for a yes sends the owner to a closed door; a yes for a no loses a partner."""
    phrases = shipped_phrases()
    said = [(one, read_intent(one.text, (), phrases)[0]) for one in answers()]
    refusals = {"declined", "already_has", "not_now", "referred_on", "opt_out"}
    wrong_yes = [one.text for one, got in said if one.meaning in refusals and got == "interested"]
    wrong_no = [
        one.text
        for one, got in said
        if one.meaning == "interested" and got in {"declined", "already_has"}
    ]
    labelled = [got == one.meaning for one, got in said if one.meaning != "opt_out"]
    assert (wrong_yes, wrong_no) == ([], [])
    assert sum(labelled) / len(labelled) >= 0.9
