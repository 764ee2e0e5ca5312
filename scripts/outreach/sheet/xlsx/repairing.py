"""Furnishes an existing workbook file: what is missing is put in, and all else stays as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import SheetChanged, SheetError
from outreach.practitioners.row import Cell
from outreach.sheet.columns import PRACTITIONERS_TAB
from outreach.sheet.dashboard import counted
from outreach.sheet.headings import normalise_heading
from outreach.sheet.missing import missing_furniture, tab_of
from outreach.sheet.placing import Placed
from outreach.sheet.repairs import (
    Change,
    ColourAdded,
    ColumnChange,
    DateFormatSet,
    DropdownAdded,
    HeadingAdded,
    HeadingPutBack,
    HeadingsFrozen,
    NoteAdded,
    TabAdded,
)
from outreach.sheet.xlsx.calculation import order_calculation
from outreach.sheet.xlsx.changes import first_difference
from outreach.sheet.xlsx.frame import frame_of, with_cells
from outreach.sheet.xlsx.furnished import LAST_ROW, column_style, present_tabs
from outreach.sheet.xlsx.furnishing import (
    formats_of_cells,
    has_width,
    restyled_cells,
    with_colour,
    with_column,
    with_dropdown,
    with_frozen,
)
from outreach.sheet.xlsx.layout import SheetLayout
from outreach.sheet.xlsx.model import Model, add_tabs, make_model
from outreach.sheet.xlsx.notes import add_notes
from outreach.sheet.xlsx.package import NotAWorkbook
from outreach.sheet.xlsx.patch import patch
from outreach.sheet.xlsx.relations import Draft, draft_of
from outreach.sheet.xlsx.replace import check_replaceable, replace_file
from outreach.sheet.xlsx.scan import NAMESPACES, scan
from outreach.sheet.xlsx.snapshot import Snapshot, take_snapshot
from outreach.sheet.xlsx.styles import Styles
from outreach.sheet.xlsx.values import Rows

MOST_COLUMNS = 16_384
_SAVE_ANEW = "open the workbook in a spreadsheet program, save it as .xlsx, and run this again"
_STRICT = NAMESPACES[1].encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A file as it was read, and what is to be changed in it."""

    snapshot: Snapshot
    changes: tuple[Change, ...]
    placed: Mapping[str, Placed]
    practitioners: str


def repair_workbook(path: Path, *, shown: str) -> tuple[Change, ...]:
    """Put in what a workbook lacks, and return what was changed; a whole one is not written.

    Args:
        path: The file.
        shown: How to name it to the user.

    Raises:
        SheetError: Nothing was written.
    """
    check_replaceable(path, shown)
    try:
        content = path.read_bytes()
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise SheetError(
            shown, what, hint="see that it is a file, and that you may read it"
        ) from error
    with_name = _Named(shown)
    look = with_name.look(content)
    if not look.changes:
        return ()
    if _STRICT in look.snapshot.package.read(look.snapshot.package.workbook):
        raise SheetError(shown, "is saved as Strict Open XML", hint=_SAVE_ANEW)
    new = with_name.furnished(look)
    if not replace_file(
        path,
        new,
        old=content,
        shown=shown,
        verify=lambda written: with_name.verify(written, look),
    ):
        raise SheetChanged(shown, "was saved by somebody meanwhile", hint="run this again")
    return look.changes


@dataclass(frozen=True, slots=True)
class _Named:
    """Reads and changes a file's content, with its name for errors."""

    shown: str

    def look(self, content: bytes) -> _Look:
        """Find out what is missing."""
        try:
            snapshot = take_snapshot(content)
            tabs = present_tabs(snapshot, draft_of(snapshot.package))
        except NotAWorkbook as error:
            raise SheetError(self.shown, str(error), hint=error.hint) from error
        except (ValueError, KeyError) as error:
            raise self._damaged(error) from error
        changes, placed = missing_furniture(tabs, last_row=LAST_ROW)
        for change in changes:
            if isinstance(change, ColumnChange) and change.number > MOST_COLUMNS:
                raise SheetError(change.tab, "has no room for another column")
        people = tab_of(tabs, PRACTITIONERS_TAB)
        return _Look(
            snapshot=snapshot,
            changes=changes,
            placed=placed,
            practitioners=people.grid.title if people else PRACTITIONERS_TAB,
        )

    def furnished(self, look: _Look) -> bytes:
        """Return the file with all changes made."""
        try:
            return _furnished(look)
        except (ValueError, KeyError, IndexError) as error:
            raise self._damaged(error) from error

    def verify(self, written: bytes, before: _Look) -> None:
        """Raise SheetError when a cell shows something else, or anything is still missing."""
        after = self.look(written)
        if after.changes:
            raise self._unverified(str(after.changes[0]))
        for title, grid in before.snapshot.grids.items():
            mine = [change for change in before.changes if change.tab == title]
            expected = _with_headings(grid.rows, mine)
            found = _unformatted(after.snapshot.grids[title].rows, mine)
            if cell := first_difference(_unformatted(expected, mine), found):
                raise self._unverified(f"{title}!{cell} differs")

    def _unverified(self, why: str) -> SheetError:
        what = f"did not read back as it should ({why}); nothing was changed"
        return SheetError(self.shown, what, hint=_SAVE_ANEW)

    def _damaged(self, error: Exception) -> SheetError:
        return SheetError(self.shown, f"has a part that is damaged ({error})", hint=_SAVE_ANEW)


def _furnished(look: _Look) -> bytes:
    package = look.snapshot.package
    draft = draft_of(package)
    columns = look.placed[PRACTITIONERS_TAB]
    model = make_model(counted(columns.numbers, tab=look.practitioners, top=columns.row + 1))
    styles_part = draft.target(package.workbook, kind="styles")
    styles = Styles(part=draft.read(styles_part), model=model.styles)
    changes = look.changes
    new = [change.tab for change in changes if isinstance(change, TabAdded)]
    for sheet in package.sheets:
        mine = [change for change in changes if change.tab == sheet.title]
        if mine and sheet.title not in new:
            canonical = _canonical(look, sheet.title)
            work = _Work(draft=draft, model=model, styles=styles, part=sheet.part, tab=canonical)
            draft.write(sheet.part, work.done(look.snapshot.layout(sheet.title), mine))
    add_tabs(draft, new, model, styles)
    draft.write(styles_part, styles.content())
    if any(isinstance(change, TabAdded | HeadingAdded | HeadingPutBack) for change in changes):
        draft.write(package.workbook, order_calculation(draft.read(package.workbook)))
    return draft.content()


def _canonical(look: _Look, title: str) -> str:
    """Return which of our tabs one is that has changes."""
    wanted = normalise_heading(title)
    return next(name for name in look.placed if normalise_heading(name) == wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """Changes one tab.

    Attributes:
        part: Name of its part.
        tab: Its canonical title.
    """

    draft: Draft
    model: Model
    styles: Styles
    part: str
    tab: str

    def done(self, layout: SheetLayout, changes: Sequence[Change]) -> bytes:
        """Return the part with all changes made."""
        part = self._with_dates(self.draft.read(self.part), layout, changes)
        part = self._with_headings(part, changes)
        frame = frame_of(part, scan(part))
        around = frame.around
        for change in changes:
            around = self._with(around, layout, change)
        notes = {
            (change.row, change.number): change.column.note
            for change in changes
            if isinstance(change, NoteAdded)
        }
        if notes:
            around = add_notes(self.draft, self.part, around, notes)
        return with_cells(around, frame.cells)

    def _with_dates(self, part: bytes, layout: SheetLayout, changes: Sequence[Change]) -> bytes:
        dated = [change for change in changes if isinstance(change, DateFormatSet)]
        formats = {
            change.number: {
                own: self.styles.dated(own, change.column.number_format)
                for own in formats_of_cells(layout, change)
            }
            for change in dated
        }
        rows = {change.number: change.rows for change in dated}
        return restyled_cells(part, layout, rows, formats) if dated else part

    def _with_headings(self, part: bytes, changes: Sequence[Change]) -> bytes:
        cells: dict[int, dict[int, tuple[int, str]]] = {}
        layout = scan(part)
        for change in changes:
            match change:
                case HeadingAdded():
                    style = self.model.heading_format(self.tab, change.column.heading)
                    style = self.styles.cell_format(style)
                case HeadingPutBack():
                    style = layout.formats_in_row(change.row).get(change.number, 0)
                case _:
                    continue
            cells.setdefault(change.row, {})[change.number] = style, change.column.heading
        return patch(part, layout, cells) if cells else part

    def _with(self, around: bytes, layout: SheetLayout, change: Change) -> bytes:
        match change:
            case HeadingAdded():
                of_model = self.model.column_format(self.tab, change.column.heading)
                style = self.styles.cell_format(of_model)
                return with_column(around, change.number, style=style, width=change.column.width)
            case DateFormatSet() if change.rows[-1].last == LAST_ROW:
                own = column_style(layout, change.number)
                style = self.styles.dated(own, change.column.number_format)
                width = None if has_width(around, change.number) else change.column.width
                return with_column(around, change.number, style=style, width=width)
            case DropdownAdded():
                return with_dropdown(around, change)
            case ColourAdded():
                style = self.styles.rule_format(self.model.rule_format(self.tab, change.rule))
                return with_colour(around, change, style)
            case HeadingsFrozen():
                return with_frozen(around, change)
            case _:
                return around


def _with_headings(rows: Rows, changes: Sequence[Change]) -> Rows:
    """Return how a tab reads once its headings are written."""
    now = [list(row) for row in rows]
    for change in changes:
        if isinstance(change, HeadingAdded | HeadingPutBack):
            now += [[] for _ in range(change.row - len(now))]
            row = now[change.row - 1]
            row += [None] * (change.number - len(row))
            row[change.number - 1] = change.column.heading
    return tuple(map(tuple, now))


def _unformatted(rows: Rows, changes: Sequence[Change]) -> Rows:
    """Return the rows without the columns whose numbers now show as dates."""
    dated = {change.number for change in changes if isinstance(change, DateFormatSet)}
    if not dated:
        return rows
    return tuple(tuple(_blanked(row, dated)) for row in rows)


def _blanked(row: Sequence[Cell], numbers: set[int]) -> Iterator[Cell]:
    for number, value in enumerate(row, start=1):
        yield None if number in numbers else value
