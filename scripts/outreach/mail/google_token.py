"""Access tokens for Gmail's SMTP and IMAP, which google-auth fetches with a user's own login.

https://developers.google.com/identity/protocols/oauth2#expiration
"""

import json
import re
from pathlib import Path
from typing import Any

from google.auth.exceptions import GoogleAuthError, RefreshError
from google.oauth2.credentials import Credentials
from pydantic import SecretStr

from outreach.errors import ConfigError, MailError

MAIL_SCOPE = "https://mail.google.com/"
_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 (an address)
_FIELDS = ("refresh_token", "client_id", "client_secret")
_LOG_IN_AGAIN = "log in again with google-auth to make an authorised-user file"
_EXPIRED = (
    "log in again to make the file anew; while the OAuth client's publishing status is Testing, "
    "Google ends every login after 7 days"
)
# RFC 6749 5.2; nothing else of the answer is shown, for it may repeat what it refuses.
_ERROR_CODE = re.compile(r"[a-z_]{1,40}(?=:)")


class GoogleToken:
    """Returns an access token that is good for some minutes at least; call it at each login."""

    def __init__(self, path: Path, *, place: str, shown: str) -> None:
        """Read an authorised-user file.

        Args:
            path: The file, as google-auth writes it.
            place: Where the configuration names it.
            shown: The file as the user knows it.

        Raises:
            ConfigError: It is no such file.
        """
        self._place = place
        self._credentials = _credentials(path, place, shown)

    def __call__(self) -> SecretStr:
        """Return the token, fetching a new one where the old one is about to expire.

        Raises:
            MailError: Google does not give one.
        """
        from google.auth.transport.requests import Request

        try:
            if not self._credentials.valid:
                self._credentials.refresh(Request())  # type: ignore[no-untyped-call]
        except RefreshError as error:
            raise self._refused(error) from error
        except GoogleAuthError as error:
            what = f"Google's login server cannot be reached ({type(error).__name__})"
            hint = "check that this computer is online, then run again"
            raise MailError(self._place, what, hint=hint) from error
        return SecretStr(str(self._credentials.token))

    def _refused(self, error: RefreshError) -> MailError:
        found = _ERROR_CODE.match(str(error.args[0])) if error.args else None
        code = found[0] if found else "an answer that is not understood"
        if code == "invalid_grant":
            return MailError(
                self._place, f"the login has expired or was revoked ({code})", hint=_EXPIRED
            )
        hint = f"if it happens again, {_LOG_IN_AGAIN}, allowing the scope {MAIL_SCOPE}"
        return MailError(self._place, f"Google gives no access token ({code})", hint=hint)


def _credentials(path: Path, place: str, shown: str) -> Credentials:
    info = _read(path, place, shown)
    missing = [name for name in _FIELDS if not info.get(name)]
    if missing:
        what = f"{shown} lacks {', '.join(missing)}"
        raise ConfigError(place, what, hint=_LOG_IN_AGAIN)
    # from_authorized_user_info would not heed the file's own token_uri.
    return Credentials(  # type: ignore[no-untyped-call]
        token=None,
        refresh_token=info["refresh_token"],
        token_uri=info.get("token_uri", _TOKEN_URI),
        client_id=info["client_id"],
        client_secret=info["client_secret"],
        scopes=[MAIL_SCOPE],
    )


def _read(path: Path, place: str, shown: str) -> dict[str, Any]:
    try:
        info = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(place, f"there is no file {shown}", hint=_LOG_IN_AGAIN) from error
    except OSError as error:
        raise ConfigError(place, f"{shown} cannot be read ({error.strerror})") from error
    except ValueError:
        # The original error would show the file's text, which is a secret.
        raise ConfigError(place, f"{shown} is not JSON", hint=_LOG_IN_AGAIN) from None
    return info if isinstance(info, dict) else {}
