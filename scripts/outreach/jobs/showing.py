"""From a look at the sheet and the ledger's memory to cases, standings and wanted cells; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from outreach.campaign.calendar import SendCalendar
from outreach.campaign.campaign import Campaign
from outreach.campaign.case import Case
from outreach.campaign.colleagues import answered_practices
from outreach.campaign.planning import written_before
from outreach.campaign.sequence import locate
from outreach.campaign.stops import has_answered
from outreach.jobs.memory import Memory
from outreach.jobs.people import Look
from outreach.ledger.values import Night
from outreach.practitioners.addresses import practice_keys
from outreach.practitioners.history import History
from outreach.practitioners.practices import group_practices
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.qualification import qualify
from outreach.practitioners.row import Cell
from outreach.settings import Settings
from outreach.sheet.heartbeat import Heartbeat, dashboard_facts
from outreach.sheet.projection import (
    Cells,
    activity_rows,
    practitioner_cells,
    problem_cells,
)
from outreach.sheet.reconcile import Wanted
from outreach.standing.situation import Situation, Standing
from outreach.standing.transitions import standing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stays the same throughout a run.

    Attributes:
        now: Aware, in the owner's zone.
        follow_ups: Whether the scripts send letters after the first at all (I7); else they are
            the owner's.
        must_have_read: Whether a letter after the first waits until the mailbox was read.
        mailbox_read_at: When it was last read without error (aware), or None.
    """

    settings: Settings
    campaign: Campaign
    calendar: SendCalendar
    now: datetime
    follow_ups: bool = True
    must_have_read: bool = False
    mailbox_read_at: datetime | None = None

    @property
    def today(self) -> date:
        """The owner's date."""
        return self.calendar.day_of(self.now)

    def history(self, memory: Memory, id_: str, address: str) -> History:
        """Return all that is known of one practitioner."""
        return memory.history(id_, address, today=self.today, calendar=self.calendar)


def cases_of(look: Look, memory: Memory, frame: Frame) -> tuple[Case, ...]:
    """Return a case for every readable row, in the sheet's order."""
    gone = _answered_and_gone(look, memory, frame)
    keys = [
        practice_keys(practice=who.practice, website=who.website, email=who.email)
        for who in look.readable
    ]
    groups = group_practices([*keys, *(key for key, _ in gone)])
    names = dict(zip(groups[len(keys) :], (name for _, name in gone), strict=True))
    return tuple(
        _case(practitioner, str(group), names.get(group, ""), memory, frame)
        for practitioner, group in zip(look.readable, groups, strict=False)
    )


def _answered_and_gone(
    look: Look, memory: Memory, frame: Frame
) -> list[tuple[frozenset[str], str]]:
    """Return practice keys and name of everybody who answered and whose row is gone or unreadable.

    Their answer still counts for the colleagues (I7).
    """
    there = {practitioner.id for practitioner in look.readable}
    gone = (person for id_, person in memory.known.items() if id_ not in there)
    return [
        (practice_keys(practice=who.practice, website="", email=who.email), who.name.title())
        for person in gone
        for who in (person.identity,)
        if has_answered(frame.history(memory, person.id, who.email))
    ]


def _case(
    practitioner: Practitioner, practice: str, gone: str, memory: Memory, frame: Frame
) -> Case:
    history = frame.history(memory, practitioner.id, practitioner.email)
    return Case(
        practitioner=practitioner,
        qualification=qualify(practitioner, frame.settings.qualification),
        history=history,
        position=locate(
            practitioner,
            history,
            frame.campaign,
            frame.calendar,
            today=frame.today,
            park_days=frame.settings.pacing.park_days,
            follow_ups=frame.follow_ups,
        ),
        practice=practice,
        answered_elsewhere=gone,
    )


def dashboard_of(ledger_id: str, night: Night, frame: Frame) -> Sequence[tuple[str, Cell]]:
    """Return the Dashboard's own lines.

    Args:
        night: The last nightly sync that ended well.
    """
    heartbeat = Heartbeat(
        now=frame.now,
        night_at=night.ended_at,
        night_said=night.said,
        next_night_at=night.next_at,
    )
    return dashboard_facts(ledger_id, heartbeat, frame.calendar.zone)


def standings_of(
    cases: Sequence[Case], memory: Memory, frame: Frame, *, unfilled: Mapping[str, str]
) -> dict[str, Standing]:
    """Return how each row stands, by row key.

    Args:
        unfilled: Row key → the cell that the due letter lacks.
    """
    answered = answered_practices(cases)
    return {
        case.practitioner.id: standing_of(
            Situation(
                practitioner=case.practitioner,
                qualification=case.qualification,
                history=case.history,
                position=case.position,
                campaign=frame.campaign,
                calendar=frame.calendar,
                today=frame.today,
                unfilled=unfilled.get(case.practitioner.id, ""),
                stopped_elsewhere=answered.get(case.practice, case) is not case
                or bool(case.answered_elsewhere)
                or written_before(case, memory.written_to) is not None,
            )
        )
        for case in cases
    }


def wanted_sheet(
    look: Look,
    cases: Sequence[Case],
    standings: Mapping[str, Standing],
    memory: Memory,
    frame: Frame,
) -> Wanted:
    """Return what the whole sheet should show."""
    zone = frame.calendar.zone
    rows: dict[str, Cells] = {}
    for case in cases:
        id_ = case.practitioner.id
        rows[id_] = practitioner_cells(
            id_,
            standing=standings[id_],
            qualification=case.qualification,
            history=case.history,
            campaign=frame.campaign,
            zone=zone,
        )
    for problem in look.problems:
        history = frame.history(memory, problem.id, "")
        rows[problem.id] = problem_cells(problem.id, str(problem), history, frame.campaign, zone)
    names = {id_: name for id_, (name, _) in look.names().items()}
    events = (event for own in memory.events.values() for event in own)
    return Wanted(
        rows=rows,
        known=look.identities(),
        activity=activity_rows(memory.all_touches(), events, names, frame.campaign, zone),
        dashboard=dashboard_of(memory.ledger_id, memory.night, frame),
    )
