"""The SASL mechanism XOAUTH2, which Google and Microsoft take in place of a password."""

from base64 import b64encode


def xoauth2_response(username: str, access_token: str) -> str:
    """Return the initial client response.

    See https://developers.google.com/workspace/gmail/imap/xoauth2-protocol.
    """
    response = f"user={username}\x01auth=Bearer {access_token}\x01\x01"
    return b64encode(response.encode()).decode("ascii")
