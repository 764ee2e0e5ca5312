"""Brings cell formats from another workbook file into one (ECMA-376-1, 18.8).

Formats that are there keep their places, since cells name them by their index; new ones follow.
"""

import re
from xml.sax.saxutils import quoteattr

from outreach.sheet.xlsx.outline import Node, appended, outline, placed, with_attributes

_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_FIRST_OWN_FORMAT = 164  # below are those that every program knows by number
_TAG = re.compile(rb"<(/?)(?=[A-Za-z])")
_PARTS_OF_XF = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}


class Styles:
    """The `styles` part of a file, growing."""

    def __init__(self, part: bytes, model: bytes) -> None:
        """Read it.

        Args:
            part: Its content.
            model: The `styles` part that formats are taken from, without prefixes.
        """
        self._part = part
        self._prefix = outline(part).prefix
        self._lists = _lists(part)
        self._model = _lists(model)
        self._codes = _codes(part)
        self._model_codes = _codes(model)
        self._new: dict[str, list[bytes]] = {}
        self._brought: dict[int, int] = {}

    def cell_format(self, index: int) -> int:
        """Return the index of a cell format that looks like one of the model."""
        if index not in self._brought:
            self._brought[index] = self._cell_format(index)
        return self._brought[index]

    def _cell_format(self, index: int) -> int:
        xml = self._model["cellXfs"][index]
        attributes = outline(xml).attributes
        for attribute, container in _PARTS_OF_XF.items():
            of_model = self._model[container][int(attributes.get(attribute, 0))]
            xml = _with(xml, attribute, self._added(container, self._prefixed(of_model)))
        number = int(attributes.get("numFmtId", 0))
        if number in self._model_codes:
            number = self._number_format(self._model_codes[number])
        xml = _with(_with(xml, "numFmtId", number), "applyNumberFormat", 1)
        return self._added("cellXfs", self._prefixed(_with(xml, "xfId", 0)))

    def dated(self, index: int, code: str) -> int:
        """Return the index of a cell format that looks like another but shows dates."""
        formats = self._lists["cellXfs"]
        xml = formats[index] if index < len(formats) else formats[0]
        xml = _with(xml, "numFmtId", self._number_format(code))
        return self._added("cellXfs", _with(xml, "applyNumberFormat", 1))

    def rule_format(self, index: int) -> int:
        """Return the index of a format for conditional formatting that is like the model's."""
        return self._added("dxfs", self._prefixed(self._model["dxfs"][index]))

    def content(self) -> bytes:
        """Return the part as it is now."""
        part = self._part
        for container, new in self._new.items():
            if outline(part).child(container) is None:
                empty = f'<{self._prefix}{container} count="0"/>'.encode()
                part = placed(part, empty, container, _ORDER)
            part = with_attributes(
                part, _container(part, container), count=len(self._lists[container])
            )
            part = appended(part, _container(part, container), b"".join(new))
        return part

    def _number_format(self, code: str) -> int:
        for number, known in self._codes.items():
            if known == code:
                return number
        number = max([_FIRST_OWN_FORMAT - 1, *self._codes]) + 1
        self._codes[number] = code
        xml = f'<{self._prefix}numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
        self._added("numFmts", xml.encode())
        return number

    def _prefixed(self, xml: bytes) -> bytes:
        return _TAG.sub(rb"<\1" + self._prefix.encode(), xml)

    def _added(self, container: str, xml: bytes) -> int:
        """Return the index of an element in a list, to which it is added when it is not there."""
        known = self._lists.setdefault(container, [])
        if xml in known:
            return known.index(xml)
        known.append(xml)
        self._new.setdefault(container, []).append(xml)
        return len(known) - 1


def _lists(part: bytes) -> dict[str, list[bytes]]:
    """Return the elements of each list of a part."""
    return {
        container.name: [part[node.start : node.end] for node in container.children]
        for container in outline(part).children
    }


def _codes(part: bytes) -> dict[int, str]:
    """Return the number formats of a part that have a number of their own."""
    listed = outline(part).child("numFmts")
    return {
        int(node.attributes["numFmtId"]): node.attributes.get("formatCode", "")
        for node in (listed.children if listed else ())
    }


def _container(part: bytes, name: str) -> Node:
    found = outline(part).child(name)
    if found is None:
        raise ValueError(f"there is no list of {name}")
    return found


def _with(xml: bytes, attribute: str, value: int) -> bytes:
    """Return an element with an attribute set in its own tag."""
    head, end, rest = xml.partition(b">")
    pattern = rb"\s" + attribute.encode() + rb"""\s*=\s*(?:"[^"]*"|'[^']*')"""
    head = re.sub(pattern, b"", head)
    name = re.match(rb"<[^\s/>]+", head)
    at = name.end() if name else 0
    return head[:at] + f' {attribute}="{value}"'.encode() + head[at:] + end + rest
