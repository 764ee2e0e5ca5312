"""From the first demo to referring: the standing once the two have met, or have a day to."""

from collections.abc import Iterator
from datetime import date, timedelta

from outreach.practitioners.events import Event, EventKind
from outreach.practitioners.history import decision, newest_contact
from outreach.practitioners.stages import Answer, Decision, Stage, Status
from outreach.practitioners.touches import TouchState
from outreach.referrals.referral import Direction, Outcome
from outreach.standing.situation import NextStep, Situation, Standing

THANKS_STEP = "demo_thanks"
VET_WITHIN = timedelta(days=3)
KEEP_IN_TOUCH = timedelta(days=90)
VETTING_COLUMNS = frozenset(
    {"Knows the evidence", "Honest about limits", "Listens", "Driven to help"}
)


def relationship(situation: Situation) -> Standing | None:
    """Return the latest of demo, vetting, partner and re-evaluation, or None before all that."""
    dated = [*_demo(situation), *_vetting(situation), *_referring(situation)]
    return max(dated, key=lambda item: item[0])[1] if dated else None


def _demo(situation: Situation) -> Iterator[tuple[date, Standing]]:
    """Yield a demo that is booked, or whose day has passed without a word."""
    entries, history = situation.practitioner.entries, situation.history
    if entries.demo_on is None or entries.demo_done is Answer.NO:
        return
    entered = history.entered("Demo on")
    declined = history.newest(EventKind.INVITATION_DECLINED)
    if declined and (entered is None or declined.at > entered.at):
        return
    demo_day, noticed = entries.demo_on.date(), _day(situation, entered)
    if demo_day >= situation.today and entries.demo_done is Answer.UNKNOWN:
        step = NextStep(text="Demo", on=demo_day)
    elif entries.demo_done is Answer.UNKNOWN:
        step = NextStep(text="Did the demo take place?", on=demo_day + timedelta(days=1))
    else:
        return
    yield noticed, Standing(stage=Stage.CONNECT, status=Status.DEMO_BOOKED, next=step)


def _vetting(situation: Situation) -> Iterator[tuple[date, Standing]]:
    """Yield where vetting stands: thanks, four questions, partner or re-evaluation."""
    entries, history = situation.practitioner.entries, situation.history
    answers = entries.vetting.answers
    done = entries.demo_done is Answer.YES
    if not done and not any(answers):
        return
    noticed = _newest_day(situation, VETTING_COLUMNS | {"Demo done"})
    if Answer.NO in answers:
        yield noticed, _after_a_no(situation, noticed)
    elif all(answers):
        yield noticed, _partner(situation)
    else:
        demo_day = entries.demo_on.date() if entries.demo_on else noticed
        thanked = any(
            touch.key.step == THANKS_STEP and touch.state is TouchState.SENT
            for touch in history.touches
        )
        if thanked or any(answers):
            step = NextStep(text="Answer the four questions", on=demo_day + VET_WITHIN)
            yield noticed, Standing(stage=Stage.VET, status=Status.VETTING, next=step)
        else:
            step = NextStep(text="Thank them", on=situation.allowed(noticed), is_letter=True)
            yield noticed, Standing(stage=Stage.VET, status=Status.DEMO_DONE, next=step)


def _after_a_no(situation: Situation, noticed: date) -> Standing:
    """Return Re-evaluate until a person decides to go on with them or to stop."""
    decided = [e for e in situation.history.events if decision(e) and _day(situation, e) >= noticed]
    match decision(decided[-1]) if decided else None:
        case Decision.STOP:
            return Standing(stage=Stage.LATER, status=Status.ON_HOLD)
        case Decision.GO_ON:
            return _partner(situation)
    step = NextStep(text="Decide: Go on or Stop", on=noticed)
    return Standing(stage=Stage.VET, status=Status.RE_EVALUATE, next=step)


def _partner(situation: Situation) -> Standing:
    """Return the standing of a partner; of several next steps the earliest counts."""
    steps = list(_referral_steps(situation))
    contacts = [referral.on for referral in situation.referrals]
    if written := newest_contact(situation.history):
        contacts.append(situation.calendar.day_of(written))
    if situation.practitioner.entries.demo_on:
        contacts.append(situation.practitioner.entries.demo_on.date())
    contacts.append(_newest_day(situation, VETTING_COLUMNS | {"Demo done"}))
    steps.append(NextStep(text="Say hello", on=max(contacts) + KEEP_IN_TOUCH))
    first = min(steps, key=lambda step: step.on)
    return Standing(stage=Stage.REFER, status=Status.PARTNER, next=first)


def _referral_steps(situation: Situation) -> Iterator[NextStep]:
    for referral in situation.referrals:
        if referral.thank_by:
            text = f"Thank for the referral of {referral.on}"
            yield NextStep(text=text, on=referral.thank_by, is_referral=True)
        if referral.ask_on:
            text = f"Ask how it went ({referral.on})"
            yield NextStep(text=text, on=referral.ask_on, is_referral=True)


def _referring(situation: Situation) -> Iterator[tuple[date, Standing]]:
    """Yield where referring stands, and a re-evaluation after a referral that went badly."""
    if not situation.referrals:
        return
    noticed = max(referral.outcome_on or referral.on for referral in situation.referrals)
    given = [r for r in situation.referrals if r.direction is Direction.GIVEN and r.outcome]
    newest = max(given, key=lambda referral: referral.on, default=None)
    set_to_refer = situation.practitioner.entries.set_stage is Stage.REFER
    if newest is None or newest.outcome is Outcome.GOOD or set_to_refer:
        yield noticed, _partner(situation)
        return
    poor = sum(referral.outcome is not Outcome.GOOD for referral in given)
    word = str(newest.outcome).lower()
    step = NextStep(
        text=f"Re-evaluate ({poor} of {len(given)} {word})",
        on=newest.outcome_on or newest.on,
        is_referral=True,
    )
    yield noticed, Standing(stage=Stage.REFER, status=Status.RE_EVALUATE, next=step)


def _day(situation: Situation, event: Event | None) -> date:
    return situation.day(event) if event else situation.history.first_seen_on


def _newest_day(situation: Situation, columns: frozenset[str]) -> date:
    """Return when a person last answered in one of these columns; else when we first looked."""
    days = [
        situation.day(event)
        for event in situation.history.events
        if event.kind is EventKind.ENTRY and event.column in columns and event.value
    ]
    return max(days, default=situation.history.first_seen_on)
