"""What decides a standing, and what a standing is."""

from dataclasses import dataclass
from datetime import date

from outreach.campaign.calendar import SendCalendar
from outreach.campaign.campaign import Campaign
from outreach.campaign.sequence import Position
from outreach.practitioners.events import Event
from outreach.practitioners.history import History
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.qualification import Qualification
from outreach.practitioners.stages import Stage, Status
from outreach.referrals.referral import Referral


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What comes next.

    Attributes:
        text: As the sheet shows it.
        on: Its day.
        is_letter: The scripts will do it; everything else is the owner's.
        is_referral: It concerns a referral, so it stays after an opt-out.
    """

    text: str
    on: date
    is_letter: bool = False
    is_referral: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a row shows; an unreadable row shows no stage and no status."""

    stage: Stage | None
    status: Status | None
    next: NextStep | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that decides a standing.

    Attributes:
        today: In the owner's zone.
        referrals: Given to and received from this practitioner.
        unfilled: The cell that the due letter lacks, such as `Practitioners!F12`, or empty.
        stopped_elsewhere: Something outside the row stops the sequence: a colleague answered, or
            the address got a letter in another row.
    """

    practitioner: Practitioner
    qualification: Qualification
    history: History
    position: Position
    campaign: Campaign
    calendar: SendCalendar
    today: date
    referrals: tuple[Referral, ...] = ()
    unfilled: str = ""
    stopped_elsewhere: bool = False

    def day(self, event: Event) -> date:
        """Return the owner's date of an event."""
        return self.calendar.day_of(event.at)

    def allowed(self, day: date) -> date:
        """Return the first day from `day` and today on that mail may leave."""
        return self.calendar.next_allowed(max(day, self.today))
