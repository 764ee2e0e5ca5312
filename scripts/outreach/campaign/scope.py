"""What the letters' templates may speak of: `practitioner`, `owner`, `previous` and the rest."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from outreach.campaign.blanks import Fields, field
from outreach.campaign.calendar import SendCalendar
from outreach.campaign.campaign import Campaign, Step
from outreach.practitioners.names import first_name, salutation
from outreach.practitioners.practitioner import Practitioner, Trait
from outreach.practitioners.touches import TouchRecord
from outreach.settings import Owner, Settings

HEADINGS = {
    "name": "Name",
    "email": "Email",
    "practice": "Practice",
    "specialty": "Specialty",
    "phone": "Phone",
    "website": "Website",
    "address": "Address",
    "city": "City",
    "miles_away": "Miles away",
    "found_via": "Found via",
    "introduced_by": "Introduced by",
    "notes": "Notes",
} | {trait.value: trait.heading for trait in Trait}
"""Field of a practitioner → the heading that it stands under."""


def letter_scope(
    practitioner: Practitioner,
    step: Step,
    earlier: Sequence[TouchRecord],
    at: datetime,
    *,
    campaign: Campaign,
    settings: Settings,
    config_shown: str,
    calendar: SendCalendar,
) -> dict[str, object]:
    """Return the names that a template of this letter may use.

    Args:
        earlier: This campaign's letters to this person so far, oldest first.
        at: When the letter leaves (aware).
        config_shown: The configuration file as the user knows it.
    """
    return {
        "practitioner": _practitioner(practitioner),
        "owner": _owner(settings.owner, config_shown),
        "campaign": Fields("campaign", {"name": campaign.name, "title": campaign.title}),
        "step": Fields("step", {"name": step.name, "title": step.title}),
        "demo": Fields("demo", {"minutes": settings.demo.minutes}),
        "previous": tuple(_previous(touch, campaign, calendar) for touch in earlier),
        "today": calendar.day_of(at),
    }


def _practitioner(practitioner: Practitioner) -> Fields:
    values: dict[str, object] = {
        "first_name": first_name(practitioner.name),
        "salutation": salutation(practitioner.name),
    }
    answers = {trait.value: answer.value for trait, answer in practitioner.traits}
    for name, heading in HEADINGS.items():
        value = answers[name] if name in answers else getattr(practitioner, name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # three miles, not 3.0
        values[name] = field(value, heading)
    return Fields("practitioner", values)


@lru_cache(maxsize=1)
def _owner(owner: Owner, config_shown: str) -> Fields:
    return Fields(
        "owner",
        {
            name: field(value, f"{config_shown}: [owner] {name}")
            for name, value in owner.model_dump().items()
        },
    )


def _previous(touch: TouchRecord, campaign: Campaign, calendar: SendCalendar) -> Fields:
    step = campaign.step(touch.key.step)
    sent_on: date = calendar.day_of(touch.at)
    return Fields(
        "previous",
        {
            # A letter taken over from the sheet is known by its date only.
            "subject": field(touch.subject, "subject of an earlier letter"),
            "sent_on": sent_on,
            "step": step.title if step else touch.key.step,
        },
    )
