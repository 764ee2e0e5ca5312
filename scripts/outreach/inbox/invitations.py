"""Answers to calendar invitations (RFC 5546): a person pressed yes, maybe or no.

Calendar programs mark them as automatic, so they are read before answers by machines.
"""

import re

from outreach.inbox.message import InboundMessage
from outreach.inbox.opt_outs import read_opt_out
from outreach.inbox.phrases import Phrases
from outreach.inbox.verdicts import OptOut, Reply
from outreach.practitioners.stages import Intent

_KINDS = ("text/calendar", "application/ics")
_FOLD = re.compile(r"\r?\n[ \t]")
_METHOD = re.compile(r"^METHOD:[ \t]*REPLY\b", re.IGNORECASE | re.MULTILINE)
_ATTENDEE = re.compile(r"^ATTENDEE[;:][^\n]{0,2000}", re.IGNORECASE | re.MULTILINE)
_ANSWER = re.compile(r"PARTSTAT=\"?([A-Z-]{1,20})", re.IGNORECASE)
_COMMENT = re.compile(r"^COMMENT(?:;[^:\n]{0,200})?:([^\n]{0,4000})", re.IGNORECASE | re.MULTILINE)
_ESCAPED = re.compile(r"\\([nN,;\\])")
_NOTE = re.compile(
    r"(?:with (?:this|a) note|note|nota|notiz|opmerking):?\s*[\"“«](.+?)[\"”»]", re.DOTALL
)
_MOST = 64 * 1024

_MEANING = {
    "accepted": Intent.INTERESTED,
    "declined": Intent.DECLINED,
    "tentative": Intent.CHECK,
}


def read_invitation(message: InboundMessage, text: str, phrases: Phrases) -> Reply | OptOut | None:
    """Return what the answer to an invitation means, or None for any other message.

    Args:
        text: The message's own text; of it, the sentences by calendar programs are left out.
    """
    calendar = _calendar(message)
    answer = _answer(calendar, message.sender)
    if answer not in _MEANING:
        return None
    comment = _comment(calendar) or _typed(text, phrases)
    asked = read_opt_out(message, comment, phrases) if comment else None
    return asked or Reply(
        intent=_MEANING[answer],
        text=comment,
        invitation=answer,
        why=(f"answers an invitation: {answer}",),
    )


def _calendar(message: InboundMessage) -> str:
    """Return the lines of a calendar answer, unfolded (RFC 5545, 3.1); empty when it holds none."""
    for part in message.own(*_KINDS):
        calendar = _FOLD.sub("", part.text[:_MOST]).replace("\r\n", "\n")
        if part.parameter("method") == "reply" or _METHOD.search(calendar):
            return calendar
    return ""


def _answer(calendar: str, sender: str) -> str:
    """Return the sender's answer in lower case; of one who answers alone, whatever the address."""
    lines = [found[0] for found in _ATTENDEE.finditer(calendar)]
    own = [line for line in lines if sender and sender in line.lower()]
    found = (_ANSWER.search(line) for line in own or lines)
    return next((one[1].lower() for one in found if one), "")


def _comment(calendar: str) -> str:
    """Return the comment in a calendar answer (RFC 5545, 3.8.1.4)."""
    found = _COMMENT.search(calendar)
    return _ESCAPED.sub(_unescaped, found[1]).strip() if found else ""


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]


def _typed(text: str, phrases: Phrases) -> str:
    """Return what a person typed into the message around a calendar answer."""
    if noted := _NOTE.search(text[:_MOST]):
        return noted[1].strip()
    kept: list[str] = []
    for block in re.split(r"\n\s*\n", text[:_MOST]):
        if phrases.first("invitation_line", block):
            break  # what follows is the program's as well: the event, its place, its guests
        kept.append(block.strip())
    return "\n\n".join(block for block in kept if block)
