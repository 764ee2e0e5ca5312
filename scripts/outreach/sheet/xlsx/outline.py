"""The small XML parts of a workbook as trees with their places, and putting elements into them.

Elements that are there already keep their bytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from outreach.sheet.xlsx.xml import tag_at


@dataclass(slots=True, kw_only=True)
class Node:
    """One element.

    Attributes:
        name: Without its namespace.
        prefix: Of its namespace with the colon, as the part writes it; mostly empty.
        attributes: Under their names without namespaces, but `r:id` as `id`.
        start: Of its start tag, in bytes.
        inside: After its start tag.
        closed: Before its end tag; where it is closed by `/>`, after that.
        end: After it.
        text: The text directly in it.
        children: The elements directly in it.
    """

    name: str
    prefix: str
    attributes: dict[str, str]
    start: int
    inside: int
    closed: int = 0
    end: int = 0
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def child(self, name: str) -> "Node | None":
        """Return the first child of a name."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator["Node"]:
        """Yield the children of a name."""
        return (child for child in self.children if child.name == name)

    def within(self, name: str) -> Iterator["Node"]:
        """Yield all elements of a name, however deep."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.within(name)

    def count(self, name: str) -> int:
        """Return how many children have a name."""
        return sum(1 for _ in self.all(name))


def outline(part: bytes) -> Node:
    """Return the root of a part.

    Raises:
        ValueError: It is not well-formed.
    """
    path: list[Node] = []
    roots: list[Node] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        tag = tag_at(part, at)
        written = tag[1:].split(maxsplit=1)[0].strip(b"/>").decode()
        node = Node(
            name=name.rpartition(" ")[2],
            prefix=written.rpartition(":")[0] + ":" if ":" in written else "",
            attributes={key.rpartition(" ")[2]: value for key, value in attributes.items()},
            start=at,
            inside=at + len(tag),
        )
        (path[-1].children if path else roots).append(node)
        path.append(node)

    def end(_: str) -> None:
        node = path.pop()
        if part[node.inside - 2 : node.inside] == b"/>":
            node.closed = node.end = node.inside
        else:
            node.closed = parser.CurrentByteIndex
            node.end = node.closed + len(tag_at(part, node.closed))

    def text(shown: str) -> None:
        path[-1].text += shown

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return roots[0]


def appended(part: bytes, node: Node, xml: bytes) -> bytes:
    """Return the part with elements added at the end of an element."""
    if node.closed == node.inside and part[node.inside - 2 : node.inside] == b"/>":
        tag = part[node.start : node.inside - 2].rstrip() + b">"
        closing = f"</{node.prefix}{node.name}>".encode()
        return part[: node.start] + tag + xml + closing + part[node.end :]
    return part[: node.closed] + xml + part[node.closed :]


def placed(part: bytes, xml: bytes, name: str, order: Sequence[str]) -> bytes:
    """Return the part with a new element in its root, before all that must follow it.

    Args:
        part: A part whose root's children have an order (ECMA-376-1, annex A).
        xml: The element.
        name: Its name.
        order: The names of the root's children.
    """
    root = outline(part)
    followers = set(order[order.index(name) + 1 :])
    following = next((child for child in root.children if child.name in followers), None)
    if following is None:
        return appended(part, root, xml)
    return part[: following.start] + xml + part[following.start :]


def replaced(part: bytes, node: Node, xml: bytes) -> bytes:
    """Return the part with other bytes in an element's place."""
    return part[: node.start] + xml + part[node.end :]


def with_attributes(part: bytes, node: Node, **attributes: str | float | None) -> bytes:
    """Return the part with attributes of an element set, or with None taken away.

    Only attributes without a namespace can be set, to values that need no escaping.
    """
    tag = part[node.start : node.inside]
    for name, value in attributes.items():
        tag = _without(tag, name)
        if value is not None:
            closing = b"/>" if tag.endswith(b"/>") else b">"
            tag = tag[: -len(closing)].rstrip() + f' {name}="{value}"'.encode() + closing
    return part[: node.start] + tag + part[node.inside :]


def _without(tag: bytes, name: str) -> bytes:
    return re.sub(rb"\s" + name.encode() + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""", b"", tag, count=1)
