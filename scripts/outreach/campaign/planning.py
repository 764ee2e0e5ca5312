"""The plan: who gets which letter now, and why everyone else does not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from outreach.campaign.calendar import SendCalendar
from outreach.campaign.composing import Composer, Unfilled
from outreach.campaign.message import OutgoingMessage
from outreach.campaign.sequence import DueStep, Position
from outreach.campaign.stops import Skip, SkipKind, gave_sign_of_life, stop_reason
from outreach.practitioners.history import History
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.qualification import Qualification, rank
from outreach.practitioners.stages import Fit
from outreach.practitioners.touches import TouchState

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that counts for one practitioner.

    Attributes:
        practice: Names the group of people who share a practice; the row key for one alone.
        answered_elsewhere: Who of the practice answered and stands in no readable row any more.
    """

    practitioner: Practitioner
    qualification: Qualification
    history: History
    position: Position
    practice: str
    answered_elsewhere: str = ""


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
        written_to: Address → row key of whom a letter went to there, in any row of any time.
    """

    composer: Composer
    calendar: SendCalendar
    now: datetime
    today: date
    slots: tuple[datetime, ...]
    after_slots: Skip
    include_hidden: bool
    written_to: Mapping[str, str] = field(default_factory=dict)
    narrowing: Narrowing = field(default_factory=Narrowing)

    def plan(self, cases: Sequence[Case]) -> Plan:
        """Make the plan.

        Raises:
            ConfigError: A template is faulty.
        """
        busy, answered = _busy_practices(cases, self.today), answered_practices(cases)
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
            or _unfit(case)
            or written_before(case, self.written_to)
            or _taken(case, busy, answered)
            or self._when(case)
        )

    def _not_meant(self, case: Case) -> Skip | None:
        if case.practitioner.row.hidden and not self.include_hidden:
            return Skip(kind=SkipKind.HIDDEN, reason="the row is hidden in the sheet")
        return None

    def _when(self, case: Case) -> DueStep | Skip:
        coming, position = case.position.next_mail, case.position
        if coming is None:
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
            last = position.delivered[-1:]
            sent = f"wrote on {self.calendar.day_of(last[0].at)}; " if last else ""
            return Skip(kind=SkipKind.NOT_DUE, reason=f"{sent}{coming.step.title} on {on}")
        if why_not := self.calendar.why_not(self.today):
            reason = f"{why_not} today; {coming.step.title} on {on}"
            return Skip(kind=SkipKind.NO_MAIL_TODAY, reason=reason)
        return coming

    def _letter(
        self,
        case: Case,
        due: DueStep,
        letters: Sequence[PlannedLetter],
        written_to: Mapping[str, Case],
    ) -> PlannedLetter | NoLetter:
        at = self.slots[len(letters)] if len(letters) < len(self.slots) else self.now
        message = self.composer.compose(
            case.practitioner,
            due.step,
            occasion=occasion(case, due, self.composer.campaign.name),
            earlier=case.position.delivered,
            at=at,
        )
        if isinstance(message, Unfilled):
            skip = Skip(
                kind=SkipKind.EMPTY_FIELD,
                reason=f"Fill {message.place}: the letter needs {message.heading}",
            )
            return NoLetter(case=case, skip=skip, unfilled=message)
        if skip_now := self._not_this_time(case, len(letters), written_to):
            return NoLetter(case=case, skip=skip_now)
        return PlannedLetter(case=case, due=due, message=message, at=at, reason=_reason(case, due))

    def _not_this_time(
        self, case: Case, planned: int, written_to: Mapping[str, Case]
    ) -> Skip | None:
        """Return what keeps a due letter back today; asked last, as it is no matter of the row."""
        only, limit = self.narrowing.only, self.narrowing.limit
        if only and not only & {case.practitioner.id, case.practitioner.email}:
            return Skip(kind=SkipKind.NOT_ASKED_FOR, reason="--only names others")
        if colleague := written_to.get(case.practice):
            return _one_at_a_time(colleague)
        if limit is not None and planned >= limit:
            return Skip(kind=SkipKind.NOT_ASKED_FOR, reason=f"beyond --limit {limit}")
        return self.after_slots if planned >= len(self.slots) else None


def occasion(case: Case, due: DueStep, campaign: str) -> str:
    """Return the touch key's occasion: empty, or the new address after a hard bounce (I1)."""
    returned = any(
        touch.key.step == due.step.name and touch.state is TouchState.SENT
        for touch in case.history.touches
        if touch.key.campaign == campaign
    )
    return case.practitioner.email if returned else ""


def _order(item: tuple[Case, DueStep]) -> tuple[object, ...]:
    """Follow-ups come first, longest due first; then new people, best first."""
    case, due = item
    best = rank(case.practitioner, case.qualification)
    return (0, due.due_on, best) if case.position.delivered else (1, date.min, best)


def _reason(case: Case, due: DueStep) -> str:
    if case.position.delivered:
        return f"due since {due.due_on}"
    return ", ".join(case.qualification.reasons)


def _unfit(case: Case) -> Skip | None:
    qualification = case.qualification
    reason = ", ".join(qualification.reasons)
    if qualification.fit is Fit.RESEARCH:
        return Skip(kind=SkipKind.RESEARCH, reason=reason)
    if qualification.fit is Fit.NOT_A_FIT:
        return Skip(kind=SkipKind.NOT_A_FIT, reason=reason)
    if not case.practitioner.email:
        return Skip(kind=SkipKind.NO_ADDRESS, reason="has no e-mail address yet")
    return None


def written_before(case: Case, written_to: Mapping[str, str]) -> Skip | None:
    """Return the skip for an address that got a letter in another row, of whatever name."""
    key = written_to.get(case.practitioner.email)
    resumed = case.history.since_go_on().went_on_at is not None
    if key is None or key == case.practitioner.id or resumed:
        return None
    reason = f"a letter went to this address before, as {key}; Decide Go on allows another"
    return Skip(kind=SkipKind.WRITTEN_BEFORE, reason=reason)


def _taken(case: Case, busy: Mapping[str, Case], answered: Mapping[str, Case]) -> Skip | None:
    """Return the skip for somebody whose practice is being written to, or has answered."""
    colleague = answered.get(case.practice, case)
    name = case.answered_elsewhere if colleague is case else colleague.practitioner.name
    if name:
        reason = f"{name} at the same practice answered"
        return Skip(kind=SkipKind.SAME_PRACTICE, reason=reason)
    colleague = busy.get(case.practice, case)
    return None if colleague is case else _one_at_a_time(colleague)


def _one_at_a_time(colleague: Case) -> Skip:
    name = colleague.practitioner.name
    reason = f"{name} at the same practice is being written to"
    return Skip(kind=SkipKind.SAME_PRACTICE, reason=reason)


def answered_practices(cases: Iterable[Case]) -> dict[str, Case]:
    """Return, by practice, who gave a sign of life; it stops the letters to all colleagues."""
    answered: dict[str, Case] = {}
    for case in cases:
        if gave_sign_of_life(case.practitioner, case.history):
            answered.setdefault(case.practice, case)
    return answered


def _busy_practices(cases: Iterable[Case], today: date) -> dict[str, Case]:
    """Return, by practice, who is being written to; of several, whoever was first."""
    busy: dict[str, Case] = {}
    for case in sorted(cases, key=_begun_at):
        if _is_being_written_to(case, today):
            busy.setdefault(case.practice, case)
    return busy


def _begun_at(case: Case) -> datetime:
    return min((touch.at for touch in case.history.touches), default=NEVER)


def _is_being_written_to(case: Case, today: date) -> bool:
    if case.history.in_doubt:
        return True
    if not case.position.delivered or _unfit(case):
        return False
    if case.position.next_mail is None and today >= case.position.rests_until:
        return False
    # A hold is for a while; whatever else stops somebody sets a colleague free.
    stop = stop_reason(case.practitioner, case.history)
    return stop is None or stop.kind is SkipKind.ON_HOLD
