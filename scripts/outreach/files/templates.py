"""Reads the letters' templates."""

from pathlib import Path

from outreach.campaign.campaign import Campaign, Channel
from outreach.campaign.letters import TemplateSource
from outreach.errors import ConfigError, Fault
from outreach.files.config import Config

FOLDER = "templates"


def load_templates(config: Config, campaign: Campaign) -> dict[str, TemplateSource]:
    """Return all templates by name, such as `introduction/default.md.j2`.

    A folder of templates/ beside the configuration takes the place of the project's of that name.

    Raises:
        ConfigError: A file is not UTF-8, or an e-mail step has no fallback letter.
    """
    folders: dict[str, Path] = {}
    for root in (config.project / FOLDER, config.base / FOLDER):
        if root.is_dir():
            folders |= {path.name: path for path in sorted(root.iterdir()) if path.is_dir()}
    sources = {
        f"{name}/{path.name}": TemplateSource(shown=config.show(path), text=_read(config, path))
        for name, folder in folders.items()
        for path in sorted(folder.glob("*.j2"))
    }
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


def _read(config: Config, path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            config.show(path), "is not UTF-8 text", hint="save it again as UTF-8"
        ) from error
    except OSError as error:
        raise ConfigError(
            config.show(path), f"cannot be read ({error.strerror})", hint="check its permissions"
        ) from error
