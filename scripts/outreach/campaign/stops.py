"""Why somebody is not written to: any sign of life stops the sequence (I2, I7)."""

from dataclasses import dataclass
from enum import StrEnum

from outreach.practitioners.events import EventKind, SuppressionKind, suppressing
from outreach.practitioners.history import History, decision
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.stages import Answer, Decision, Stage


class SkipKind(StrEnum):
    """Why a row gets no letter, as the summary counts it."""

    ROW_PROBLEM = "row problem"
    GONE = "row gone"
    RESEARCH = "research"
    NOT_A_FIT = "not a fit"
    NO_ADDRESS = "no address"
    HIDDEN = "hidden"
    SUPPRESSED = "suppressed"
    ON_HOLD = "on hold"
    SET_BY_HAND = "set by hand"
    ANSWERED = "answered"
    BOUNCED = "bounced"
    IN_DOUBT = "in doubt"
    AWAY = "away"
    WRITTEN_BEFORE = "written before"
    SAME_PRACTICE = "same practice"
    NOT_DUE = "not due yet"
    NO_MAILBOX = "no mailbox"
    FINISHED = "finished"
    NO_MAIL_TODAY = "no mail today"
    OUTSIDE_WINDOW = "outside window"
    DAILY_CAP = "daily cap"
    CEILING = "ceiling"
    RESERVED = "reserved address"
    UNANSWERED = "unanswered"
    EMPTY_FIELD = "empty field"
    NOT_ASKED_FOR = "not asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """No letter for this row now.

    Attributes:
        kind: For counting.
        reason: For people, as a clause.
    """

    kind: SkipKind
    reason: str


WORDS = {
    SuppressionKind.OPT_OUT: "asked not to be written to",
    SuppressionKind.COMPLAINT: "complained about a letter",
    SuppressionKind.HARD_BOUNCE: "no mail reaches this address",
    SuppressionKind.MANUAL: "Do not contact was ticked",
}
ANSWERS = (EventKind.REPLY, EventKind.LEFT_PRACTICE, EventKind.INVITATION_DECLINED)
REFUSALS = (EventKind.OPT_OUT, EventKind.COMPLAINT)
STOPPING = frozenset(Decision) - {Decision.GO_ON, Decision.WAS_SENT, Decision.SEND_AGAIN}
TOLD = STOPPING - {Decision.STOP}
"""Decisions that record what a practitioner said."""
MET = (
    "Demo on",
    "Demo done",
    "Knows the evidence",
    "Honest about limits",
    "Listens",
    "Driven to help",
)
"""Columns that are filled once the two have met, or have a day to."""
RELATED = frozenset({Stage.CONNECT, Stage.VET, Stage.REFER})


def stop_reason(practitioner: Practitioner, history: History) -> Skip | None:
    """Return what forbids the next letter whatever the calendar says, or None."""
    return (
        _unwelcome(practitioner, history)
        or _entered(practitioner)
        or _happened(history.since_go_on())
    )


def _unwelcome(practitioner: Practitioner, history: History) -> Skip | None:
    suppression = suppressing(
        history.suppressions, practitioner=practitioner.id, address=practitioner.email
    )
    if suppression is not None:
        return Skip(kind=SkipKind.SUPPRESSED, reason=WORDS[suppression.kind])
    if history.newest(*REFUSALS):
        return Skip(kind=SkipKind.SUPPRESSED, reason=WORDS[SuppressionKind.OPT_OUT])
    if any(
        event.kind is EventKind.HARD_BOUNCE and event.value == practitioner.email
        for event in history.events
    ):
        return Skip(kind=SkipKind.BOUNCED, reason=WORDS[SuppressionKind.HARD_BOUNCE])
    return None


def _entered(practitioner: Practitioner) -> Skip | None:
    entries = practitioner.entries
    if entries.do_not_contact:
        return Skip(kind=SkipKind.SUPPRESSED, reason="Do not contact is ticked")
    if entries.hold:
        return Skip(kind=SkipKind.ON_HOLD, reason="Hold is ticked")
    if entries.set_stage is not None:
        return Skip(kind=SkipKind.SET_BY_HAND, reason=f"Set stage says {entries.set_stage}")
    if entries.demo_on is not None or entries.demo_done is not Answer.UNKNOWN:
        return Skip(kind=SkipKind.SET_BY_HAND, reason="a demo is entered")
    if any(entries.vetting.answers):
        return Skip(kind=SkipKind.SET_BY_HAND, reason="the four questions are being answered")
    if entries.decide not in (None, Decision.GO_ON, Decision.WAS_SENT, Decision.SEND_AGAIN):
        return Skip(kind=SkipKind.SET_BY_HAND, reason=f"Decide says {entries.decide}")
    return None


def _happened(history: History) -> Skip | None:
    if touch := history.in_doubt:
        return Skip(
            kind=SkipKind.IN_DOUBT,
            reason=f"nobody knows whether the letter to {touch.address} arrived",
        )
    # A hard bounce forbids its address alone, and a new one has been entered since.
    bounce = history.newest(EventKind.SOFT_BOUNCE, EventKind.HARD_BOUNCE)
    if bounce and bounce.kind is EventKind.SOFT_BOUNCE:
        return Skip(kind=SkipKind.BOUNCED, reason="the last letter came back")
    if history.newest(*ANSWERS):
        return Skip(kind=SkipKind.ANSWERED, reason="they answered")
    decided = [event for event in history.events if decision(event) in STOPPING]
    if decided:
        return Skip(kind=SkipKind.ANSWERED, reason=f"you decided: {decided[-1].value}")
    if history.entered("Demo on") or history.entered("Demo done"):
        return Skip(kind=SkipKind.SET_BY_HAND, reason="a demo was entered")
    return None


def gave_sign_of_life(practitioner: Practitioner, history: History) -> bool:
    """Tell whether somebody answered or met the owner, which stops letters to colleagues too."""
    entries = practitioner.entries
    met = (entries.demo_on, entries.demo_done, *entries.vetting.answers)
    return any(met) or entries.set_stage in RELATED or has_answered(history)


def has_answered(history: History) -> bool:
    """Tell whether somebody answered, by what the ledger knows alone."""
    counting = history.since_go_on()
    told = any(decision(event) in TOLD for event in counting.events)
    met = [history.entered(column) for column in MET]
    stage = history.entered("Set stage")
    return bool(
        told
        or any(entry and entry.value for entry in met)
        or (stage and stage.value in RELATED)
        or counting.newest(*ANSWERS)
        or history.newest(*REFUSALS)
    )
