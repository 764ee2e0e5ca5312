"""Reads the letters' templates."""

from collections.abc import Iterator
from pathlib import Path

from outreach.campaign.campaign import Campaign, Channel
from outreach.campaign.letters import TemplateSource
from outreach.errors import ConfigError, Fault
from outreach.files.config import Config

FOLDER = "templates"
SUFFIX = ".j2"


def load_templates(config: Config, campaign: Campaign) -> dict[str, TemplateSource]:
    """Return all templates by name, such as `introduction/default.md.j2`.

    A folder of templates/ beside the configuration takes the place of the project's of that name,
    as a whole; so does a template that lies in templates/ itself.

    Raises:
        ConfigError: A file cannot be read or is not UTF-8, or a step has no fallback letter.
    """
    try:
        sources = {
            name: TemplateSource(shown=config.show(path), text=_read(config, path))
            for name, path in _templates(config)
        }
    except OSError as error:
        raise ConfigError(
            config.show(Path(error.filename)),
            f"cannot be read ({error.strerror})",
            hint="check its permissions",
        ) from error
    missing = [
        Fault(
            place=f"{FOLDER}/{step.template}/default.md.j2",
            what=f"is missing; the step {step.name} needs at least this letter",
        )
        for step in campaign.steps
        if step.channel is Channel.EMAIL and f"{step.template}/default.md.j2" not in sources
    ]
    if missing:
        raise ConfigError.several(missing, hint="write it, or copy the default of another step")
    return sources


def _templates(config: Config) -> Iterator[tuple[str, Path]]:
    """Yield the name and the path of each template."""
    entries: dict[str, Path] = {}
    for root in (config.project / FOLDER, config.base / FOLDER):
        if root.is_dir():
            entries |= {entry.name: entry for entry in _listed(root)}
    for entry in entries.values():
        for path in _files(entry):
            if path.suffix == SUFFIX:
                yield path.relative_to(entry.parent).as_posix(), path


def _files(entry: Path) -> Iterator[Path]:
    if not entry.is_dir():
        yield entry
        return
    for inner in _listed(entry):
        yield from _files(inner)


def _listed(folder: Path) -> list[Path]:
    """Return what a folder holds, but for what editors and systems hide there."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _read(config: Config, path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            config.show(path), "is not UTF-8 text", hint="save it again as UTF-8"
        ) from error
