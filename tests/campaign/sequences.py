"""What tests of the sequence ask again and again."""

from dataclasses import replace
from datetime import date, timedelta

from outreach.campaign.campaign import Campaign, Channel, Step
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.touches import TouchKey
from tests.campaign.office import Office, sent, somebody
from tests.people import MONDAY, default_campaign, noon

SAM = somebody()


def day(number: int) -> date:
    """Return a day of the campaign; the first is 0."""
    return MONDAY + timedelta(days=number)


def office(*steps: tuple[str, int], who: Practitioner = SAM, **options: object) -> Office:
    """Return an office where steps were sent on these days."""
    made = Office(who, **options)  # type: ignore[arg-type]
    for name, number in steps:
        made.touched(
            sent(
                TouchKey(practitioner=who.id, campaign=made.campaign.name, step=name),
                noon(day(number)),
                who.email,
            )
        )
    return made


def coming(made: Office, today: int = 0, who: Practitioner = SAM) -> list[tuple[str, int]]:
    """Return the steps to come and on which day each is due."""
    position = made.case(who, day(today)).position
    return [(due.step.name, (due.due_on - MONDAY).days) for due in position.coming]


def campaign(*steps: Step) -> Campaign:
    """Return a campaign of other steps, under the name of the one that ships."""
    return replace(default_campaign(), steps=steps)


def mail(name: str, after_days: int = 0, **when: tuple[str, ...]) -> Step:
    """Return an e-mail step."""
    return Step(
        name=name,
        title=name.title(),
        channel=Channel.EMAIL,
        template=name,
        after_days=after_days,
        when=when,
    )
