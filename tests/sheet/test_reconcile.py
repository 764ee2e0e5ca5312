"""Reconciling: every row ends up with its own standing, whoever edits the sheet meanwhile."""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

import pytest

from outreach.errors import SheetError
from outreach.practitioners.identity import Identity
from outreach.practitioners.row import Cell
from outreach.sheet.columns import ACTIVITY, PRACTITIONERS, Owner
from outreach.sheet.memory import Memory, Tab
from outreach.sheet.reconcile import Wanted, dashboard_ledger, differences, reconcile, same

HEADINGS = tuple(column.heading for column in PRACTITIONERS)
PEOPLES = tuple(i for i, column in enumerate(PRACTITIONERS) if column.owner is Owner.PEOPLE)
STATUS = HEADINGS.index("Status")
KEY = HEADINGS.index("ID")
NAME = HEADINGS.index("Name")
PEOPLE = 12


def line(number: int, *, key: bool = True) -> list[Cell]:
    """Return the row of one person, whose script-owned cells are blank but for the key."""
    cells: dict[str, Cell] = {
        "Name": f"Sam Sample{number}",
        "Email": f"sam{number}@practice{number}.example",
        "Practice": f"Practice {number}",
        "Notes": f"note {number}",
        "ID": f"P-SAMP{number:02}" if key else None,
    }
    return [cells.get(heading) for heading in HEADINGS]


def wanted(*numbers: int) -> Wanted:
    """Return what the rows of these people should show."""
    keys = {number: f"P-SAMP{number:02}" for number in numbers}
    return Wanted(
        rows={key: {"ID": key, "Status": f"status {n}"} for n, key in keys.items()},
        known={
            key: Identity(
                email=f"sam{n}@practice{n}.example", name=f"sam sample{n}", practice=f"practice {n}"
            )
            for n, key in keys.items()
        },
    )


def sheet(*rows: list[Cell], **more: Tab) -> Memory:
    """Return a sheet with these rows under the headings."""
    return Memory({"Practitioners": Tab(rows=[list(HEADINGS), *rows]), **more})


def shown(memory: Memory) -> Mapping[Cell, tuple[Cell, Cell]]:
    """Return name → (key, status)."""
    rows = memory.tabs["Practitioners"].rows[1:]
    return {row[NAME]: (row[KEY], row[STATUS]) for row in rows if row[NAME]}


def test_only_what_differs_is_written() -> None:
    """A cell that shows what it should is left alone, so the second pass writes nothing."""
    memory = sheet(line(1), line(2))
    first = reconcile(memory, memory.read(), wanted(1, 2))
    assert (first.written, first.left, memory.writes) == (2, (), 1)
    again = reconcile(memory, memory.read(), wanted(1, 2))
    assert (again.written, memory.writes) == (0, 1)


def test_rows_without_a_key_get_it_back() -> None:
    """The key is found again by address, and goes with the rest in one write."""
    memory = sheet(line(2, key=False), line(1, key=False))
    reconcile(memory, memory.read(), wanted(1, 2))
    assert shown(memory) == {
        "Sam Sample2": ("P-SAMP02", "status 2"),
        "Sam Sample1": ("P-SAMP01", "status 1"),
    }


def test_row_that_came_meanwhile_is_left_for_the_next_run() -> None:
    """Nothing is known of it yet, so nothing is claimed of it."""
    memory = sheet(line(1), line(3, key=False))
    reconcile(memory, memory.read(), wanted(1))
    assert shown(memory)["Sam Sample3"] == (None, None)


def test_rows_that_share_a_key_show_their_problem_only() -> None:
    """Nobody can say whose standing it is; that much is said in both."""
    memory = sheet(line(1), line(1))
    cells = {"ID": "P-SAMP01", "Status": "Sent", "Problem": "share one ID"}
    known = wanted(1).known
    reconcile(memory, memory.read(), Wanted(rows={"P-SAMP01": cells}, known=known))
    rows = memory.tabs["Practitioners"].rows[1:]
    problem = HEADINGS.index("Problem")
    assert [(row[STATUS], row[problem]) for row in rows] == [(None, "share one ID")] * 2


def test_locked_cells_are_left_alone() -> None:
    """A cell that cannot be written without harm is neither written nor waited for."""
    memory = sheet(line(1))
    memory.tabs["Practitioners"].locked.add((2, STATUS + 1))
    done = reconcile(memory, memory.read(), wanted(1))
    assert (done.written, done.left) == (0, ())


def test_rows_sorted_between_read_and_write() -> None:
    """What landed in the wrong rows is seen in the write's own answer and put right."""

    def reverse(call: Literal["read", "write"], tabs: dict[str, Tab]) -> None:
        if call == "write" and memory.writes == 1:
            tabs["Practitioners"].rows[1:] = tabs["Practitioners"].rows[:0:-1]

    rows = [line(number, key=False) for number in range(1, 6)]
    memory = Memory({"Practitioners": Tab(rows=[list(HEADINGS), *rows])}, before=reverse)
    done = reconcile(memory, memory.read(), wanted(*range(1, 6)))
    assert done.left == ()
    assert shown(memory) == {
        f"Sam Sample{n}": (f"P-SAMP{n:02}", f"status {n}") for n in range(1, 6)
    }


def test_sheet_that_never_rests_is_said_loudly() -> None:
    """After three rounds the caller is told what still differs, instead of looping for ever."""

    def shuffle(call: Literal["read", "write"], tabs: dict[str, Tab]) -> None:
        if call == "write":
            tabs["Practitioners"].rows[1:] = tabs["Practitioners"].rows[:0:-1]

    memory = Memory({"Practitioners": Tab(rows=[list(HEADINGS), line(1), line(2)])}, before=shuffle)
    done = reconcile(memory, memory.read(), wanted(1, 2))
    assert memory.writes == 3
    assert done.left


class Person:
    """Somebody who edits the sheet now and then, before one of our calls."""

    def __init__(self, chance: random.Random) -> None:
        """Take the dice."""
        self._chance = chance
        self.at_rest: list[tuple[Cell, ...]] = []
        self.edits = 0

    def __call__(self, _: Literal["read", "write"], tabs: dict[str, Tab]) -> None:
        """Edit with a chance of one in five, and remember how people's cells read after it."""
        rows = tabs["Practitioners"].rows
        if self._chance.random() < 0.2:
            self.edits += 1
            edit = self._chance.choice(["sort", "insert", "delete", "move", "note"])
            at = self._chance.randrange(1, len(rows)) if len(rows) > 1 else 1
            if edit == "sort":
                rows[1:] = self._chance.sample(rows[1:], len(rows) - 1)
            elif edit == "insert":
                rows.insert(at, line(50 + self.edits, key=False))
            elif edit == "delete" and len(rows) > 2:
                del rows[at]
            elif edit == "move" and len(rows) > 2:
                rows.insert(self._chance.randrange(1, len(rows) - 1), rows.pop(at))
            elif edit == "note" and len(rows) > 1:
                rows[at][HEADINGS.index("Notes")] = f"edited {self.edits}"
        self.at_rest = peoples_cells(rows)


def peoples_cells(rows: list[list[Cell]]) -> list[tuple[Cell, ...]]:
    """Return people's cells of all rows, in a form that can be compared."""
    return [tuple((row + [None] * 60)[i] for i in PEOPLES) for row in rows[1:]]


@pytest.mark.parametrize("seed", range(200))
def test_random_edits_of_people(seed: int) -> None:
    """People's cells stay as people left them, and every row shows its own standing."""
    chance = random.Random(seed)
    person = Person(chance)
    rows = [line(number, key=chance.random() < 0.5) for number in range(1, PEOPLE + 1)]
    memory = Memory({"Practitioners": Tab(rows=[list(HEADINGS), *rows])}, before=person)
    target = wanted(*range(1, PEOPLE + 1))
    done = reconcile(memory, memory.read(), target)
    assert peoples_cells(memory.tabs["Practitioners"].rows) == person.at_rest
    if done.left:
        return  # said loudly; the next run goes on
    for name, (key, status) in shown(memory).items():
        number = int(str(name).removeprefix("Sam Sample"))
        if number <= PEOPLE:
            assert (key, status) == (f"P-SAMP{number:02}", f"status {number}")
    keys = Counter(key for key, _ in shown(memory).values() if key)
    assert max(keys.values()) == 1


def test_activity_is_rewritten_below_its_headings() -> None:
    """The tab shows the newest lines, and none of an older, longer list."""
    rows: list[list[Cell]] = [[column.heading for column in ACTIVITY]]
    activity = Tab(rows=rows + [["old"] * 5 for _ in range(3)])
    memory = sheet(line(1), Activity=activity)
    when = datetime(2026, 3, 2, 12)  # noqa: DTZ001
    lines: list[Mapping[str, Cell]] = [
        {"When": when, "ID": "P-SAMP01", "What": "Sent", "Detail": "=1+1"}
    ]
    target = Wanted(rows={}, known={}, activity=lines)
    assert reconcile(memory, memory.read(), target).left == ()
    kept = [row for row in memory.tabs["Activity"].rows[1:] if any(row)]
    assert kept == [[when, "P-SAMP01", None, "Sent", "=1+1"]]


@pytest.mark.parametrize(
    "rows", [[], [["Practice report"], [], [None, "Ledger", "L-old"]], [["Clients", 12]]]
)
def test_dashboard_block_is_found_or_begun(rows: list[list[Cell]]) -> None:
    """The ledger's id is found again wherever people moved the block to."""
    before = [list(row) for row in rows]
    memory = sheet(line(1), Dashboard=Tab(rows=rows))
    target = Wanted(rows={}, known={}, dashboard=[("Ledger", "L-0123abcd"), ("Last run", "now")])
    reconcile(memory, memory.read(), target)
    assert dashboard_ledger(memory.read()) == "L-0123abcd"
    kept = memory.tabs["Dashboard"].rows[: len(before)]
    assert [row[:1] for row in kept] == [row[:1] for row in before]


def test_tabs_are_found_whatever_their_case_and_spaces() -> None:
    """People write titles as they like; two tabs of one title are a question for a person."""
    grid = Tab(rows=[list(HEADINGS), line(1)])
    assert differences(Memory({" practitioners ": grid}).read(), wanted(1))
    with pytest.raises(SheetError, match="is the title of"):
        differences(Memory({"Practitioners": grid, "practitioners ": grid}).read(), wanted(1))


@pytest.mark.parametrize(
    ("cell", "value", "equal"),
    [
        (None, "", True),
        ("", None, True),
        ("x", None, False),
        (date(2026, 3, 2), date(2026, 3, 2), True),
        (datetime(2026, 3, 2), date(2026, 3, 2), True),  # noqa: DTZ001
        (datetime(2026, 3, 2, 9), date(2026, 3, 2), False),  # noqa: DTZ001
        ("2026-03-02", date(2026, 3, 2), True),
        ("2026-03-02 12:00", datetime(2026, 3, 2, 12), True),  # noqa: DTZ001
        (date(2026, 3, 2), datetime(2026, 3, 2), True),  # noqa: DTZ001
        (1, True, False),
        (1.0, 1, True),
        ("1", 1, False),
    ],
)
def test_what_counts_as_the_same(cell: Cell, value: Cell, equal: bool) -> None:  # noqa: FBT001
    """A value that comes back in another guise must not be written again every night."""
    assert same(cell, value) is equal
