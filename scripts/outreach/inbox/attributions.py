"""Lines that name the writer of a quotation, in any language: "On 3 May 2026 Dana wrote:".

Mail programs wrap them over two or three lines, put the name or the date first, and may leave the
verb out. What makes one is the verb at its end, an address, a date at its start, and a quotation
below; no single one of these is enough.
"""

import re
from collections.abc import Iterator, Sequence

from outreach.inbox.line_forms import is_quoted
from outreach.inbox.phrases import Phrases

_MOST_LOOK_UPS = 400
_MOST_LINES = 6
_MOST_GAPS = 2  # empty lines within one
_LONGEST = 500
_SHORT = 80
_MOST_PLAIN_WORDS = 11  # in lower case: a sentence of a letter has more
_DATE = re.compile(
    r"\b\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}\b"
    r"|\b\d{4} ?[-/.年년] ?\d{1,2} ?[-/.月월]"
    r"|\b(?:19|20)\d\d\b.{1,25}\b\d{1,2}\b|\b\d{1,2}(?:st|nd|rd|th)?\b.{1,25}\b(?:19|20)\d\d\b"
    r"|\b\d{1,2}\b\D{1,25}\b\d{1,2}[:.]\d\d\b"
)
_OPENS = re.compile(r"\W{0,6}(?:[^\W\d][\w.'’]{0,12}[\s,]{1,3}){0,5}\W{0,3}\d{1,4}\D")
_ADDRESS = re.compile(r"[^\s<>()@\"]{1,64}@[^\s<>()@\"]{1,100}")
_BRACKETED = re.compile(r"[<(\[][^<>()\[\]\n]{0,150}@[^<>()\[\]\n]{1,150}[>)\]]+")
_ENDS = re.compile(r"[:：]\s*$|[:：]\s*[*_>]{1,3}\s*$|-{3,}\s*$")
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|we|ich|wir|yo|ik|wij)\b")
_SENTENCE_END = re.compile(r"[.!?。！？][\"')”’]{0,2}\s*$")
_DATE_FIRST = re.compile(
    r"\s*\d{4}[-/.年] ?\d{1,2}[-/.月] ?\d{1,2}\b"
    r"(?:.{0,80}<[^<>\s]{1,100}@[^<>\s]{1,100}>| \d{1,2}:\d\d (?:GMT|UTC)\S{0,7} .{2,80}?):?\s*"
)
_GOES_ON = re.compile(r"\s*(?:[<(\[]|mailto:)")
# Where an address was broken, what is left of it looks like a quotation.
_REST = re.compile(r"> ?[^\W\d]{2,20}(?: [^\W\d]{2,20})?:\s*$")
_ONE_LINE = re.compile(r"(.{0,300}?@.{0,120}?[:：])\s+\S")


def find_attributions(lines: Sequence[str], phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Yield the first line, and the line after the last, of each attribution; in their order."""
    quoted = [is_quoted(line) for line in lines]
    looked = after = 0
    for place, line in enumerate(lines):
        if place < after or looked > _MOST_LOOK_UPS:
            continue
        above_quote = _is_above_quote(quoted, lines, place)
        if not _may_end(line, quoted=quoted[place], above_quote=above_quote):
            continue
        looked += 1
        start = _start(lines, quoted, place, after, phrases)
        if start >= 0:
            rest = place + 1 < len(lines) and _REST.match(lines[place + 1])
            after = place + (2 if rest else 1)
            yield start, after


def _may_end(line: str, *, quoted: bool, above_quote: bool) -> bool:
    """Tell whether an attribution may end with this line."""
    if quoted:
        return _REST.match(line) is not None
    if not line.strip() or len(line) > _LONGEST * 2:
        return False
    return (
        bool(_ENDS.search(line[-12:]))
        or (above_quote and len(line) < _LONGEST)
        or bool(_DATE_FIRST.fullmatch(line))
        or bool("@" in line[:400] and _ONE_LINE.match(line))
    )


def _is_above_quote(quoted: Sequence[bool], lines: Sequence[str], place: int) -> bool:
    """Tell whether the next line with words is quoted."""
    below = place + 1
    while below < len(lines) and below <= place + _MOST_GAPS + 1 and not lines[below].strip():
        below += 1
    return below < len(lines) and quoted[below] and not quoted[place]


def _start(
    lines: Sequence[str], quoted: Sequence[bool], end: int, after: int, phrases: Phrases
) -> int:
    """Return where the attribution that ends here starts; -1 when there is none."""
    above_quote = _is_above_quote(quoted, lines, end) or quoted[end]
    text = _cut(lines[end].lstrip("> ") if quoted[end] else lines[end])
    start, gaps = end, 0
    while not _is_whole(text, phrases, above_quote=above_quote):
        above = start - 1
        while above >= after and not lines[above].strip() and gaps < _MOST_GAPS:
            above -= 1
            gaps += 1
        too_far = above < after or end - above >= _MOST_LINES + gaps
        if too_far or not lines[above].strip() or quoted[above] or len(text) > _LONGEST:
            return -1
        if above_quote and _SENTENCE_END.search(lines[above][-6:]) and not _DATE.search(text):
            return -1
        text = f"{lines[above].strip()} {text}"
        start = above
    return _extended(lines, quoted, start, after)


def _cut(line: str) -> str:
    """Return a line up to the colon where the quotation goes on in the same line."""
    if _ENDS.search(line[-12:]):
        return line.strip()
    found = _ONE_LINE.match(line)
    return found[1].strip() if found else line.strip()


def _is_whole(text: str, phrases: Phrases, *, above_quote: bool) -> bool:
    """Tell whether a text is an attribution, or its end that says enough."""
    if len(text) > _LONGEST or _plain_words(text) > _MOST_PLAIN_WORDS:
        return False
    if _DATE_FIRST.fullmatch(text):
        return True
    bare = text.strip(" *_->")
    ends = bare.endswith((":", "："))
    bracketed = bool(_BRACKETED.search(text))
    opens = bool(_DATE.search(text) and _OPENS.match(text))
    if phrases.first("attribution", text):
        named = bool(_ADDRESS.search(text)) or bool(_DATE.search(text))
        firm = (ends or above_quote or text.rstrip().endswith("--")) and named
        return not _FIRST_PERSON.search(text) and (
            firm or (above_quote and ends and len(text.split()) > 1 and len(text) < _SHORT)
        )
    if not ends and not above_quote:
        return False
    dated = bracketed and bool(_DATE.search(text))
    return (ends and dated) or (above_quote and (opens or bracketed) and (ends or dated))


def _plain_words(text: str) -> int:
    without = _BRACKETED.sub("", text)
    return sum(word[:1].islower() for word in without.split() if "@" not in word)


def _extended(lines: Sequence[str], quoted: Sequence[bool], start: int, after: int) -> int:
    """Return the start with the lines above that belong to it: the date, the start of a name."""
    if _opens_with_date(lines[start]):
        return start
    goes_on = _GOES_ON.match(lines[start])
    for above in range(start - 1, max(after, start - _MOST_LINES + 1) - 1, -1):
        gap = not lines[above].strip()
        if (gap and not goes_on) or quoted[above] or _SENTENCE_END.search(lines[above][-6:]):
            break
        if not gap and _opens_with_date(lines[above]):
            return above
    above = start - 1
    if goes_on and above >= after and lines[above].strip() and not quoted[above]:
        whole = _SENTENCE_END.search(lines[above][-6:]) or len(lines[above]) > _SHORT
        return start if whole or _plain_words(lines[above]) > 1 else above
    return start


def _opens_with_date(line: str) -> bool:
    return _DATE.search(line) is not None and _OPENS.match(line) is not None
