"""The plain part of a letter: what its Markdown says, as people lay it out in a text mail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from outreach.campaign.letters import fill

RULE = "* * *"


def plain_text(root: SyntaxTreeNode, values: Sequence[str], targets: Sequence[str]) -> str:
    """Render a parsed letter: each paragraph one line, each link with its address.

    Args:
        values: What the letter's marks stand for.
        targets: Where its links lead, by number; empty where a link leads nowhere.
    """
    plain = _PlainText(values=values, targets=targets)
    return "\n".join(plain.blocks(root.children)) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _PlainText:
    values: Sequence[str]
    targets: Sequence[str]

    def blocks(self, nodes: Sequence[SyntaxTreeNode], *, tight: bool = False) -> list[str]:
        """Return the lines of blocks that follow one another."""
        lines: list[str] = []
        for node in nodes:
            if lines and not tight:
                lines.append("")
            lines += self._block(node)
        return lines

    def _block(self, node: SyntaxTreeNode) -> list[str]:
        match node.type:
            case "bullet_list" | "ordered_list":
                return self._list(node)
            case "blockquote":
                return [f"> {line}".rstrip() for line in self.blocks(node.children)]
            case "hr":
                return [RULE]
            case "code_block" | "fence":
                lines = fill(node.content, self.values).split("\n")[:-1]
                return [f"    {line}".rstrip() for line in lines]
            case _:  # a paragraph or a heading, whose one child is the line of inline nodes
                return self._words(node).split("\n")

    def _list(self, node: SyntaxTreeNode) -> list[str]:
        first = int(node.attrs.get("start", 1))
        paragraphs = (part for item in node.children for part in item.children if not part.hidden)
        tight = all(part.type != "paragraph" for part in paragraphs)
        lines: list[str] = []
        for number, item in enumerate(node.children, start=first):
            mark = "- " if node.type == "bullet_list" else f"{number}. "
            if lines and not tight:
                lines.append("")
            for line in self.blocks(item.children, tight=tight) or [""]:
                lines.append(f"{mark}{line}".rstrip())
                mark = " " * len(mark)
        return lines

    def _inline(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "softbreak":
                return " "
            case "hardbreak":
                return "\n"
            case "text" | "text_special" | "code_inline":
                return fill(node.content, self.values)
            case "link":
                words, target = self._words(node), self.targets[int(node.attrs["href"])]
                address = re.sub(r"^(mailto|tel):", "", target)
                return words if not address or address in words else f"{words} ({address})"
            case _:  # emphasis, and the line itself
                return self._words(node)

    def _words(self, node: SyntaxTreeNode) -> str:
        return "".join(map(self._inline, node.children))
