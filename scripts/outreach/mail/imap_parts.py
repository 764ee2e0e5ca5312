"""What to read of a very large message, and how to make a message of it again (RFC 3501 6.4.5).

People attach films and scans to answers; what counts is the text, or a bounce's report.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

LARGE = 1024 * 1024
"""Larger messages are read in part."""

_MOST_OF_A_PART = 256 * 1024
_MOST_REPORTS = 4
_REPORTS = frozenset(
    {
        "message/delivery-status",  # RFC 3464
        "message/disposition-notification",  # RFC 8098
        "message/feedback-report",  # RFC 5965
        "text/rfc822-headers",
    }
)
_RETURNED = "message/rfc822"
_DISPOSITION = {"text": 9, "message/rfc822": 11}  # where it stands in a leaf's description
_OTHER_DISPOSITION = 8


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part of a message.

    Attributes:
        number: Such as `1.2`, as IMAP counts.
        kind: Lower case, such as `text/plain`.
        attached: Whether it is shown as an attachment.
    """

    number: str
    kind: str
    attached: bool

    @property
    def items(self) -> tuple[str, ...]:
        """What to fetch of it."""
        end = f"<0.{_MOST_OF_A_PART}>"
        if self.kind == _RETURNED:
            return (f"BODY.PEEK[{self.number}.HEADER]{end}",)
        return f"BODY.PEEK[{self.number}.MIME]", f"BODY.PEEK[{self.number}]{end}"


HEADER_ITEM = f"BODY.PEEK[HEADER]<0.{_MOST_OF_A_PART}>"
BEGINNING_ITEM = f"BODY.PEEK[]<0.{LARGE}>"


def wanted_leaves(structure: Sequence[Any]) -> tuple[Leaf, ...]:
    """Return the first text, and what a bounce says and returns.

    Args:
        structure: BODYSTRUCTURE as IMAPClient gives it: of a container first a list of its parts.

    Raises:
        ValueError, TypeError, LookupError: It is not as RFC 3501 has it.
    """
    leaves = tuple(_leaves(structure, ""))
    shown = [leaf for leaf in leaves if leaf.kind.startswith("text/") and not leaf.attached]
    texts = [leaf for leaf in shown if leaf.kind == "text/plain"] or shown
    reports = [leaf for leaf in leaves if leaf.kind in _REPORTS or leaf.kind == _RETURNED]
    return tuple(dict.fromkeys((*texts[:1], *reports[:_MOST_REPORTS])))


def _leaves(structure: Sequence[Any], number: str) -> Iterator[Leaf]:
    if isinstance(structure[0], list):
        for place, within in enumerate(structure[0], start=1):
            yield from _leaves(within, f"{number}.{place}" if number else str(place))
        return
    kind = b"/".join(structure[:2]).decode("ascii", "replace").lower()
    place = _DISPOSITION.get(kind, _DISPOSITION.get(kind.partition("/")[0], _OTHER_DISPOSITION))
    disposition = structure[place] if place < len(structure) else None
    attached = isinstance(disposition, tuple) and bytes(disposition[0]).lower() == b"attachment"
    yield Leaf(number or "1", kind, attached)


def is_container(structure: Sequence[Any]) -> bool:
    """Tell whether a message has parts."""
    return isinstance(structure[0], list)


def boundary_of(header: bytes) -> str:
    """Return what a header names as the boundary between parts; empty when it names none."""
    return str(message_from_bytes(header).get_boundary("") or "")


def rebuilt(header: bytes, leaves: Sequence[Leaf], sections: Mapping[bytes, Any]) -> bytes:
    """Return a message of a header and some leaves, all on one level.

    Args:
        sections: What the server gave for the items of the leaves, by name.
    """
    boundary = b"--" + boundary_of(header).encode("utf-8", "surrogateescape")
    blocks = [header.rstrip(b"\r\n"), b""]
    for leaf in leaves:
        if leaf.kind == _RETURNED:
            mime = b"Content-Type: text/rfc822-headers"
            content = section(sections, f"{leaf.number}.HEADER")
        else:
            mime = section(sections, f"{leaf.number}.MIME").rstrip(b"\r\n")
            content = section(sections, leaf.number)
        blocks += [boundary, mime, b"", content]
    return b"\r\n".join([*blocks, boundary + b"--", b""])


def section(sections: Mapping[bytes, Any], name: str) -> bytes:
    """Return one section of an answer; empty when it is missing or NIL."""
    whole = f"BODY[{name}]".encode()
    value = sections.get(whole, sections.get(whole + b"<0>"))
    return value if isinstance(value, bytes) else b""
