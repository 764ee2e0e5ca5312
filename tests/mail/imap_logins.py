"""Dovecot with certificates of the tests' own authority, and with access tokens."""

import hmac
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from tests.emulators.dovecot import Dovecot, running
from tests.mail.smtp_servers import AUTHORITY

_KEY = b"the key that signs the tests' tokens"
_TLS = """
ssl = yes
ssl_cert = <FOLDER/cert.pem
ssl_key = <FOLDER/key.pem
"""
_OAUTH2 = """
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = FOLDER/oauth2.conf
}
"""
_VALIDATION = b"""
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=FOLDER/keys/
username_attribute = sub
"""


@contextmanager
def encrypting() -> Iterator[Dovecot]:
    """Yield a server with STARTTLS and TLS, whose certificate is for localhost."""
    found = AUTHORITY.issue_cert("localhost")
    files = {
        "cert.pem": b"".join(pem.bytes() for pem in found.cert_chain_pems),
        "key.pem": found.private_key_pem.bytes(),
    }
    with running(more=_TLS, files=files, tls=True) as server:
        yield server


@contextmanager
def taking_tokens() -> Iterator[Dovecot]:
    """Yield a server that takes what `token` makes."""
    files = {"oauth2.conf": _VALIDATION, "keys/default/HS256/default": b64encode(_KEY)}
    with running(more=_OAUTH2, files=files, mechanisms="xoauth2") as server:
        yield server


def token(user: str, *, lives: timedelta = timedelta(hours=1)) -> str:
    """Return an access token (RFC 7519)."""
    now = datetime.now(UTC)
    claims = {"sub": user, "iat": int(now.timestamp()), "exp": int((now + lives).timestamp())}
    parts = [
        _base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)
    ]
    signed = ".".join(parts)
    return f"{signed}.{_base64(hmac.digest(_KEY, signed.encode(), 'sha256'))}"


def _base64(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")
