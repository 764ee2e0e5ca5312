"""Who is worth writing to, why, and in which order."""

import pytest

from outreach.practitioners.practitioner import Practitioner, Trait
from outreach.practitioners.qualification import Qualification, qualify, rank
from outreach.practitioners.row import Cell
from outreach.practitioners.stages import Answer, Fit
from outreach.settings import Qualification as Criteria
from tests.people import practitioner

BLANK: dict[str, Cell] = {
    "Takes_insurance": None,
    "Offers_massage": None,
    "Has_massage_therapist": None,
    "Values_massage": None,
}
WRONG = {
    "Takes_insurance": ("Yes", "takes insurance"),
    "Offers_massage": ("Yes", "offers massage in-house"),
    "Has_massage_therapist": ("Yes", "has a massage therapist"),
    "Values_massage": ("No", "does not value massage"),
}


def judge(criteria: Criteria | None = None, /, **cells: Cell) -> Qualification:
    """Judge the sample practitioner with some cells changed."""
    return qualify(practitioner(**cells), criteria or Criteria())


def test_good_answers() -> None:
    """The reasons read as what follows `a good fit, because she`."""
    found = judge()
    assert found.fit is Fit.QUALIFIED
    assert ", ".join(found.reasons) == (
        "takes no insurance, offers no massage, has no massage therapist, values massage, "
        "2.5 miles away"
    )
    assert found.missing == ()


@pytest.mark.parametrize("heading", WRONG)
def test_one_wrong_answer_disqualifies(heading: str) -> None:
    """Writing to somebody who has a massage therapist in-house wastes two people's time."""
    answer, words = WRONG[heading]
    found = judge(**{heading: answer})
    assert (found.fit, found.reasons) == (Fit.NOT_A_FIT, (words,))


def test_several_wrong_answers_are_all_said() -> None:
    """A person who doubts the verdict sees everything that speaks for it."""
    found = judge(Takes_insurance="Yes", Values_massage="No", Miles_away=40)
    assert found.reasons == (
        "takes insurance",
        "does not value massage",
        "40 miles away, more than 15",
    )


@pytest.mark.parametrize("heading", WRONG)
def test_disqualify_is_the_owners_choice(heading: str) -> None:
    """An answer that the owner does not mind does not disqualify, and is no good point."""
    trait = Trait(heading.lower())
    kept = tuple(other.value for other in Trait if other is not trait)
    criteria = Criteria.model_validate({"disqualify": kept})
    found = judge(criteria, **{heading: WRONG[heading][0]})
    assert found.fit is Fit.QUALIFIED
    assert len(found.reasons) == 4


def test_blank_required_answer_asks_for_research() -> None:
    """What stands on a website is looked up first; what is learned by talking is not."""
    found = judge(**BLANK)
    assert found.fit is Fit.RESEARCH
    assert found.missing == (Trait.TAKES_INSURANCE, Trait.OFFERS_MASSAGE)
    assert found.reasons == ("not known yet: takes insurance", "not known yet: offers massage")
    assert judge(Has_massage_therapist=None, Values_massage="?").fit is Fit.QUALIFIED


def test_wrong_answer_outweighs_a_blank_one() -> None:
    """Nobody should look up insurance for somebody who is no fit anyway."""
    found = judge(Takes_insurance=None, Offers_massage="Yes")
    assert found.fit is Fit.NOT_A_FIT
    assert found.missing == (Trait.TAKES_INSURANCE,)


def test_require_is_the_owners_choice() -> None:
    """The two lists are told apart: required, and disqualifying."""
    criteria = Criteria.model_validate({"require": ["values_massage"]})
    assert judge(criteria, Takes_insurance=None).fit is Fit.QUALIFIED
    assert judge(criteria, Values_massage=None).missing == (Trait.VALUES_MASSAGE,)
    assert judge(Criteria.model_validate({"require": []}), **BLANK).fit is Fit.QUALIFIED


def test_unknown_may_count_as_qualified() -> None:
    """An owner who would rather write than look up may; a wrong answer still counts."""
    criteria = Criteria.model_validate({"unknown": "qualified"})
    found = judge(criteria, **BLANK, Miles_away=None)
    assert (found.fit, found.reasons) == (Fit.QUALIFIED, ("nothing speaks against it",))
    assert judge(criteria, Offers_massage="Yes").fit is Fit.NOT_A_FIT


@pytest.mark.parametrize(
    ("miles", "fit"),
    [(15, Fit.QUALIFIED), (15.0001, Fit.NOT_A_FIT), (0, Fit.QUALIFIED), (None, Fit.QUALIFIED)],
)
def test_distance(miles: float | None, fit: Fit) -> None:
    """Exactly at the limit is near enough, and blank is not far."""
    assert judge(Miles_away=miles).fit is fit


def ordered(criteria: Criteria, *people: Practitioner) -> list[str]:
    """Return the names in order of rank."""
    return [p.name for p in sorted(people, key=lambda p: rank(p, qualify(p, criteria)))]


def test_rank() -> None:
    """The best answers first, then the nearest, unknown distances last, then the sheet's order."""
    people = [
        practitioner(2, Name="Unknown distance", Miles_away=None),
        practitioner(3, Name="Far", Miles_away=14),
        practitioner(4, Name="Unsure", Values_massage=None, Miles_away=1),
        practitioner(6, Name="Near, below", Miles_away=1),
        practitioner(5, Name="Near, above", Miles_away=1),
        practitioner(7, Name="Has one perhaps", Has_massage_therapist=None, Miles_away=1),
    ]
    assert ordered(Criteria(), *people) == [
        "Near, above",
        "Near, below",
        "Far",
        "Unknown distance",
        "Has one perhaps",
        "Unsure",
    ]


def test_weights_rank_only() -> None:
    """An owner's weights change who comes first, and never who is written to."""
    criteria = Criteria.model_validate({"weights": {"has_massage_therapist": 5.0}})
    unsure = practitioner(2, Name="Values unknown", Values_massage=None)
    other = practitioner(3, Name="Therapist unknown", Has_massage_therapist=None)
    assert ordered(criteria, other, unsure) == ["Values unknown", "Therapist unknown"]
    assert qualify(unsure, criteria).score == 5.0
    nothing = Criteria.model_validate({"weights": {}})
    assert (judge(nothing).fit, judge(nothing).score) == (Fit.QUALIFIED, 0)


def test_wrong_answers_earn_nothing() -> None:
    """A bad answer must not raise anybody, even where it does not disqualify."""
    criteria = Criteria.model_validate({"disqualify": []})
    found = judge(criteria, **{heading: answer for heading, (answer, _) in WRONG.items()})
    assert (found.score, found.fit) == (0, Fit.QUALIFIED)
    assert all(practitioner().answer(trait) is trait.good for trait in Trait)
    assert Trait.VALUES_MASSAGE.good is Answer.YES
