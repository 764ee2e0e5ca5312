"""scripts/nightly_sync.py: what it takes, and how it ends."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outreach.cli.arguments import configured, new_id, read_moment
from outreach.console import command_parser, guarded, say, show_error, whoever_reads

if TYPE_CHECKING:
    from outreach.jobs.nightly_sync import Outcome


def nightly_sync(arguments: Sequence[str] | None = None) -> int:
    """Run scripts/nightly_sync.py and return its exit code."""
    parser = command_parser(
        "Read the mailbox, record what came back, bring every row's standing up to date, and "
        "write the morning digest. Nobody is mailed but [schedule] digest_to."
    )
    add = parser.add_argument
    add("--dry-run", action="store_true", help="show what would be recorded and change nothing")
    add("--as-of", metavar="DAY[THH:MM]", help="rehearse another day, such as 2027-03-01")
    return guarded(parser, arguments, _nightly_sync)


def _nightly_sync(options: argparse.Namespace) -> int:
    from outreach.jobs import nightly_sync as job
    from outreach.jobs.request import Request

    config = configured(options)
    if config.settings.mail.inbox.kind == "none":
        say("warning: [mail.inbox] kind is none, so no mailbox is read.")
    zone = config.settings.owner.zone
    now = datetime.now(UTC) if options.as_of is None else read_moment(options.as_of, zone)
    request = Request(dry=options.dry_run, as_of=options.as_of is not None)
    outcome = job.nightly_sync(config, request, now=now, new_id=new_id)
    _report(outcome, dry=options.dry_run)
    return outcome.exit_code


def _report(outcome: "Outcome", *, dry: bool) -> None:
    for fault in outcome.faults:
        show_error(fault)
    with whoever_reads():
        for line in outcome.lines:
            print(line)
        told = f", and mailed to {outcome.told}" if outcome.told else ""
        print(f"The morning digest: {outcome.page}{told}")
        print(outcome.counts(did_record="would record" if dry else "recorded"), flush=True)
