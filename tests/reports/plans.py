"""Plans to show."""

from datetime import UTC, datetime

from outreach.campaign.message import OutgoingMessage
from outreach.practitioners.touches import TouchKey
from outreach.reports.rows import PlanPage, PlanRow

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def mail(number: int, name: str = "Dr. Maria Lopez", **changed: str) -> PlanRow:
    """Return a row that gets a mail; `changed` holds practice, reason, subject, text or html."""
    message = OutgoingMessage(
        key=TouchKey(practitioner="P-000001", campaign="referral_partners", step="introduction"),
        message_id=f"<introduction-{number}@marsh.example>",
        to="maria@lopez.example",
        to_name=name,
        subject=changed.get("subject", "Two practices, three miles apart"),
        text=changed.get("text", "Hello,\n\nmay I visit you?\n"),
        html=changed.get("html", '<p>Hello,</p>\n<p>may I "visit" you &amp; yours?</p>'),
        headers=(("Reply-To", "ada@marsh.example"),),
        sender="ada@marsh.example",
        sender_name="Ada Marsh, LMT",
        date=NOW,
    )
    return PlanRow(
        place=f"Practitioners!{number}",
        practitioner_id="P-000001",
        name=name,
        practice=changed.get("practice", "Lopez Chiropractic"),
        action="Introduction",
        reason=changed.get("reason", "introduction is due"),
        message=message,
        fit_reasons=(changed.get("fit", "takes no insurance"),),
    )


def skip(
    number: int,
    kind: str,
    *,
    name: str = "Kim Park",
    practice: str = "Bright Yoga",
    reason: str = "call is next",
    cell: str = "",
) -> PlanRow:
    """Return a row that gets none."""
    return PlanRow(
        place=f"Practitioners!{number}",
        practitioner_id="P-000002",
        name=name,
        practice=practice,
        kind=kind,
        reason=reason,
        cell=cell,
    )


def plan(*rows: PlanRow, rehearsal: bool = True, warnings: tuple[str, ...] = ()) -> PlanPage:
    """Return a page of these rows."""
    return PlanPage(
        title="Letters for today",
        owner_name="Ada Marsh, LMT",
        now=NOW,
        rehearsal=rehearsal,
        lead="Nothing has left this machine.",
        rows=rows,
        warnings=warnings,
        hint="Next: run check_setup.py.",
    )
