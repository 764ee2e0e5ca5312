"""Columns that carry a mark: renamed, copied, or marked by mistake."""

import pytest

from outreach.errors import SheetError
from outreach.sheet.columns import PRACTITIONERS, locate
from outreach.sheet.port import Grid
from tests.sheet.practice_tab import HEADINGS

STATUS = HEADINGS.index("Status") + 1
END = len(HEADINGS) + 1


def located(headings: tuple[str, ...], anchors: dict[int, str]) -> int:
    """Return where Status is found."""
    grid = Grid(title="Practitioners", rows=(headings,), anchors=anchors)
    return locate(grid, PRACTITIONERS).columns["Status"]


def renamed(to: str) -> tuple[str, ...]:
    """Return the headings with another word for Status."""
    return tuple(to if heading == "Status" else heading for heading in HEADINGS)


@pytest.mark.parametrize("word", ["How it stands", ""])
def test_renamed_column_is_found_by_its_mark(word: str) -> None:
    """What a person calls a column is theirs; the scripts know it all the same."""
    assert located(renamed(word), {STATUS: "Status"}) == STATUS
    with pytest.raises(SheetError):
        located(renamed(word), {})


def test_copied_column_is_not_mistaken_for_the_true_one() -> None:
    """Somebody keeps a copy of last week's statuses beside the column: that copy is theirs."""
    assert located((*HEADINGS, "Status"), {STATUS: "Status"}) == STATUS
    assert located((*HEADINGS, "Status"), {END: "Status"}) == END
    with pytest.raises(SheetError):
        located((*HEADINGS, "Status"), {})


def test_plain_heading_counts_more_than_a_mark_elsewhere() -> None:
    """A mark that a race set on a wrong column must never make us write there (I4)."""
    assert located((*HEADINGS, "Mine"), {END: "Status"}) == STATUS


def test_mark_under_another_known_heading_does_not_count() -> None:
    """Whoever typed Phone above it wants phone numbers there."""
    with pytest.raises(SheetError):
        located(renamed("Phone number"), {STATUS: "Status"})
