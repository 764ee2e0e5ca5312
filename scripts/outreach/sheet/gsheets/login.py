"""Logs in to Google with google-auth: a service account, a user's own login, or the machine's.

https://google-auth.readthedocs.io/en/stable/user-guide.html
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from google.auth.credentials import Credentials

from outreach.errors import ConfigError

Login: TypeAlias = Credentials
"""Who we are at Google; it fetches tokens by itself."""

SHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
DRIVE_FILE_SCOPE = "https://www.googleapis.com/auth/drive.file"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
HINT = "docs/operations.md, “Google”, says how to get a key file and where it goes"
_IN_ADDRESS = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]+)")
_KEY = re.compile(r"([A-Za-z0-9_-]+)")


def google_credentials(
    key: Mapping[str, Any] | None,
    *,
    place: str,
    shown: str = "",
    scopes: Sequence[str] = (SHEETS_SCOPE,),
) -> Credentials:
    """Return credentials that are not asked for a token yet.

    Args:
        key: What a key file says (files/google_keys.py); None for the application default
            credentials of the machine.
        place: Where the configuration names it, for errors.
        shown: The file as the user knows it.
        scopes: What the token may be used for.

    Raises:
        ConfigError: The key is not whole, or the machine has no default credentials.
    """
    if key is None:
        return _of_the_machine(place, scopes)
    if key["type"] == "service_account":
        return _service_account(key, place, shown, scopes)
    return _authorised_user(key, scopes)


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


def _authorised_user(info: Mapping[str, Any], scopes: Sequence[str]) -> Credentials:
    from google.oauth2.credentials import Credentials as UserCredentials

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
