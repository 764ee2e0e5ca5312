"""What answers mean: never a refusal taken for a yes, and rarely a person asked in vain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.answers import read_answer
from outreach.inbox.verdicts import Reply
from tests.inbox.answers import letter, meaning_of, understood
from tests.inbox.notices import shipped_phrases


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Not interested.", "declined"),
        ("No problem, Tuesday works.", "interested"),
        ("I wouldn't say no to a massage.", "interested"),
        ("I'd love to, but we have a massage therapist.", "already_has"),
        ("I don't have anyone for massage right now, so yes.", "interested"),
        ("Our partner said yes on the spot, but on balance we decided against it.", "declined"),
        ("I was about to say no, but OK, you've got my attention.", "interested"),
        ("Not at this time.", "declined"),
        ("Not at this time, but try me again in the spring.", "not_now"),
        ("Yes. No. I don't know.", "check"),
        ("", "check"),
        ("👍", "interested"),
        ("...", "check"),
    ],
)
def test_turns_and_negations_are_followed(text: str, meaning: str) -> None:
    """Single words mislead: people say no with yes and yes with no."""
    assert meaning_of(text) == meaning


def test_a_verdict_says_why() -> None:
    """Who doubts a verdict wants to see the words it rests on."""
    assert understood("Thanks, but I am not interested.").why[0].startswith("says “")


def test_a_not_now_learns_when_to_come_back() -> None:
    """Without the day, somebody who said "March" would be asked in February."""
    verdict = understood("Swamped. Try me again in March?")

    assert isinstance(verdict, Reply)
    assert str(verdict.until) == "2027-03-01"


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Please contact Lori Banks, lori@harbor.example.", "Lori Banks <lori@harbor.example>"),
        ("I've forwarded your message to Tim who handles this.", "Tim"),
        ("Bitte wenden Sie sich an Frau Kuhn (kuhn@praxis.example).", "<kuhn@praxis.example>"),
    ],
)
def test_a_referral_names_whom_to_write_to(text: str, whom: str) -> None:
    """The next step reads "Add NAME to the sheet": it needs the name."""
    verdict = understood(text)

    assert isinstance(verdict, Reply)
    assert whom in verdict.referred_to


@given(text=st.text(max_size=400))
def test_any_text_is_endured(text: str) -> None:
    """One odd letter must not stop the night."""
    assert read_answer(letter("x"), text, shipped_phrases()).text == text
