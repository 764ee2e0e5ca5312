"""Reads the answers that a rehearsal makes up."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from outreach.errors import ConfigError
from outreach.fields import Address, Filled, Line, OptionalAddress
from outreach.files.config import Config
from outreach.files.faults import checked
from outreach.files.toml import read_toml
from outreach.settings import Section

HINT = "config/sample_answers.toml shows each key in place"

Program = Literal["gmail", "outlook", "apple"]


class AnswerTable(Section):
    """An answer to a letter of ours."""

    to: Address = Field(
        examples=["abigail@lighthousemidwifery.example"], description="Whose letter it answers."
    )
    kind: Literal["reply", "auto_reply", "bounce", "delayed", "unsubscribe"] = Field(
        "reply", description="What writes it: a person, a machine, a mail server."
    )
    program: Program = Field("gmail", description="The mail program that a person answers with.")
    sender: OptionalAddress = Field(None, description="Where it comes from; `to` if absent.")
    name: Line = Field("", description="Who writes, as mail programs show it.")
    subject: Line = Field("", description="Instead of the program's own; `{subject}` is ours.")
    says: str = Field("", description="The text; of a mail server its diagnostic.")
    status: Line = Field("", description="Enhanced status code (RFC 3463) of a mail server.")


class StrangerTable(Section):
    """A mail that has nothing to do with a letter of ours."""

    sender: Address = Field(examples=["june@june.example"], description="Where it comes from.")
    name: Line = Field("", description="Who writes.")
    subject: Filled = Field(examples=["Thursday at four?"], description="Its subject.")
    says: str = Field("", description="The text.")


class SampleAnswers(Section):
    """A file of answers to make up."""

    answer: tuple[AnswerTable, ...] = Field((), description="Answers, in the order of arrival.")
    stranger: tuple[StrangerTable, ...] = Field((), description="Other mail, for good measure.")


def load_sample_answers(config: Config) -> SampleAnswers:
    """Read the file that [mail.inbox] sample names: beside the configuration, or the project's.

    Raises:
        ConfigError: There is no such file, or it has faults (all are named).
    """
    name = config.settings.mail.inbox.sample
    for path in (config.resolve(name), config.project / Path(name)):
        if path.is_file():
            return checked(SampleAnswers, read_toml(path, name), shown=name, hint=HINT)
    raise ConfigError(
        f"{config.shown}: [mail.inbox] sample",
        f"there is no file {name}",
        hint="name a file that exists, or delete the line",
    )
