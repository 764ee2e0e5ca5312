"""Makes a Google Sheet and shares it with its owner (Drive API v3).

A request that makes something is sent once only: repeated, it would make a second one.
"""

from collections.abc import Mapping
from typing import Any

from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError
from gspread.exceptions import APIError
from gspread.urls import DRIVE_FILES_API_V3_URL
from requests.exceptions import RequestException

from outreach.errors import SheetError
from outreach.sheet.gsheets.connection import google_client
from outreach.sheet.gsheets.login import account_of

PLACE = "--create"
SHEETS_TYPE = "application/vnd.google-apps.spreadsheet"


def create_spreadsheet(
    title: str, owner: str, credentials: Credentials, *, emulator: str = ""
) -> str:
    """Make an empty spreadsheet that its owner may edit, and return its key.

    Args:
        title: Its title.
        owner: The owner's address; files of a service account are seen by nobody else.
        credentials: With the scope drive.file.
        emulator: `host:port` of a local emulator to talk to instead of Google.

    Raises:
        SheetError: It could not be made, or not be shared.
    """
    client = google_client(credentials, emulator)
    session = client.http_client.session

    def post(url: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = client.http_client.request("post", url, json=body).json()
        return answer

    try:
        try:
            body = {"name": title, "mimeType": SHEETS_TYPE}
            key = str(post(DRIVE_FILES_API_V3_URL, body)["id"])
        except (APIError, RequestException, GoogleAuthError, KeyError, ValueError) as error:
            raise _not_made(error, account_of(credentials)) from error
        share = {"type": "user", "role": "writer", "emailAddress": owner}
        try:
            post(f"{DRIVE_FILES_API_V3_URL}/{key}/permissions", share)
        except (APIError, RequestException, GoogleAuthError, ValueError) as error:
            what = f"the sheet {key} was made but not shared with {owner} ({_words(error)})"
            raise SheetError(PLACE, what, hint=_by_hand(account_of(credentials))) from error
    finally:
        session.close()
    return key


def _not_made(error: Exception, account: str) -> SheetError:
    what = f"Google did not make the sheet ({_words(error)})"
    return SheetError(PLACE, what, hint=_by_hand(account))


def _by_hand(account: str) -> str:
    who = account or "the account of the key file"
    return (
        f"make an empty Google Sheet yourself, add {who} under Share as Editor, put its address "
        "into [sheet] spreadsheet, and run this without --create"
    )


def _words(error: Exception) -> str:
    if isinstance(error, APIError):
        return " ".join(str(error.error.get("message", "")).split())[:300]
    return type(error).__name__
