"""One look at the sheet: who stands in which row, and which rows cannot be used; pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from outreach.errors import Fault
from outreach.ledger.rows import Known
from outreach.practitioners.identity import IdentifiedRow, Identity, identify
from outreach.practitioners.practitioner import Practitioner, RowProblem
from outreach.practitioners.reading import read_row
from outreach.sheet.columns import (
    ACTIVITY_TAB,
    DASHBOARD_TAB,
    PRACTITIONERS,
    PRACTITIONERS_TAB,
    REFERRALS_TAB,
    locate,
    rows_of,
    shows_somebody,
)
from outreach.sheet.port import Tabs
from outreach.sheet.reconcile import find_tab, readable_activity, tabs_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The Practitioners tab, understood.

    Attributes:
        rows: Every row with its key, in the sheet's order.
        readable: Those that could be read in full.
        problems: Those that could not, with all that is wrong.
        warnings: What the whole sheet lacks, each a sentence.
    """

    rows: tuple[IdentifiedRow, ...]
    readable: tuple[Practitioner, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[str, ...]

    def names(self) -> dict[str, tuple[str, str]]:
        """Return row key → name and practice, as the sheet has them."""
        return {
            found.id: (found.row.text("Name"), found.row.text("Practice")) for found in self.rows
        }

    def identities(self) -> dict[str, Identity]:
        """Return who holds each key; rows that share one teach nothing about whose it is."""
        times = Counter(found.id for found in self.rows)
        return {found.id: found.identity for found in self.rows if times[found.id] == 1}


def look_at(tabs: Tabs, known: Iterable[Known], new_id: Callable[[], str]) -> Look:
    """Understand the sheet.

    Raises:
        SheetError: The Practitioners tab or a heading that it needs is missing or there twice.
    """
    grid = find_tab(tabs, PRACTITIONERS_TAB)
    located = locate(grid, PRACTITIONERS)
    identities = {person.id: person.identity for person in known}
    shown = tuple(filter(shows_somebody, rows_of(grid, located)))
    rows = identify(shown, identities, new_id)
    read = [read_row(found.row, found.id) for found in rows]
    faults = _duplicate_addresses(read) | _duplicate_keys(rows)
    readable: list[Practitioner] = []
    problems: list[RowProblem] = []
    for one in read:
        if fault := faults.get(one.row.number):
            problems.append(RowProblem(id=one.id, faults=(fault,), row=one.row))
        elif isinstance(one, RowProblem):
            problems.append(one)
        else:
            readable.append(one)
    warnings = [f"The heading {name} is missing; it counts as blank." for name in located.missing]
    return Look(
        rows=rows,
        readable=tuple(readable),
        problems=tuple(problems),
        warnings=(*warnings, *_missing_tabs(tabs)),
    )


def _missing_tabs(tabs: Tabs) -> Iterable[str]:
    for title in (REFERRALS_TAB, ACTIVITY_TAB, DASHBOARD_TAB):
        if not tabs_named(tabs, title):
            yield f"The tab {title} is missing; nothing is shown there."
    if tabs_named(tabs, ACTIVITY_TAB) and not readable_activity(tabs):
        yield f"The tab {ACTIVITY_TAB} lacks headings; setup_sheet.py puts them back."


def _duplicate_keys(rows: Sequence[IdentifiedRow]) -> dict[int, Fault]:
    """Return a fault for each row whose key stands in another row too."""
    sharing: defaultdict[str, list[IdentifiedRow]] = defaultdict(list)
    for found in rows:
        sharing[found.id].append(found)
    faults: dict[int, Fault] = {}
    for group in sharing.values():
        if len(group) > 1:
            # One text for all of them: cells are addressed by key, and they share it.
            fault = Fault(
                place=" and ".join(found.row.place("ID") for found in group),
                what="share one ID; clear it in the row that is the copy, or delete that row",
            )
            faults |= {found.row.number: fault for found in group}
    return faults


def _duplicate_addresses(read: Iterable[Practitioner | RowProblem]) -> dict[int, Fault]:
    """Return a fault for each readable row whose address another readable row has too."""
    sharing: defaultdict[str, list[Practitioner]] = defaultdict(list)
    for one in read:
        if isinstance(one, Practitioner) and one.email:
            sharing[one.email].append(one)
    return {
        one.row.number: Fault(
            place=one.row.place("Email"),
            what="the same address stands in "
            + ", ".join(other.row.place("Email") for other in group if other is not one)
            + "; keep one row for each person",
        )
        for group in sharing.values()
        if len(group) > 1
        for one in group
    }
