"""Gives a rehearsal a mailbox: made-up answers to the letters in its ledger, made once."""

import logging
from datetime import datetime

from outreach.errors import ConfigError
from outreach.files.config import Config
from outreach.files.sample_answers import load_sample_answers
from outreach.jobs.sample_answers import answered_touches, compose_answers
from outreach.ledger.ledger import Ledger
from outreach.mail.sample_mailbox import is_made_up, read_letter, write_sample_mailbox

log = logging.getLogger(__name__)


def has_mailbox(config: Config) -> bool:
    """Tell whether there is a mailbox to read, or one whose absence is a fault to tell.

    It is False only while the mailbox of a rehearsal is still to be made.

    Raises:
        ConfigError: Real letters would leave, and the mailbox is a made-up one.
    """
    mail = config.settings.mail
    if mail.inbox.kind != "maildir" or not mail.inbox.path:
        return True
    path = config.resolve(mail.inbox.path)
    is_to_come = bool(mail.inbox.sample) and not path.exists()
    if mail.transport != "outbox" and (is_to_come or is_made_up(path)):
        raise ConfigError(
            f"{config.shown}: [mail.inbox]",
            "names made-up answers, which are for rehearsals only",
            hint="delete sample and path, and name your own mailbox; README.md, “Going live”",
        )
    return not is_to_come


def make_sample_mailbox(config: Config, ledger: Ledger, *, now: datetime) -> bool:
    """Make the mailbox of a rehearsal when it is still to be made; tell whether there is one now.

    Without a letter to one of the sample people, and in the very second of the last one, there is
    nothing to make yet.

    Args:
        now: Aware.

    Raises:
        ConfigError: The sample cannot be used, or real letters would leave.
        MailError: The mailbox cannot be made.
    """
    if has_mailbox(config):
        return True
    mail = config.settings.mail
    sample = load_sample_answers(config)
    outbox = config.resolve(mail.outbox)
    letters = {
        address: (touch, read_letter(outbox, touch.message_id))
        for address, touch in answered_touches(sample, ledger.touches()).items()
    }
    messages = compose_answers(sample, letters, config.settings.owner, now=now)
    if not messages:
        log.info("nobody has answered yet: %s is made once a sample letter left", mail.inbox.path)
        return False
    write_sample_mailbox(config.resolve(mail.inbox.path), messages, shown=mail.inbox.path)
    log.info("made %s with %d sample messages", mail.inbox.path, len(messages))
    return True
