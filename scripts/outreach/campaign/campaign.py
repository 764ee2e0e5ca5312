"""Campaigns: an ordered list of steps, e-mails and tasks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MAX_EMAIL_STEPS = 4


class Channel(StrEnum):
    """How a step reaches the practitioner."""

    EMAIL = "email"
    TASK = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a campaign.

    Attributes:
        name: Part of the touch key; lower case with underscores.
        title: As the sheet's `Next step` shows it.
        channel: E-mail, or a task for the owner.
        template: Folder under templates/.
        after_days: Calendar days from when the previous step was sent or, for a task, fell due.
        offers_demo: Whether this letter offers the demo, which the status then says.
        when: Field → allowed values; the step is left out for anybody else.
    """

    name: str
    title: str
    channel: Channel
    template: str
    after_days: int
    offers_demo: bool = False
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A sequence of steps and the rest after the last.

    Attributes:
        name: The file's name without `.toml`.
        title: For people.
        steps: In order; at most four of them e-mails.
        rest_days: Days of silence after the last step before the row goes to Later.
    """

    name: str
    title: str
    steps: tuple[Step, ...]
    rest_days: int

    def step(self, name: str) -> Step | None:
        """Return the step of this name, or None."""
        return next((step for step in self.steps if step.name == name), None)
