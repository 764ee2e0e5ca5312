"""The in-memory spreadsheet, by which jobs and reconciling are tested."""

from collections.abc import Mapping
from typing import Literal

from outreach.sheet.memory import Memory, Tab
from outreach.sheet.port import CellWrite, Grid, Spreadsheet
from tests.contracts.spreadsheet import SpreadsheetContract, put


class TestMemory(SpreadsheetContract):
    """The contract of every adapter."""

    def spreadsheet(self, tabs: Mapping[str, Grid]) -> Memory:
        """Copy the tabs into memory."""
        return Memory(
            {
                title: Tab(
                    rows=[list(row) for row in grid.rows],
                    hidden=set(grid.hidden),
                    merged=list(grid.merged),
                )
                for title, grid in tabs.items()
            }
        )

    def edit(self, spreadsheet: Spreadsheet, write: CellWrite) -> None:
        """Change the list itself."""
        assert isinstance(spreadsheet, Memory)
        spreadsheet.tabs[write.tab].rows[write.row - 1][write.column - 1] = write.value


def test_an_edit_before_a_write_moves_rows_under_it() -> None:
    """The race that reconciling is there for must be easy to stage (I3)."""

    def insert_row(about_to: Literal["read", "write"], tabs: dict[str, Tab]) -> None:
        if about_to == "write":
            tabs["People"].rows.insert(0, ["new"])

    memory = Memory({"People": [["Ana"], ["Bo"]]}, before=insert_row)
    assert memory.read()["People"].rows == (("Ana",), ("Bo",))
    assert memory.write([put("People", 2, 2, "for Bo")])["People"].rows == (
        ("new",),
        ("Ana", "for Bo"),
        ("Bo",),
    )


def test_reads_and_writes_are_counted() -> None:
    """A pass may cost two of each, whatever the number of rows (I10)."""
    memory = Memory({"People": [["Ana"]]})
    memory.read()
    memory.write([])
    memory.write([])
    assert (memory.reads, memory.writes) == (1, 2)


def test_locked_cells_are_left_alone() -> None:
    """A job's tests must meet cells that cannot be written, such as formulas."""
    memory = Memory({"People": Tab(rows=[["=A2", "b"]], locked={(1, 1)})})
    assert memory.write([put("People", 1, 1, "x")])["People"].rows == (("=A2", "b"),)
