"""What a row shows: the script-owned cells as a pure function of the ledger (I3, I5)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from outreach.campaign.campaign import Campaign
from outreach.practitioners.events import Event, EventKind
from outreach.practitioners.history import History
from outreach.practitioners.qualification import Qualification
from outreach.practitioners.row import Cell
from outreach.practitioners.touches import TouchRecord, TouchState
from outreach.standing.situation import Standing

Cells = Mapping[str, Cell]
"""Heading → value."""

REPLY_SHOWN = 300
ACTIVITY_LINES = 500
SEE_PROBLEM = "See Problem"
_TOUCHED = {
    TouchState.SENT: "Sent",
    TouchState.FAILED: "Failed",
    TouchState.UNKNOWN: "Unknown delivery",
}
_HAPPENED = {
    EventKind.REPLY: "Reply",
    EventKind.AUTO_REPLY: "Automatic reply",
    EventKind.SOFT_BOUNCE: "Bounced",
    EventKind.HARD_BOUNCE: "Bounced for good",
    EventKind.OPT_OUT: "Opted out",
    EventKind.COMPLAINT: "Complaint",
    EventKind.LEFT_PRACTICE: "Left the practice",
    EventKind.INVITATION_DECLINED: "Declined the invitation",
}


def practitioner_cells(
    id_: str,
    *,
    standing: Standing,
    qualification: Qualification,
    history: History,
    campaign: Campaign,
    zone: ZoneInfo,
) -> Cells:
    """Return all script-owned cells of a readable row."""
    following = standing.next
    return {
        "ID": id_,
        "Fit": qualification.fit.value,
        "Fit reasons": ", ".join(qualification.reasons),
        "Stage": standing.stage.value if standing.stage else "",
        "Status": standing.status.value if standing.status else "",
        "Next step": following.text if following else "",
        "Next on": following.on if following else None,
        "Problem": "",
        **_past(history, campaign, zone),
    }


def problem_cells(
    id_: str, problem: str, history: History, campaign: Campaign, zone: ZoneInfo
) -> Cells:
    """Return all script-owned cells of a row that cannot be read."""
    blank = ("Fit", "Fit reasons", "Stage", "Status", "Next on")
    return {
        "ID": id_,
        **dict.fromkeys(blank, None),
        "Next step": SEE_PROBLEM,
        "Problem": problem,
        **_past(history, campaign, zone),
    }


def _past(history: History, campaign: Campaign, zone: ZoneInfo) -> Cells:
    sent = [touch for touch in history.touches if touch.state is TouchState.SENT]
    reply = history.newest(EventKind.REPLY)
    return {
        "Last touch": _title(sent[-1], campaign) if sent else "",
        "Last touch on": sent[-1].at.astimezone(zone).date() if sent else None,
        "Last reply on": reply.at.astimezone(zone).date() if reply else None,
        "Reply": reply.text[:REPLY_SHOWN] if reply else "",
    }


def activity_rows(
    touches: Iterable[TouchRecord],
    events: Iterable[Event],
    names: Mapping[str, str],
    campaign: Campaign,
    zone: ZoneInfo,
) -> tuple[Cells, ...]:
    """Return the newest lines of the Activity tab, the newest first.

    Args:
        names: Row key → the practitioner's name.
    """
    lines: list[tuple[datetime, str, str, str]] = [
        (touch.at, touch.key.practitioner, _TOUCHED[touch.state], _told(touch, campaign))
        for touch in touches
        if touch.state in _TOUCHED
    ]
    for event in events:
        if event.kind is EventKind.ENTRY:
            what = f"{event.column}: {event.value}" if event.value else f"{event.column} cleared"
            lines.append((event.at, event.practitioner, "Entered", what))
        elif event.kind in _HAPPENED:
            detail = event.text or event.value
            lines.append((event.at, event.practitioner, _HAPPENED[event.kind], detail))
    lines.sort(key=lambda line: line[0], reverse=True)
    return tuple(
        {
            "When": at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0),
            "ID": id_,
            "Practitioner": names.get(id_, ""),
            "What": what,
            "Detail": detail[:REPLY_SHOWN],
        }
        for at, id_, what, detail in lines[:ACTIVITY_LINES]
    )


def _told(touch: TouchRecord, campaign: Campaign) -> str:
    """Return which letter it was, and for one that did not arrive the server's words."""
    title = _title(touch, campaign)
    if touch.state is TouchState.SENT or not touch.detail:
        return title
    return f"{title}: {touch.detail}"


def _title(touch: TouchRecord, campaign: Campaign) -> str:
    step = campaign.step(touch.key.step)
    return step.title if step else touch.key.step.replace("_", " ").capitalize()
