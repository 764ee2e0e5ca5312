"""The plan: who gets which letter now, and why everyone else does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from outreach.campaign.calendar import SendCalendar
from outreach.campaign.case import Case, unfit
from outreach.campaign.ceilings import Ceilings, why_never
from outreach.campaign.colleagues import (
    answered_practices,
    busy_practices,
    one_at_a_time,
    taken,
)
from outreach.campaign.composing import Composer, Unfilled
from outreach.campaign.message import OutgoingMessage
from outreach.campaign.sequence import DueStep
from outreach.campaign.stops import Skip, SkipKind, stop_reason
from outreach.practitioners.history import History
from outreach.practitioners.qualification import rank
from outreach.practitioners.touches import REACHED, TouchState

FRESH_FOR = timedelta(hours=12)
"""How long a reading of the mailbox vouches that nobody has answered (I7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLetter:
    """One letter that is due now.

    Attributes:
        at: When it leaves (aware).
        reason: Why this one, as a clause.
    """

    case: Case
    due: DueStep
    message: OutgoingMessage
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLetter:
    """A practitioner who gets none now.

    Attributes:
        unfilled: The cell that a letter would need, if that is why.
    """

    case: Case
    skip: Skip
    unfilled: Unfilled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What the command line asks for; it narrows the plan and never overrides a skip.

    Attributes:
        only: Row keys and normalised addresses; empty for everybody.
        limit: The most letters, or None.
    """

    only: frozenset[str] = frozenset()
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Letters in the order in which they leave, and everybody else in the sheet's order."""

    letters: tuple[PlannedLetter, ...]
    rest: tuple[NoLetter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Decides for all practitioners at once.

    Attributes:
        slots: When letters may leave, soonest first; as many as cap and window leave room for.
        after_slots: Why there is no further slot.
        include_hidden: Whether hidden rows count like others.
        ceilings: What bounds letters that leave this computer; None when none do.
        written_to: Address → row key of whom a letter went to there, in any row of any time.
        must_have_read: Whether a letter after the first waits until the mailbox was read (I7).
        mailbox_read_at: When it was last read without error (aware), or None.
    """

    composer: Composer
    calendar: SendCalendar
    now: datetime
    today: date
    slots: tuple[datetime, ...]
    after_slots: Skip
    include_hidden: bool
    ceilings: Ceilings | None = None
    written_to: Mapping[str, str] = field(default_factory=dict)
    narrowing: Narrowing = field(default_factory=Narrowing)
    must_have_read: bool = False
    mailbox_read_at: datetime | None = None

    def plan(self, cases: Sequence[Case]) -> Plan:
        """Make the plan.

        Raises:
            ConfigError: A template is faulty.
        """
        busy, answered = busy_practices(cases, self.today), answered_practices(cases)
        rest: dict[str, NoLetter] = {}
        due: list[tuple[Case, DueStep]] = []
        for case in cases:
            step = self._due(case, busy, answered)
            if isinstance(step, Skip):
                rest[case.practitioner.id] = NoLetter(case=case, skip=step)
            else:
                due.append((case, step))
        due.sort(key=_order)
        letters: list[PlannedLetter] = []
        written_to: dict[str, Case] = {}
        for case, step in due:
            outcome = self._letter(case, step, letters, written_to)
            if isinstance(outcome, PlannedLetter):
                letters.append(outcome)
                written_to[case.practice] = case
            else:
                rest[case.practitioner.id] = outcome
        ordered = (rest[c.practitioner.id] for c in cases if c.practitioner.id in rest)
        return Plan(letters=tuple(letters), rest=tuple(ordered))

    def _due(
        self, case: Case, busy: Mapping[str, Case], answered: Mapping[str, Case]
    ) -> DueStep | Skip:
        """Return the e-mail step that is due today, or why there is none."""
        return (
            self._not_meant(case)
            or stop_reason(case.practitioner, case.history)
            or unfit(case)
            or written_before(case, self.written_to)
            or taken(case, busy, answered)
            or self._when(case)
        )

    def _not_meant(self, case: Case) -> Skip | None:
        if case.practitioner.row.hidden and not self.include_hidden:
            return Skip(kind=SkipKind.HIDDEN, reason="the row is hidden in the sheet")
        return why_never(case.practitioner, case.history) if self.ceilings else None

    def _when(self, case: Case) -> DueStep | Skip:
        coming, position = case.position.next_mail, case.position
        if coming is None:
            if later := next((due for due in position.coming if due.is_letter), None):
                return self._by_hand(later)
            if not position.delivered:
                reason = "the campaign has no letter for them"
            elif self.today < position.rests_until:
                reason = f"all letters are sent; resting until {position.rests_until}"
            else:
                reason = "all letters are sent, and nobody answered"
            return Skip(kind=SkipKind.FINISHED, reason=reason)
        if position.parked_until is not None:
            reason = f"out of office; {coming.step.title} waits until {position.parked_until}"
            return Skip(kind=SkipKind.AWAY, reason=reason)
        on = self.calendar.next_allowed(max(coming.due_on, self.today))
        if coming.due_on > self.today:
            reason = f"{self._last_try(case)}{coming.step.title} on {on}"
            return Skip(kind=SkipKind.NOT_DUE, reason=reason)
        if why_not := self.calendar.why_not(self.today):
            reason = f"{why_not} today; {coming.step.title} on {on}"
            return Skip(kind=SkipKind.NO_MAIL_TODAY, reason=reason)
        if self.must_have_read and not self._has_read_since(case.history):
            reason = f"{coming.step.title} waits: the mailbox is not read, they may have answered"
            return Skip(kind=SkipKind.NO_MAILBOX, reason=reason)
        return coming

    def _has_read_since(self, history: History) -> bool:
        """Tell whether the mailbox was read lately, and after whatever went to somebody (I7)."""
        left = [touch.at for touch in history.touches if touch.state in REACHED]
        read_at = self.mailbox_read_at
        return not left or (
            read_at is not None and read_at >= max(left) and self.now - read_at <= FRESH_FOR
        )

    def _last_try(self, case: Case) -> str:
        """Return what became of the newest letter, as the beginning of a reason."""
        tried = [t for t in case.history.touches if t.state in (TouchState.SENT, TouchState.FAILED)]
        if not tried:
            return ""
        on = self.calendar.day_of(tried[-1].at)
        if tried[-1].state is TouchState.SENT:
            return f"wrote on {on}; "
        return f"the server did not take it on {on}; "

    def _by_hand(self, later: DueStep) -> Skip:
        """Return the skip for a letter that is the owner's, since no mailbox is read (I7)."""
        reason = f"{later.step.title} of {later.due_on} is yours: no mailbox is read yet"
        kind = SkipKind.NOT_DUE if later.due_on > self.today else SkipKind.NO_MAILBOX
        return Skip(kind=kind, reason=reason)

    def _letter(
        self,
        case: Case,
        due: DueStep,
        letters: Sequence[PlannedLetter],
        written_to: Mapping[str, Case],
    ) -> PlannedLetter | NoLetter:
        if needed := self._needed(case):
            return _to_fill(case, needed, "a first letter needs")
        at = self.slots[len(letters)] if len(letters) < len(self.slots) else self.now
        message = self.composer.compose(
            case.practitioner,
            due.step,
            occasion=occasion(case, due, self.composer.campaign.name),
            earlier=case.position.delivered,
            at=at,
        )
        if isinstance(message, Unfilled):
            return _to_fill(case, message, "the letter needs")
        if skip_now := self._not_this_time(case, letters, written_to):
            return NoLetter(case=case, skip=skip_now)
        return PlannedLetter(case=case, due=due, message=message, at=at, reason=_reason(case, due))

    def _needed(self, case: Case) -> Unfilled | None:
        """Return the cell without which no first letter leaves this computer (I11)."""
        if self.ceilings is None or case.has_been_written_to:
            return None
        heading = self.ceilings.needed(case.practitioner)
        return (
            Unfilled(place=case.practitioner.row.place(heading), heading=heading)
            if heading
            else None
        )

    def _not_this_time(
        self, case: Case, letters: Sequence[PlannedLetter], written_to: Mapping[str, Case]
    ) -> Skip | None:
        """Return what keeps a due letter back today; asked last, as it is no matter of the row."""
        planned = len(letters)
        only, limit = self.narrowing.only, self.narrowing.limit
        if only and not only & {case.practitioner.id, case.practitioner.email}:
            return Skip(kind=SkipKind.NOT_ASKED_FOR, reason="--only names others")
        if colleague := written_to.get(case.practice):
            return one_at_a_time(colleague)
        if limit is not None and planned >= limit:
            return Skip(kind=SkipKind.NOT_ASKED_FOR, reason=f"beyond --limit {limit}")
        if full := self._beyond_ceilings(case, letters):
            return Skip(kind=SkipKind.CEILING, reason=full)
        return self.after_slots if planned >= len(self.slots) else None

    def _beyond_ceilings(self, case: Case, letters: Sequence[PlannedLetter]) -> str:
        if self.ceilings is None:
            return ""
        firsts = sum(not letter.case.has_been_written_to for letter in letters)
        return self.ceilings.why_full(
            len(letters), first_planned=firsts, is_first=not case.has_been_written_to
        )


def _to_fill(case: Case, cell: Unfilled, why: str) -> NoLetter:
    skip = Skip(kind=SkipKind.EMPTY_FIELD, reason=f"Fill {cell.place}: {why} {cell.heading}")
    return NoLetter(case=case, skip=skip, unfilled=cell)


def occasion(case: Case, due: DueStep, campaign: str) -> str:
    """Return the touch key's occasion: empty, or the new address after a hard bounce (I1)."""
    address = case.practitioner.email
    returned = any(
        touch.state is TouchState.SENT
        or (touch.state is TouchState.FAILED and touch.address != address)
        for touch in case.history.touches
        if (touch.key.campaign, touch.key.step) == (campaign, due.step.name)
    )
    return address if returned else ""


def _order(item: tuple[Case, DueStep]) -> tuple[object, ...]:
    """Follow-ups come first, longest due first; then new people, best first."""
    case, due = item
    best = rank(case.practitioner, case.qualification)
    return (0, due.due_on, best) if case.position.delivered else (1, date.min, best)


def _reason(case: Case, due: DueStep) -> str:
    if case.position.delivered:
        return f"due since {due.due_on}"
    return ", ".join(case.qualification.reasons)


def written_before(case: Case, written_to: Mapping[str, str]) -> Skip | None:
    """Return the skip for an address that got a letter in another row, of whatever name."""
    key = written_to.get(case.practitioner.email)
    resumed = case.history.since_go_on().went_on_at is not None
    if key is None or key == case.practitioner.id or resumed:
        return None
    reason = f"a letter went to this address before, as {key}; Decide Go on allows another"
    return Skip(kind=SkipKind.WRITTEN_BEFORE, reason=reason)
