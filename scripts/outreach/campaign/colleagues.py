"""People who share a practice are written to one at a time."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from outreach.campaign.case import Case, unfit
from outreach.campaign.stops import Skip, SkipKind, gave_sign_of_life, stop_reason

NEVER = datetime.max.replace(tzinfo=UTC)


def taken(case: Case, busy: Mapping[str, Case], answered: Mapping[str, Case]) -> Skip | None:
    """Return the skip for somebody whose practice is being written to, or has answered."""
    colleague = answered.get(case.practice, case)
    name = case.answered_elsewhere if colleague is case else colleague.practitioner.name
    if name:
        reason = f"{name} at the same practice answered"
        return Skip(kind=SkipKind.SAME_PRACTICE, reason=reason)
    colleague = busy.get(case.practice, case)
    return None if colleague is case else one_at_a_time(colleague)


def one_at_a_time(colleague: Case) -> Skip:
    """Return the skip for somebody whose colleague is being written to."""
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


def busy_practices(cases: Iterable[Case], today: date) -> dict[str, Case]:
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
    if not case.position.delivered or unfit(case):
        return False
    if case.position.next_mail is None and today >= case.position.rests_until:
        return False
    # A hold is for a while; whatever else stops somebody sets a colleague free.
    stop = stop_reason(case.practitioner, case.history)
    return stop is None or stop.kind is SkipKind.ON_HOLD
