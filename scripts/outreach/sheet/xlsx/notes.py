"""Adds notes to a tab: their texts are in one part, their boxes in another (ECMA-376-1, 18.7).

The boxes' part is VML, which is not always well-formed, so it is only ever added to at its end.
"""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from outreach.sheet.furniture import NOTE_AUTHOR
from outreach.sheet.xlsx.cells import cell_address
from outreach.sheet.xlsx.frame import ORDER
from outreach.sheet.xlsx.outline import Node, appended, outline, placed
from outreach.sheet.xlsx.relations import RELATIONS, Draft
from outreach.sheet.xlsx.scan import NAMESPACES

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
BOXES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
COMMENTS_NAME = "xl/comments{}.xml"
BOXES_NAME = "xl/drawings/vmlDrawing{}.vml"
_VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_KIND_OF_BOX = (
    f'<v:shapetype {_VML} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NO_BOXES = (
    f'<xml {_VML}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    "</xml>"
)
_BOX_NUMBER = re.compile(rb"_x0000_s(\d+)")
_FIRST_BOX = 1025
_END = re.compile(rb"</(?:[\w.-]+:)?xml\s*>\s*\Z")

Notes = Mapping[tuple[int, int], str]
"""(row, column) → text."""


def add_notes(draft: Draft, part: str, around: bytes, notes: Notes) -> bytes:
    """Add notes to cells of a tab that have none.

    Args:
        draft: The file.
        part: The tab's part.
        around: That part without its cells.

    Returns:
        The part without its cells, as it must be now.
    """
    _add_texts(draft, part, notes)
    root = outline(around)
    drawing = root.child("legacyDrawing")
    if drawing is not None:
        boxes = draft.target(part, id_=drawing.attributes.get("id", ""))
    else:
        boxes = draft.free_name(BOXES_NAME)
        draft.write(boxes, _NO_BOXES.encode())
        draft.declare(boxes, BOXES_TYPE)
        id_ = draft.relate(part, "vmlDrawing", boxes)
        xml = f'<{root.prefix}legacyDrawing xmlns:r="{RELATIONS}" r:id="{id_}"/>'
        around = placed(around, xml.encode(), "legacyDrawing", ORDER)
    draft.write(boxes, _with_boxes(draft.read(boxes), notes))
    return around


def _add_texts(draft: Draft, part: str, notes: Notes) -> None:
    comments = draft.target(part, kind="comments")
    if not comments:
        comments = draft.free_name(COMMENTS_NAME)
        empty = f'<comments xmlns="{NAMESPACES[0]}"><authors/><commentList/></comments>'
        draft.write(comments, empty.encode())
        draft.declare(comments, COMMENTS_TYPE)
        draft.relate(part, "comments", comments)
    content, author = _with_author(draft.read(comments))
    root = outline(content)
    xml = "".join(_text(root.prefix, place, text, author) for place, text in notes.items())
    draft.write(comments, appended(content, _must(root, "commentList"), xml.encode()))


def _with_author(content: bytes) -> tuple[bytes, int]:
    """Return the texts' part with our name among the authors, and its index."""
    authors = _must(outline(content), "authors")
    for index, author in enumerate(authors.all("author")):
        if author.text == NOTE_AUTHOR:
            return content, index
    xml = f"<{authors.prefix}author>{NOTE_AUTHOR}</{authors.prefix}author>"
    return appended(content, authors, xml.encode()), authors.count("author")


def _text(prefix: str, place: tuple[int, int], text: str, author: int) -> str:
    p = prefix
    return (
        f'<{p}comment ref="{cell_address(*place)}" authorId="{author}" shapeId="0"><{p}text>'
        f'<{p}t xml:space="preserve">{escape(text)}</{p}t></{p}text></{p}comment>'
    )


def _with_boxes(content: bytes, notes: Notes) -> bytes:
    end = _END.search(content)
    if end is None:
        raise ValueError("the boxes of the notes have no end")
    number = max([_FIRST_BOX, *map(int, _BOX_NUMBER.findall(content))])
    xml = "" if b"_x0000_t202" in content else _KIND_OF_BOX
    for (row, column), text in notes.items():
        number += 1
        xml += _box(number, row, column, text)
    return content[: end.start()] + xml.encode() + content[end.start() :]


def _box(number: int, row: int, column: int, text: str) -> str:
    height = 70 + 16 * (len(text) // 42)
    return (
        f'<v:shape {_VML} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f"margin-left:59.25pt;margin-top:1.5pt;width:300px;height:{height}px;z-index:1;"
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column>"
        "</x:ClientData></v:shape>"
    )


def _must(root: Node, name: str) -> Node:
    found = root.child(name)
    if found is None:
        raise ValueError(f"the notes have no {name}")
    return found
