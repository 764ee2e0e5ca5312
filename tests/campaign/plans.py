"""What tests of plans ask again and again."""

from datetime import date, timedelta

from outreach.campaign.planning import NoLetter, Plan
from outreach.campaign.stops import SkipKind
from outreach.practitioners.practitioner import Practitioner
from tests.campaign.office import Office, somebody
from tests.people import MONDAY, touch

MAILS = ("introduction", "demo_offer", "last_note")
SATURDAY, SUNDAY = MONDAY + timedelta(days=5), MONDAY - timedelta(days=1)


def day(number: int) -> date:
    """Return a day; Monday is 0."""
    return MONDAY + timedelta(days=number)


def names(plan: Plan) -> list[str]:
    """Return who gets a letter, in order."""
    return [letter.case.practitioner.name.removeprefix("Sam ") for letter in plan.letters]


def skipped(plan: Plan) -> dict[str, SkipKind]:
    """Return why the others get none."""
    return {one.case.practitioner.name.removeprefix("Sam "): one.skip.kind for one in plan.rest}


def only(plan: Plan) -> NoLetter:
    """Return the only one who gets none."""
    assert plan.letters == ()
    (one,) = plan.rest
    return one


def colleague(number: int, **cells: str | float | None) -> Practitioner:
    """Return somebody of one practice."""
    return somebody(number, Practice="Dover Clinic", Email=f"c{number}@dover.example", **cells)


def sent_on(office: Office, who: Practitioner, on: date, step: str = "introduction") -> None:
    """Record a letter."""
    office.touched(touch(step, on, id_=who.id, address=who.email))
