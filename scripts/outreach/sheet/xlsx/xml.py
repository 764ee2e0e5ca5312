"""The small XML parts of a workbook, as flat lists of elements with their places."""

import re
from dataclasses import dataclass
from xml.parsers import expat

_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element.

    Attributes:
        name: Without its namespace.
        parent: Its parent's name; empty at the root.
        attributes: Under their names without namespaces, but `r:id` as `id`.
        offset: Of its start tag, in bytes.
    """

    name: str
    parent: str
    attributes: dict[str, str]
    offset: int


def elements(part: bytes) -> list[Element]:
    """Return all elements of a part, in order.

    Raises:
        ValueError: It is not well-formed.
    """
    found: list[Element] = []
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        found.append(
            Element(
                name=local,
                parent=path[-1] if path else "",
                attributes={key.rpartition(" ")[2]: value for key, value in attributes.items()},
                offset=parser.CurrentByteIndex,
            )
        )
        path.append(local)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    try:
        parser.Parse(part, True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return found


def tag_at(part: bytes, offset: int) -> bytes:
    """Return the whole tag that begins at an offset of a well-formed part."""
    found = _TAG.match(part, offset)
    if found is None:
        raise ValueError(f"no tag begins at byte {offset}")
    return found[0]


def is_true(value: str | None) -> bool:
    """Read an xsd:boolean attribute; an absent one is false."""
    return value in ("1", "true")
