"""From HTML to plain text, with `>` before what is quoted.

Whatever comes in, the time is linear: the standard library's parser, which is not for every input,
is shown only tags of a bounded length, and no comments, styles or scripts.
"""

import re
from html.parser import HTMLParser

from outreach.inbox.html_roles import Role, role_of

MARK = "-----Original Message-----"
"""Stands where a mail program says that all below is the letter it answers."""

_MOST_DEPTH = 200
_UNREAD = re.compile(r"<!--|<(script|style|title|template|noscript)\b", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,4000}>")
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]{0,4000}>)")
_DECLARATION = re.compile(r"<[!?][^<>]{0,1000}>")
_RAW = re.compile(
    r"</?(?:script|style|title|template|textarea|noscript|iframe|xmp|noembed|noframes|plaintext)\b"
    r"[^<>]{0,4000}>",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_LINES = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5"
    " h6 header hr html li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_PARAGRAPHS = frozenset("blockquote dl h1 h2 h3 h4 h5 h6 ol p pre table ul".split())


def html_to_text(html: str) -> str:
    """Return the words of a text in HTML, in lines as a reader sees them."""
    writer = _Writer()
    try:
        writer.feed(_bounded(html))
        writer.close()
    except (AssertionError, ValueError, RecursionError):
        pass  # what was read up to there is as good as can be had
    return writer.text()


def _bounded(html: str) -> str:
    """Return HTML that the parser reads in linear time."""
    kept: list[str] = []
    at = 0
    ends: dict[str, bool] = {}  # whether an end of this kind may still come
    for found in _UNREAD.finditer(html):
        if found.start() < at:
            continue
        end = "-->" if found[1] is None else f"</{found[1].lower()}"
        place = -1
        if ends.get(end, True):
            place = _find(html, end, found.end())
            ends[end] = place >= 0
        if place >= 0:
            kept.append(html[at : found.start()])
            at = place + (3 if found[1] is None else 0)
    kept.append(html[at:])
    text = _RAW.sub("", _DECLARATION.sub("", "".join(kept)))
    return _NO_TAG.sub("&lt;", text)


def _find(html: str, end: str, start: int) -> int:
    """Return where an end stands, whatever its case; -1 if nowhere."""
    place = html.find(end, start)
    if place < 0 and end != "-->":
        place = html.find(end.upper(), start)
    return place


class _Writer(HTMLParser):
    """Writes the lines of a document while it is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._words: list[str] = []
        self._open: list[tuple[str, Role]] = []
        self._depth = dict.fromkeys(Role, 0)
        self._gap = False  # whether an empty line is due before the next words
        self._passes_on = False  # whether the words before a letter say that it is passed on

    def text(self) -> str:
        """Return what was written."""
        self._end_line()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag == "br":
            self._end_line(always=True)
            return
        if tag in {"td", "th"}:
            self._words.append(" ")
        role = role_of(tag, attrs)
        if tag in _LINES or role is not Role.PLAIN:
            self._end_line()
        if role is Role.BELOW and not self._depth[Role.QUOTED]:
            self._write(MARK)
            self._end_line()
        self._gap = self._gap or (tag in _PARAGRAPHS and role is not Role.TIGHT)
        if tag not in _VOID and len(self._open) < _MOST_DEPTH:
            self._open.append((tag, role))
            self._depth[role] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read `<div/>` as browsers do: as `<div>`."""
        self.handle_starttag(tag, attrs)
        if ":" in tag:  # elements of Word are XML
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element and those left open within it."""
        place = len(self._open) - 1
        while place >= 0 and self._open[place][0] != tag:
            place -= 1
        if tag in _LINES or (place >= 0 and self._open[place][1] is not Role.PLAIN):
            self._end_line()
        if place < 0:
            return
        self._gap = self._gap or (tag in _PARAGRAPHS and self._open[place][1] is not Role.TIGHT)
        for _, role in self._open[place:]:
            self._depth[role] -= 1
        del self._open[place:]

    def handle_data(self, data: str) -> None:
        """Take the words between two tags."""
        if self._depth[Role.HIDDEN]:
            return
        lines = data.split("\n") if self._depth[Role.PRE] else [_SPACE.sub(" ", data)]
        for number, line in enumerate(lines):
            if number:
                self._end_line(always=True)
            self._words.append(line)

    def _write(self, line: str) -> None:
        if self._gap and self._lines and self._lines[-1].strip(" >"):
            self._lines.append(">" if self._lines[-1].startswith(">") else "")
        self._gap = False
        # The letter below "---- Forwarded message ----" bears no mark, so neither may these words.
        introduces = self._depth[Role.ATTRIBUTION] > 0
        self._passes_on = introduces and (self._passes_on or line.startswith("--"))
        quoted = self._depth[Role.QUOTED] or (introduces and not self._passes_on)
        self._lines.append(f"> {line}".rstrip() if quoted else line)

    def _end_line(self, *, always: bool = False) -> None:
        line = "".join(self._words)
        self._words.clear()
        if not self._depth[Role.PRE]:
            line = line.strip(" ")
        if line.strip() or always:
            self._write(line.rstrip())
        elif line:  # a paragraph of one hard space is how Word leaves a line empty
            self._write("")
