"""What the tabs of a workbook file have besides their cells."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from outreach.sheet.port import CellRange
from outreach.sheet.present import Colouring, Present, Rows, Validation, rows_without
from outreach.sheet.xlsx.cells import parse_range
from outreach.sheet.xlsx.frame import frame_of
from outreach.sheet.xlsx.layout import SheetLayout
from outreach.sheet.xlsx.outline import Node, outline
from outreach.sheet.xlsx.relations import Draft
from outreach.sheet.xlsx.snapshot import Snapshot

LAST_ROW = 1_048_576


def present_tabs(snapshot: Snapshot, draft: Draft) -> dict[str, Present]:
    """Return every tab that holds cells, by its title.

    Raises:
        ValueError: A part is damaged.
    """
    tabs = {}
    for sheet in snapshot.package.sheets:
        layout = snapshot.layout(sheet.title)
        around = outline(frame_of(draft.read(sheet.part), layout).around)
        rows, columns = _frozen(around)
        tabs[sheet.title] = Present(
            grid=snapshot.grids[sheet.title],
            last_row=LAST_ROW,
            frozen_rows=rows,
            frozen_columns=columns,
            notes=notes_of(draft, sheet.part),
            validations=tuple(_validations(around)),
            colourings=tuple(_colourings(around)),
            dated=_dated(layout, snapshot.package.formats.days),
        )
    return tabs


def notes_of(draft: Draft, part: str) -> dict[tuple[int, int], str]:
    """Return the notes of a tab by row and column; threaded comments show as notes too."""
    comments = draft.target(part, kind="comments")
    if not comments:
        return {}
    notes = {}
    for comment in outline(draft.read(comments)).within("comment"):
        place = parse_range(comment.attributes["ref"])
        text = "".join(piece.text for piece in comment.within("t"))
        notes[place.top, place.left] = text
    return notes


def _frozen(around: Node) -> tuple[int, int]:
    """Return how many rows and columns stay in view; a split that is not frozen counts too."""
    for pane in around.within("pane"):
        rows, columns = (pane.attributes.get(name, "0") for name in ("ySplit", "xSplit"))
        return int(float(rows)), int(float(columns))
    return 0, 0


def _validations(around: Node) -> Iterator[Validation]:
    """Yield all limits to entries, those that only newer programs know too."""
    for node in around.within("dataValidation"):
        newer = node.child("sqref")
        formula = node.child("formula1")
        listed = formula.text.strip() if formula else ""
        is_list = node.attributes.get("type") == "list" and listed.startswith('"')
        yield Validation(
            areas=_areas(newer.text if newer else node.attributes.get("sqref", "")),
            choices=tuple(one.strip() for one in listed.strip('"').split(",")) if is_list else (),
        )


def _colourings(around: Node) -> Iterator[Colouring]:
    for block in around.all("conditionalFormatting"):
        areas = _areas(block.attributes.get("sqref", ""))
        for rule in block.all("cfRule"):
            formula = rule.child("formula")
            if formula and areas and rule.attributes.get("type") == "expression":
                yield Colouring(areas=areas, formula=formula.text)


def _areas(text: str) -> tuple[CellRange, ...]:
    return tuple(map(parse_range, text.split()))


def _dated(layout: SheetLayout, days: frozenset[int]) -> dict[int, Sequence[Rows]]:
    """Return the rows of each column that are formatted as dates, those without cells too."""
    rows: defaultdict[int, dict[bool, list[Rows]]] = defaultdict(lambda: {True: [], False: []})
    for number, row in layout.rows.items():
        for at in range(row.first, row.last):
            is_dated = layout.styles[at] in days
            rows[layout.columns[at]][is_dated].append(Rows(first=number, last=number))
    everywhere = Rows(first=1, last=LAST_ROW)
    dated: dict[int, Sequence[Rows]] = {}
    for column in {*rows, *_styled_columns(layout, days)}:
        if column_style(layout, column) in days:
            dated[column] = rows_without(everywhere, rows[column][False])
        else:
            dated[column] = rows[column][True]
    return dated


def _styled_columns(layout: SheetLayout, days: frozenset[int]) -> Iterator[int]:
    for first, last, style in layout.column_styles:
        if style in days:
            yield from range(first, last + 1)


def column_style(layout: SheetLayout, column: int) -> int:
    """Return the format that new cells of a column take."""
    for first, last, style in layout.column_styles:
        if first <= column <= last:
            return style
    return 0
