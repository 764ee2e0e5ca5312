"""What the command line asks of a run."""

from dataclasses import dataclass, field

from outreach.campaign.planning import Narrowing
from outreach.errors import UsageError
from outreach.jobs.people import Look
from outreach.jobs.tools import Tools
from outreach.ledger.values import Binding


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks for.

    Attributes:
        dry: Plan only: write the page, and neither the ledger nor the sheet nor a letter.
        as_of: Whether `now` was given by hand.
        accept_missing: Many rows were deleted on purpose.
        adopt_sheet: Take everybody with a `Last touch on` as written to.
        trial: Plan for a test to the owner: at any hour, and whatever the rows show.
        yes: Do not ask before live letters leave.
    """

    dry: bool = False
    as_of: bool = False
    accept_missing: bool = False
    adopt_sheet: bool = False
    trial: bool = False
    yes: bool = False
    narrowing: Narrowing = field(default_factory=Narrowing)


def check_as_of(request: Request, tools: Tools) -> None:
    """Refuse another day for letters that really leave.

    Raises:
        UsageError: It was asked for.
    """
    live = tools.transport.is_live or tools.ledger.binding is Binding.LIVE
    if request.as_of and live and not request.dry:
        raise UsageError(
            "--as-of",
            "is for --dry-run, --preview and rehearsals",
            hint="add --dry-run to see what another day would bring",
        )


def check_only(look: Look, narrowing: Narrowing) -> None:
    """Refuse to plan for somebody who is not there.

    Raises:
        UsageError: Nobody in the sheet has the ID or address.
    """
    there = {found.id for found in look.rows} | {found.identity.email for found in look.rows}
    if strangers := narrowing.only - there:
        raise UsageError(
            "--only",
            f"nobody in the sheet has the ID or address {min(strangers)}",
            hint="copy it from the sheet",
        )
