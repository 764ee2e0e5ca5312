"""The contract of every spreadsheet adapter."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pytest

from outreach.errors import SheetError
from outreach.practitioners.row import Cell
from outreach.sheet.port import CellRange, CellWrite, Grid, Spreadsheet, Tabs

Rows = Sequence[Sequence[Cell]]

PEOPLE: Rows = (
    ("Name", "Miles away", "Demo on", "Hold", "Status"),
    ("Ana Souza", 3.5, datetime(2026, 11, 2, 10, 30), True, "Sent"),  # noqa: DTZ001
    ("Bo Lund", 12, date(2026, 11, 3), False, None),
    ("Cy Young", None, None, None, "Replied"),
)
TEXTS = (
    "=1+1",
    "+1 603 555 0100",
    "007",
    "1e3",
    "2026-11-02",
    "TRUE",
    "'quoted",
    "  two spaces  ",
    "two\nlines\tand a tab",
    "_x000D_",
    'a < b & "c" > d',
    "Zoë Ångström, ירושלים, 東京 🙂",
    "@SUM(A1)",
)


def shown(rows: Rows) -> tuple[tuple[Cell, ...], ...]:
    """Return rows in one form: blanks are None and trimmed at the ends, midnight is a date."""
    plain = [[_plain(cell) for cell in row] for row in rows]
    for row in plain:
        while row and row[-1] is None:
            row.pop()
    while plain and not plain[-1]:
        plain.pop()
    return tuple(tuple(row) for row in plain)


def _plain(cell: Cell) -> Cell:
    if cell == "":
        return None
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date()
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def put(tab: str, row: int, column: int, value: Cell) -> CellWrite:
    """Return one write."""
    return CellWrite(tab=tab, row=row, column=column, value=value)


class SpreadsheetContract(ABC):
    """Holds an adapter to the port; a subclass says how to make one and how people edit it."""

    @abstractmethod
    def spreadsheet(self, tabs: Mapping[str, Grid]) -> Spreadsheet:
        """Make a spreadsheet of these tabs; dates in it are formatted as dates."""

    @abstractmethod
    def edit(self, spreadsheet: Spreadsheet, write: CellWrite) -> None:
        """Do as a person would who edits one cell behind the adapter's back."""

    def of_rows(self, **tabs: Rows) -> Spreadsheet:
        """Make a spreadsheet of plain tabs."""
        return self.spreadsheet(
            {title: Grid(title=title, rows=tuple(map(tuple, rows))) for title, rows in tabs.items()}
        )

    @staticmethod
    def rows(tabs: Tabs, title: str = "People") -> tuple[tuple[Cell, ...], ...]:
        """Return a tab's rows in one form."""
        return shown(tabs[title].rows)

    def test_what_is_there_is_read(self) -> None:
        """A wrong value read is a wrong letter written."""
        tabs = self.of_rows(People=PEOPLE).read()
        assert self.rows(tabs) == shown(PEOPLE)

    def test_kinds_of_values_stay_apart(self) -> None:
        """TRUE is a ticked box and 1 is a number; Python's == would not tell them apart."""
        tabs = self.of_rows(People=PEOPLE).read()
        assert [type(cell) for cell in self.rows(tabs)[1]] == [str, float, datetime, bool, str]

    def test_tabs_come_in_their_order(self) -> None:
        """The first tab is the one people mean when they have renamed it."""
        spreadsheet = self.of_rows(Zebra=[["z"]], People=PEOPLE, Notes=[["n"]])
        assert list(spreadsheet.read()) == ["Zebra", "People", "Notes"]

    def test_an_empty_tab_has_no_cells(self) -> None:
        """A sheet that was just made must be read, not crash."""
        assert self.rows(self.of_rows(People=PEOPLE, Notes=[]).read(), "Notes") == ()

    def test_blank_rows_and_columns_keep_their_place(self) -> None:
        """Row numbers are how messages name cells, so leading blanks count."""
        rows: Rows = ((), (), (None, None, "C3"))
        assert self.rows(self.of_rows(People=rows).read()) == ((), (), (None, None, "C3"))

    def test_hidden_rows_are_known(self) -> None:
        """People hide rows of those they do not want to write to now."""
        grid = Grid(title="People", rows=tuple(map(tuple, PEOPLE)), hidden=frozenset({3}))
        assert self.spreadsheet({"People": grid}).read()["People"].hidden == {3}

    def test_a_write_is_read_back_at_once_and_later(self) -> None:
        """Reconciling compares what the write returns, and the next run what a read returns."""
        spreadsheet = self.of_rows(People=PEOPLE)
        spreadsheet.read()
        written = spreadsheet.write([put("People", 3, 5, "Sent"), put("People", 4, 2, 7.25)])
        expected = [list(row) for row in PEOPLE]
        expected[2][4], expected[3][1] = "Sent", 7.25
        assert self.rows(written) == shown(expected)
        assert self.rows(spreadsheet.read()) == shown(expected)

    def test_every_kind_of_value_can_be_written(self) -> None:
        """Statuses, distances and ticks all have to arrive as what they are."""
        self.hold([["Any"], ["first"]], ["text", 5, -2.75, True, False])

    def test_days_and_moments_can_be_written(self) -> None:
        """Where a column holds dates, days arrive as days that can be sorted and compared."""
        self.hold([["Due on"], [date(2026, 1, 1)]], [date(2026, 12, 24)])
        moment = datetime(2026, 12, 24, 18, 45, 30)  # noqa: DTZ001
        self.hold([["Demo on"], [datetime(2026, 1, 1, 9)]], [moment])  # noqa: DTZ001

    def hold(self, rows: Rows, values: Sequence[Cell]) -> None:
        """See that values below these rows read as what they are."""
        spreadsheet = self.of_rows(People=rows)
        spreadsheet.read()
        tabs = spreadsheet.write(
            [put("People", len(rows) + step, 1, value) for step, value in enumerate(values, 1)]
        )
        for shown_tabs in (tabs, spreadsheet.read()):
            found = [row[0] for row in self.rows(shown_tabs)[len(rows) :]]
            assert found == values
            assert [type(cell) for cell in found] == [type(value) for value in values]

    @pytest.mark.parametrize("text", TEXTS)
    def test_text_stays_text(self, text: str) -> None:
        """A reply that reads =IMPORTXML(...) must never run, and 007 must keep its zeros (I9)."""
        spreadsheet = self.of_rows(People=PEOPLE)
        spreadsheet.read()
        tabs = spreadsheet.write([put("People", 2, 5, text)])
        assert tabs["People"].rows[1][4] == text
        assert spreadsheet.read()["People"].rows[1][4] == text

    @pytest.mark.parametrize("blank", [None, ""])
    def test_blank_blanks(self, blank: Cell) -> None:
        """A problem that was mended must vanish from the row."""
        spreadsheet = self.of_rows(People=PEOPLE)
        spreadsheet.read()
        tabs = spreadsheet.write([put("People", 4, 5, blank)])
        assert self.rows(tabs) == shown([*PEOPLE[:3], PEOPLE[3][:4]])

    def test_writing_beyond_the_last_row_and_column_extends(self) -> None:
        """An import adds people below the last, and Activity grows."""
        spreadsheet = self.of_rows(People=[["Name"], ["Ana"]])
        spreadsheet.read()
        tabs = spreadsheet.write([put("People", 5, 4, "far"), put("People", 3, 1, "Bo")])
        expected = (("Name",), ("Ana",), ("Bo",), (), (None, None, None, "far"))
        assert self.rows(tabs) == expected
        assert self.rows(spreadsheet.read()) == expected

    def test_an_empty_tab_can_be_written(self) -> None:
        """Activity is empty until the first run."""
        spreadsheet = self.of_rows(People=PEOPLE, Notes=[])
        spreadsheet.read()
        assert self.rows(spreadsheet.write([put("Notes", 2, 2, "x")]), "Notes") == ((), (None, "x"))

    def test_several_tabs_are_written_at_once(self) -> None:
        """One pass is one write, whichever tabs it touches (I10)."""
        spreadsheet = self.of_rows(People=PEOPLE, Notes=[["a"]])
        spreadsheet.read()
        tabs = spreadsheet.write([put("Notes", 1, 2, "b"), put("People", 2, 1, "Ann")])
        assert self.rows(tabs, "Notes") == (("a", "b"),)
        assert self.rows(tabs)[1][0] == "Ann"

    def test_the_last_write_to_a_cell_counts(self) -> None:
        """Order must mean the same for every adapter."""
        spreadsheet = self.of_rows(People=PEOPLE)
        spreadsheet.read()
        tabs = spreadsheet.write([put("People", 2, 1, "first"), put("People", 2, 1, "Ana Souza")])
        assert self.rows(tabs) == shown(PEOPLE)

    def test_writing_nothing_returns_the_tabs(self) -> None:
        """A run with nothing to do still compares."""
        spreadsheet = self.of_rows(People=PEOPLE)
        spreadsheet.read()
        assert self.rows(spreadsheet.write([])) == shown(PEOPLE)

    def test_an_unknown_tab_stops_the_whole_write(self) -> None:
        """All or none: half a pass written would look like a whole one."""
        spreadsheet = self.of_rows(People=PEOPLE)
        spreadsheet.read()
        with pytest.raises(SheetError, match="Nowhere"):
            spreadsheet.write([put("People", 2, 1, "Ann"), put("Nowhere", 1, 1, "x")])
        assert self.rows(spreadsheet.read()) == shown(PEOPLE)

    def test_cells_under_a_merge_are_left_alone(self) -> None:
        """A value under a merge cannot be seen, and breaks the merge's look when it is undone."""
        rows = (("Name", None, "Status"), ("Ana", "x", "Sent"))
        merge = CellRange(top=1, left=1, bottom=1, right=2)
        spreadsheet = self.spreadsheet({"People": Grid(title="People", rows=rows, merged=(merge,))})
        grid = spreadsheet.read()["People"]
        assert grid.merged == (merge,)
        assert grid.locked == {(1, 2)}
        tabs = spreadsheet.write([put("People", 1, 2, "no"), put("People", 1, 1, "yes")])
        assert self.rows(tabs) == (("yes", None, "Status"), ("Ana", "x", "Sent"))

    def test_a_persons_edit_meanwhile_is_kept(self) -> None:
        """Whoever edits while we run must find their edit afterwards (I4)."""
        spreadsheet = self.of_rows(People=PEOPLE)
        spreadsheet.read()
        self.edit(spreadsheet, put("People", 4, 1, "Cyrus Young"))
        tabs = spreadsheet.write([put("People", 4, 5, "Sent")])
        assert self.rows(tabs)[3][0] == "Cyrus Young"
        again = spreadsheet.write([put("People", 4, 5, "Sent")])
        assert self.rows(again)[3] == ("Cyrus Young", None, None, None, "Sent")
        assert self.rows(spreadsheet.read()) == self.rows(again)

    def test_it_can_be_written_without_reading_first(self) -> None:
        """An adapter that was just made knows its spreadsheet as well as a later one."""
        tabs = self.of_rows(People=PEOPLE).write([put("People", 2, 1, "Ann")])
        assert self.rows(tabs)[1][0] == "Ann"

    def test_it_can_be_named_and_says_that_it_is_writable(self) -> None:
        """Messages need a place, and a job asks before it sends anything."""
        spreadsheet = self.of_rows(People=PEOPLE)
        assert spreadsheet.name
        spreadsheet.check_writable()
