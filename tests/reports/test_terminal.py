"""The plan on a terminal and in a pipe."""

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from outreach.reports.rows import PlanRow
from outreach.reports.terminal import LETTERS_SHOWN, one_line, plan_table, summary_line
from tests.reports.plans import mail, skip


def draw(*rows: PlanRow, limit: int = 60, width: int = 80, terminal: bool = False) -> str:
    """Return what the table prints."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
    )
    console.print(plan_table(rows, limit=limit))
    return out.getvalue()


@pytest.mark.parametrize(
    ("skipped", "expected"),
    [
        ({}, "sent 12, skipped 0, failed 0"),
        ({"suppressed": 0}, "sent 12, skipped 0, failed 0"),
        (
            {"outside window": 1, "suppressed": 2},
            "sent 12, skipped 3 (2 suppressed, 1 outside window), failed 0",
        ),
        (
            {"research": 1, "not a fit": 1, "row problem": 2},
            "sent 12, skipped 4 (2 row problems, 1 not a fit, 1 research), failed 0",
        ),
        ({"row problem": 1}, "sent 12, skipped 1 (1 row problem), failed 0"),
    ],
)
def test_summary_counts_by_kind(skipped: dict[str, int], expected: str) -> None:
    """The last line is read by people and by cron mails alike; its form is fixed."""
    assert summary_line(sent=12, skipped=skipped) == expected


def test_summary_of_a_dry_run_claims_nothing() -> None:
    """A dry run sent nothing, and nothing can have failed."""
    line = summary_line(sent=12, skipped={"suppressed": 3}, dry_run=True)
    assert line == "would send 12, skipped 3 (3 suppressed)"


def test_summary_says_what_failed_or_is_in_doubt() -> None:
    """Doubt is rare and must not be overlooked; where there is none, the line is not longer."""
    assert summary_line(sent=1, skipped={}, failed=2, unknown=1) == (
        "sent 1, skipped 0, failed 2, unknown 1"
    )


def test_mails_stand_first_then_problems_then_the_rest() -> None:
    """What will happen comes before what will not."""
    text = draw(
        skip(4, "not due yet"),
        skip(5, "not due yet"),
        skip(6, "row problem", cell="Practitioners!B6", reason="no @ in it"),
        mail(7),
    )
    rows = [line.split()[0] for line in text.splitlines() if line.strip()[:1].isdigit()]
    assert rows == ["7", "6", "4", "5"]
    assert "Practitioners!B6: no @" in text
    assert "Introduction" in text


def test_beyond_the_limit_only_kinds_are_counted() -> None:
    """10,000 skipped rows must not scroll the mails away; and none may go uncounted."""
    rows = [skip(number, "research") for number in range(3)]
    rows += [skip(number, "not due yet") for number in range(100)]
    text = draw(*rows, limit=10)
    assert text.count("Kim Park") == 10
    assert "and 93 more: 93 not due yet" in text
    assert text.count("research") == 3


def test_beyond_what_anybody_reads_letters_are_counted() -> None:
    """The page has them all; here they would only scroll the question away that follows."""
    rows = [mail(number) for number in range(LETTERS_SHOWN + 3)]
    text = draw(*rows, skip(900, "research"))
    assert text.count("Dr. Maria Lopez") == LETTERS_SHOWN
    assert "and 3 more: 3 letters" in text
    assert "and 1 more: 1 letter\n" in draw(*rows[:-2])


def test_at_the_limit_nothing_is_left_out() -> None:
    """A line that says `and 0 more` would only puzzle."""
    assert "more" not in draw(skip(2, "research"), skip(3, "research"), limit=2)


def test_empty_plan_says_so() -> None:
    """An empty table looks like a fault."""
    assert draw() == "There is nobody to plan for.\n"


def test_piped_table_has_no_colour_codes() -> None:
    """A file or a cron mail shows escape codes as rubbish."""
    row = skip(3, "row problem", cell="Practitioners!A3")
    assert "\x1b" not in draw(mail(2), row)
    assert "\x1b" in draw(mail(2), row, terminal=True)


def test_markup_in_cells_is_shown_as_it_stands() -> None:
    """The library reads `[red]` in a str as a colour and `[/]` as a fault."""
    assert "[red]Al[/]" in draw(mail(2, "[red]Al[/]"))
    assert ":smile:" in draw(mail(2, ":smile:"))


@given(st.text(), st.text())
def test_any_cell_text_keeps_the_table_within_the_width(name: str, reason: str) -> None:
    """No cell may steer the terminal or break the table (I9)."""
    text = draw(mail(2, name, reason=reason), skip(3, "research", name=name, reason=reason))
    assert all(cell_len(line) <= 80 for line in text.splitlines())
    assert not [c for c in text if unicodedata.category(c) in {"Cc", "Cs"} and c != "\n"]


def test_escape_sequences_lose_their_teeth() -> None:
    """A name could otherwise clear the screen or rewrite the lines above it."""
    assert one_line("Al\x1b[2J\x9b31m\x00\r\nBcc: x\u2028y\u202ez") == "Al[2J31m Bcc: x yz"


def test_long_cell_is_cut() -> None:
    """One cell of 40,000 characters must not fill the screen."""
    text = draw(skip(2, "row problem", name="x" * 40_000, reason="y " * 20_000))
    assert len(text.splitlines()) < 20


@pytest.mark.parametrize("width", [40, 80, 200])
def test_reasons_get_the_room(width: int) -> None:
    """Why somebody is left out is what people read the table for."""
    reason = "opted out on 3 October 2026 and must not be written to"
    text = draw(skip(2, "suppressed", practice="P" * 40, reason=reason), width=width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert "opted" in text
