"""The text of an automatic notice, and whom it names to turn to."""

import re
from collections.abc import Iterable

from outreach.inbox.calendar_words import MONTHS, choice
from outreach.inbox.header_fields import addresses_in
from outreach.inbox.phrases import Phrases

_LONG_LINE = 160
_ORNAMENT = re.compile(r"[\W_]*|\[[\w-]{4,40}\]|https?://\S+")
_DAY_DOT = re.compile(rf"(?<=\d)\.(?=\s+(?i:{choice(MONTHS)})\b)|(?<=\.\d\d)\.(?=\s+[a-zäöü])")
_NOBODY = re.compile(r"^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster)", re.IGNORECASE)


def notice_text(text: str, phrases: Phrases) -> str:
    """Return a notice without what ticket and mail services put around it."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    service = [bool(line.strip()) and _is_service_line(line, phrases) for line in lines]
    kept = [line for line, drop in zip(lines, service, strict=True) if not drop]
    if len(kept) < len(lines):
        while kept and _ORNAMENT.fullmatch(kept[-1].strip()):
            kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def contact_in(text: str, not_these: Iterable[str]) -> str:
    """Return the first address that a notice names, other than some; empty when there is none."""
    others = set(not_these)
    named = (one.rstrip(".") for one in addresses_in(text))
    return next((one for one in named if one not in others and not _NOBODY.match(one)), "")


def without_day_dots(text: str) -> str:
    """Return a text in which "30. September" and "30.09." do not end a sentence."""
    return _DAY_DOT.sub("", text)


def _is_service_line(line: str, phrases: Phrases) -> bool:
    # A whole notice on one line may end like that too; only short lines are ornaments.
    return len(line) < _LONG_LINE and phrases.first("notice_footer", line) is not None
