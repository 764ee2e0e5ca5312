"""The plan as rows for the table and the page; pure."""

from outreach.campaign.planning import NoLetter, Plan, PlannedLetter
from outreach.campaign.stops import SkipKind
from outreach.jobs.people import Look
from outreach.jobs.showing import Frame
from outreach.practitioners.practitioner import Practitioner, RowProblem
from outreach.reports.rows import PlanPage, PlanRow


def plan_rows(plan: Plan, look: Look) -> tuple[PlanRow, ...]:
    """Return letters in the order in which they leave, then everybody else in the sheet's."""
    rest = [_skipped(one) for one in plan.rest] + [_problem(one) for one in look.problems]
    rest.sort(key=lambda numbered: numbered[0])
    return (*map(_letter, plan.letters), *(row for _, row in rest))


def plan_page(
    rows: tuple[PlanRow, ...],
    frame: Frame,
    *,
    sends: bool,
    rehearsal: bool,
    warnings: tuple[str, ...],
) -> PlanPage:
    """Return the preview page's content.

    Args:
        sends: Whether the run goes on to deliver the letters.
        rehearsal: Whether nothing can reach anybody.
    """
    lead = "Nothing was sent: this is what a run would do now."
    if sends and rehearsal:
        lead = "These letters go into the outbox folder, as files; nobody receives them."
    elif sends:
        lead = "These letters are being sent."
    return PlanPage(
        title=f"{frame.campaign.title}: letters of {frame.today}",
        owner_name=frame.settings.owner.name,
        now=frame.now,
        rehearsal=rehearsal,
        lead=lead,
        rows=rows,
        warnings=warnings,
    )


def _letter(letter: PlannedLetter) -> PlanRow:
    practitioner = letter.case.practitioner
    return PlanRow(
        place=_place(practitioner),
        practitioner_id=practitioner.id,
        name=practitioner.name,
        practice=practitioner.practice,
        action=letter.due.step.title,
        reason=letter.reason,
        message=letter.message,
        # The reason of a first letter says them already.
        fit_reasons=letter.case.qualification.reasons if letter.case.position.delivered else (),
    )


def _skipped(one: NoLetter) -> tuple[int, PlanRow]:
    practitioner = one.case.practitioner
    row = PlanRow(
        place=_place(practitioner),
        practitioner_id=practitioner.id,
        name=practitioner.name,
        practice=practitioner.practice,
        reason=one.skip.reason,
        kind=one.skip.kind.value,
        fit_reasons=one.case.qualification.reasons,
        cell=one.unfilled.place if one.unfilled else "",
    )
    return practitioner.row.number, row


def _problem(problem: RowProblem) -> tuple[int, PlanRow]:
    first, *others = problem.faults
    row = PlanRow(
        place=f"{problem.row.tab}!{problem.row.number}",
        practitioner_id=problem.id,
        name=problem.row.text("Name"),
        practice=problem.row.text("Practice"),
        reason="; ".join([first.what, *map(str, others)]),
        kind=SkipKind.ROW_PROBLEM.value,
        cell=first.place,
    )
    return problem.row.number, row


def _place(practitioner: Practitioner) -> str:
    return f"{practitioner.row.tab}!{practitioner.row.number}"
