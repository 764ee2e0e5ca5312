"""One Markdown source, two parts: plain text and HTML."""

import re
from collections.abc import Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from outreach.campaign.letters import Letter, fill
from outreach.campaign.plain_text import plain_text

_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)\S.*", re.IGNORECASE)

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,\
Arial,sans-serif">
<div dir="auto" style="max-width:36em;overflow-wrap:break-word">
{body}</div>
</body>
</html>
"""


class _Markdown(MarkdownIt):
    """CommonMark without HTML and images; links stay as written until their marks are filled in."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.disable("image")

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


_MARKDOWN, _PLAIN = _Markdown(), MarkdownIt()


def to_text_and_html(letter: Letter) -> tuple[str, str]:
    """Render both parts of a letter; they say the same."""
    tokens = _MARKDOWN.parse(letter.markdown)
    _fill_in(tokens, letter.values)
    body = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    page = _PAGE.format(subject=escape(letter.subject), body=body)
    return plain_text(SyntaxTreeNode(tokens)), page


def _fill_in(tokens: Sequence[Token], values: tuple[str, ...]) -> None:
    """Replace the marks after parsing, so that values are text wherever they stand."""
    for token in tokens:
        token.content = fill(token.content, values)
        token.info = ""  # a code block's language, of which a letter has no use
        if token.type == "link_open":
            token.attrs = _link(str(token.attrs["href"]), values)
        if token.children:
            _fill_in(token.children, values)


def _link(href: str, values: tuple[str, ...]) -> dict[str, str | int | float]:
    """Return a link's attributes; none when a value would make it lead anywhere unsafe."""
    target = fill(href, values)
    if not _SAFE_LINK.fullmatch(target):
        return {}
    return {"href": _PLAIN.normalizeLink(target)}
