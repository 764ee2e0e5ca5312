"""Where a practitioner stands in the campaign: a pure function of history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile

from outreach.campaign.calendar import SendCalendar
from outreach.campaign.campaign import Campaign, Channel, Step
from outreach.practitioners.events import EventKind
from outreach.practitioners.history import History
from outreach.practitioners.practitioner import Practitioner, Trait
from outreach.practitioners.specialties import specialty_slug
from outreach.practitioners.touches import TouchRecord, TouchState

DAYS_PARKED_UNDATED = 7
"""How long an automatic answer without a return date parks the sequence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueStep:
    """A step that is still to come.

    Attributes:
        due_on: The natural day; for an e-mail not yet moved to an allowed day.
        by_mail: Whether the scripts will send it; otherwise it is the owner's task.
        is_letter: Whether it is an e-mail to somebody with an address, whoever sends it.
    """

    step: Step
    due_on: date
    by_mail: bool
    is_letter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a practitioner stands in the sequence.

    Attributes:
        delivered: Sent steps of this campaign that were not returned, oldest first.
        coming: The steps still to come, in order.
        rests_until: The day on which the rest after the last step is over.
        parked_until: The first day on which a mail may follow an automatic answer, or None.
    """

    delivered: tuple[TouchRecord, ...]
    coming: tuple[DueStep, ...]
    rests_until: date
    parked_until: date | None

    @property
    def next_mail(self) -> DueStep | None:
        """The next e-mail, or None; tasks never hold it up."""
        return next((due for due in self.coming if due.by_mail), None)


def locate(
    practitioner: Practitioner,
    history: History,
    campaign: Campaign,
    calendar: SendCalendar,
    *,
    today: date,
    park_days: int,
    follow_ups: bool = True,
) -> Position:
    """Find a practitioner's place in the sequence.

    Args:
        follow_ups: Whether letters after the first may be sent; else they are the owner's tasks.
    """
    effective = history.since_go_on()
    mails = tuple(t for t in history.delivered if t.key.campaign == campaign.name)
    coming, last_on = _walk(
        practitioner, effective, campaign, calendar, mails, follow_ups=follow_ups
    )
    return Position(
        delivered=mails,
        coming=tuple(coming),
        rests_until=last_on + timedelta(days=campaign.rest_days),
        parked_until=_parked_until(effective, calendar, park_days, today),
    )


def _walk(
    practitioner: Practitioner,
    history: History,
    campaign: Campaign,
    calendar: SendCalendar,
    mails: tuple[TouchRecord, ...],
    *,
    follow_ups: bool,
) -> tuple[list[DueStep], date]:
    """Return the steps after the last sent one with their days, and the last step's day."""
    begun = bool(history.delivered)  # in whatever campaign: a new one makes nobody a stranger
    day = max((calendar.day_of(t.at) for t in mails), default=history.first_seen_on)
    resumes_on = _resumes_on(history, calendar, mails)
    tasks_done_on = practitioner.entries.task_done_on or date.min
    coming: list[DueStep] = []
    for step in _steps_after(mails, list(_steps_for(practitioner, campaign))):
        is_letter = step.channel is Channel.EMAIL and bool(practitioner.email)
        if resumes_on and not is_letter:
            continue  # Go on means the next letter, not the calls before it
        by_mail = is_letter and (follow_ups or not begun)
        begun = begun or is_letter
        day = resumes_on or day + timedelta(days=step.after_days)
        resumes_on = None
        if by_mail:
            day = max(day, _retry_on(step, practitioner.email, history, campaign, calendar))
        if by_mail or day > tasks_done_on:
            coming.append(DueStep(step=step, due_on=day, by_mail=by_mail, is_letter=is_letter))
    return coming, day


def _resumes_on(
    history: History, calendar: SendCalendar, mails: tuple[TouchRecord, ...]
) -> date | None:
    """Return the day of a Go on that no letter has followed yet, or None."""
    at = history.went_on_at
    followed = at is not None and any(touch.at >= at for touch in mails)
    return None if at is None or followed else calendar.day_of(at)


def _steps_after(mails: tuple[TouchRecord, ...], steps: list[Step]) -> list[Step]:
    """Return the steps that follow the farthest sent one, as the campaign reads today."""
    sent = {touch.key.step for touch in mails}
    places = [place for place, step in enumerate(steps) if step.name in sent]
    if mails and not places:
        # What was sent has been taken out or renamed since; nobody is introduced to twice.
        return list(dropwhile(lambda step: step.after_days == 0, steps))
    return steps[max(places, default=-1) + 1 :]


def _retry_on(
    step: Step, address: str, history: History, campaign: Campaign, calendar: SendCalendar
) -> date:
    """Return the day after the newest failed try: no address is tried twice a day."""
    failed = [
        calendar.day_of(touch.at)
        for touch in history.touches
        if (touch.key.campaign, touch.key.step) == (campaign.name, step.name)
        and touch.state is TouchState.FAILED
        and touch.address == address
    ]
    return max(failed) + timedelta(days=1) if failed else date.min


def _steps_for(practitioner: Practitioner, campaign: Campaign) -> Iterator[Step]:
    for step in campaign.steps:
        if all(_field(practitioner, name) in allowed for name, allowed in step.when.items()):
            yield step


def _field(practitioner: Practitioner, name: str) -> str:
    """Return a field as campaign files write it: a slug, an answer in lower case, or its text."""
    if name == "specialty":
        return specialty_slug(practitioner.specialty)
    if name in set(Trait):
        return practitioner.answer(Trait(name)).value.lower() or "unknown"
    return str(getattr(practitioner, name))


def _parked_until(
    history: History, calendar: SendCalendar, park_days: int, today: date
) -> date | None:
    """Return the latest day that any automatic answer names: a later one may just lack it."""
    firsts = [
        event.until + timedelta(days=park_days)
        if event.until is not None
        else calendar.day_of(event.at) + timedelta(days=DAYS_PARKED_UNDATED)
        for event in history.events
        if event.kind is EventKind.AUTO_REPLY
    ]
    until = calendar.next_allowed(max(firsts)) if firsts else today
    return until if today < until else None
