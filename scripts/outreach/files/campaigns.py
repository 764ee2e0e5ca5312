"""Loads the campaign files."""

import re
from collections import Counter
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.functional_validators import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from outreach.campaign.campaign import MAX_EMAIL_STEPS, Campaign, Channel, Step
from outreach.errors import ConfigError
from outreach.fields import Line
from outreach.files.config import Config
from outreach.files.faults import checked
from outreach.files.toml import read_toml
from outreach.practitioners.specialties import specialty_slug
from outreach.settings import Section

HINT = "docs/configuration.md lists every key of a campaign file"


def _step_name(value: str) -> str:
    # It is part of the touch key and, by default, the folder of the letters.
    if not re.fullmatch(r"[a-z][a-z0-9_]*", value):
        raise ValueError("must be lower case with underscores, such as demo_offer")
    return value


def _folder(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value):
        raise ValueError("must be the name of a folder in templates/: a-z, 0-9, _ and -")
    return value


def _slug(value: str) -> str:
    if value != specialty_slug(value):
        raise ValueError(f'must be written as "{specialty_slug(value)}"')
    return value


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


StepName = Annotated[str, AfterValidator(_step_name)]
Folder = Annotated[str, AfterValidator(_folder)]
Slug = Annotated[str, AfterValidator(_slug)]
Texts = Annotated[tuple[Line, ...], BeforeValidator(_listed), Field(min_length=1)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(_listed), Field(min_length=1)]
Answers = Annotated[
    tuple[Literal["yes", "no", "unknown"], ...], BeforeValidator(_listed), Field(min_length=1)
]


class WhenTable(Section):
    """Whom a step is for: each field named here must have one of the values."""

    specialty: Slugs = Field((), description='A slug, such as `yoga-teacher`; `""` for blank.')
    practice: Texts = Field((), description="As the sheet has it.")
    city: Texts = Field((), description="As the sheet has it.")
    found_via: Texts = Field((), description="As the sheet has it.")
    introduced_by: Texts = Field((), description='As the sheet has it; `""` for nobody.')
    takes_insurance: Answers = Field((), description="What the sheet answers; blank is unknown.")
    offers_massage: Answers = Field((), description="What the sheet answers; blank is unknown.")
    has_massage_therapist: Answers = Field(
        (), description="What the sheet answers; blank is unknown."
    )
    values_massage: Answers = Field((), description="What the sheet answers; blank is unknown.")


class StepTable(Section):
    """One step: a letter, or a task for you."""

    name: StepName = Field(
        examples=["introduction"],
        description="Lower case with underscores. Renaming it makes it another step.",
    )
    title: Line = Field("", description="As `Next step` shows it; empty: the name with spaces.")
    channel: Literal["email", "task"] = Field(
        examples=["email"], description="A letter that the scripts send, or a task that is yours."
    )
    template: Folder | None = Field(
        None, description="Folder of its letters under templates/; the step's name if absent."
    )
    after_days: Annotated[int, Field(ge=0)] | None = Field(
        None,
        description="Calendar days from when the previous step was sent or, for a task, fell due. "
        "The first step may leave it out.",
    )
    offers_demo: bool = Field(
        False, description="Whether this letter offers the demo; `Status` then says so."
    )
    when: WhenTable | None = Field(None, description="Whom the step is for; everybody if absent.")

    def to_step(self) -> Step:
        """Return the step with what the file leaves out."""
        return Step(
            name=self.name,
            title=self.title or self.name.replace("_", " ").capitalize(),
            channel=Channel(self.channel),
            template=self.template or self.name,
            after_days=self.after_days or 0,
            offers_demo=self.offers_demo,
            when=self.when.model_dump(exclude_unset=True) if self.when else {},
        )


class CampaignTable(Section):
    """A campaign: steps, then rest."""

    title: Line = Field("", description="For people; empty: the file's name with spaces.")
    rest_days: int = Field(
        21, ge=0, description="Days of silence after the last step before a row goes to Later."
    )
    step: tuple[StepTable, ...] = Field(min_length=1, description="The steps, in order.")

    @model_validator(mode="after")
    def _steps_make_a_sequence(self) -> Self:
        names = Counter(step.name for step in self.step)
        emails = sum(step.channel == "email" for step in self.step)
        faults = [f"{n} steps are named {name}" for name, n in names.items() if n > 1]
        faults += [f"{s.name} lacks after_days" for s in self.step[1:] if s.after_days is None]
        if emails > MAX_EMAIL_STEPS:
            faults.append(f"{emails} steps are e-mails, at most {MAX_EMAIL_STEPS} may be")
        if faults:
            place = {"place": ("step",), "faults": "; ".join(faults)}
            raise PydanticCustomError("elsewhere", "{faults}", place)
        return self


def load_campaign(config: Config, name: str) -> Campaign:
    """Read a campaign file.

    Args:
        config: Whose folder is searched first, before the project's own.
        name: The file's name without `.toml`.

    Raises:
        ConfigError: There is no such file, or it has faults (all are named).
    """
    path = _find(config, name)
    table = checked(
        CampaignTable, read_toml(path, config.show(path)), shown=config.show(path), hint=HINT
    )
    return Campaign(
        name=name,
        title=table.title or name.replace("_", " ").capitalize(),
        steps=tuple(step.to_step() for step in table.step),
        rest_days=table.rest_days,
    )


def _find(config: Config, name: str) -> Path:
    folders = (config.path.parent / "campaigns", config.project / "config" / "campaigns")
    for folder in folders:
        path = folder / f"{name}.toml"
        if path.is_file():
            return path
    known = sorted({path.stem for folder in folders for path in folder.glob("*.toml")})
    near = get_close_matches(name, known, n=1)
    raise ConfigError(
        f"{config.shown}: [campaigns] active",
        f"there is no campaign file campaigns/{name}.toml",
        hint=f"did you mean {near[0]}?" if near else f"there are: {', '.join(known) or 'none'}",
    )
