"""Access tokens for Gmail's SMTP and IMAP, which google-auth fetches with a user's own login.

https://developers.google.com/identity/protocols/oauth2#expiration
"""

import re
from collections.abc import Mapping
from typing import Any

from google.auth.exceptions import GoogleAuthError, RefreshError
from google.oauth2.credentials import Credentials
from pydantic import SecretStr

from outreach.errors import MailError

MAIL_SCOPE = "https://mail.google.com/"
_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 (an address)
_LOG_IN_AGAIN = "log in again with google-auth to make an authorised-user file"
_EXPIRED = (
    "log in again to make the file anew; while the OAuth client's publishing status is Testing, "
    "Google ends every login after 7 days"
)
# RFC 6749 5.2; nothing else of the answer is shown, for it may repeat what it refuses.
_ERROR_CODE = re.compile(r"[a-z_]{1,40}(?=:)")


class GoogleToken:
    """Returns an access token that is good for some minutes at least; call it at each login."""

    def __init__(self, key: Mapping[str, Any], *, place: str) -> None:
        """Take a user's own login; Google is not asked yet.

        Args:
            key: What an authorised-user file says, as google-auth writes it.
            place: Where the configuration names it.
        """
        self._place = place
        # from_authorized_user_info would not heed the file's own token_uri.
        self._credentials = Credentials(  # type: ignore[no-untyped-call]
            token=None,
            refresh_token=key["refresh_token"],
            token_uri=key.get("token_uri", _TOKEN_URI),
            client_id=key["client_id"],
            client_secret=key["client_secret"],
            scopes=[MAIL_SCOPE],
        )

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
