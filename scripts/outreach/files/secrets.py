"""Fetches passwords from where the configuration says they are kept.

No error holds a password, nor a variable, keyring entry or command: people paste the password
itself there. A file's path is shown, for a wrong folder is the usual mistake.
"""

import importlib
import os
import shlex
import subprocess
from pathlib import Path

from pydantic import SecretStr

from outreach.errors import ConfigError
from outreach.settings import SecretReference

COMMAND_SECONDS = 30.0
"""How long a command may take: long enough to unlock a password manager by hand."""


def resolve_secret(reference: SecretReference, *, place: str, base: Path) -> SecretStr:
    """Return the secret that a reference names.

    Args:
        reference: Where it is kept.
        place: Where the reference stands, such as `config/outreach.toml: [mail.smtp] password`.
        base: The folder that a relative path or command is taken from.

    Raises:
        ConfigError: It is not there.
    """
    if reference.env:
        found = _from_environment(reference.env, place)
    elif reference.file:
        found = _from_file(base / Path(reference.file).expanduser(), place)
    elif reference.keyring:
        found = _from_keyring(reference.keyring, place)
    else:
        found = _from_command(reference.command, place, base)
    first_line = found.splitlines()[0] if found else ""
    if not first_line:
        hint = "the password must be the first line of what is kept there"
        raise ConfigError(place, "what is kept there is empty, or its first line is", hint=hint)
    return SecretStr(first_line)


def _from_environment(name: str, place: str) -> str:
    if name not in os.environ:
        raise ConfigError(
            place,
            "the environment variable named there is not set",
            hint="set it where the script is started: cron and systemd do not read your profile",
        )
    return os.environ[name]


def _from_file(path: Path, place: str) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        hint = "make a text file there with the password as its first line, or name another"
        raise ConfigError(place, f"there is no file {path}", hint=hint) from error
    except OSError as error:
        hint = "check that it is a file, and its permissions"
        what = f"{path} cannot be read: {error.strerror}"
        raise ConfigError(place, what, hint=hint) from error
    except UnicodeDecodeError:
        # The original error holds the file's bytes.
        hint = "save it as plain text in UTF-8"
        raise ConfigError(place, f"{path} is not UTF-8 text", hint=hint) from None


def _from_keyring(name: str, place: str) -> str:
    service, slash, user = name.rpartition("/")
    if not slash:
        hint = 'write it as {keyring = "outreach/ana"}'
        raise ConfigError(place, "the keyring entry must be named as service/user", hint=hint)
    try:
        keyring = importlib.import_module("keyring")
        errors = importlib.import_module("keyring.errors")
    except ModuleNotFoundError as error:
        hint = "install it beside the scripts: .venv/bin/pip install keyring"
        raise ConfigError(place, "the keyring package is not installed", hint=hint) from error
    try:
        found = keyring.get_password(service, user)
    except errors.KeyringError as error:
        what = f"the system's keyring does not answer ({type(error).__name__})"
        raise ConfigError(place, what, hint="unlock it, or keep the password in a file") from error
    if found is None:
        hint = "store it with: .venv/bin/keyring set SERVICE USER"
        raise ConfigError(place, "the keyring has no such entry", hint=hint)
    return str(found)


def _from_command(command: str, place: str, base: Path) -> str:
    # No shell. Windows splits the line itself. What the command writes to stderr may hold secrets.
    try:
        arguments = command if os.name == "nt" else shlex.split(command)
        done = subprocess.run(  # noqa: S603 (the owner's own command)
            arguments,
            cwd=base,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        output = done.stdout.decode("utf-8")
    except subprocess.TimeoutExpired:
        # These three errors would show the command or its output.
        hint = "run it by hand; it may be waiting for you to type something"
        what = f"the command took over {COMMAND_SECONDS:g} seconds"
        raise ConfigError(place, what, hint=hint) from None
    except (OSError, ValueError) as error:
        what = f"the command cannot be run or understood ({type(error).__name__})"
        hint = "run it by hand to see what it says"
        raise ConfigError(place, what, hint=hint) from None
    if done.returncode != 0:
        hint = "run it by hand to see what it says"
        raise ConfigError(place, f"the command failed with code {done.returncode}", hint=hint)
    return output
