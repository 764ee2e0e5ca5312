"""Reads the JSON files with which google-auth logs in; nothing of them is ever shown."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from outreach.errors import ConfigError

SERVICE_ACCOUNT = "service_account"
AUTHORISED_USER = "authorized_user"
HINT = "docs/operations.md, “Google”, says how to get such a file and where it goes"
_USER_FIELDS = ("refresh_token", "client_id", "client_secret")


def read_google_key(
    path: Path,
    *,
    place: str,
    shown: str,
    kinds: Collection[str] = (SERVICE_ACCOUNT, AUTHORISED_USER),
) -> Mapping[str, Any]:
    """Return what a key file of a service account, or an authorised-user file, says.

    Args:
        path: The file.
        place: Where the configuration names it.
        shown: The file as the user knows it.
        kinds: Which of the two will do.

    Raises:
        ConfigError: It is no such file.
    """
    info = _read(path, place, shown)
    if "refresh_token" in info:  # google-auth itself writes such files without a type
        info = {"type": AUTHORISED_USER, **info}
    if "installed" in info or "web" in info:
        what = f"{shown} is an OAuth client, not a login made with it"
        raise ConfigError(place, what, hint=HINT)
    if info.get("type") not in kinds:
        raise ConfigError(place, f"{shown} is {_NEITHER[len(kinds)]}", hint=HINT)
    missing = [name for name in _USER_FIELDS if not info.get(name)]
    if info["type"] == AUTHORISED_USER and missing:
        what = f"{shown} lacks {', '.join(missing)}"
        raise ConfigError(place, what, hint="log in again to make it anew")
    return info


_NEITHER = {
    1: "no authorised-user file, as google-auth writes it",
    2: "neither the key file of a service account nor an authorised-user file",
}


def _read(path: Path, place: str, shown: str) -> Mapping[str, Any]:
    try:
        info = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(place, f"there is no file {shown}", hint=HINT) from error
    except OSError as error:
        raise ConfigError(place, f"{shown} cannot be read ({error.strerror})") from error
    except ValueError:
        # The original error would show the file's text, which is a secret.
        raise ConfigError(place, f"{shown} is not JSON", hint=HINT) from None
    return info if isinstance(info, dict) else {}
