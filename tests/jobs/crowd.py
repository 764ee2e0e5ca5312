"""People who edit the shared sheet at random while a run is at work, and who keep watch over it.

Between two requests of ours only the crowd may change what is people's: whatever else differs when
the next request comes in was done by the scripts.
"""

import random
from collections.abc import Callable, Mapping
from typing import Any

from outreach.practitioners.row import Cell
from outreach.sheet.heartbeat import DASHBOARD_LINES
from tests.desk import people
from tests.emulators.sheets import Call
from tests.jobs.google_desk import HEADINGS, PEOPLES, GoogleDesk

CHANCE = 0.2
"""How often somebody edits right before a request."""
TICKED = True
Line = tuple[Cell, ...]


class Crowd:
    """Edits by chance; the same for a seed."""

    def __init__(self, google: GoogleDesk, seed: int) -> None:
        """Take the sheet and the seed."""
        self.google = google
        self.chance = random.Random(seed)
        self.edits: list[str] = []
        self.harmed: list[str] = []
        self.unwelcome: set[str] = set()
        self._newcomers = 0
        self._last: list[Line] | None = None
        self._scripts: set[int] = set()

    def watch(self) -> None:
        """Edit before some requests from now on."""
        self._last = None
        self.google.google.before = self._before

    def leave(self) -> None:
        """Look one last time, and go."""
        self._compare("the last request")
        self.google.google.before = None

    def _before(self, call: Call) -> None:
        self._compare(f"request {call.number - 1}")
        if self.chance.random() < CHANCE:
            name, edit = self.chance.choice(list(self._choices().items()))
            edit()
            self.edits.append(f"{call.number}: {name}")
        self._look()

    def _look(self) -> None:
        first = self.google.headings()
        # Also a column whose heading was overwritten for a moment; inserted ones have none.
        self._scripts = {at for at, heading in enumerate(first) if heading not in (*PEOPLES, None)}
        self._last = self.peoples()

    def _compare(self, what: str) -> None:
        now = self.peoples()
        if self._last is not None and now != self._last:
            lost = [line for line in self._last if line not in now]
            self.harmed.append(f"{what} changed {lost}, after {self.edits}")

    def peoples(self) -> list[Line]:
        """Return all cells that the scripts must never touch."""
        rows = [
            tuple(None if at in self._scripts else cell for at, cell in enumerate(row))
            for row in self.google.grid()
        ]
        notes = [tuple(row) for row in self.google.grid("My notes")]
        lines = [_without_end(row) for row in rows]
        while lines and not lines[-1]:
            lines.pop()  # at most the scripts stand there
        dashboard = [tuple(row) for row in self.google.grid("Dashboard")]
        own = [row for row in dashboard if row and row[0] not in DASHBOARD_LINES]
        return lines + notes + own

    def _choices(self) -> Mapping[str, Callable[[], None]]:
        return {
            "sort": self._sort,
            "insert a row": lambda: self._insert("ROWS", self._some_row()),
            "insert a row above the headings": lambda: self._insert("ROWS", 0),
            "add a note to the Dashboard": self._note_on_dashboard,
            "insert a column": lambda: self._insert("COLUMNS", self.chance.randrange(30)),
            "add somebody": self._add,
            "delete a row": self._delete,
            "move a row": self._move_row,
            "move a column": self._move_column,
            "duplicate a row": self._duplicate,
            "edit a note": lambda: self._edit("Notes", "a note of theirs"),
            "hold": lambda: self._edit("Hold", TICKED),
            "do not contact": self._forbid,
            "correct the miles": lambda: self._edit("Miles away", self.chance.randrange(1, 14)),
            "clear a status": lambda: self._edit("Status", None),
            "clear an ID": lambda: self._edit("ID", None),
        }

    def _apply(self, *requests: dict[str, Any]) -> None:
        self.google.google.apply(self.google.key, list(requests))

    def _last_row(self) -> int:
        return max(len(self.google.grid()), self.google.heading_row() + 3)

    def _some_row(self) -> int:
        return self.chance.randrange(self.google.heading_row() + 1, self._last_row())

    def _sort(self) -> None:
        column = self.chance.randrange(len(self.google.headings()))
        order = self.chance.choice(["ASCENDING", "DESCENDING"])
        area = {
            "sheetId": self.google.gid(),
            "startRowIndex": self.google.heading_row() + 1,
            "endRowIndex": self._last_row(),
        }
        spec = {"dimensionIndex": column, "sortOrder": order}
        self._apply({"sortRange": {"range": area, "sortSpecs": [spec]}})

    def _span(self, dimension: str, start: int) -> dict[str, Any]:
        gid = self.google.gid()
        return {
            "sheetId": gid,
            "dimension": dimension,
            "startIndex": start,
            "endIndex": start + 1,
        }

    def _insert(self, dimension: str, at: int) -> None:
        self._apply({"insertDimension": {"range": self._span(dimension, at)}})

    def _note_on_dashboard(self) -> None:
        gid, row = self.google.gid("Dashboard"), self.chance.randrange(4)
        span = {"sheetId": gid, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
        self._apply({"insertDimension": {"range": span}})
        self.google.type_in(row, 0, f"note {row}", "Dashboard")

    def _add(self) -> None:
        self._newcomers += 1
        (person,) = people(1, first=900 + self._newcomers)
        row = self._some_row()
        self._insert("ROWS", row)
        first = self.google.headings()
        cells = dict(zip(HEADINGS, self.google.row_of(person), strict=True))
        for at, heading in enumerate(first):
            if cells.get(str(heading)) is not None:
                self.google.type_in(row, at, cells[str(heading)])

    def _delete(self) -> None:
        if self._last_row() > self.google.heading_row() + 5:
            self._apply({"deleteDimension": {"range": self._span("ROWS", self._some_row())}})

    def _move_row(self) -> None:
        self._move("ROWS", self._some_row(), 1 + self._some_row())

    def _move_column(self) -> None:
        width = len(self.google.headings())
        self._move("COLUMNS", self.chance.randrange(width), self.chance.randrange(width))

    def _move(self, dimension: str, start: int, to: int) -> None:
        if to not in {start, start + 1}:
            move = {"source": self._span(dimension, start), "destinationIndex": to}
            self._apply({"moveDimension": move})

    def _duplicate(self) -> None:
        row, gid = self._some_row(), self.google.gid()
        self._insert("ROWS", row + 1)
        source = {"sheetId": gid, "startRowIndex": row, "endRowIndex": row + 1}
        target = {"sheetId": gid, "startRowIndex": row + 1, "endRowIndex": row + 2}
        self._apply({"copyPaste": {"source": source, "destination": target}})

    def _edit(self, heading: str, value: Cell) -> None:
        first = self.google.headings()
        self.google.type_in(self._filled_row(), first.index(heading), value)

    def _forbid(self) -> None:
        grid, row = self.google.grid(), self._filled_row()
        self.google.type_in(row, self.google.headings().index("Do not contact"), TICKED)
        email = self.google.headings().index("Email")
        self.unwelcome.add(str(grid[row][email]))

    def _filled_row(self) -> int:
        grid = self.google.grid()
        email = self.google.headings().index("Email")
        head = self.google.heading_row()
        filled = [
            at for at, row in enumerate(grid) if at > head and len(row) > email and row[email]
        ]
        return self.chance.choice(filled)


def _without_end(row: Line) -> Line:
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return row[:width]
