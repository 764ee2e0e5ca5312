"""Notices that a letter was displayed, deleted unread, or delivered (RFC 8098, RFC 3464)."""

import re

from outreach.inbox.delivery_status import delivery_statuses
from outreach.inbox.message import InboundMessage
from outreach.inbox.verdicts import ReadReceipt

_DISPOSITION = re.compile(r"^disposition:[^;\n]*;[ \t]*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_MEANT = {
    "displayed": "says that the letter was displayed",
    "deleted": "says that the letter was deleted without being read",
    "processed": "says that a machine took the letter in",
    "dispatched": "says that the letter was passed on",
    "denied": "says that the reader wants no receipt sent",
    "failed": "says that no receipt could be made",
}


def read_receipt(message: InboundMessage) -> ReadReceipt | None:
    """Return the receipt, or None for any other message.

    Exchange marks its own ("Read:", "Gelesen:") by the report type, so a subject alone is none.
    """
    reports = list(message.own("message/disposition-notification"))
    if message.report == "disposition-notification" or reports:
        found = next(filter(None, (_DISPOSITION.search(part.text) for part in reports)), None)
        said = found[1].lower() if found else ""
        return ReadReceipt(why=("is a read receipt", *filter(None, [_MEANT.get(said)])))
    statuses = [
        status
        for part in message.own("message/delivery-status")
        for status in delivery_statuses(part.text)
    ]
    if statuses and all(status.arrived for status in statuses):
        return ReadReceipt(why=("is a delivery report", "says that the letter was delivered"))
    return None
