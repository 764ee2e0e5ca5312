"""Logs in to Google with google-auth: a service account, a user's own login, or the machine's.

https://google-auth.readthedocs.io/en/stable/user-guide.html
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from google.auth.credentials import Credentials

from outreach.errors import ConfigError

SHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
DRIVE_FILE_SCOPE = "https://www.googleapis.com/auth/drive.file"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
HINT = "docs/operations.md, “Google”, says how to get a key file and where it goes"
_IN_ADDRESS = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]+)")
_KEY = re.compile(r"([A-Za-z0-9_-]+)")
_USER_FIELDS = ("refresh_token", "client_id", "client_secret")


def google_credentials(
    path: Path | None,
    *,
    place: str,
    shown: str = "",
    scopes: Sequence[str] = (SHEETS_SCOPE,),
) -> Credentials:
    """Return credentials that are not asked for a token yet.

    Args:
        path: Key file of a service account, or authorised-user file; None for the application
            default credentials of the machine.
        place: Where the configuration names it, for errors.
        shown: The file as the user knows it.
        scopes: What the token may be used for.

    Raises:
        ConfigError: There is no usable file, or the machine has no default credentials.
    """
    if path is None:
        return _of_the_machine(place, scopes)
    info = _read(path, place, shown)
    if info.get("type") == "service_account":
        return _service_account(info, place, shown, scopes)
    if info.get("type") == "authorized_user":
        return _authorised_user(info, place, shown, scopes)
    what = f"{shown} is neither the key of a service account nor an authorised-user file"
    if "installed" in info or "web" in info:
        what = f"{shown} is an OAuth client, not a login made with it"
    raise ConfigError(place, what, hint=HINT)


def spreadsheet_key(text: str, *, place: str) -> str:
    """Return the key of a spreadsheet from its key or its address in the browser.

    Raises:
        ConfigError: It is neither.
    """
    found = _IN_ADDRESS.search(text) or _KEY.fullmatch(text.strip())
    if found is None:
        what = "is empty" if not text.strip() else "is neither a key nor an address of a sheet"
        hint = "copy the sheet's whole address from the browser into it"
        raise ConfigError(place, what, hint=hint)
    return found[1]


def account_of(credentials: Credentials) -> str:
    """Return the address that a sheet must be shared with, or empty when it is not known."""
    address = getattr(credentials, "service_account_email", "")
    return str(address) if "@" in str(address) else ""


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
    if not isinstance(info, dict):
        raise ConfigError(place, f"{shown} is not a key file", hint=HINT)
    return info


def _service_account(
    info: Mapping[str, Any], place: str, shown: str, scopes: Sequence[str]
) -> Credentials:
    from google.oauth2 import service_account

    try:
        credentials: Credentials = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            info, scopes=list(scopes)
        )
        return credentials
    except ValueError:
        # The original error may show parts of the key.
        what = f"{shown} is not a whole key file of a service account"
        raise ConfigError(place, what, hint="download the key again, as JSON") from None


def _authorised_user(
    info: Mapping[str, Any], place: str, shown: str, scopes: Sequence[str]
) -> Credentials:
    from google.oauth2.credentials import Credentials as UserCredentials

    missing = [name for name in _USER_FIELDS if not info.get(name)]
    if missing:
        what = f"{shown} lacks {', '.join(missing)}"
        raise ConfigError(place, what, hint="log in again to make it anew")
    # from_authorized_user_info would not heed the file's own token_uri.
    return UserCredentials(  # type: ignore[no-untyped-call]
        token=None,
        refresh_token=info["refresh_token"],
        token_uri=info.get("token_uri", TOKEN_URI),
        client_id=info["client_id"],
        client_secret=info["client_secret"],
        scopes=list(scopes),
    )


def _of_the_machine(place: str, scopes: Sequence[str]) -> Credentials:
    import google.auth
    from google.auth.exceptions import DefaultCredentialsError

    try:
        credentials, _ = google.auth.default(scopes=list(scopes))
    except DefaultCredentialsError as error:
        what = "is empty, and this machine has no application default credentials"
        raise ConfigError(place, what, hint=HINT) from error
    return credentials
