"""Which of a message's bodies to read, as plain text with `>` before what is quoted."""

import re
from collections.abc import Iterator

from outreach.inbox.html_text import html_to_text
from outreach.inbox.message import InboundMessage, Part

# What no reader sees: spaces of no width, marks of direction. Joiners stay, emoji are made of them.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")
_IS_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|div|p|table|span|meta)\b", re.IGNORECASE)
# What mail programs put in place of a text that they do not offer.
_STUB = re.compile(
    r"\W*(?:this (?:is an? )?(?:e-?mail |message )?(?:message )?(?:is |in |contains )*html\b"
    r"|your (?:e-?mail|mail) (?:client|program|reader|software) (?:does not|doesn't|cannot|can't)"
    r"|(?:please )?view this (?:e-?mail|message) in (?:an? )?html"
    r"|this (?:e-?mail |message )*(?:requires|needs) an? html"
    r"|no (?:plain[- ]?)?text (?:body|version|part))[^\n]*(?:\n[^\n]{1,200}){0,2}\s*",
    re.IGNORECASE,
)
_FLOWED_QUOTE = re.compile(r">*")


def bodies(message: InboundMessage) -> Iterator[str]:
    """Yield the message's own text, the best rendering first; later ones matter if it is empty."""
    plain = "\n\n".join(_plain(part) for part in _shown(message, "text/plain")).strip()
    html = "\n".join(part.text for part in _shown(message, "text/html"))
    if _IS_HTML.match(plain):
        plain, html = "", html or plain
    if plain and not _STUB.fullmatch(plain):
        yield plain
    # A calendar's own sentence is all that the HTML of its answers adds (RFC 5546).
    if html and not any(message.own("text/calendar")):
        yield tidied(html_to_text(html)).strip()


def tidied(text: str) -> str:
    """Return a text with plain line ends and spaces, without what no reader sees."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return text if text.isascii() else _SPACES.sub(" ", _INVISIBLE.sub("", text))


def unflowed(text: str, *, delsp: bool = False) -> str:
    """Return a text of `format=flowed` with its paragraphs on one line each (RFC 3676, 4).

    Args:
        delsp: Whether the space that ends a flowed line is none of the text's.
    """
    lines: list[str] = []
    open_depth = -1  # of the paragraph that goes on; -1 when none does
    pieces: list[str] = []
    for line in text.split("\n"):
        marks = _FLOWED_QUOTE.match(line)
        depth = marks.end() if marks else 0
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if depth != open_depth or content in {"", "-- "}:  # padded ends of paragraphs are common
            _close(lines, pieces, open_depth)
        pieces.append(content[:-1] if flows and delsp else content)
        open_depth = depth
        if not flows:
            _close(lines, pieces, open_depth)
            open_depth = -1
    _close(lines, pieces, open_depth)
    return "\n".join(lines)


def _close(lines: list[str], pieces: list[str], depth: int) -> None:
    """End the paragraph that is open, if any."""
    if pieces:
        lines.append(f"{'>' * depth} {''.join(pieces)}" if depth > 0 else "".join(pieces))
        pieces.clear()


def _shown(message: InboundMessage, kind: str) -> Iterator[Part]:
    return (part for part in message.own(kind) if not part.attached and not part.name)


def _plain(part: Part) -> str:
    text = part.text.replace("\r\n", "\n")
    if part.parameter("format") == "flowed":
        text = unflowed(text, delsp=part.parameter("delsp") == "yes")
    return tidied(text)
