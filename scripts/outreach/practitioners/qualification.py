"""Who is worth writing to, why, and in which order."""

from dataclasses import dataclass

from outreach.practitioners.practitioner import Practitioner, Trait
from outreach.practitioners.stages import Answer, Fit
from outreach.settings import Qualification as Criteria

SAID = {
    (Trait.TAKES_INSURANCE, Answer.YES): "takes insurance",
    (Trait.TAKES_INSURANCE, Answer.NO): "takes no insurance",
    (Trait.OFFERS_MASSAGE, Answer.YES): "offers massage in-house",
    (Trait.OFFERS_MASSAGE, Answer.NO): "offers no massage",
    (Trait.HAS_MASSAGE_THERAPIST, Answer.YES): "has a massage therapist",
    (Trait.HAS_MASSAGE_THERAPIST, Answer.NO): "has no massage therapist",
    (Trait.VALUES_MASSAGE, Answer.YES): "values massage",
    (Trait.VALUES_MASSAGE, Answer.NO): "does not value massage",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """The verdict on one practitioner.

    Attributes:
        fit: Qualified, Research or Not a fit.
        reasons: What speaks for the verdict, each a clause.
        missing: Required traits that are not known yet.
        score: Sum of the weights of the good answers; ranks only.
    """

    fit: Fit
    reasons: tuple[str, ...]
    missing: tuple[Trait, ...]
    score: float


def qualify(practitioner: Practitioner, criteria: Criteria) -> Qualification:
    """Judge one practitioner: one wrong answer disqualifies, one unknown asks for research."""
    wrong = [
        SAID[trait, answer]
        for trait, answer in practitioner.traits
        if trait in criteria.disqualify and answer not in (trait.good, Answer.UNKNOWN)
    ]
    miles = practitioner.miles_away
    if miles is not None and miles > criteria.max_miles:
        wrong.append(f"{miles:g} miles away, more than {criteria.max_miles:g}")
    missing = tuple(
        trait
        for trait, answer in practitioner.traits
        if trait in criteria.require and answer is Answer.UNKNOWN
    )
    if wrong:
        fit, reasons = Fit.NOT_A_FIT, wrong
    elif missing and criteria.unknown == "research":
        fit, reasons = Fit.RESEARCH, [f"not known yet: {trait.words}" for trait in missing]
    else:
        fit, reasons = Fit.QUALIFIED, _good_points(practitioner)
    score = sum(
        criteria.weights.get(trait.value, 0.0)
        for trait, answer in practitioner.traits
        if answer is trait.good
    )
    return Qualification(fit=fit, reasons=tuple(reasons), missing=missing, score=score)


def rank(practitioner: Practitioner, qualification: Qualification) -> tuple[float, float, int]:
    """Return the sort key of who comes first: score, then nearness, then the sheet's order."""
    miles = practitioner.miles_away
    return (
        -qualification.score,
        float("inf") if miles is None else miles,
        practitioner.row.number,
    )


def _good_points(practitioner: Practitioner) -> list[str]:
    points = [SAID[t, a] for t, a in practitioner.traits if a is t.good]
    if practitioner.miles_away is not None:
        points.append(f"{practitioner.miles_away:g} miles away")
    return points or ["nothing speaks against it"]
