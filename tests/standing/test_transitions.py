"""Every line of the transition table, read from tests/data/transitions.toml."""

import tomllib
from datetime import date, timedelta
from typing import Any

import pytest

from outreach.campaign.case import Case
from outreach.campaign.planning import Planner
from outreach.campaign.stops import Skip, SkipKind
from outreach.practitioners.events import Event, EventKind
from outreach.practitioners.history import History
from outreach.practitioners.practitioner import RowProblem
from outreach.practitioners.reading import read_row
from outreach.practitioners.stages import Intent
from outreach.practitioners.touches import TouchState
from outreach.referrals.referral import Direction, Outcome, Referral
from outreach.sheet.projection import problem_cells
from outreach.standing.situation import Situation, Standing
from outreach.standing.transitions import standing_of
from tests.people import (
    ID,
    MONDAY,
    PROJECT,
    ZONE,
    case,
    default_campaign,
    everyday,
    noon,
    practitioner,
    row,
    shipped_letters,
    touch,
)

TABLE = tomllib.loads((PROJECT / "tests/data/transitions.toml").read_text("utf-8"))["case"]
ROWS = {str(number) for number in range(1, 45)} - {"30"} | {"30a", "30b", "30c", "precedence"}
TOUCHES = {"sent": TouchState.SENT, "failed": TouchState.FAILED, "unknown": TouchState.UNKNOWN}


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line['row']}: {line['event']}")
def test_row_shows_its_standing(line: dict[str, Any]) -> None:
    """A person acts on what the row shows, so each line of the table holds to the day."""
    wanted = {"stage": "", "status": "", "step": "", "on": None} | line["shows"]
    assert shown(line) == wanted


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line['row']}: {line['event']}")
def test_sequence_goes_on_or_stops(line: dict[str, Any]) -> None:
    """A letter too many costs a relationship: the same table says whether one may leave."""
    assert sequence(line) == line["sequence"]


def test_table_is_whole() -> None:
    """A line that nobody wrote down is a line that nobody keeps."""
    assert {line["row"] for line in TABLE} == ROWS


def shown(line: dict[str, Any]) -> dict[str, object]:
    """Return what the row shows on the line's day."""
    read = read_row(row(**cells_of(line)), ID)
    if isinstance(read, RowProblem):
        cells = problem_cells(ID, str(read), history_of(line), default_campaign(), ZONE)
        texts = {name: cells[name] or "" for name in ("Stage", "Status", "Next step")}
        return {
            "stage": texts["Stage"],
            "status": texts["Status"],
            "step": texts["Next step"],
            "on": cells["Next on"],
        }
    standing = standing_on(line)
    following = standing.next
    return {
        "stage": standing.stage or "",
        "status": standing.status or "",
        "step": following.text if following else "",
        "on": following.on if following else None,
    }


def standing_on(line: dict[str, Any]) -> Standing:
    """Return the standing on the line's day."""
    found = case_of(line, line["today"])
    return standing_of(
        Situation(
            practitioner=found.practitioner,
            qualification=found.qualification,
            history=found.history,
            position=found.position,
            campaign=default_campaign(),
            calendar=everyday(),
            today=line["today"],
            referrals=tuple(map(referral_of, line.get("referrals", []))),
            unfilled=line.get("unfilled", ""),
            stopped_elsewhere=line.get("colleague_answered", False),
        )
    )


def sequence(line: dict[str, Any]) -> str:
    """Tell whether a letter leaves on the line's day, on a later one, or never."""
    if isinstance(read_row(row(**cells_of(line)), ID), RowProblem):
        return "stopped"
    for days in range(200):
        day = line["today"] + timedelta(days=days)
        cases = [case_of(line, day)]
        if line.get("colleague_answered"):
            cases.append(colleague_who_answered(day))
        if any(letter.case is cases[0] for letter in planner(day).plan(cases).letters):
            return "on" if days else "due"
    return "stopped"


def planner(day: date) -> Planner:
    """Return a planner with the letters that ship."""
    return Planner(
        composer=shipped_letters(),
        calendar=everyday(),
        now=noon(day),
        today=day,
        slots=(noon(day),) * 5,
        after_slots=Skip(kind=SkipKind.DAILY_CAP, reason="cap"),
        include_hidden=False,
    )


def case_of(line: dict[str, Any], day: date) -> Case:
    """Return the sample row's case with the line's cells and past."""
    return case(
        practitioner(**cells_of(line)), history_of(line), today=day, practice="Lopez Chiropractic"
    )


def colleague_who_answered(day: date) -> Case:
    """Return somebody at the same practice who answered."""
    answer = Event(
        practitioner="P-SAMP02", kind=EventKind.REPLY, at=noon(MONDAY), intent=Intent.DECLINED
    )
    who = practitioner(13, ID="P-SAMP02", Name="Dana Fox", Email="dana@lopez.example")
    history = History(first_seen_on=MONDAY, events=(answer,))
    return case(who, history, today=day, practice="Lopez Chiropractic")


def cells_of(line: dict[str, Any]) -> dict[str, Any]:
    """Return the line's cells as keywords."""
    return {name.replace(" ", "_"): value for name, value in line.get("cells", {}).items()}


def history_of(line: dict[str, Any]) -> History:
    """Return the line's past."""
    touches, events = [], []
    for past in line.get("past", []):
        for word, state in TOUCHES.items():
            if word in past:
                touches.append(touch(past[word], past["on"], state=state))
        if not TOUCHES.keys() & past.keys():
            events.append(event_of(past))
    return History(first_seen_on=MONDAY, touches=tuple(touches), events=tuple(events))


def event_of(past: dict[str, Any]) -> Event:
    """Return one event of the past."""
    bounced = "hard_bounce" in past or "soft_bounce" in past
    kind = "entry" if "entered" in past else next(k for k in past if k in set(EventKind))
    return Event(
        practitioner=ID,
        kind=EventKind(kind),
        at=noon(past["on"]) + timedelta(minutes=1),
        intent=Intent(past["reply"]) if "reply" in past else None,
        until=past.get("until"),
        column=past.get("entered", ""),
        value="maria@lopez.example" if bounced else past.get("value", ""),
        text=past.get("text", ""),
        weak=past.get("weak", False),
    )


def referral_of(table: dict[str, Any]) -> Referral:
    """Return one referral."""
    outcome = table.get("outcome")
    return Referral(
        on=table["on"],
        direction=Direction(table["direction"]),
        outcome=Outcome(outcome) if outcome else None,
        outcome_on=table.get("outcome_on"),
        thanked_on=table.get("thanked_on"),
    )
