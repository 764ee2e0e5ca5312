"""By what a report of non-delivery is told from a letter."""

import re

from outreach.inbox.correspondence import Correspondence
from outreach.inbox.header_fields import addresses_in
from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Phrases
from outreach.inbox.returned import Notice

_DAEMONS = re.compile(
    r"(?:mailer|mail|mmdf|maildelivery|mda|server)?[-_.]?(?:daemon|delivery-?subsystem)\d*"
    r"|post[-_]?o?master\d*|double-bounce|bounces?|sysadmin|mdaemon"
    r"|mail-?(?:delivery|system|router|error)s?|ndr|uucp|symantec_antivirus.*|scanmail|amavis.*",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"mail(?:er)?[ -]deliver(?:y)?[ -]s|mailer[ -]?daemon|postmaster|mail administrator"
    r"|system administrator|mail system|mail delivery|delivery (?:sub)?system|mmsc|^microsoft ",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"(?:^|\n)[ \t<>]*(?:\d{3}[ -].*)?\b[45]\d\d[ :-]|(?<![\d.])[45]\.\d\.\d")
_FIELDS = re.compile(r"^[ \t]*(?:final|original)-recipient[ \t]*:", re.IGNORECASE | re.MULTILINE)
_ACTION = re.compile(r"^[ \t]*(?:action|status)[ \t]*:[ \t]*[\w]", re.IGNORECASE | re.MULTILINE)
_FROM_SES = re.compile(r'"notificationType\\?"\s*:\s*\\?"Bounce\\?"')
_HEAD = 4_000


def sign_of_bounce(
    message: InboundMessage, notice: Notice, correspondence: Correspondence, phrases: Phrases
) -> str:
    """Return by what a message is known as a report of non-delivery; empty for any other."""
    if sign := _by_form(message):
        return sign
    head = notice.text[:_HEAD]
    in_subject = phrases.first("bounce_notice", message.subject)
    said = in_subject or phrases.first("bounce_notice", head)
    if said is None:
        return ""
    if is_from_daemon(message):
        return f"comes from a mail system and says “{said.said}”"
    named = correspondence.ours(notice.message_ids) or any(
        correspondence.knows(address) for address in addresses_in(notice.text)
    )
    # A machine that answers for a person sends without a return path, too.
    if _ANSWER.search(head) or (in_subject and named):
        return f"has no return path and says “{said.said}”"
    return ""


def _by_form(message: InboundMessage) -> str:
    if message.report == "delivery-status" or any(message.own("message/delivery-status")):
        return "is a delivery report"
    if message.headers.first("x-failed-recipients"):
        return "names failed recipients in its header"
    if any(name == "x-ms-exchange-message-is-ndr" for name, _ in message.headers.fields):
        return "is a non-delivery report of Exchange"
    for part in message.own("text/plain"):
        head = part.text[:_HEAD]
        if _FIELDS.search(head) and _ACTION.search(head):
            return "has the fields of a delivery report"
        if _FROM_SES.search(head):
            return "is a bounce notification of Amazon SES"
    return ""


def is_from_daemon(message: InboundMessage) -> bool:
    """Tell whether a mail system wrote a message, not a person."""
    if not message.sender:
        written = message.headers.first("from")
        return not written.strip(" <>\"'") or bool(_NAMES.search(written))
    local = message.sender.partition("@")[0]
    return bool(_DAEMONS.fullmatch(local) or _NAMES.search(message.sender_name))


def may_be_bounce(message: InboundMessage, correspondence: Correspondence) -> bool:
    """Tell at a glance whether a message is worth a look; most mail is not."""
    if _by_form(message):
        return True
    if correspondence.knows(message.sender) and "daemon" not in message.sender:
        return False  # a person who tells us of a bounce, or whose machine says that they left
    return is_from_daemon(message) or _has_no_return_path(message)


def _has_no_return_path(message: InboundMessage) -> bool:
    """Tell whether it may not be answered (RFC 5321, section 4.5.5)."""
    paths = message.headers.every("return-path")
    return any(not path.strip(" <>") or "mailer-daemon" in path.lower() for path in paths)
