"""Requests to one Google Sheet: bounded in time, tried again where that helps, errors translated.

gspread carries them. Its own BackOffHTTPClient tries a lasting fault again for hours, so trying
again is tenacity's here. Every request of ours may be repeated: it reads, or sets absolute values,
or makes something under an id of its own.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import gspread
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import AuthorizedSession, Request
from gspread.exceptions import APIError
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from outreach.errors import SheetError
from outreach.sheet.gsheets.login import account_of

CONNECT_SECONDS = 20.0
ANSWER_SECONDS = 180.0  # a sheet of 10,000 rows takes Google a while
BUDGET_SECONDS = 120.0  # the quota is counted by the minute, so a second minute is enough
MOST_ATTEMPTS = 12
PASSING = frozenset({408, 429, 500, 502, 503, 504})
_JITTER = wait_random_exponential(multiplier=0.5, max=32)  # "full jitter"
_UPDATE_BY_FILTER = SPREADSHEET_URL + "/values:batchUpdateByDataFilter"
_LOGIN_CODE = re.compile(r"[a-z_]{1,40}(?=:)")  # RFC 6749 5.2, such as invalid_grant
log = logging.getLogger(__name__)

Answer = Mapping[str, Any]


class RequestRefused(SheetError):
    """Google cannot do what was asked as the spreadsheet is now (code 400); nothing was done."""


class Connection:
    """One spreadsheet at Google."""

    def __init__(
        self,
        key: str,
        credentials: Credentials,
        *,
        place: str,
        emulator: str = "",
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Name the spreadsheet; nothing is asked yet.

        Args:
            key: The spreadsheet's key, as its address has it.
            credentials: Who we are.
            place: Where the configuration names the spreadsheet, for errors.
            emulator: `host:port` of a local emulator to talk to instead of Google.
            pause: Waits so many seconds before trying again.
        """
        self.key = key
        self._place = place
        self._account = account_of(credentials)
        self._pause = pause
        self._client = google_client(credentials, emulator)

    def get(self, fields: str) -> Answer:
        """Return the spreadsheet, as much of it as the mask says (spreadsheets.get)."""
        params = {"includeGridData": "true", "fields": fields}
        return self._request("get", SPREADSHEET_URL % self.key, params=params)

    def batch_update(self, requests: Sequence[Mapping[str, Any]], fields: str) -> Answer:
        """Apply all requests or none, and return the spreadsheet after it.

        Args:
            requests: As spreadsheets.batchUpdate takes them.
            fields: Which fields of the spreadsheet.
        """
        body = {
            "requests": list(requests),
            "includeSpreadsheetInResponse": True,
            "responseIncludeGridData": True,
        }
        url = SPREADSHEET_BATCH_UPDATE_URL % self.key
        params = {"fields": f"updatedSpreadsheet({fields})"}
        answer = self._request("post", url, params=params, json=body)
        updated: Answer = answer.get("updatedSpreadsheet", {})
        return updated

    def update_values(self, body: Mapping[str, Any]) -> Answer:
        """Apply spreadsheets.values.batchUpdateByDataFilter, all of it or nothing."""
        return self._request("post", _UPDATE_BY_FILTER % self.key, json=body)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.http_client.session.close()

    def _request(self, method: str, url: str, **arguments: Any) -> Answer:  # noqa: ANN401
        """Send one request until it is answered or the time is up.

        Raises:
            SheetError: It was refused, or there was no answer in time.
        """
        retrying = Retrying(
            retry=retry_if_exception(_is_passing),
            wait=_wait,
            stop=stop_before_delay(BUDGET_SECONDS) | stop_after_attempt(MOST_ATTEMPTS),
            sleep=self._pause,
            before_sleep=_log_fault,
            reraise=True,
        )
        try:
            return retrying(self._once, method, url, arguments)
        except (APIError, RequestException, GoogleAuthError, ValueError) as error:
            raise self._translated(error) from error

    def _once(self, method: str, url: str, arguments: Mapping[str, Any]) -> Answer:
        try:
            answer = self._client.http_client.request(method, url, **arguments).json()
        except (LookupError, TypeError, AttributeError) as error:
            # gspread meets an error that is not of Google's form, as from a hotel's login page.
            raise ValueError("not an answer of Google's") from error
        if not isinstance(answer, dict):
            raise ValueError("not an answer of Google's")  # noqa: TRY004 - it is tried again
        return answer

    def _translated(self, error: Exception) -> SheetError:
        if isinstance(error, APIError):
            return self._refused(error)
        if isinstance(error, GoogleAuthError):
            return self._no_login(_named(error))
        return SheetError(
            self._place,
            f"Google cannot be reached ({type(error).__name__})",
            hint="check the connection to the internet, then run again; nothing is lost",
        )

    def _no_login(self, why: str) -> SheetError:
        return SheetError(
            self._place,
            f"Google does not let us log in ({why})",
            hint="see that the computer's clock is right; else make the key file anew. "
            "A login of an OAuth client in “Testing” ends after 7 days",
        )

    def _refused(self, error: APIError) -> SheetError:
        code, words = error.response.status_code, _one_line(error.error.get("message", ""))
        if code == HTTPStatus.UNAUTHORIZED:
            return self._no_login(words)
        if code == HTTPStatus.NOT_FOUND:
            hint = "copy the sheet's whole address from the browser into it"
            return SheetError(self._place, "there is no Google Sheet of this key", hint=hint)
        if code == HTTPStatus.FORBIDDEN and "disabled" in words:
            hint = "switch on the Google Sheets API in the key's Google Cloud project"
            return SheetError(self._place, f"Google says: {words}", hint=hint)
        if code == HTTPStatus.FORBIDDEN:
            who = self._account or "the account of the key file"
            hint = f"open the sheet, press Share, and add {who} as Editor"
            return SheetError(self._place, "the sheet is not shared with us", hint=hint)
        if code in PASSING:
            what = f"Google does not answer in time or is overloaded (code {code})"
            hint = "run again in a few minutes; nothing is lost"
            return SheetError(self._place, what, hint=hint)
        hint = "run scripts/setup_sheet.py, which repairs the sheet; report it if it happens again"
        return RequestRefused(self._place, f"Google refuses the request: {words}", hint=hint)


def google_client(credentials: Credentials, emulator: str = "") -> gspread.Client:
    """Return gspread's client, with time-outs, of Google or of an emulator on this computer."""
    login = Session()
    session = AuthorizedSession(  # type: ignore[no-untyped-call]
        credentials, auth_request=Request(login)
    )
    if emulator:
        for one in (login, session):
            one.mount("https://", _ToEmulator(emulator))
    client = gspread.Client(auth=credentials, session=session)
    client.set_timeout((CONNECT_SECONDS, ANSWER_SECONDS))
    return client


class _ToEmulator(HTTPAdapter):
    """Sends whatever is meant for Google to a server on this computer."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self._host = host

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:  # noqa: ANN401
        """Send it there instead."""
        request.url = (
            urlsplit(request.url or "")._replace(scheme="http", netloc=self._host).geturl()
        )
        return super().send(request, *args, **options)


def _is_passing(error: BaseException) -> bool:
    """Tell whether the same request may go through a little later."""
    if isinstance(error, APIError):
        return error.response.status_code in PASSING
    if isinstance(error, RefreshError):
        return bool(error.retryable)
    # A broken line, half an answer, an answer that is no JSON.
    return isinstance(error, RequestException | GoogleAuthError | ValueError)


def _wait(state: RetryCallState) -> float:
    """Return the seconds to wait: as Google asks, else random within a growing bound."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, APIError):
        asked = error.response.headers.get("Retry-After", "")
        if asked.isdecimal():  # RFC 9110 10.2.3 knows dates too; Google sends seconds
            return float(asked)
    return _JITTER(state)


def _log_fault(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.info("Google: %s; trying again", _named(error))


def _named(error: BaseException | None) -> str:
    """Return what kind of fault it is; a login's may repeat the secret that it refuses (I9)."""
    if isinstance(error, APIError):
        return f"code {error.response.status_code}"
    found = _LOGIN_CODE.match(str(error.args[0])) if error and error.args else None
    return found[0] if found else type(error).__name__


def _one_line(value: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())[:300]
