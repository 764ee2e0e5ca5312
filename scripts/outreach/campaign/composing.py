"""Composing: one practitioner, one step → one message."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from outreach.campaign.blanks import EmptyField
from outreach.campaign.calendar import SendCalendar
from outreach.campaign.campaign import Campaign, Step
from outreach.campaign.letters import Letters
from outreach.campaign.markdown import to_text_and_html
from outreach.campaign.message import OutgoingMessage
from outreach.campaign.message_id import message_id
from outreach.campaign.scope import HEADINGS, letter_scope
from outreach.errors import ConfigError
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.specialties import specialty_slug
from outreach.practitioners.touches import TouchKey, TouchRecord
from outreach.settings import Settings

_URL_CHARACTERS = ":/?#[]@!$&'()*+,;=%"  # RFC 3986 2.2, and what is quoted already
_ANSWER = re.compile(r"^(?:re:\s*)+", re.IGNORECASE)


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
        scope = letter_scope(
            practitioner,
            step,
            earlier,
            at,
            campaign=self.campaign,
            settings=self.settings,
            config_shown=self.config_shown,
            calendar=self.calendar,
        )
        try:
            letter = self.letters.render(name, scope)
        except EmptyField as empty:
            return self._unfilled(practitioner, name, empty)
        thread = _thread(earlier)
        if thread:
            letter = replace(letter, subject=_answering(thread[0].subject))
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
            subject=letter.subject,
            text=text,
            html=html,
            headers=self._headers(key, thread),
            sender=owner.email,
            sender_name=owner.name,
            date=at.astimezone(self.calendar.zone),
        )

    def _headers(self, key: TouchKey, thread: Sequence[TouchRecord]) -> tuple[tuple[str, str], ...]:
        owner, one_click = self.settings.owner, self.settings.mail.one_click_url
        subject = quote(f"unsubscribe {key.practitioner}")
        unsubscribe = [f"<mailto:{quote(owner.email, safe='@')}?subject={subject}>"]
        headers = [("Reply-To", owner.email)]
        if thread:
            headers.append(("In-Reply-To", thread[-1].message_id))
            headers.append(("References", " ".join(touch.message_id for touch in thread)))
        if one_click:
            url = quote(one_click, safe=_URL_CHARACTERS)
            separator = "&" if "?" in url else "?"
            unsubscribe.append(f"<{url}{separator}id={quote(key.practitioner)}>")
        headers.append(("List-Unsubscribe", ", ".join(unsubscribe)))
        if one_click:
            headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        return tuple(headers)

    def _unfilled(self, practitioner: Practitioner, name: str, empty: EmptyField) -> Unfilled:
        shown, place = self.letters.shown(name), empty.place
        if place in practitioner.row.letters:
            return Unfilled(place=practitioner.row.place(place), heading=place)
        if place in HEADINGS.values():
            raise ConfigError(
                shown,
                f"prints {place}, and the sheet has no such column",
                hint="add the column, or let the template test it with {% if %} first",
            ) from empty
        raise ConfigError(
            place,
            f"is empty, and {shown} prints it",
            hint="fill it, or let the template test it with {% if %} first",
        ) from empty

    def _check_address(self, name: str, text: str) -> None:
        address = self.settings.owner.postal_address
        if address and address not in text:
            raise ConfigError(
                self.letters.shown(name),
                "does not print owner.postal_address, which the law wants in every letter",
                hint='end the letter with {% include "partials/closing.md.j2" %}',
            )


def _thread(earlier: Sequence[TouchRecord]) -> tuple[TouchRecord, ...]:
    """Return the letters that this one answers to.

    One taken over from the sheet takes no part: its subject and Message-ID are not known.
    """
    return tuple(touch for touch in earlier if touch.subject)


def _answering(subject: str) -> str:
    return f"Re: {_ANSWER.sub('', subject)}"
