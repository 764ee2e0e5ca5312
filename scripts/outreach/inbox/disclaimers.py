"""What mail servers, mail programs and lawyers add to a letter: none of it answers us."""

import re
from collections.abc import Sequence

from outreach.inbox.line_forms import fenced, is_ornament, joined
from outreach.inbox.phrases import Phrases

_MOST_PARAGRAPHS = 60  # looked at, from either end
_LONG = 60  # characters of a line that goes on in the next one
_LONGEST_STAMP = 150
_LONGEST_PARAGRAPH = 3000
_IMAGE = re.compile(
    r"\[(?:cid|image|inline image|img|logo|icon|photo)\b[^\[\]\n]{0,200}\]"
    r"|<image\d{1,4}\.\w{3,4}>|\[[^\[\]\n]{0,150}(?:automatically generated|signature|logo)\]"
    r"|\uFFFC|\[https?://[^\]\s]{1,300}\.(?:png|jpe?g|gif)\]",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]{1,30}: [^\n]{0,100}\n){0,5}\n?")
_SIGNATURE = re.compile(r"^-----BEGIN PGP SIGNATURE-----$", re.MULTILINE)
_SIGNATURE_END = "-----END PGP SIGNATURE-----"


def without_seal(text: str) -> str:
    """Return a text without what OpenPGP puts around it (RFC 9580, 7)."""
    if "-----BEGIN PGP" not in text:
        return text
    text = _SIGNED.sub("", text, count=1)
    begins = _SIGNATURE.search(text)
    end = text.find(_SIGNATURE_END, begins.end()) if begins else -1
    if begins and end >= 0:
        return text[: begins.start()] + text[end + len(_SIGNATURE_END) :]
    return text


def without_images(text: str) -> str:
    """Return a text without the marks that stand for images; a line of nothing else goes."""
    lines = text.split("\n")
    code = fenced(lines)
    kept = []
    for place, line in enumerate(lines):
        shown = line if place in code else _IMAGE.sub("", line)
        if shown.strip() or shown == line:
            kept.append(shown)
    return "\n".join(kept)


def without_stamps(text: str, phrases: Phrases) -> str:
    """Return a text without lines such as "Sent from my iPhone"."""
    lines = text.split("\n")
    code = fenced(lines)
    kept = []
    for place, line in enumerate(lines):
        bare = _without_links(line)
        inner = place < _MOST_PARAGRAPHS or place >= len(lines) - _MOST_PARAGRAPHS
        may_be = inner and place not in code and 0 < len(bare) <= _LONGEST_STAMP
        if not (may_be and _opens(bare, "sent_from", phrases)):
            kept.append(line)
    return "\n".join(kept)


def without_disclaimers(text: str, phrases: Phrases) -> str:
    """Return a text without warnings above it and legal notices below it."""
    lines = text.split("\n")
    code = fenced(lines)
    kept: list[str] = []
    dropping = False
    paragraphs = _paragraphs(lines)
    for number, (start, end) in enumerate(paragraphs):
        near = number < _MOST_PARAGRAPHS or number >= len(paragraphs) - _MOST_PARAGRAPHS
        whole = joined(lines[start:end])[:_LONGEST_PARAGRAPH]
        place = -1
        if near and start not in code:
            if dropping and _goes_on(whole, phrases):
                continue
            place = _begins(lines[start:end], whole, phrases)
        dropping = place >= 0
        kept.extend(lines[start : start + place] if dropping else lines[start:end])
        if near and start not in code and not dropping:
            kept = _without_banner(kept, end - start, whole, phrases)
        kept.append("")
    return "\n".join(kept).strip("\n")


def without_calendar(text: str, phrases: Phrases) -> str:
    """Return an answer to an invitation without what the calendar wrote into it (RFC 5546).

    Only a note that it announces with a colon is a person's, and what stands above its words.
    """
    lines = text.split("\n")
    kept: list[str] = []
    said = noted = False
    for start, end in _paragraphs(lines)[:_MOST_PARAGRAPHS]:
        whole = joined(lines[start:end])[:_LONGEST_PARAGRAPH]
        if phrases.first("calendar_notice", whole):
            said, noted = True, whole.endswith(":")
        elif not said or noted:
            kept.extend([*lines[start:end], ""])
    return "\n".join(kept).strip("\n")


def _paragraphs(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the first line, and the line after the last, of each paragraph; gaps stay in size."""
    found: list[tuple[int, int]] = []
    start = -1
    for place, line in enumerate([*lines, ""]):
        if line.strip():
            start = place if start < 0 else start
        elif start >= 0:
            found.append((start, place))
            start = -1
    return found


def _begins(lines: Sequence[str], whole: str, phrases: Phrases) -> int:
    """Return the line of a paragraph with which a notice begins; -1 when it holds none."""
    if not phrases.first("disclaimer", whole):
        return -1
    for place, line in enumerate(lines):
        following = joined([line, *lines[place + 1 : place + 2]])
        if _opens(following, "disclaimer_opening", phrases):
            return place
    said = {hit.phrase.words for hit in phrases.hits("disclaimer", whole)}
    return 0 if len(said) > 1 else -1  # one alone may be a person's: "I got this in error"


def _opens(text: str, topic: str, phrases: Phrases) -> bool:
    """Tell whether a text starts with a sentence on a topic."""
    hit = phrases.first(topic, text)
    return hit is not None and hit.place == 0


def _goes_on(whole: str, phrases: Phrases) -> bool:
    """Tell whether a paragraph below a notice belongs to it."""
    return (
        is_ornament(whole)
        or phrases.first("disclaimer", whole) is not None
        or _opens(whole, "disclaimer_opening", phrases)
    )


def _without_banner(kept: list[str], size: int, whole: str, phrases: Phrases) -> list[str]:
    """Return lines without a warning about mail from outside in the last `size` of them."""
    if not size or not phrases.first("external_banner", whole):
        return kept
    lines = kept[-size:]
    hits = [
        place
        for place in range(size)
        if phrases.first("external_banner", joined(lines[place : place + 2]))
    ]
    if not hits:
        return kept
    after = hits[-1] + 1
    while after < size and len(lines[after - 1]) >= _LONG:
        after += 1  # it was wrapped
    return [*kept[:-size], *lines[: hits[0]], *lines[after:]]


def _without_links(line: str) -> str:
    """Return the words of a line, without addresses of pages and the signs around them."""
    if "http" not in line:
        return line.strip()
    return re.sub(r"\]?[(<]?https?://\S+[)>]?", " ", line[:1000]).strip()
