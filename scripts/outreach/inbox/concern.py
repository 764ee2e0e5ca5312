"""Whether a message could be meant for the scripts, by its header alone.

The mailbox is the owner's own, and most of what lies in it is nobody else's business: only what
could answer a letter of ours is read further.
"""

import re

from outreach.inbox.correspondence import Correspondence
from outreach.inbox.message import InboundMessage
from outreach.inbox.relation import relation_of

_AUTOMATIC = ("auto-submitted", "x-autoreply", "x-autorespond", "x-failed-recipients")
_DAEMON = re.compile(
    r"^(?:mailer-?daemon|postmaster|mail-?delivery|mdaemon|abuse|fbl|feedback|complaints?|"
    r"no-?reply|bounce[^@]*)@?",
    re.IGNORECASE,
)
_REPORTS = ("multipart/report", "message/", "text/calendar")
_ASKS = re.compile(r"unsubscri|opt[- ]?out|remove me|\bstop\b", re.IGNORECASE)


def could_concern_us(header: InboundMessage, correspondence: Correspondence) -> bool:
    """Tell whether a message should be read in full.

    Args:
        header: The message's header, parsed alone.
    """
    if header.sender in correspondence.own:
        return False
    return (
        bool(relation_of(header, correspondence).why)
        or _is_report(header)
        or bool(_ASKS.search(header.subject))
    )


def _is_report(header: InboundMessage) -> bool:
    """Tell whether it looks like a machine's word on a letter: a bounce, an absence, a report."""
    returned = header.headers.first("return-path").strip() == "<>"
    named = any(header.headers.first(name) for name in _AUTOMATIC)
    daemon = bool(_DAEMON.match(header.sender or header.headers.first("from")))
    return returned or named or daemon or header.kind.startswith(_REPORTS)
