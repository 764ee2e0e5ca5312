"""What words weigh, and how much must speak for a meaning before it is believed."""

import pytest

from outreach.inbox.answers import decide
from outreach.inbox.learned import MEANINGS, OPT_OUT, Learned, parse_learned
from outreach.practitioners.stages import Intent
from tests.inbox.notices import shipped_phrases
from tests.learn_words import HEADING, source
from tests.people import PROJECT


def weights(**tenths: int) -> str:
    """Return what a sign weighs, as written."""
    return " ".join(str(tenths.get(meaning, 0)) for meaning in MEANINGS)


SOME = Learned(f"put me down\t{weights(interested=80)}\nalas\t{weights(declined=80)}\n")


def likely(**chances: float) -> dict[str, float]:
    """Return chances; what is not named has none."""
    return {meaning: chances.get(meaning, 0.0) for meaning in MEANINGS}


def test_words_decide_together() -> None:
    """One telling word in a long letter is less than the same in a short one."""
    short = SOME.chances(["put me down"])["interested"]
    long = SOME.chances(["put me down", *map(str, range(40))])["interested"]
    assert 0.25 < long < short < 1


def test_probabilities_sum_up() -> None:
    """They are compared with a threshold, so they must be probabilities."""
    assert sum(SOME.chances(["alas", "put me down"]).values()) == pytest.approx(1)


def test_words_that_weigh_most_are_the_reason() -> None:
    """Who doubts a verdict sees what it rests on."""
    assert SOME.why(["some", "alas"], "declined") == ("reads like others that mean it: “alas”",)


@pytest.mark.parametrize(
    ("proven", "chances", "meaning"),
    [
        (None, likely(interested=0.7, declined=0.1), "interested"),
        (None, likely(interested=0.6, declined=0.1), "check"),
        (Intent.INTERESTED, likely(interested=0.6, declined=0.1), "interested"),
        (Intent.DECLINED, likely(interested=0.7, declined=0.3), "check"),
        (None, likely(declined=0.6, interested=0.1), "declined"),
        (None, likely(declined=0.6, interested=0.3), "check"),
        (None, likely(question=0.25, check=0.2), "check"),
        (Intent.CHECK, likely(declined=0.6, check=0.35), "check"),
        (Intent.QUESTION, likely(question=0.25, check=0.2), "question"),
        (None, likely(declined=0.7, opt_out=0.25), OPT_OUT),
        (None, likely(interested=0.6, opt_out=0.3), "check"),
        (None, likely(declined=0.6, interested=0.15, opt_out=0.25), "declined"),
    ],
)
def test_what_does_harm_when_wrong_must_be_surer(
    proven: Intent | None, chances: dict[str, float], meaning: str
) -> None:
    """A yes leads to a door and a no ends things; silence does no harm."""
    assert decide(proven, chances) == meaning


def test_weights_read_back_as_written() -> None:
    """The file is made by one program and read by another."""
    written = Learned(f"always\t{weights()}\n{SOME.written}")
    assert parse_learned(HEADING.format(source="x") + written.written) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alas\t1 2 3 4 5 6 7 8\n",
        "always\t1 2 3\n",
        "always\t1 2 3 4 5 6 7 8\nalas\t1 2 3",
        "always\t1 2 3 4 5 6 7 8\nalas\t1 2 3 4 5 6 7 8",
    ],
)
def test_a_damaged_file_is_no_weights(text: str) -> None:
    """Half a file would understand half of what people write, and nobody would know."""
    with pytest.raises(ValueError, match="cut off"):
        parse_learned(text)


def test_file_was_learned_from_these_answers_and_phrases() -> None:
    """Whoever changes answers or phrases runs `make words`, or the two drift apart."""
    text = (PROJECT / "config" / "phrases" / "learned.txt").read_text("utf-8")
    assert text.startswith(HEADING.format(source=source()))
    assert shipped_phrases().learned == parse_learned(text)
