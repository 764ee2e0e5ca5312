"""What logging in to a mail server takes, whatever its protocol."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from outreach.fields import Auth

_RUN = re.compile(rb"[A-Za-z0-9+/=_.~-]{8,}")  # of base64, or of a token (RFC 6750 2.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How to log in.

    Attributes:
        secret: Returns the password or the access token; asked at each login, for tokens expire.
            None when the server wants no login.
    """

    auth: Auth
    username: str
    secret: Callable[[], SecretStr] | None


def without_secrets(said: bytes, secrets: Sequence[str]) -> bytes:
    """Take out secrets, and pieces of them: some servers repeat the line that they refuse."""
    hidden = [secret.encode() for secret in secrets if secret]
    for secret in hidden:
        said = said.replace(secret, b"...")

    def shown(run: re.Match[bytes]) -> bytes:
        piece = run[0].strip(b".")
        return b"..." if any(piece in secret for secret in hidden) else run[0]

    return _RUN.sub(shown, said)
