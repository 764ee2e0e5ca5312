"""Answers in the words that people use: a wrong one writes to the wrong person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.practitioners.answers import (
    NO,
    PHRASES,
    UNKNOWN,
    UNTICKED,
    YES,
    read_answer,
    read_tick,
)
from outreach.practitioners.practitioner import Trait
from outreach.practitioners.row import Cell
from outreach.practitioners.stages import Answer

MEANINGS = [
    *((word, None, Answer.YES) for word in sorted(YES)),
    *((word, None, Answer.NO) for word in sorted(NO)),
    *((word, None, Answer.UNKNOWN) for word in sorted(UNKNOWN)),
    *((words, trait, a) for trait, phrases in PHRASES.items() for words, a in phrases.items()),
]


@pytest.mark.parametrize(("words", "trait", "answer"), MEANINGS)
def test_every_listed_word(words: str, trait: Trait | None, answer: Answer) -> None:
    """A word that is listed but never matched, for its hyphen or accent, helps nobody."""
    for typed in (words, words.upper(), words.title(), f"  {words} ", words.replace(" ", "-")):
        assert read_answer(typed, trait) is answer


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        (True, Answer.YES),
        (False, Answer.NO),
        (1, Answer.YES),
        (0, Answer.NO),
        (1.0, Answer.YES),
        (0.0, Answer.NO),
        (None, Answer.UNKNOWN),
        ("", Answer.UNKNOWN),
        (" \xa0\n", Answer.UNKNOWN),
        ("Sí", Answer.YES),
        ("✔️", Answer.YES),
        ("👍🏽", Answer.YES),
        ("👎🏿", Answer.NO),
        ("Yes.", Answer.YES),
        ("NO!!", Answer.NO),
        ("ＹＥＳ", Answer.YES),
        ("\u200byes\u200b", Answer.YES),
        ("Don’t know", Answer.UNKNOWN),
        ("--", Answer.UNKNOWN),
        ("N-A", Answer.UNKNOWN),
        ("N.A.", Answer.UNKNOWN),
    ],
)
def test_other_ways_to_say_it(cell: Cell, answer: Answer) -> None:
    """Checkboxes, numbers, emoji and copied text mean what they show."""
    assert read_answer(cell) is answer


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("Yes (Medicare)", Answer.YES),
        ("yes, most plans", Answer.YES),
        ("Yes - in network", Answer.YES),
        ("y: both", Answer.YES),
        ("no, cash only", Answer.NO),
        ("No – told me on the phone", Answer.NO),
        ("N; asked on Monday", Answer.NO),
    ],
)
def test_detail_after_the_answer(cell: str, answer: Answer) -> None:
    """People explain themselves in the cell; the answer in front of it counts."""
    assert read_answer(cell, Trait.TAKES_INSURANCE) is answer


@pytest.mark.parametrize(
    "cell", ["perhaps", "Yes/No", "yes?", "nope-ish", "call back", 2, 0.5, "nobody", "nothing"]
)
def test_neither_yes_nor_no(cell: Cell) -> None:
    """A guess could write to the wrong person; a person is asked instead."""
    assert read_answer(cell) is None


def test_phrase_of_one_question_says_nothing_to_another() -> None:
    """`Cash only` answers the question of insurance, not that of massage."""
    assert read_answer("cash only", Trait.TAKES_INSURANCE) is Answer.NO
    assert read_answer("cash only", Trait.OFFERS_MASSAGE) is None
    assert read_answer("cash only") is None


@given(st.text(), st.sampled_from([None, *Trait]))
def test_any_text_is_read_and_case_and_space_do_not_matter(text: str, trait: Trait | None) -> None:
    """A cell may hold anything; how it is written must not change what it means."""
    answer = read_answer(text, trait)
    assert answer is None or answer in Answer
    assert read_answer(f" \t{text}\n ", trait) == answer
    assert read_answer(text.casefold(), trait) == answer


@given(st.sampled_from(MEANINGS), st.randoms(use_true_random=False))
def test_any_mix_of_case(meaning: tuple[str, Trait | None, Answer], chance: object) -> None:
    """Phones capitalise as they please."""
    words, trait, answer = meaning
    flip = getattr(chance, "random")  # noqa: B009 - hypothesis hides the type of its dice
    mixed = "".join(c.upper() if flip() < 0.5 else c for c in words)
    assert read_answer(mixed, trait) is answer


@pytest.mark.parametrize("cell", [None, "", " ", False, 0, "No", "n", "FALSE", "☐"])
def test_box_that_is_not_ticked(cell: Cell) -> None:
    """An empty box must not hold anybody up."""
    assert read_tick(cell) is False


@pytest.mark.parametrize("cell", [True, "Yes", "x", "✓", 1, "yes, asked me to stop", "Always"])
def test_ticked_box(cell: Cell) -> None:
    """A tick is a tick, however it was typed."""
    assert read_tick(cell) is True


@pytest.mark.parametrize(
    "cell", ["never", "Never!", "not", "none", "?", "ask", "stop", "no, never"]
)
def test_box_with_words_is_a_question(cell: str) -> None:
    """`Never` under `Do not contact` is the opposite of a No; reading it as one would mail."""
    assert read_tick(cell) is None


def test_only_plain_noes_empty_a_box() -> None:
    """The words that mean No elsewhere, but could mean `do not` here, are kept apart."""
    assert {"never", "none", "not"} == NO - UNTICKED
