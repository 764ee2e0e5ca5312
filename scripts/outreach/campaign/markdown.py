"""One Markdown source, two parts: plain text and HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from outreach.campaign.letters import Letter, fill
from outreach.campaign.plain_text import plain_text

_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)\S.*", re.IGNORECASE)
_LINK = re.compile(r' href="([0-9]+)"')
_FORMS = 256

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """What letters share that differ in their printed values only.

    Attributes:
        tree: The parsed body, with marks.
        html: The body as HTML, with marks, and with numbers for the targets of its links.
        links: The targets as written, with marks.
    """

    tree: SyntaxTreeNode
    html: str
    links: tuple[str, ...]


def to_text_and_html(letter: Letter) -> tuple[str, str]:
    """Render both parts of a letter; they say the same."""
    form, values = _form(letter.markdown), letter.values
    targets = [_safe_target(link, values) for link in form.links]
    filled = fill(form.html, [escapeHtml(value) for value in values])
    # No value can be taken for a link's number: its quotes are escaped by now.
    body = _LINK.sub(lambda link: _attribute(targets[int(link[1])]), filled)
    page = _PAGE.format(subject=escape(letter.subject), body=body)
    return plain_text(form.tree, values, targets), page


@lru_cache(maxsize=_FORMS)
def _form(markdown: str) -> _Form:
    """Parse a body while marks stand for its values, so that values are text wherever they stand.

    Parsing is by far the longest part of a letter's making, and a run's letters share few bodies.
    """
    tokens = _MARKDOWN.parse(markdown)
    links: list[str] = []
    _number_links(tokens, links)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return _Form(tree=SyntaxTreeNode(tokens), html=html, links=tuple(links))


def _number_links(tokens: Sequence[Token], links: list[str]) -> None:
    for token in tokens:
        token.info = ""  # a code block's language, of which a letter has no use
        if token.type == "link_open":
            # Whatever else a link has, such as a title, goes.
            links.append(str(token.attrs["href"]))
            token.attrs = {"href": len(links) - 1}
        if token.children:
            _number_links(token.children, links)


def _safe_target(link: str, values: Sequence[str]) -> str:
    """Return where a link leads; nowhere when a value would make it lead anywhere unsafe."""
    target = fill(link, values)
    return _PLAIN.normalizeLink(target) if _SAFE_LINK.fullmatch(target) else ""


def _attribute(target: str) -> str:
    return f' href="{escapeHtml(target)}"' if target else ""
