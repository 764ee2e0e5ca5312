"""Why a letter was not delivered, and whether any letter ever can be."""

import re
from dataclasses import dataclass, replace

from outreach.inbox.delivery_status import enhanced_code
from outreach.inbox.phrases import Phrases

_MOST_DIAGNOSTIC = 500

_OBSCURE = re.compile(
    r"https?://\S+|<?[^\s<>()\[\]\",;:]{1,64}@[^\s<>()\[\]\",;:]{1,255}>?"  # they hold words too
    r"|\b[245]\d\d[ -]#?[245]\.\d{1,3}\.\d{1,3}\b|#?(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])"
    r"|(?<![\w.])[245]\d\d(?=[\s:-])"
)
_CONTINUES = re.compile(r"\n[ \t]+(?=\S)|\n(?=[45]\d\d[ -])")

# What bears out a mere "user unknown": a code of its own, the step of the dialogue, or that the
# server repeats the address as Postfix does. Without these it is also what filters say to those
# whom they turn away; sisimai, whose rules come from many such reports, calls it "filtered".
_BEARS_OUT = re.compile(r"rcpt[ _](?:to|command)|bad mailbox|[\w.-]>: ", re.IGNORECASE)
_AGREES = re.compile(r"[45]\.1\.\d+$")

# Japanese operators say it of addresses whose owner filters: KDDI (au) when it leaves the address
# out, NTT docomo always (sisimai, Rhost::KDDI and Rhost::NTTDOCOMO).
_FILTERING = re.compile(r"docomo|mfsmax|\b550\s+:\s+user unknown", re.IGNORECASE)
_REPLY = re.compile(r"(?<![\w.])[45]\d\d(?:[ -]|: )|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What became of one letter to one recipient.

    Attributes:
        hard: No letter can ever reach the address.
        why: A clause of which the notice is the subject.
        code: Enhanced status code (RFC 3463); empty when there is none.
        diagnostic: What the other side said, in one line.
    """

    hard: bool
    why: str
    code: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class _Reason:
    """What a topic of config/phrases, or a code, says of an address."""

    why: str
    hard: bool = False


_FULL = _Reason("says that the mailbox is full")
_CLOSED = _Reason("says that the mailbox takes no mail for now")
_POLICY = _Reason("says that the letter was refused")
_NOBODY = _Reason("says that nobody has this address", hard=True)
_NOBODY_MAYBE = _Reason("says that the user is unknown, which filters say too")
_PASSING = _Reason("tells of trouble that may pass")
_NO_HOST = _Reason("says that the domain takes no mail", hard=True)
_UNSAID = _Reason("does not say for sure that the address is bad")

# The first that fits decides: what may pass or be put right outweighs what is for ever, for some
# name the one reason in the words of the other ("unknown address error ... mailbox full").
_TOPICS = (
    ("bounce_full", _FULL),
    ("bounce_closed", _CLOSED),
    ("bounce_refused", _POLICY),
    ("bounce_nobody", _NOBODY),
    ("bounce_nobody_maybe", _NOBODY_MAYBE),
    ("bounce_passing", _PASSING),
    ("bounce_no_host", _NO_HOST),
)

# RFC 3463 and its registry (IANA, "SMTP Enhanced Status Codes"); Exchange Online has more digits.
_CODES = {
    "1.0": _NOBODY,
    "1.1": _NOBODY,
    "1.2": _NO_HOST,
    "1.3": _NOBODY,
    "1.6": _NOBODY,
    "1.10": _NO_HOST,
    "1.351": _NOBODY,
    "2.1": _CLOSED,
    "2.2": _FULL,
    "2.3": _POLICY,
    "3.2": _NO_HOST,
    "3.4": _POLICY,
    "4.4": _NO_HOST,
    "4.310": _NO_HOST,
    "4.7": _PASSING,
}


def failure_of(
    said: str, status: str, phrases: Phrases, *, around: str = "", remote: str = ""
) -> Failure:
    """Return what a server's words mean.

    Args:
        said: What the other side said.
        status: The Status field of the report; empty when there is none.
        around: The whole notice.
        remote: The server that said it, and the recipient.
    """
    code = enhanced_code(said, status)
    reason, place = _by_words(said, phrases)
    if reason is _NOBODY_MAYBE:
        filters = bool(_FILTERING.search(f"{remote} {said}"))
        if not filters and (_AGREES.match(code) or _BEARS_OUT.search(f"{said}\n{around}")):
            reason = _NOBODY
    reason = _weighed(reason, code) or _UNSAID
    return Failure(hard=reason.hard, why=reason.why, code=code, diagnostic=one_line(said or place))


def failure_in(notice: str, status: str, phrases: Phrases) -> Failure:
    """Return what a notice without fields means: by the answers it quotes, else by its words."""
    answers = "\n".join(line for line in _unfolded(notice) if _REPLY.search(line))
    reason, place = _by_words(notice, phrases)
    quoted = failure_of(answers, status, phrases, around=notice)
    if answers and not tells_nothing(quoted) and reason not in {_FULL, _CLOSED}:
        return quoted
    found = failure_of(notice, status, phrases)
    return replace(found, diagnostic=one_line(answers or place))


def tells_nothing(failure: Failure) -> bool:
    """Tell whether a server's words left open what the reason is."""
    return failure.why == _UNSAID.why


def one_line(text: str) -> str:
    """Return a text on one line, short enough for a cell."""
    return " ".join(text.split())[:_MOST_DIAGNOSTIC]


def _weighed(by_words: _Reason | None, code: str) -> _Reason | None:
    """Return what words and code mean together."""
    by_code = _by_code(code)
    if by_code and not by_code.hard and by_code is not _PASSING:
        return by_code
    if by_words is _NO_HOST and code.startswith("4"):
        return _PASSING  # a domain that is not found may be found tomorrow
    return by_words or by_code


def _by_code(code: str) -> _Reason | None:
    kind, _, rest = code.partition(".")
    if rest.startswith("7."):
        return _POLICY
    reason = _CODES.get(rest)
    return _PASSING if reason and reason.hard and kind == "4" else reason


def _by_words(said: str, phrases: Phrases) -> tuple[_Reason | None, str]:
    """Return the reason that a server's words give, and the line that gives it."""
    lines = [(line, " ".join(_OBSCURE.sub(" ", line).split())) for line in _unfolded(said)]
    text = "\n".join(bare for _, bare in lines)
    for topic, reason in _TOPICS:
        if phrases.first(topic, text):
            return reason, next((line for line, bare in lines if phrases.first(topic, bare)), "")
    return None, ""


def _unfolded(text: str) -> list[str]:
    return _CONTINUES.sub(" ", text).split("\n")
