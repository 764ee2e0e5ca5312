"""Columns and the headings that they are found by; pure."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from outreach.errors import Fault, SheetError
from outreach.practitioners.row import Cell, text_of
from outreach.sheet.port import Grid

HEADING_ROWS = 20  # a title, a logo and a few lines of advice may stand above the headings
LEAST_HEADINGS = 2
SIMILAR = 0.7  # of difflib's ratio: "Takes insurence" is similar, "Insurer" is not
HINT = (
    "headings may stand in any order, but each of these only once; "
    "config/sample_practitioners.xlsx shows them all"
)


class Owner(StrEnum):
    """Who writes a column's cells; nobody writes the other's (I4)."""

    PEOPLE = "people"
    SCRIPT = "script"


class Kind(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    DATE = "date"
    DATETIME = "date and time"
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"
    CHECKBOX = "checkbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column that the scripts know.

    Attributes:
        heading: Canonical heading.
        aliases: Other headings that mean the same; people's columns only, so that nobody's own
            column is ever taken for one that the scripts write.
        owner: Who writes its cells.
        kind: What its cells hold.
        choices: What a cell may hold besides nothing; empty when anything.
        note: What it is for, as the note on the heading says it.
        required: Whether a sheet without it is refused.
    """

    heading: str
    aliases: tuple[str, ...] = ()
    owner: Owner
    kind: Kind
    choices: tuple[str, ...] = ()
    note: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where the known columns of a tab are.

    Attributes:
        tab: The tab's title.
        row: The row of the headings, from 1.
        columns: Canonical heading → column number, from 1.
        letters: Canonical heading → column letters.
        script_owned: The numbers of the columns that the scripts write.
        missing: Optional headings that the tab lacks.
    """

    tab: str
    row: int
    columns: Mapping[str, int]
    letters: Mapping[str, str]
    script_owned: frozenset[int]
    missing: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def column_letter(number: int) -> str:
    """Return the letters of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def normalise_heading(value: Cell) -> str:
    """Reduce a heading to what counts: letters and digits without case or accents."""
    plain = unicodedata.normalize("NFKD", text_of(value)).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def locate(grid: Grid, columns: Sequence[Column]) -> Located:
    """Find the heading row of a tab and the columns in it.

    A column that carries a mark is found by it when its heading was renamed, and preferred when
    somebody has copied it.

    Raises:
        SheetError: There is no heading row, a known heading stands there twice, or required ones
            are missing; all such faults at once.
    """
    row, cells = _heading_row(grid, columns)
    found: dict[str, int] = {}
    faults: list[Fault] = []
    marked = marked_columns(grid, cells, columns)
    for column in columns:
        numbers = numbers_of(column, cells, marked.get(column.heading, ()))
        if len(numbers) > 1:
            places = [f"{grid.title}!{column_letter(number)}{row}" for number in numbers]
            what = f"the heading {column.heading!r} stands here and in {', '.join(places[1:])}"
            faults.append(Fault(place=places[0], what=what))
        if numbers:
            found[column.heading] = numbers[0]
    absent = [column for column in columns if column.heading not in found]
    required = [column.heading for column in absent if column.required]
    if required:
        taken = set(found.values())
        strangers = {name: at for at, name in cells.items() if name and at not in taken}
        listed = ", ".join(_with_nearest(name, strangers, grid, row) for name in required)
        what = f"these headings are missing: {listed}"
        faults.append(Fault(place=f"{grid.title}!{row}:{row}", what=what))
    if faults:
        raise SheetError.several(faults, hint=HINT)
    owned = (found[c.heading] for c in columns if c.owner is Owner.SCRIPT and c.heading in found)
    return Located(
        tab=grid.title,
        row=row,
        columns=found,
        letters={heading: column_letter(number) for heading, number in found.items()},
        script_owned=frozenset(owned),
        missing=tuple(column.heading for column in absent),
    )


def _heading_row(grid: Grid, columns: Sequence[Column]) -> tuple[int, dict[int, str]]:
    """Return the heading row's number and its normalised cells by column number."""
    known = known_names(columns)
    best_score, best_row, best_cells = 0, 0, dict[int, str]()
    for row, values in enumerate(grid.rows[:HEADING_ROWS], start=1):
        cells = {at: normalise_heading(value) for at, value in enumerate(values, start=1)}
        score = len({known[name].heading for name in cells.values() if name in known})
        if score > best_score:
            best_score, best_row, best_cells = score, row, cells
    if best_score < LEAST_HEADINGS:
        what = f"no headings in the first {HEADING_ROWS} rows, such as {columns[0].heading!r}"
        raise SheetError(grid.title, what, hint=HINT)
    return best_row, best_cells


def marked_columns(
    grid: Grid, cells: Mapping[int, str], columns: Sequence[Column]
) -> Mapping[str, list[int]]:
    """Return canonical heading → marked columns, but for those that say to be another one."""
    known = known_names(columns)
    found: dict[str, list[int]] = {}
    for at, heading in sorted(grid.anchors.items()):
        says = known.get(cells.get(at, ""))
        if says is None or says.heading == heading:
            found.setdefault(heading, []).append(at)
    return found


def numbers_of(column: Column, cells: Mapping[int, str], marked: Sequence[int]) -> list[int]:
    """Return where a column stands: by its heading, else by its mark, else by its aliases."""
    exact = normalise_heading(column.heading)
    aliases = {normalise_heading(alias) for alias in column.aliases}
    named = [at for at, name in cells.items() if name == exact]
    both = [at for at in named if at in marked]
    if len(both) == 1:
        return both
    return named or list(marked) or [at for at, name in cells.items() if name in aliases]


def known_names(columns: Sequence[Column]) -> Mapping[str, Column]:
    """Return every normalised name that means a column."""
    return {normalise_heading(name): c for c in columns for name in (c.heading, *c.aliases)}


def _with_nearest(heading: str, strangers: Mapping[str, int], grid: Grid, row: int) -> str:
    """Name a missing heading, and the unknown one that was perhaps meant to be it."""
    near = get_close_matches(normalise_heading(heading), strangers, n=1, cutoff=SIMILAR)
    if not near:
        return heading
    at = strangers[near[0]]
    meant = text_of(grid.rows[row - 1][at - 1]).strip()
    return f"{heading} (is {meant!r} in {column_letter(at)}{row} meant?)"
