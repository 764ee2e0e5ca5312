"""Where the secret of a mail server's login comes from."""

from collections.abc import Callable

from pydantic import SecretStr

from outreach.files.config import Config
from outreach.files.google_keys import AUTHORISED_USER, read_google_key
from outreach.files.secrets import resolve_secret
from outreach.settings import Inbox, Smtp


def mail_secret(
    config: Config, server: Smtp | Inbox, *, place: str
) -> Callable[[], SecretStr] | None:
    """Return what fetches the password or token when it is needed, or None without a login.

    Args:
        place: Where the server's settings stand, such as `config/outreach.toml: [mail.smtp]`.

    Raises:
        ConfigError: The key file that they name cannot be used.
    """
    if server.auth == "none":
        return None
    if server.auth == "xoauth2" and server.credentials:
        from outreach.mail.google_token import GoogleToken

        key = read_google_key(
            config.resolve(server.credentials),
            place=f"{place} credentials",
            shown=server.credentials,
            kinds=(AUTHORISED_USER,),
        )
        return GoogleToken(key, place=f"{place} credentials")
    reference = server.password
    if reference is None:
        return None
    return lambda: resolve_secret(reference, place=f"{place} password", base=config.base)
