"""Where a practitioner stands in the campaign: a pure function of history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

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
    """

    step: Step
    due_on: date
    by_mail: bool


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
) -> Position:
    """Find a practitioner's place in the sequence."""
    effective = history.since_go_on()
    mails = tuple(t for t in history.delivered if t.key.campaign == campaign.name)
    coming, last_on = _walk(practitioner, effective, campaign, calendar, mails)
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
) -> tuple[list[DueStep], date]:
    """Return the steps after the last sent one with their days, and the last step's day."""
    steps = list(_steps_for(practitioner, campaign))
    sent = {touch.key.step: calendar.day_of(touch.at) for touch in mails}
    done = max((i for i, step in enumerate(steps) if step.name in sent), default=-1)
    day = sent[steps[done].name] if done >= 0 else history.first_seen_on
    went_on_on = calendar.day_of(history.went_on_at) if history.went_on_at else date.min
    resumes = went_on_on >= day and history.went_on_at is not None
    tasks_done_on = practitioner.entries.task_done_on or date.min
    coming: list[DueStep] = []
    for step in steps[done + 1 :]:
        by_mail = step.channel is Channel.EMAIL and bool(practitioner.email)
        if resumes and not by_mail:
            continue  # Go on means the next letter, not the calls before it
        day = went_on_on if resumes else day + timedelta(days=step.after_days)
        resumes = False
        if by_mail:
            day = max(day, _retry_on(step, history, calendar))
        if by_mail or day > tasks_done_on:
            coming.append(DueStep(step=step, due_on=day, by_mail=by_mail))
    return coming, day


def _retry_on(step: Step, history: History, calendar: SendCalendar) -> date:
    """Return the day after the newest failed try: a step is never tried twice a day."""
    failed = [
        calendar.day_of(touch.at)
        for touch in history.touches
        if touch.key.step == step.name and touch.state is TouchState.FAILED
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
    answer = history.newest(EventKind.AUTO_REPLY)
    if answer is None:
        return None
    if answer.until is not None:
        first = answer.until + timedelta(days=park_days)
    else:
        first = calendar.day_of(answer.at) + timedelta(days=DAYS_PARKED_UNDATED)
    until = calendar.next_allowed(first)
    return until if today < until else None
