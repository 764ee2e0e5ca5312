"""A new workbook as the model that an existing one is repaired from."""

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

from outreach.errors import SheetError
from outreach.sheet.create import new_workbook
from outreach.sheet.dashboard import Counted
from outreach.sheet.furniture import FURNITURE, ColourRule
from outreach.sheet.xlsx.furnished import column_style
from outreach.sheet.xlsx.layout import SheetLayout
from outreach.sheet.xlsx.notes import BOXES_NAME, BOXES_TYPE, COMMENTS_NAME, COMMENTS_TYPE
from outreach.sheet.xlsx.outline import Node, appended, outline, with_attributes
from outreach.sheet.xlsx.package import Package, open_package
from outreach.sheet.xlsx.relations import RELATIONS, Draft, draft_of, listing_of, resolved
from outreach.sheet.xlsx.scan import scan
from outreach.sheet.xlsx.styles import Styles

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DRAWING = "application/vnd.openxmlformats-officedocument.drawing"
_KINDS = {
    "comments": (COMMENTS_NAME, COMMENTS_TYPE),
    "vmlDrawing": (BOXES_NAME, BOXES_TYPE),
    "drawing": ("xl/drawings/drawing{}.xml", f"{_DRAWING}+xml"),
    "chart": ("xl/charts/chart{}.xml", f"{_DRAWING}ml.chart+xml"),
}
"""Kind of relationship → how its parts are named, and their content type."""

_WORKSHEET = ("xl/worksheets/sheet{}.xml", f"{_SPREADSHEET}.worksheet+xml")


@dataclass(frozen=True)
class Model:
    """A new workbook.

    Attributes:
        draft: Its parts.
    """

    draft: Draft
    _read: dict[str, list[int]] = field(default_factory=dict)

    @property
    def package(self) -> Package:
        """The file."""
        return self.draft.package

    @cached_property
    def styles(self) -> bytes:
        """Its formats."""
        return self.draft.read(self.draft.target(self.package.workbook, kind="styles"))

    @cached_property
    def layouts(self) -> dict[str, SheetLayout]:
        """Title → map of the tab."""
        return {sheet.title: scan(self.draft.read(sheet.part)) for sheet in self.package.sheets}

    def heading_format(self, tab: str, heading: str) -> int:
        """Return the index of a heading's format."""
        return self.layouts[tab].formats_in_row(1)[_number(tab, heading)]

    def column_format(self, tab: str, heading: str) -> int:
        """Return the index of the format of a column's new cells."""
        return column_style(self.layouts[tab], _number(tab, heading))

    def rule_format(self, tab: str, rule: ColourRule) -> int:
        """Return the index of the format of a colour rule."""
        rules = next(one.rules for one in FURNITURE if one.title == tab)
        return self._rule_formats(tab)[rules.index(rule)]

    def _rule_formats(self, tab: str) -> list[int]:
        if tab not in self._read:
            root = outline(self.draft.read(self.part(tab)))
            self._read[tab] = [int(rule.attributes["dxfId"]) for rule in root.within("cfRule")]
        return self._read[tab]

    def part(self, tab: str) -> str:
        """Return the name of a tab's part."""
        return next(sheet.part for sheet in self.package.sheets if sheet.title == tab)


def make_model(counted: Counted) -> Model:
    """Make a new workbook whose Dashboard counts these columns."""
    stream = BytesIO()
    new_workbook(counted=counted).save(stream)
    return Model(draft=draft_of(open_package(stream.getvalue())))


def _number(tab: str, heading: str) -> int:
    columns = next(one.columns for one in FURNITURE if one.title == tab)
    return next(n for n, column in enumerate(columns, start=1) if column.heading == heading)


def add_tabs(draft: Draft, titles: Sequence[str], model: Model, styles: Styles) -> None:
    """Add whole tabs of the model at the end of a workbook.

    Raises:
        SheetError: Something else has one of the titles, such as a chart.
    """
    for title in titles:
        _refuse_taken_title(draft, title)
        part = _taken(draft, model, model.part(title), *_WORKSHEET)
        draft.write(part, _restyled(draft.read(part), styles))
        id_ = draft.relate(draft.package.workbook, "worksheet", part)
        book = draft.read(draft.package.workbook)
        sheets = _must(outline(book), "sheets")
        number = max(int(one.attributes["sheetId"]) for one in sheets.children) + 1
        xml = (
            f'<{sheets.prefix}sheet xmlns:r="{RELATIONS}" name="{title}" sheetId="{number}" '
            f'r:id="{id_}"/>'
        )
        draft.write(draft.package.workbook, appended(book, sheets, xml.encode()))


def _refuse_taken_title(draft: Draft, title: str) -> None:
    sheets = _must(outline(draft.read(draft.package.workbook)), "sheets")
    if title.casefold() in {one.attributes["name"].casefold() for one in sheets.children}:
        raise SheetError(title, "is the title of a chart", hint="rename the chart's tab")


def _taken(draft: Draft, model: Model, part: str, pattern: str, content_type: str) -> str:
    """Bring a part of the model, with all that it points to, and return its new name."""
    name = draft.free_name(pattern)
    draft.write(name, model.draft.read(part))
    draft.declare(name, content_type)
    listing = listing_of(part)
    if listing in model.draft.names:
        relations = model.draft.read(listing)
        for node in reversed(list(outline(relations).all("Relationship"))):
            kind = posixpath.basename(node.attributes["Type"])
            target = resolved(part, node.attributes["Target"])
            new = _taken(draft, model, target, *_KINDS[kind])
            relations = with_attributes(relations, node, Target=f"/{new}")
        draft.write(listing_of(name), relations)
    return name


def _restyled(part: bytes, styles: Styles) -> bytes:
    """Return a tab's part of the model with the formats' indices of the file that it goes to."""
    for node in reversed(list(_all(outline(part)))):
        for attribute, bring in (
            ("s", styles.cell_format),
            ("style", styles.cell_format),
            ("dxfId", styles.rule_format),
        ):
            if attribute in node.attributes and node.name in ("c", "col", "row", "cfRule"):
                new = bring(int(node.attributes[attribute]))
                part = with_attributes(part, node, **{attribute: new})
    return part


def _all(node: Node) -> Sequence[Node]:
    """Return all elements below one, in the order of the file."""
    found: list[Node] = []
    for child in node.children:
        found += (child, *_all(child))
    return found


def _must(root: Node, name: str) -> Node:
    found = root.child(name)
    if found is None:
        raise ValueError(f"the workbook lists no {name}")
    return found
