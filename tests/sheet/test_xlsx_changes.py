"""Telling how a tab should read after a write, and where it does not."""

import pytest

from outreach.sheet.xlsx.changes import Stored, expected_rows, first_difference
from outreach.sheet.xlsx.values import Rows

ROWS: Rows = (("Name", "Status"), ("Ana", "Sent"), ("Bo",))


def test_changed_cells_are_put_in_and_blanks_trimmed() -> None:
    """What is written is compared with this, cell by cell, before the file is replaced."""
    changes: Stored = {2: {2: ((0, None), None)}, 5: {3: ((4, 46327), "far")}}
    assert expected_rows(ROWS, changes) == (
        ("Name", "Status"),
        ("Ana",),
        ("Bo",),
        (),
        (None, None, "far"),
    )
    assert expected_rows(ROWS, {3: {1: ((0, None), None)}}) == ROWS[:2]


@pytest.mark.parametrize(
    ("found", "cell"),
    [
        (ROWS, ""),
        ((*ROWS[:2], ("Bob",)), "A3"),
        (ROWS[:2], "A3"),
        ((*ROWS, (), (None, "stray")), "B5"),
        ((("Name", "Status", "more"), *ROWS[1:]), "C1"),
    ],
)
def test_the_first_difference_is_named(found: Rows, cell: str) -> None:
    """Whoever has to find out what went wrong needs the place."""
    assert first_difference(ROWS, found) == cell
