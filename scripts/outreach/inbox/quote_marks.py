"""Where somebody else's letter begins in a text, by the words that mail programs put there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.inbox.attributions import find_attributions
from outreach.inbox.line_forms import fenced, is_quoted, joined, unquoted
from outreach.inbox.phrases import Phrases

_MOST_LOOK_UPS = 400
_MOST_LABEL = 40
_MOST_LINES = 200  # within which a help desk asks for answers
_MOST_CONTINUED = 2  # lines over which one field may run on
_ENOUGH = 3  # fields that make a block of headers; fewer may be a list in a letter
_LABEL = re.compile(r"([^\W\d][^:：@<>]{0,38}?)\s*[:：](?!//)\s*(.*)")
_LABEL_WITHIN = re.compile(r"(?:^|\s)\*?([^\W\d][\w.-]{1,14}) ?[:：]")
_RULED = re.compile(r"\s*[-_*=—─]{2,}\s*([^\s\-_*=—─].{2,80}?)\s*(?:[-_*=—─]{2,}|:)?\s*")
_ENDS_SO = re.compile(r"\s*(?:\[.{3,80}\]|(?:\S+ ){0,6}\S+ ?[:：])\s*")
_ABOVE_THIS = re.compile(r"\s*\S.{4,140}")


@dataclass(frozen=True, slots=True)
class Mark:
    """Lines that say that a letter follows which somebody wrote before.

    Attributes:
        start: Its first line.
        end: The line after its last one.
        text: Its lines as one.
        is_attribution: It names the writer of a quotation, as in "On 3 May Dana Reyes wrote:".
    """

    start: int
    end: int
    text: str
    is_attribution: bool = False


def find_marks(lines: Sequence[str], phrases: Phrases) -> Mapping[int, Mark]:
    """Return the marks of a text by their first lines."""
    code = fenced(lines)
    found: dict[int, Mark] = {}
    for start, end in find_attributions(lines, phrases):
        if start not in code:
            found[start] = Mark(start, end, joined(lines[start:end]), is_attribution=True)
    fields = _fields(lines, phrases)
    after = 0
    for place in sorted(fields):
        if place >= after and place not in code and (end := _headers_end(lines, fields, place)):
            start = _with_rule_above(lines, place)
            found[start] = Mark(start, end, joined(lines[place:end]))
            after = end
    blocks = {mark.start: mark for mark in found.values()}
    for place in _rules(lines, phrases):
        if place not in code:
            below = next((n for n in range(place + 1, len(lines)) if lines[n].strip()), len(lines))
            block = blocks.get(below) or blocks.get(place)
            end = block.end if block else place + 1
            found[place] = Mark(place, end, block.text if block else "")
    return found


def _rules(lines: Sequence[str], phrases: Phrases) -> list[int]:
    """Return the lines such as `-----Original Message-----` or `Begin forwarded message:`."""
    found = []
    looked = 0
    for place, line in enumerate(lines):
        if looked > _MOST_LOOK_UPS:
            break
        if len(line) > _MOST_LABEL * 3 or is_quoted(line) or not line.strip():
            continue
        bare = line.strip().strip("*")
        ruled = _RULED.fullmatch(bare)
        if ruled or _ENDS_SO.fullmatch(bare):
            looked += 1
            if phrases.first("quoted_message", ruled[1] if ruled else bare):
                found.append(place)
    return found


def reply_line(lines: Sequence[str], phrases: Phrases) -> int:
    """Return the line by which a help desk says that answers go above it; -1 if there is none."""
    own = [line for line in lines[:_MOST_LINES] if not is_quoted(line)]
    if not phrases.first("reply_above", joined(own)):
        return -1
    for place, line in enumerate(lines[:_MOST_LINES]):
        if _ABOVE_THIS.fullmatch(line) and phrases.first("reply_above", unquoted(line)):
            return place
    return -1


def _fields(lines: Sequence[str], phrases: Phrases) -> dict[int, str]:
    """Return the lines that look like header fields, each with its kind, `from` or `other`."""
    kinds: dict[str, str] = {}
    found: dict[int, str] = {}
    for place, line in enumerate(lines):
        if is_quoted(line):
            continue
        label = _LABEL.match(unquoted(line))
        if label is None:
            continue
        name = label[1].strip(" *_").lower()
        if name not in kinds:
            if len(kinds) > _MOST_LOOK_UPS:
                continue
            kinds[name] = _kind(name, phrases)
        if kinds[name]:
            found[place] = kinds[name]
            if kinds[name] == "from" and _whole_block(line, kinds, phrases):
                found[place] = "block"
    return found


def _kind(name: str, phrases: Phrases) -> str:
    if phrases.first("quoted_from", name):
        return "from"
    return "other" if phrases.first("quoted_field", name) else ""


def _whole_block(line: str, kinds: dict[str, str], phrases: Phrases) -> bool:
    """Tell whether a line holds several fields, as where line ends were lost."""
    names = {name.lower() for name in _LABEL_WITHIN.findall(line[:1000])}
    for name in list(names)[:8]:
        if name not in kinds and len(kinds) <= _MOST_LOOK_UPS:
            kinds[name] = _kind(name, phrases)
    return sum(bool(kinds.get(name)) for name in names) >= _ENOUGH


def _headers_end(lines: Sequence[str], fields: Mapping[int, str], start: int) -> int:
    """Return the line after a block of header fields; 0 when those from `start` on are none."""
    if fields[start] == "block":
        return start + 1
    last, count, place = start, 0, start
    kinds = set()
    while place < len(lines):
        if place in fields:
            kinds.add(fields[place])
            count += 1
            last = place
        elif place - last > _MOST_CONTINUED or is_quoted(lines[place]):
            break
        place += 1
    if "from" not in kinds:
        return 0
    text = joined(lines[start : last + 1])
    ruled = _with_rule_above(lines, start) != start
    enough = count >= _ENOUGH or (count == _ENOUGH - 1 and ("@" in text or ruled))
    return last + 1 if enough else 0


def _with_rule_above(lines: Sequence[str], start: int) -> int:
    """Return where the rule above a block of headers stands, or else where the block starts."""
    above = start - 1
    while above >= 0 and start - above <= _MOST_CONTINUED and not lines[above].strip():
        above -= 1
    is_rule = above >= 0 and re.fullmatch(r"\s*[-_=*─]{5,}\s*", lines[above])
    return above if is_rule else start
