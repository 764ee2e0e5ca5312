"""Composing: one practitioner, one step → one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from urllib.parse import quote

from outreach.campaign.calendar import SendCalendar
from outreach.campaign.campaign import Campaign, Step
from outreach.campaign.letters import EmptyField, Letters, field
from outreach.campaign.markdown import to_text_and_html
from outreach.campaign.message import OutgoingMessage
from outreach.campaign.message_id import message_id
from outreach.errors import ConfigError
from outreach.practitioners.names import first_name, salutation
from outreach.practitioners.practitioner import Practitioner, Trait
from outreach.practitioners.specialties import specialty_slug
from outreach.practitioners.touches import TouchKey, TouchRecord
from outreach.settings import Settings

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
}
"""Field of a practitioner → the heading that it stands under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfilled:
    """The letter would print an empty field, so it is not sent (I6).

    Attributes:
        place: The cell to fill, such as `Practitioners!F12`.
        heading: Its heading.
    """

    place: str
    heading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Writes the messages of one run.

    Attributes:
        letters: The templates.
        campaign: The campaign.
        settings: Owner, demo, one-click endpoint.
        config_shown: The configuration file as the user knows it.
        ledger_id: Takes part in Message-IDs.
        calendar: Turns moments into the owner's dates.
    """

    letters: Letters
    campaign: Campaign
    settings: Settings
    config_shown: str
    ledger_id: str
    calendar: SendCalendar

    def compose(
        self,
        practitioner: Practitioner,
        step: Step,
        *,
        occasion: str,
        earlier: Sequence[TouchRecord],
        at: datetime,
    ) -> OutgoingMessage | Unfilled:
        """Write one message.

        Args:
            occasion: Part of the touch key.
            earlier: This campaign's letters to this person so far, oldest first.
            at: When it leaves (aware).

        Raises:
            ConfigError: The template or the configuration is at fault, so every row would be.
        """
        name = self.letters.choose(step.template, specialty_slug(practitioner.specialty))
        try:
            letter = self.letters.render(name, self._scope(practitioner, step, earlier, at))
        except EmptyField as empty:
            return self._unfilled(practitioner, name, empty)
        text, html = to_text_and_html(letter)
        self._check_address(name, text)
        key = TouchKey(
            practitioner=practitioner.id,
            campaign=self.campaign.name,
            step=step.name,
            occasion=occasion,
        )
        owner = self.settings.owner
        return OutgoingMessage(
            key=key,
            message_id=message_id(key, ledger_id=self.ledger_id, owner_address=owner.email),
            to=practitioner.email,
            to_name=practitioner.name,
            subject=f"Re: {_bare(earlier[0].subject)}" if earlier else letter.subject,
            text=text,
            html=html,
            headers=self._headers(key, earlier),
            sender=owner.email,
            sender_name=owner.name,
            date=at.astimezone(self.calendar.zone),
        )

    def _headers(
        self, key: TouchKey, earlier: Sequence[TouchRecord]
    ) -> tuple[tuple[str, str], ...]:
        owner, one_click = self.settings.owner, self.settings.mail.one_click_url
        subject = quote(f"unsubscribe {key.practitioner}")
        unsubscribe = [f"<mailto:{quote(owner.email, safe='@')}?subject={subject}>"]
        headers = [("Reply-To", owner.email)]
        if earlier:
            headers.append(("In-Reply-To", earlier[-1].message_id))
            headers.append(("References", " ".join(touch.message_id for touch in earlier)))
        if one_click:
            separator = "&" if "?" in one_click else "?"
            unsubscribe.append(f"<{one_click}{separator}id={quote(key.practitioner)}>")
        headers.append(("List-Unsubscribe", ", ".join(unsubscribe)))
        if one_click:
            headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        return tuple(headers)

    def _scope(
        self,
        practitioner: Practitioner,
        step: Step,
        earlier: Sequence[TouchRecord],
        at: datetime,
    ) -> dict[str, object]:
        return {
            "practitioner": _practitioner_scope(practitioner),
            "owner": self._owner_scope(),
            "campaign": SimpleNamespace(name=self.campaign.name, title=self.campaign.title),
            "step": SimpleNamespace(name=step.name, title=step.title),
            "demo": SimpleNamespace(minutes=self.settings.demo.minutes),
            "previous": tuple(self._earlier(touch) for touch in earlier),
            "today": self.calendar.day_of(at),
        }

    def _owner_scope(self) -> SimpleNamespace:
        owner = self.settings.owner
        return SimpleNamespace(
            **{
                name: field(value, f"{self.config_shown}: [owner] {name}")
                for name, value in owner.model_dump().items()
                if isinstance(value, str)
            }
        )

    def _earlier(self, touch: TouchRecord) -> SimpleNamespace:
        step = self.campaign.step(touch.key.step)
        sent_on: date = self.calendar.day_of(touch.at)
        return SimpleNamespace(
            subject=touch.subject, sent_on=sent_on, step=step.title if step else touch.key.step
        )

    def _unfilled(self, practitioner: Practitioner, name: str, empty: EmptyField) -> Unfilled:
        if empty.place in practitioner.row.letters:
            return Unfilled(place=practitioner.row.place(empty.place), heading=empty.place)
        raise ConfigError(
            empty.place or f"templates/{name}",
            "is empty, and the letter prints it" if empty.place else "prints an empty value",
            hint="fill it, or let the template test it with {% if %} first",
        ) from empty

    def _check_address(self, name: str, text: str) -> None:
        address = self.settings.owner.postal_address
        if address and address not in text:
            raise ConfigError(
                f"templates/{name}",
                "does not print owner.postal_address, which the law wants in every letter",
                hint='end the letter with {% include "partials/closing.md.j2" %}',
            )


def _practitioner_scope(practitioner: Practitioner) -> SimpleNamespace:
    values: dict[str, object] = {}
    for name, heading in HEADINGS.items():
        value = getattr(practitioner, name)
        values[name] = field(f"{value:g}" if isinstance(value, float) else value, heading)
    for trait in Trait:
        values[trait.value] = field(practitioner.answer(trait).value, trait.heading)
    return SimpleNamespace(
        **values,
        first_name=first_name(practitioner.name),
        salutation=salutation(practitioner.name),
    )


def _bare(subject: str) -> str:
    return subject.removeprefix("Re: ")
