"""What an SMTP server's answers mean for the letter and for the run (RFC 5321 4.2, RFC 3463).

Whose refusal it is decides: a recipient's is a bounce and never stops the run, the account's stops
it and is nobody's bounce. Every message goes to one recipient.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

LONGEST_TEXT = 300


class Stage(StrEnum):
    """What an answer is to."""

    OPENING = "opening"  # greeting, EHLO, STARTTLS, AUTH, NOOP
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    DOT = "dot"  # the dot that ends the message


class Verdict(StrEnum):
    """What an answer means."""

    TAKEN = "taken"
    LATER = "later"  # greylisted, or some other trouble of today
    UNREACHABLE = "unreachable"  # no mail can ever reach this address
    REFUSED = "refused"  # full, disabled, policy, size, or not clear
    ACCOUNT_LIMIT = "account limit"
    SENDER = "sender"  # the account may not send, or not under this address
    SESSION = "session"  # it would hit every message
    UNCLEAR = "unclear"  # no answer at all by RFC 5321, after the message was handed over


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer.

    Attributes:
        code: Three digits; -1 when the server sent none.
        text: The server's words on one line, without control characters, bounded.
        status: The enhanced status code (RFC 2034, or qmail's `(#5.1.1)`), or empty.
    """

    code: int
    text: str
    status: str

    @classmethod
    def read(cls, code: int, octets: bytes) -> Self:
        """Take an answer as smtplib gives it: lines without their codes."""
        lines = octets.decode("utf-8", "replace").split("\n")
        found = _STATUS.match(lines[0]) or _QMAIL_STATUS.search(lines[0])
        status = found[1] if found and found[1][0] == str(code)[0] else ""
        if status:  # RFC 2034 4 repeats it on each line
            lines[1:] = [line.removeprefix(status) for line in lines[1:]]
        words = "".join(c if c.isprintable() else " " for c in " ".join(lines)).split()
        text = " ".join(words)
        if len(text) > LONGEST_TEXT:
            text = f"{text[: LONGEST_TEXT - 1]}…"
        return cls(code=code, text=text, status=status)

    @property
    def words(self) -> str:
        """The text in small letters, without links and addresses: those prove nothing."""
        return _NO_WORDS.sub(" ", self.text.lower())

    def __str__(self) -> str:
        return f"{self.code} {self.text}".rstrip()


_STATUS = re.compile(r"#?([245]\.\d{1,3}\.\d{1,3})(?![\d.]\d)")
_QMAIL_STATUS = re.compile(r"\(#([245]\.\d{1,3}\.\d{1,3})")
_NO_WORDS = re.compile(r"https?://\S+|\S+@\S+")

_UNREACHABLE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4", "5.4.310"})
_UNREACHABLE_LATE = frozenset({"5.1.1", "5.1.2", "5.1.10"})
_SAYS_NOTHING = frozenset({"", "5.0.0", "5.1.0", "5.3.0", "5.5.0"})
_ADDRESS_CODES = frozenset({511, 521, 550, 551, 553, 556})  # 521, 556: RFC 7504 takes no mail
_SESSION_CODES = frozenset({500, 502, 503, 530, 534, 535, 538})
_SENDER = frozenset({"5.1.7", "5.1.8", "5.7.501", "5.7.502", "5.7.503", "5.7.708"})
_LIMIT = frozenset({"4.5.3", "5.5.3", "5.4.5", "5.1.90", "5.7.232", "5.7.233", "5.7.705"})

_LIMIT_WORDS = re.compile(
    r"\b(?:daily|hourly|sending|submission|relay|rate|outbound)\b[\w -]{0,25}\b(?:limit|quota)"
    r"|\b(?:limit|rate) (?:is |was |has been )?(?:exceeded|reached)"
    r"|\b(?:exceed\w*|reach\w*|over|hit)\b[\w '-]{0,40}\b(?:limit|rate)\b"
    r"|\btoo m(?:any|uch) (?:e?-?mails?|messages|recipients|logins?|login attempts|connections)"
    r"|\b(?:e?-?mails|messages|recipients) per (?:minute|hour|day)"
    r"|\bsend(?:ing)? too|\bunusual sending activity|submissionquotaexceeded"
)
_OF_THE_RECIPIENT = re.compile(
    r"trying to contact|tried to reach|recipient's |recipient has|receiv(?:e|ing)\b|incoming"
    r"|mailbox|inbox|storage|\bdisk|\bspace\b|\bsize"
)
_OF_THE_SENDER = re.compile(r"submission|sender|sending|outbound|relay")
_SENDER_WORDS = re.compile(
    r"sender address (?:is )?(?:rejected|not |blocked)|permissions? to send as|sendasdenied"
    r"|not (?:authori[sz]ed|allowed|permitted) to send (?:as|from|on behalf)|not owned by user"
    r"|from address is not one of your|(?:from|e-?mail|sender) address (?:is )?not verified"
    r"|bad outbound sender|outgoing (?:e-?)?mail\b.{0,60}\bsuspended"
)
_UNKNOWN_WORDS = re.compile(
    r"(?:user|recipient|mailbox|address|account|domain|host)(?: is)? "
    r"(?:unknown|not found|not known|non-?existent)"
    r"|(?:unknown|invalid|no such|non-?existent) "
    r"(?:user|recipient|mailbox|address|account|domain|host|local)"
    r"|(?:does not|doesn't|doesnt) exist|doesn't have an? \S+ account|by that name|null mx"
)
_POLICY_WORDS = re.compile(
    r"spam|polic|block|blacklist|\brbl\b|listed|denied|relay|reputation|\bspf\b|dkim|dmarc"
    r"|gr[ea]ylist|temporar|later|content|virus|verif|sender|sending|helo|not (?:permitted|allowed)"
    r"|authori[sz]ed|authenticat|prohibit|administrat|security|too (?:large|big)|\bsize\b|\bfull\b"
    r"|quota|storage|space|suspend|disabled|inactive|client host"
)


def judge(stage: Stage, answer: Answer) -> Verdict:
    """Say what an answer means."""
    kind = answer.code // 100
    if stage is Stage.DATA and kind == 3:  # noqa: PLR2004 (RFC 5321 4.2.1: the first digit decides)
        return Verdict.TAKEN
    if stage is not Stage.DATA and kind == 2:  # noqa: PLR2004
        return Verdict.TAKEN
    if kind not in {4, 5}:
        return Verdict.UNCLEAR if stage is Stage.DOT else Verdict.SESSION
    if _is_account_limit(answer):
        return Verdict.ACCOUNT_LIMIT
    if answer.status in _SENDER or _SENDER_WORDS.search(answer.words):
        return Verdict.SENDER
    if answer.code == 421 or stage in {Stage.OPENING, Stage.MAIL}:  # noqa: PLR2004 (it hangs up)
        return Verdict.SESSION
    if answer.code in _SESSION_CODES and stage is not Stage.DOT:
        return Verdict.SESSION
    if kind == 4:  # noqa: PLR2004
        return Verdict.LATER
    is_unreachable = (
        _is_unreachable(answer) if stage is Stage.RCPT else _is_unreachable_late(answer)
    )
    return Verdict.UNREACHABLE if is_unreachable else Verdict.REFUSED


def _is_account_limit(answer: Answer) -> bool:
    if answer.status in _LIMIT or (answer.code, answer.status) in {(421, "4.7.0"), (454, "4.7.0")}:
        return True
    of_the_recipient = _OF_THE_RECIPIENT.search(answer.words)
    if (answer.code, answer.status) == (450, "4.2.1"):  # Gmail's rate limit
        return not of_the_recipient
    if of_the_recipient or answer.status.endswith((".2.2", ".2.3", ".3.4")):  # full, or too large
        return bool(_OF_THE_SENDER.search(answer.words) and _LIMIT_WORDS.search(answer.words))
    return bool(_LIMIT_WORDS.search(answer.words))


def _is_unreachable(answer: Answer) -> bool:
    """Judge a refused recipient; what is not clear is no proof against the address."""
    words = answer.words
    if answer.status in _UNREACHABLE:
        return True
    if answer.status == "5.4.1":  # Exchange Online's words for an address that is not there
        return "recipient address rejected: access denied" in words
    if answer.status not in _SAYS_NOTHING or _POLICY_WORDS.search(words):
        return False
    return answer.code in _ADDRESS_CODES or bool(_UNKNOWN_WORDS.search(words))


def _is_unreachable_late(answer: Answer) -> bool:
    """Judge a refused message; by then only a plain status code speaks of the address."""
    return answer.status in _UNREACHABLE_LATE
