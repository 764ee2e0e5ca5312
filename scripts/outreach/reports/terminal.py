"""The plan as a table for the terminal, and a run's last line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from outreach.reports.rows import PlanRow, counted, group_skips, without_controls

SKIPS_SHOWN = 60
LETTERS_SHOWN = 200
"""More than anybody reads on a terminal before saying yes; the preview page has them all."""


def plan_table(rows: Sequence[PlanRow], *, limit: int = SKIPS_SHOWN) -> RenderableType:
    """Return the plan: mails first, then skips by kind.

    Mails beyond `LETTERS_SHOWN` are only counted.

    Args:
        rows: In plan order.
        limit: How many skipped rows to show; of those beyond it only the kinds are counted.
    """
    return _PlanTable(rows=tuple(rows), limit=limit)


def summary_line(
    *,
    sent: int,
    skipped: Mapping[str, int],
    failed: int = 0,
    unknown: int = 0,
    dry_run: bool = False,
) -> str:
    """Return a run's last line, such as `sent 12, skipped 1 (1 suppressed), failed 0`.

    Args:
        sent: Mails sent, or that would be.
        skipped: Kind → count.
        failed: Mails that surely did not go.
        unknown: Mails that may have gone; said only when there are any.
        dry_run: Nothing was tried, so nothing can have failed.
    """
    kinds = _by_count(skipped)
    skips = f"skipped {sum(skipped.values())}" + (f" ({kinds})" if kinds else "")
    if dry_run:
        return f"would send {sent}, {skips}"
    doubt = f", unknown {unknown}" if unknown else ""
    return f"sent {sent}, {skips}, failed {failed}{doubt}"


def one_line(text: str) -> str:
    """Return text from outside fit for one line of a terminal or a log (I9)."""
    return " ".join(without_controls(text).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _PlanTable:
    rows: tuple[PlanRow, ...]
    limit: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it for the width there is."""
        if not self.rows:
            yield Text("There is nobody to plan for.")
            return
        table = _empty_table(options.max_width)
        letters = [row for row in self.rows if row.message]
        for row in letters[:LETTERS_SHOWN]:
            _add_row(table, row, what=row.action, style="bold")
        room = self.limit
        beyond = {"letter": len(letters[LETTERS_SHOWN:])}
        for group in group_skips(self.rows):
            table.add_section()
            shown = group.rows[:room]
            room -= len(shown)
            beyond[group.kind] = len(group.rows) - len(shown)
            for row in shown:
                _add_row(table, row, what=row.kind, style="yellow" if group.is_problem else "dim")
        yield table
        if more := sum(beyond.values()):
            yield Text(f"and {more} more: {_by_count(beyond)}")


def _empty_table(width: int) -> Table:
    """Return the columns; names and practices leave most of the width to the reasons."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("Row", justify="right", no_wrap=True)
    table.add_column("Name", max_width=width // 5, overflow="fold")
    table.add_column("Practice", max_width=width // 5, overflow="fold")
    table.add_column("What", max_width=14)
    table.add_column("Why", overflow="fold")
    return table


def _add_row(table: Table, row: PlanRow, *, what: str, style: str) -> None:
    """Add one line; the row's number is enough where all stand on one tab."""
    why = f"{row.cell}: {row.reason}" if row.cell else row.reason
    number = row.place.rpartition("!")[2]
    table.add_row(
        _cell(number),
        _cell(row.name, longest=40),
        _cell(row.practice, longest=40),
        _cell(what, style=style),
        _cell(why),
    )


def _cell(text: str, *, longest: int = 200, style: str = "") -> Text:
    """Return a cell as Text, for rich would read a str such as `[red]` as markup."""
    cell = Text(one_line(text), style=style)
    cell.truncate(longest, overflow="ellipsis")
    return cell


def _by_count(kinds: Mapping[str, int]) -> str:
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count} {counted(kind, count)}" for kind, count in ordered if count)
