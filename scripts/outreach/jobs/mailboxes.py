"""Opens the mailbox that the configuration names."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from outreach.files.config import Config
from outreach.jobs.logins import mail_secret
from outreach.jobs.sample_mailbox import has_mailbox
from outreach.mail.mailbox import Mailbox


@contextmanager
def opened_mailbox(config: Config) -> Iterator[Mailbox | None]:
    """Yield the mailbox, or None when there is none to read; nothing is connected yet.

    Raises:
        ConfigError: It is named, but not in full; or it is made up, and letters are real.
    """
    mailbox = _mailbox(config) if has_mailbox(config) else None
    if mailbox is None:
        yield None
        return
    with closing(mailbox):
        yield mailbox


def _mailbox(config: Config) -> Mailbox | None:
    inbox, place = config.settings.mail.inbox, f"{config.shown}: [mail.inbox]"
    if inbox.kind == "none":
        return None
    if inbox.kind == "maildir":
        from outreach.mail.maildir import Maildir

        path = config.resolve(inbox.path)
        return Maildir(path, shown=inbox.path, folders=inbox.folders, place=place)
    from outreach.mail.imap import Imap

    return Imap(
        host=inbox.host,
        port=inbox.port,
        security=inbox.security,
        auth=inbox.auth,
        username=inbox.username,
        secret=mail_secret(config, inbox, place=place),
        folders=inbox.folders,
        place=place,
    )
