"""All that counts for one practitioner when the plan is made."""

from dataclasses import dataclass

from outreach.campaign.sequence import Position
from outreach.campaign.stops import Skip, SkipKind
from outreach.practitioners.history import History
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.qualification import Qualification
from outreach.practitioners.stages import Fit
from outreach.practitioners.touches import REACHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that counts for one practitioner.

    Attributes:
        practice: Names the group of people who share a practice; the row key for one alone.
        answered_elsewhere: Who of the practice answered and stands in no readable row any more.
    """

    practitioner: Practitioner
    qualification: Qualification
    history: History
    position: Position
    practice: str
    answered_elsewhere: str = ""

    @property
    def has_been_written_to(self) -> bool:
        """Whether any letter left for them, or may have."""
        return any(touch.state in REACHED for touch in self.history.touches)


def unfit(case: Case) -> Skip | None:
    """Return the skip for somebody who is not worth, or not open to, a letter."""
    qualification = case.qualification
    reason = ", ".join(qualification.reasons)
    if qualification.fit is Fit.RESEARCH:
        return Skip(kind=SkipKind.RESEARCH, reason=reason)
    if qualification.fit is Fit.NOT_A_FIT:
        return Skip(kind=SkipKind.NOT_A_FIT, reason=reason)
    if not case.practitioner.email:
        return Skip(kind=SkipKind.NO_ADDRESS, reason="has no e-mail address yet")
    return None
