"""Finds where the writer's words end and their contact details begin.

Closing words and the name under them are the writer's own and stay: "Thanks,⏎Karen". A block with
title, practice, telephone and the like goes, the name at its head too.
"""

import re
from collections.abc import Sequence

from outreach.inbox.contact_lines import Form, form_of
from outreach.inbox.line_forms import fenced, is_ornament, joined
from outreach.inbox.phrases import Phrases

_DELIMITER = re.compile(r"\s*(?:--|__|—|–|―)\s*")
_RULE = re.compile(r"\s*([-_=*~#+—–―─━═＝－☆★◆])\1{2,}\s*")
_FEW = 4  # lines; so little below a rule is a signature
_MOST_LINES = 25  # of a contact block
_MOST_RULES = 20
_MOST_DESK_WORDS = 3  # of what stands for a name: "Front desk"


def without_signature(text: str, sender_name: str, phrases: Phrases) -> str:
    """Return a text without the signature at its end.

    Args:
        sender_name: From the message's From field; a block that starts with it is the sender's.
    """
    lines = text.split("\n")
    code = fenced(lines)
    lines = _up_to_delimiter(lines, code, phrases)
    lines = _without_ornaments(lines, code)
    start = _block_start(lines, code, sender_name, phrases)
    return "\n".join(_without_ornaments(lines[:start], code)).strip("\n")


def _up_to_delimiter(lines: list[str], code: frozenset[int], phrases: Phrases) -> list[str]:
    """Return the lines above the signature's delimiter (RFC 3676, 4.3), or above a rule like it."""
    rules = 0
    for place, line in enumerate(lines):
        if place in code:
            continue
        if _DELIMITER.fullmatch(line):
            return lines[:place]
        if rules < _MOST_RULES and _RULE.fullmatch(line):
            rules += 1
            if _is_signature(lines[place + 1 : place + 3 * _MOST_LINES], phrases):
                return lines[:place]
    return lines


def _is_signature(lines: Sequence[str], phrases: Phrases) -> bool:
    """Tell whether what stands below a rule is a signature rather than more of the letter."""
    below = [line for line in lines[: _MOST_LINES + 1] if line.strip() and not is_ornament(line)]
    if len(below) <= _FEW:
        return len(joined(below)) < 80 * _FEW
    forms = [form_of(line, phrases) for line in below]
    return len(below) <= _MOST_LINES and forms.count(Form.WORDS) * 3 < len(forms)


def _without_ornaments(lines: Sequence[str], code: frozenset[int]) -> list[str]:
    """Return lines without the rules and gaps at their end."""
    kept = list(lines)
    while kept and len(kept) - 1 not in code and (is_ornament(kept[-1]) or not kept[-1].strip()):
        kept.pop()
    return kept


def _block_start(
    lines: Sequence[str], code: frozenset[int], sender_name: str, phrases: Phrases
) -> int:
    """Return the line with which the contact block at the end starts; their number without one."""
    forms: list[tuple[int, Form]] = []
    for place in range(len(lines) - 1, max(-1, len(lines) - 1 - _MOST_LINES), -1):
        if not lines[place].strip() or is_ornament(lines[place]):
            continue
        form = Form.WORDS if place in code else form_of(lines[place], phrases)
        if form in {Form.WORDS, Form.CLOSING}:
            break
        forms.insert(0, (place, form))
    else:
        place = -1
    above = lines[place].rstrip() if forms and place >= 0 else ""
    if not forms or (above.endswith((":", "：")) and form_of(above, phrases) is Form.WORDS):
        return len(lines)  # "Call my colleague:" and what follows is the answer
    if not any(line.strip() for line in lines[: forms[0][0]]):
        forms = forms[1:]  # nobody sends contact details alone: this is the answer, or a name
    return _trimmed_start(lines, forms, sender_name, phrases)


def _trimmed_start(
    lines: Sequence[str], forms: list[tuple[int, Form]], sender_name: str, phrases: Phrases
) -> int:
    """Return the start of a block, below the name that closes the letter."""
    names = {word for word in re.findall(r"[^\W\d_]{2,}", sender_name.lower()) if word != "dr"}
    while forms:
        place, form = forms[0]
        closing = place > 0 and form_of(lines[place - 1], phrases) is Form.CLOSING
        single = len(forms) == 1 or not lines[place + 1].strip()
        few = form is Form.TITLE and len(lines[place].split()) <= _MOST_DESK_WORDS
        named = few or form in {Form.NAME, Form.SHORT}
        signs_off = named and (closing or (single and len(forms) > 1))
        if not signs_off and _is_block(lines, forms, names):
            return place
        if form is Form.CONTACT and len(forms) == 1:
            return len(lines)
        if closing or single or form is Form.SHORT or len(lines[place].split()) == 1:
            forms = forms[1:]
        else:
            return len(lines)
    return len(lines)


def _is_block(lines: Sequence[str], forms: Sequence[tuple[int, Form]], names: set[str]) -> bool:
    """Tell whether lines together are somebody's contact details."""
    kinds = [form for _, form in forms]
    first = lines[forms[0][0]]
    own = bool(names & set(re.findall(r"[^\W\d_]{2,}", first.lower())))
    if len(forms) == 1:
        parts = [one for one in re.split(r"\s*[|•·/]\s*|\s{3,}", first) if one.strip()]
        return kinds[0] is Form.CONTACT and (len(parts) > 1 or own)
    contacts, titles = kinds.count(Form.CONTACT), kinds.count(Form.TITLE)
    if contacts:
        return contacts + titles > 1 or own or len(first.split()) > 1
    return titles > 0 and (own or kinds[0] in {Form.NAME, Form.TITLE})
