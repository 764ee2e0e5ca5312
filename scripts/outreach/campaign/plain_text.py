"""The plain part of a letter: what its Markdown says, as people lay it out in a text mail."""

import re
from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode

RULE = "* * *"


def plain_text(root: SyntaxTreeNode) -> str:
    """Render a parsed letter: each paragraph one line, each link with its address."""
    return "\n".join(_blocks(root.children)) + "\n"


def _blocks(nodes: Sequence[SyntaxTreeNode], *, tight: bool = False) -> list[str]:
    """Return the lines of blocks that follow one another."""
    lines: list[str] = []
    for node in nodes:
        if lines and not tight:
            lines.append("")
        lines += _block(node)
    return lines


def _block(node: SyntaxTreeNode) -> list[str]:
    match node.type:
        case "bullet_list" | "ordered_list":
            return _list(node)
        case "blockquote":
            return [f"> {line}".rstrip() for line in _blocks(node.children)]
        case "hr":
            return [RULE]
        case "code_block" | "fence":
            return [f"    {line}".rstrip() for line in node.content.split("\n")[:-1]]
        case _:  # a paragraph or a heading, whose one child is the line of inline nodes
            return "".join(_inline(child) for child in node.children).split("\n")


def _list(node: SyntaxTreeNode) -> list[str]:
    first = int(node.attrs.get("start", 1))
    paragraphs = (part for item in node.children for part in item.children if not part.hidden)
    tight = all(part.type != "paragraph" for part in paragraphs)
    lines: list[str] = []
    for number, item in enumerate(node.children, start=first):
        mark = "- " if node.type == "bullet_list" else f"{number}. "
        if lines and not tight:
            lines.append("")
        for line in _blocks(item.children, tight=tight) or [""]:
            lines.append(f"{mark}{line}".rstrip())
            mark = " " * len(mark)
    return lines


def _inline(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "text" | "text_special" | "code_inline":
            return node.content
        case "link":
            words, target = _all(node), str(node.attrs.get("href", ""))
            address = re.sub(r"^(mailto|tel):", "", target)
            return words if not address or address in words else f"{words} ({address})"
        case _:  # emphasis, and the line itself
            return _all(node)


def _all(node: SyntaxTreeNode) -> str:
    return "".join(map(_inline, node.children))
