"""One Markdown source, two parts: plain text and HTML."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from outreach.campaign.letters import Letter, fill

_QUOTED_MARK = re.compile("%EE%80%80([0-9]+)%EE%80%81")
_SAFE_LINK = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block"])

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,\
Arial,sans-serif;color:#222">
<div style="max-width:36em">
{body}</div>
</body>
</html>
"""


def to_text_and_html(letter: Letter) -> tuple[str, str]:
    """Render both parts of a letter; they say the same."""
    tokens = _MARKDOWN.parse(letter.markdown)
    _fill_in(tokens, letter.values)
    body = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return _text(tokens), _PAGE.format(subject=_escaped(letter.subject), body=body)


def _fill_in(tokens: Sequence[Token], values: tuple[str, ...]) -> None:
    """Replace the marks after parsing, so that values are text wherever they stand."""
    for token in tokens:
        token.content = fill(token.content, values)
        for name, value in token.attrs.items():
            link = fill(_QUOTED_MARK.sub("\ue000\\1\ue001", str(value)), values)
            token.attrs[name] = link if _SAFE_LINK.match(link) else ""
        _fill_in(token.children or (), values)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(tokens: Sequence[Token]) -> str:
    """Render the plain part: paragraphs of one line each, links with their address."""
    blocks: list[str] = []
    prefix: list[str] = []
    numbers: list[int] = []
    for token in tokens:
        match token.type:
            case "blockquote_open":
                prefix.append("> ")
            case "bullet_list_open" | "ordered_list_open":
                numbers.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else 0)
            case "list_item_open":
                prefix.append(f"{numbers[-1]}. " if numbers[-1] else "- ")
                numbers[-1] += 1 if numbers[-1] else 0
            case "blockquote_close" | "list_item_close":
                prefix.pop()
            case "bullet_list_close" | "ordered_list_close":
                numbers.pop()
            case "hr":
                blocks.append("—")
            case "inline":
                blocks.append(_prefixed(_inline(token.children or ()), prefix))
            case "code_block" | "fence":
                blocks.append(token.content.rstrip("\n"))
    return "\n\n".join(blocks) + "\n"


def _prefixed(text: str, prefix: Sequence[str]) -> str:
    first = "".join(prefix)
    return "\n".join(first + line for line in text.split("\n")) if first else text


def _inline(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        match token.type:
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "link_open":
                links.append((str(token.attrs.get("href", "")), len(parts)))
            case "link_close":
                target, start = links.pop()
                words = "".join(parts[start:])
                bare = re.sub(r"^(mailto|tel):", "", target)
                if bare and bare != words:
                    parts.append(f" ({bare})")
            case _:
                parts.append(token.content)
    return "".join(parts)
