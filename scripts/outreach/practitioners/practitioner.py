"""The practitioner, and the trouble that keeps a row from being one."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from outreach.errors import Fault
from outreach.practitioners.row import SheetRow
from outreach.practitioners.stages import Answer, Decision, Stage


class Trait(StrEnum):
    """The four answers that make a good referral partner; values are configuration names."""

    TAKES_INSURANCE = "takes_insurance"
    OFFERS_MASSAGE = "offers_massage"
    HAS_MASSAGE_THERAPIST = "has_massage_therapist"
    VALUES_MASSAGE = "values_massage"

    @property
    def words(self) -> str:
        """As a sentence has it: `takes insurance`."""
        return self.value.replace("_", " ")

    @property
    def heading(self) -> str:
        """As the sheet has it: `Takes insurance`."""
        return self.words.capitalize()

    @property
    def good(self) -> Answer:
        """The answer that speaks for writing to them."""
        return Answer.YES if self is Trait.VALUES_MASSAGE else Answer.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Vetting:
    """The owner's answers to the four vetting questions."""

    knows_the_evidence: Answer = Answer.UNKNOWN
    honest_about_limits: Answer = Answer.UNKNOWN
    listens: Answer = Answer.UNKNOWN
    driven_to_help: Answer = Answer.UNKNOWN

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All four, in the order of the sheet."""
        return (
            self.knows_the_evidence,
            self.honest_about_limits,
            self.listens,
            self.driven_to_help,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What people entered to steer the relationship.

    Attributes:
        demo_on: Naive wall-clock time of the owner; midnight when only a date was given.
    """

    set_stage: Stage | None = None
    decide: Decision | None = None
    demo_on: datetime | None = None
    demo_done: Answer = Answer.UNKNOWN
    task_done_on: date | None = None
    hold: bool = False
    do_not_contact: bool = False
    vetting: Vetting = Vetting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Practitioner:
    """A row that could be read in full; every field is valid, blank text is empty.

    Attributes:
        id: The row key.
        email: Normalised ASCII address, or empty.
        miles_away: None when blank.
        row: Where it stands, to name cells in messages.
    """

    id: str
    name: str
    email: str
    practice: str
    specialty: str
    phone: str
    website: str
    address: str
    city: str
    miles_away: float | None
    traits: tuple[tuple[Trait, Answer], ...]
    found_via: str
    consent: str
    introduced_by: str
    notes: str
    entries: Entries
    row: SheetRow

    def answer(self, trait: Trait) -> Answer:
        """Return what is known of one trait."""
        return dict(self.traits)[trait]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why a row cannot be used, in words for its `Problem` cell.

    Attributes:
        id: The row key; empty when it has none.
        faults: What is wrong and what to do, each with its cell.
        row: The row itself.
    """

    id: str
    faults: tuple[Fault, ...]
    row: SheetRow

    def __str__(self) -> str:
        return "; ".join(map(str, self.faults))
