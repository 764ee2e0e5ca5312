"""Writes pages for people into var/."""

from pathlib import Path

from outreach.errors import ConfigError


def write_page(path: Path, html: str, *, shown: str) -> None:
    """Write a page as a whole or not at all.

    Raises:
        ConfigError: The folder cannot be written to.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(html, "utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise ConfigError(
            shown, f"cannot be written ({error.strerror})", hint="check permissions and free space"
        ) from error
