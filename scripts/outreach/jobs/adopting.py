"""Taking over a sheet whose ledger is lost: everybody written to counts as written to."""

from collections.abc import Collection
from datetime import datetime, time

from outreach.campaign.campaign import Campaign, Channel
from outreach.campaign.message_id import message_id
from outreach.jobs.memory import Memory
from outreach.jobs.people import Look
from outreach.jobs.safety import last_touch_shown
from outreach.jobs.showing import Frame
from outreach.practitioners.touches import TouchKey, TouchRecord, TouchState

DETAIL = "taken over from the sheet"


def adopted_touches(look: Look, memory: Memory, frame: Frame) -> tuple[TouchRecord, ...]:
    """Return a sent touch for each row whose `Last touch on` is news to the ledger.

    Which step it was is told by `Last touch`; where that says nothing, it was the first e-mail of
    which the ledger knows nothing. The subject is not known, so the next letter begins a thread of
    its own.
    """
    zone = frame.calendar.zone
    known = memory.facts(frame.calendar).last_touch_on
    touches = []
    for found in look.rows:
        on = last_touch_shown(found)
        known_on = known.get(found.id)
        if on is None or (known_on is not None and known_on >= on):
            continue
        sent = {touch.key.step for touch in memory.touches.get(found.id, ())}
        key = TouchKey(
            practitioner=found.id,
            campaign=frame.campaign.name,
            step=_step(frame.campaign, found.row.text("Last touch"), sent),
        )
        at = min(datetime.combine(on, time(12), tzinfo=zone), frame.now)
        touch = TouchRecord(
            key=key,
            state=TouchState.SENT,
            at=at,
            message_id=message_id(
                key, ledger_id=memory.ledger_id, owner_address=frame.settings.owner.email
            ),
            address=found.identity.email,
            subject="",
            detail=DETAIL,
        )
        touches.append(touch)
    return tuple(touches)


def _step(campaign: Campaign, title: str, sent: Collection[str]) -> str:
    mails = [step for step in campaign.steps if step.channel is Channel.EMAIL]
    named = [step for step in mails if step.title.casefold() == title.casefold()]
    unsent = [step for step in mails if step.name not in sent]
    return (named or unsent or mails[-1:])[0].name
