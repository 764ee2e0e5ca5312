"""Reads a TOML file, or says where it is not TOML."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from outreach.errors import ConfigError

Table = dict[str, object]

_POSITION = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_BACKSLASH = "write a Windows path with / or between single quotes: 'C:\\clients'"
_HINTS: Mapping[str, str] = {
    "Unescaped '\\' in a string": _BACKSLASH,
    "Invalid hex value": _BACKSLASH,
    "Cannot overwrite a value": "this key or table stands in the file twice; keep one",
    "Cannot declare": "this table stands in the file twice; keep one",
    "Invalid value": "a text needs quotes; yes and no are true and false",
    "Expected '=' after a key": 'each line reads: key = value, as in name = "Ana Reyes"',
}


def read_toml(path: Path, shown: str) -> Table:
    """Return a file's tables.

    Args:
        path: Where it lies.
        shown: How to name it to the user.

    Raises:
        ConfigError: It cannot be read, or is not TOML; the place says the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")  # Windows' Notepad writes the mark
    except OSError as error:
        raise ConfigError(shown, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8 in your editor"
        raise ConfigError(shown, "is not UTF-8 text", hint=hint) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text, shown) from error


def _syntax_error(message: str, text: str, shown: str) -> ConfigError:
    position = _POSITION.search(message)
    line = position[1] if position else None
    number = int(line) if line else max(1, len(text.splitlines()))
    what = message[: position.start()] if position else message
    hint = next((hint for start, hint in _HINTS.items() if what.startswith(start)), "")
    return ConfigError(f"{shown}:{number}", what[:1].lower() + what[1:], hint=hint)
