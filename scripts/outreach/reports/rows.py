"""What the plan's page and table are made from."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from outreach.campaign.message import OutgoingMessage

# Terminal escapes start with a C0 or C1 control; the bidirectional overrides make a line read
# other than it is (CVE-2021-42574); a lone surrogate cannot be written as UTF-8 at all.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_COUNTABLE = frozenset({"row problem", "letter"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One row of the sheet and what the plan does with it: a mail, or a skip with its kind.

    Attributes:
        place: The row, such as `Practitioners!12`.
        practitioner_id: The row key; may be empty when the row cannot be read.
        name: As the sheet has it, unchecked.
        practice: As the sheet has it, unchecked.
        reason: Why this one, or why not, as one clause.
        action: The step's title when a mail is due, else empty.
        kind: Short category of a skip, such as `not a fit`; empty for a mail.
        message: The mail; None for a skip.
        fit_reasons: What speaks for this practitioner, each a clause.
        cell: The cell to mend, such as `Practitioners!F12`, when something is wrong with the row.
    """

    place: str
    practitioner_id: str
    name: str
    practice: str
    reason: str
    action: str = ""
    kind: str = ""
    message: OutgoingMessage | None = None
    fit_reasons: tuple[str, ...] = ()
    cell: str = ""

    def __post_init__(self) -> None:
        """Refuse what is neither or both."""
        if (self.message is None) != bool(self.kind):
            raise ValueError(f"{self.place}: a row is either a mail or a skip with a kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipGroup:
    """The skipped rows of one kind, in plan order."""

    kind: str
    rows: tuple[PlanRow, ...]

    @property
    def is_problem(self) -> bool:
        """Whether there is a cell to mend in it."""
        return any(row.cell for row in self.rows)

    @property
    def title(self) -> str:
        """The kind as a heading."""
        title = counted(self.kind, len(self.rows))
        return title[:1].upper() + title[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """All that the page shows.

    Attributes:
        title: The page's heading.
        owner_name: Whose letters they are.
        now: What the plan takes as now (aware, in the owner's zone).
        rehearsal: Whether nothing can reach anybody.
        lead: One or two sentences below the heading: what this page is.
        rows: In plan order.
        warnings: What to know before going on, each a sentence.
        hint: The next step, as a sentence at the end.
    """

    title: str
    owner_name: str
    now: datetime
    rehearsal: bool
    lead: str
    rows: tuple[PlanRow, ...]
    warnings: tuple[str, ...] = ()
    hint: str = ""

    @property
    def letters(self) -> tuple[PlanRow, ...]:
        """The rows that get a mail, in plan order."""
        return tuple(row for row in self.rows if row.message)

    @property
    def groups(self) -> tuple[SkipGroup, ...]:
        """The skipped rows by kind."""
        return group_skips(self.rows)

    @property
    def cells_to_mend(self) -> int:
        """How many rows have something wrong in them."""
        return sum(bool(row.cell) for row in self.rows)


def group_skips(rows: Iterable[PlanRow]) -> tuple[SkipGroup, ...]:
    """Return the skipped rows by kind: problems first, then the small groups before the bulk."""
    kinds: defaultdict[str, list[PlanRow]] = defaultdict(list)
    for row in rows:
        if row.kind:
            kinds[row.kind].append(row)
    groups = (SkipGroup(kind=kind, rows=tuple(members)) for kind, members in kinds.items())
    return tuple(
        sorted(groups, key=lambda group: (not group.is_problem, len(group.rows), group.kind))
    )


def counted(kind: str, count: int) -> str:
    """Return the kind as it reads after a count: `suppressed`, but `row problems`."""
    return f"{kind}s" if kind in _COUNTABLE and count != 1 else kind


def without_controls(text: str) -> str:
    """Return text from outside without characters that steer a terminal or a browser (I9)."""
    # None of them is printable, and telling so takes a fraction of looking for each of them.
    return text if text.replace("\n", "").isprintable() else _CONTROLS.sub("", text)
