"""Loads config/outreach.toml, or the demo that stands in for it."""

from dataclasses import dataclass
from pathlib import Path

from outreach.errors import ConfigError
from outreach.files.faults import checked
from outreach.files.toml import read_toml
from outreach.settings import Settings

CONFIG = "config/outreach.toml"
DEMO = "config/outreach.example.toml"
HINT = f"docs/configuration.md lists every key, {DEMO} shows each in place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings and where they came from.

    Attributes:
        settings: What the file says.
        path: The file.
        shown: The file as a person would type it, such as `config/outreach.toml`.
        base: The folder that relative paths are taken from.
        project: The folder of the project itself.
        is_demo: Whether this is the example, with its sample owner.
    """

    settings: Settings
    path: Path
    shown: str
    base: Path
    project: Path
    is_demo: bool

    def resolve(self, relative: str) -> Path:
        """Return where a path of the configuration lies; `~` is the user's own folder."""
        return self.base / Path(relative).expanduser()

    def show(self, path: Path) -> str:
        """Return a path as a person would type it."""
        return _shown(path, self.project)


def load_config(path: Path | None, *, project: Path) -> Config:
    """Read the settings.

    Args:
        path: As given by the user; None for config/outreach.toml or else the demo.
        project: The folder that holds scripts/ and config/.

    Raises:
        ConfigError: The file is missing, is not TOML, or has faults (all are named).
    """
    project = project.resolve()
    demo = project / DEMO
    if path is None:
        path = project / CONFIG if (project / CONFIG).exists() else demo
    found = path.resolve()
    shown = _shown(found, project)
    if not found.exists():
        hint = f"copy {DEMO} to {shown} and make it yours"
        raise ConfigError(shown, "there is no such file", hint=hint)
    settings = checked(Settings, read_toml(found, shown), shown=shown, hint=HINT)
    return Config(
        settings=settings,
        path=found,
        shown=shown,
        base=project if found.is_relative_to(project) else found.parent,
        project=project,
        is_demo=found == demo.resolve(),
    )


def _shown(path: Path, project: Path) -> str:
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)
