"""The transition table: ordered rules, the strongest first.

Each rule looks at one kind of fact and returns a standing or None; what people tick in the sheet
is laid over the result at the end. tests/data/transitions.toml holds the table row by row.
"""

from dataclasses import replace
from datetime import date, timedelta

from outreach.campaign.sequence import DueStep
from outreach.practitioners.events import Event, EventKind, SuppressionKind, suppressing
from outreach.practitioners.history import decision
from outreach.practitioners.stages import Decision, Fit, Intent, Stage, Status
from outreach.standing.relationship import relationship
from outreach.standing.situation import NextStep, Situation, Standing

NOT_NOW_REST = timedelta(days=90)
WAIT_FOR_ANSWER = timedelta(days=7)
UNREADABLE = Standing(stage=None, status=None)
"""Of a row that cannot be read; its next step is `See Problem`, without a day."""


def standing_of(situation: Situation) -> Standing:
    """Return what the row shows today."""
    found = (
        _in_doubt(situation)
        or _open_check(situation)
        or relationship(situation)
        or _answered(situation)
        or _bounced(situation)
        or _underway(situation)
        or _not_begun(situation)
    )
    return _laid_over(situation, found)


def _in_doubt(situation: Situation) -> Standing | None:
    touch = situation.history.in_doubt
    if touch is None:
        return None
    on = situation.calendar.day_of(touch.at)
    return Standing(
        stage=Stage.CONTACT,
        status=Status.UNKNOWN_DELIVERY,
        next=NextStep(text="Did it arrive? Decide", on=on),
    )


def _open_check(situation: Situation) -> Standing | None:
    """Return Check while an unclear answer waits for a person's decision."""
    unclear: Event | None = None
    for event in situation.history.events:
        if decision(event):
            unclear = None
        elif _is_unclear(event):
            unclear = event
    if unclear is None:
        return None
    left = unclear.kind is EventKind.LEFT_PRACTICE
    text = "Find out who took over" if left else "Read the reply and decide"
    below = (
        relationship(situation)
        or _bounced(situation)
        or _underway(situation)
        or _not_begun(situation)
    )
    return Standing(
        stage=below.stage,
        status=Status.CHECK,
        next=NextStep(text=text, on=situation.day(unclear)),
    )


def _is_unclear(event: Event) -> bool:
    reply = event.kind is EventKind.REPLY and (event.weak or event.intent is Intent.CHECK)
    return reply or event.kind is EventKind.LEFT_PRACTICE


def _answered(situation: Situation) -> Standing | None:
    """Return what the newest human answer, or a person's decision, makes of the row."""
    newest: Event | None = None
    for event in situation.history.events:
        cleared = event.kind is EventKind.ENTRY and event.column == "Demo on" and not event.value
        if (
            (event.kind is EventKind.REPLY and not _is_unclear(event))
            or event.kind is EventKind.INVITATION_DECLINED
            or decision(event) not in (None, Decision.WAS_SENT, Decision.SEND_AGAIN)
            or cleared
        ):
            newest = event
    if newest is None or decision(newest) is Decision.GO_ON:
        return None
    return _meaning(situation, newest)


def _meaning(situation: Situation, event: Event) -> Standing:
    on = situation.day(event)
    decided = decision(event)
    if event.kind is not EventKind.REPLY and decided is None:
        return _next(Stage.CONNECT, Status.INTERESTED, "Agree on another day", on)
    match event.intent or decided:
        case Intent.INTERESTED | Decision.INTERESTED:
            return _next(Stage.CONNECT, Status.INTERESTED, "Answer and agree on a day", on)
        case Intent.QUESTION:
            return _next(Stage.CONNECT, Status.QUESTION, "Answer the question", on)
        case Intent.NOT_NOW | Decision.NOT_NOW:
            on = event.until or on + NOT_NOW_REST
            return _next(Stage.LATER, Status.NOT_NOW, "Get in touch again", on)
        case Intent.ALREADY_HAS:
            return Standing(stage=Stage.CLOSED, status=Status.ALREADY_HAS)
        case Intent.REFERRED_ON:
            text = f"Add {event.value or 'them'} to the sheet"
            return _next(Stage.CLOSED, Status.REFERRED_ON, text, on)
        case Decision.QUESTION_ANSWERED:
            text, on = "Wait for their answer", on + WAIT_FOR_ANSWER
            return _next(Stage.CONNECT, Status.REPLIED, text, on)
        case Decision.STOP:
            return Standing(stage=Stage.LATER, status=Status.ON_HOLD)
    return Standing(stage=Stage.CLOSED, status=Status.DECLINED)


def _bounced(situation: Situation) -> Standing | None:
    bounce = situation.history.since_go_on().newest(EventKind.SOFT_BOUNCE, EventKind.HARD_BOUNCE)
    if bounce is None:
        return None
    on = situation.day(bounce)
    if bounce.kind is EventKind.SOFT_BOUNCE:
        return _next(Stage.CONTACT, Status.BOUNCED, "Call, or check the address", on)
    if bounce.value != situation.practitioner.email:
        return None  # the address was corrected since: the bounced step is due again
    return _next(Stage.CLOSED, Status.BOUNCED, "Find another address", on)


def _underway(situation: Situation) -> Standing | None:
    """Return the standing of a sequence that has begun: under way, parked, resting or over."""
    position = situation.position
    if position.parked_until is not None:
        text, _ = _coming(situation)
        below = replace(situation, position=replace(position, parked_until=None))
        beneath = _underway(below) or _not_begun(below)
        step = NextStep(text=text, on=position.parked_until, is_letter=True) if text else None
        return Standing(stage=beneath.stage, status=Status.OUT_OF_OFFICE, next=step)
    resumed = situation.history.since_go_on().went_on_at is not None
    if not position.delivered and not resumed:
        return None
    if position.next_mail is None and situation.today >= position.rests_until:
        return Standing(stage=Stage.LATER, status=Status.NO_RESPONSE)
    offering = {step.name for step in situation.campaign.steps if step.offers_demo}
    offered = any(touch.key.step in offering for touch in position.delivered)
    status = Status.DEMO_OFFERED if offered else Status.SENT
    return Standing(stage=Stage.CONTACT, status=status, next=_step_to_come(situation))


def _step_to_come(situation: Situation) -> NextStep | None:
    if situation.stopped_elsewhere:
        return None
    text, due = _coming(situation)
    if due is None:
        return None
    if situation.unfilled and due.by_mail and due.due_on <= situation.today:
        return NextStep(text=f"Fill {situation.unfilled}", on=situation.today)
    on = situation.allowed(due.due_on) if due.by_mail else due.due_on
    return NextStep(text=text, on=on, is_letter=due.by_mail)


def _coming(situation: Situation) -> tuple[str, DueStep | None]:
    coming = situation.position.coming
    return (coming[0].step.title, coming[0]) if coming else ("", None)


def _not_begun(situation: Situation) -> Standing:
    """Return the standing of somebody who has not been written to yet."""
    qualification, seen_on = situation.qualification, situation.history.first_seen_on
    fresh = Status.NOT_CONTACTED
    if qualification.fit is Fit.NOT_A_FIT:
        return Standing(stage=Stage.CLOSED, status=fresh)
    if qualification.fit is Fit.RESEARCH:
        question = f"Find out: {qualification.missing[0].words}?"
        return _next(Stage.RESEARCH, fresh, question, seen_on)
    if not situation.practitioner.email:
        return _next(Stage.READY, fresh, "Add an e-mail address", seen_on)
    return Standing(stage=Stage.READY, status=fresh, next=_step_to_come(situation))


def _laid_over(situation: Situation, standing: Standing) -> Standing:
    """Lay what people entered, and an opt-out, over the standing; the strongest comes last."""
    entries, practitioner = situation.practitioner.entries, situation.practitioner
    suppression = suppressing(
        situation.history.suppressions, practitioner=practitioner.id, address=practitioner.email
    )
    silenced = suppression and suppression.kind is not SuppressionKind.HARD_BOUNCE
    opted_out = situation.history.newest(EventKind.OPT_OUT, EventKind.COMPLAINT)
    if silenced or opted_out or entries.do_not_contact:
        partner = standing.stage is Stage.REFER or entries.set_stage is Stage.REFER
        kept = standing.next if standing.next and standing.next.is_referral else None
        stage = Stage.REFER if partner else Stage.CLOSED
        return Standing(stage=stage, status=Status.OPTED_OUT, next=kept)
    if entries.hold:
        standing = replace(standing, status=Status.ON_HOLD, next=None)
    if entries.set_stage is not None:
        tasks = standing.next if standing.next and not standing.next.is_letter else None
        standing = replace(standing, stage=entries.set_stage, next=tasks)
    return standing


def _next(stage: Stage, status: Status, text: str, on: date) -> Standing:
    return Standing(stage=stage, status=status, next=NextStep(text=text, on=on))
