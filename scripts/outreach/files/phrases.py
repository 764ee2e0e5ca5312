"""Reads the phrases by which mail is understood: config/phrases, a file for each topic."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic.functional_validators import AfterValidator, BeforeValidator

from outreach.errors import ConfigError
from outreach.fields import Filled
from outreach.files.config import Config
from outreach.files.faults import checked
from outreach.files.toml import read_toml
from outreach.inbox.learned import Learned, parse_learned
from outreach.inbox.phrase_language import check_phrase
from outreach.inbox.phrases import Phrase, Phrases
from outreach.settings import Section

LEARNED = Path("config", "phrases", "learned.txt")
HINT = "docs/operations.md, “How mail is understood”, says how phrases are written"


def _phrase(words: str) -> str:
    check_phrase(words)
    return words


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class PhraseTable(Section):
    """One phrase."""

    words: Annotated[Filled, AfterValidator(_phrase)] = Field(
        examples=["not interested"], description="What people write."
    )
    example: Filled = Field(
        examples=["Thanks, but I am not interested."],
        description="A sentence of a letter in which it counts.",
    )
    unless: Annotated[
        tuple[Annotated[Filled, AfterValidator(_phrase)], ...], BeforeValidator(_listed)
    ] = Field((), description="What takes its meaning away in the same sentence.")


class TopicFile(Section):
    """A file of phrases on one topic."""

    phrase: tuple[PhraseTable, ...] = Field((), description="The phrases.")


def load_phrases(config: Config) -> Phrases:
    """Return all phrases: the project's, a file of which the user's own folder may replace.

    Raises:
        ConfigError: A file is not as it must be.
    """
    own = config.path.parent / "phrases"
    folders = [config.project / "config" / "phrases", own]
    paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    topics = {topic: _topic(path, config.show(path)) for topic, path in paths.items()}
    return Phrases(topics, _learned(config.project / LEARNED))


def _learned(path: Path) -> Learned:
    """Read what `make words` wrote; it is no file for people, so it is not checked like theirs."""
    shown, hint = LEARNED.as_posix(), "get it back from the project's copy"
    try:
        return parse_learned(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(shown, f"cannot be read: {error.strerror}", hint=hint) from error
    except ValueError as error:
        raise ConfigError(shown, "is damaged", hint=hint) from error


def _topic(path: Path, shown: str) -> tuple[Phrase, ...]:
    tables = checked(TopicFile, read_toml(path, shown), shown=shown, hint=HINT)
    return tuple(
        Phrase(words=one.words, example=one.example, unless=one.unless) for one in tables.phrase
    )
