"""Any sequence of people's edits, with the truth of who is who kept beside the sheet (I5)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from outreach.practitioners.identity import Identity, identify
from outreach.practitioners.row import SheetRow


@dataclass
class Line:
    """A row of the model's sheet: who it is in truth, and what it shows."""

    person: int
    id: str
    name: str
    email: str
    practice: str

    def shown(self) -> SheetRow:
        """Return the row as the scripts read it."""
        cells = {"ID": self.id, "Name": self.name, "Email": self.email, "Practice": self.practice}
        return SheetRow(tab="Practitioners", number=2, cells=cells, letters={})


ROWS = st.integers(min_value=0, max_value=1_000)


class PeopleAtTheSheet(RuleBasedStateMachine):
    """People edit a sheet between passes; the truth of who is who is kept beside it.

    Each pass does what a run does: it identifies, writes the keys back, and remembers what each
    row of a key of its own shows.
    """

    def __init__(self) -> None:
        """Begin with a few people, some of them without an address or a practice."""
        super().__init__()
        self.numbers: Iterator[int] = count(1)
        self.new_keys: Iterator[int] = count(1)
        self.known: dict[str, Identity] = {}
        self.keys_of: defaultdict[int, set[str]] = defaultdict(set)
        self.lines: list[Line] = [self.somebody() for _ in range(5)]
        self.deleted: list[Line] = []
        self.run()

    def somebody(self) -> Line:
        """Return the row of a new person; one in three has no address."""
        number = next(self.numbers)
        email = f"p{number}@mail.example" if number % 3 else ""
        practice = f"Practice {number // 2}"
        return Line(number, "", f"First{number} Last{number}", email, practice)

    def line(self, index: int) -> Line:
        """Return one of the lines."""
        return self.lines[index % len(self.lines)]

    def run(self) -> None:
        """Make a pass, and compare it with the truth."""
        found = identify(
            [one.shown() for one in self.lines],
            dict(self.known),
            lambda: f"P-{next(self.new_keys):06}",
        )
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for one, result in zip(self.lines, found, strict=True):
            holders[result.id].append(one.person)
        for person in {one.person for one in self.lines if self.keys_of[one.person]}:
            held = [key for key in self.keys_of[person] if person in holders[key]]
            assert held, "lost the key"
        for one, result in zip(self.lines, found, strict=True):
            owners = {person for person, keys in self.keys_of.items() if result.id in keys}
            assert owners <= {one.person}, "got somebody else's key"
            # A copy without a key gets one of its own; the same address twice is then reported.
            self.keys_of[one.person].add(result.id)
        for one, result in zip(self.lines, found, strict=True):
            one.id = result.id
            if len(holders[result.id]) == 1:
                self.known[result.id] = result.identity

    @rule(order=st.randoms(use_true_random=False))
    def sort_all_columns(self, order: object) -> None:
        """Sort the sheet."""
        getattr(order, "shuffle")(self.lines)  # noqa: B009 - hypothesis hides the dice's type

    @rule(at=ROWS)
    def insert(self, at: int) -> None:
        """Add a person in a row without a key."""
        self.lines.insert(at % (len(self.lines) + 1), self.somebody())

    @precondition(lambda self: len(self.lines) > 1)
    @rule(at=ROWS)
    def delete(self, at: int) -> None:
        """Delete a row."""
        self.deleted.append(self.lines.pop(at % len(self.lines)))

    @precondition(lambda self: self.deleted)
    @rule()
    def import_again(self) -> None:
        """Bring a deleted row back without its key."""
        again = self.deleted.pop()
        if again.person not in {one.person for one in self.lines}:
            self.lines.append(replace(again, id=""))
            self.run()

    @rule(at=ROWS, to=ROWS)
    def duplicate(self, at: int, to: int) -> None:
        """Copy a row, key and all."""
        self.lines.insert(to % (len(self.lines) + 1), replace(self.line(at)))

    @rule(at=ROWS, to=ROWS)
    def move(self, at: int, to: int) -> None:
        """Move a row."""
        moved = self.lines.pop(at % len(self.lines))
        self.lines.insert(to % (len(self.lines) + 1), moved)

    @rule(chosen=st.sets(ROWS))
    def clear_ids(self, chosen: set[int]) -> None:
        """Delete some cells of the ID column."""
        self.run()
        for index in chosen:
            self.line(index).id = ""

    @rule(at=ROWS)
    def copy_into_somebody_new(self, at: int) -> None:
        """Copy a row and type over it."""
        self.lines.append(replace(self.somebody(), id=self.line(at).id))
        self.run()

    @rule(at=ROWS)
    def overwrite_with_somebody_new(self, at: int) -> None:
        """Type over a row, but for its key."""
        index = at % len(self.lines)
        self.run()
        self.lines[index] = replace(self.somebody(), id=self.lines[index].id)
        self.run()

    @rule(at=ROWS)
    def correct_the_address(self, at: int) -> None:
        """Give a person a new address, in the row at hand."""
        self.run()
        one = self.line(at)
        one.email = f"new{next(self.numbers)}@mail.example"
        self.run()

    @rule(at=ROWS)
    def clear_the_address(self, at: int) -> None:
        """Delete an address."""
        self.run()
        self.line(at).email = ""
        self.run()

    @rule(at=ROWS)
    def correct_the_name(self, at: int) -> None:
        """Give a person another family name."""
        self.run()
        one = self.line(at)
        one.name = f"{one.name.split()[0]} Last{next(self.numbers)}"
        self.run()

    @rule()
    def a_pass(self) -> None:
        """Run between two edits."""
        self.run()

    def teardown(self) -> None:
        """Run once more at the end."""
        self.run()


PeopleAtTheSheet.TestCase.settings = hypothesis_settings(
    max_examples=60, stateful_step_count=25, deadline=None
)
TestPeopleAtTheSheet = PeopleAtTheSheet.TestCase
