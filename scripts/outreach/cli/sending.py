"""scripts/send_outreach.py: what it takes, and how it ends."""

import argparse
import secrets
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outreach.cli.arguments import configured, new_id, read_moment
from outreach.console import (
    SIGNALLED,
    Terminal,
    command_parser,
    guarded,
    say,
    show_error,
    whoever_reads,
)
from outreach.errors import MailError, UsageError

if TYPE_CHECKING:
    from outreach.campaign.planning import Narrowing
    from outreach.files.config import Config
    from outreach.jobs.request import Request
    from outreach.jobs.send_outreach import Outcome


def send_outreach(arguments: Sequence[str] | None = None) -> int:
    """Run scripts/send_outreach.py and return its exit code."""
    parser = command_parser(
        "Plan who is due which letter and why everyone else is not, deliver each letter once, "
        "and write every row's standing back to the sheet."
    )
    add = parser.add_argument
    add("--dry-run", action="store_true", help="show the plan and change nothing")
    add("--preview", action="store_true", help="write a page of all letters and send nothing")
    add("--yes", action="store_true", help="do not ask before real letters leave")
    add("--limit", type=_count, metavar="N", help="send at most N letters")
    add("--only", action="append", default=[], metavar="ID_OR_EMAIL", help="plan for them only")
    add("--test-to", metavar="ADDR|me", help="send up to 3 due letters to yourself instead")
    add("--as-of", metavar="DAY[THH:MM]", help="rehearse another day, such as 2027-03-01")
    add("--accept-missing", action="store_true", help="many rows were deleted on purpose")
    add("--adopt-sheet", action="store_true", help="take over a sheet whose ledger is lost")
    add("--go-live", action="store_true", help="set the rehearsal aside, and clear the sheet of it")
    return guarded(parser, arguments, _send_outreach)


def _send_outreach(options: argparse.Namespace) -> int:
    from outreach.jobs import send_outreach as job

    config = configured(options)
    _check_alone(options)
    if options.go_live:
        return _go_live(config)
    if options.test_to is not None:
        return _test_to(config, options)
    _check_asked(config, options)
    zone = config.settings.owner.zone
    now = datetime.now(UTC) if options.as_of is None else read_moment(options.as_of, zone)
    with Terminal() as terminal:
        outcome = job.send_outreach(
            config,
            _request(options),
            terminal,
            now=now,
            clock=lambda: datetime.now(UTC) if options.as_of is None else now,
            new_id=new_id,
            chance=lambda low, high: low + secrets.randbelow(high - low + 1),
        )
    _report(config, options, outcome)
    if outcome.exit_code == 0 and terminal.signal:
        return SIGNALLED + terminal.signal
    return outcome.exit_code


def _check_alone(options: argparse.Namespace) -> None:
    """Refuse options beside --go-live and --test-to that would not be heeded."""
    alone = {"--go-live": options.go_live, "--test-to": options.test_to is not None}
    others = {
        **alone,
        "--dry-run": options.dry_run,
        "--preview": options.preview,
        "--as-of": options.as_of is not None,
        "--accept-missing": options.accept_missing,
        "--adopt-sheet": options.adopt_sheet,
    }
    if options.go_live:
        others |= {"--only": bool(options.only), "--limit": options.limit is not None}
    for option in (name for name, given in alone.items() if given):
        if beside := [name for name, given in others.items() if given and name != option]:
            raise UsageError(
                option, f"does not go with {beside[0]}", hint="run one after the other"
            )


def _go_live(config: "Config") -> int:
    from outreach.jobs.going_live import go_live

    aside = go_live(config, now=datetime.now(config.settings.owner.zone))
    with whoever_reads():
        print(f"The rehearsal is over: its ledger lies in {aside}, and the sheet is clear of it.")
        print("Next: send yourself a test with --test-to me, then one real letter with --limit 1.")
    return 0


def _test_to(config: "Config", options: argparse.Namespace) -> int:
    from outreach.jobs.trial_letters import send_tests

    tested = send_tests(
        config, options.test_to, _narrowing(options), now=datetime.now(UTC), new_id=new_id
    )
    for words in tested.refused:
        say(f"error: {tested.to}: the server refused a test ({words})")
    if not tested.sent and not tested.refused:
        say("No letter is due, so there is none to test with; --dry-run says why.")
    if tested.fault:
        show_error(tested.fault)
    tests = "test" if tested.sent == 1 else "tests"
    with whoever_reads():
        print(f"sent {tested.sent} {tests} to {tested.to}, recorded nothing")
    return MailError.exit_code if tested.refused or tested.fault else 0


def _check_asked(config: "Config", options: argparse.Namespace) -> None:
    """Refuse live letters where nobody can be asked and nobody said yes."""
    sends = config.settings.mail.transport == "smtp" and not (options.dry_run or options.preview)
    if sends and options.as_of is None and not options.yes and not sys.stdin.isatty():
        raise UsageError(
            "--yes",
            "is needed to send real letters where nobody can be asked, as under cron",
            hint="look with --dry-run first, then run with --yes; or run it in a terminal",
        )


def _request(options: argparse.Namespace) -> "Request":
    from outreach.jobs.request import Request

    return Request(
        dry=options.dry_run or options.preview,
        as_of=options.as_of is not None,
        accept_missing=options.accept_missing,
        adopt_sheet=options.adopt_sheet,
        yes=options.yes,
        narrowing=_narrowing(options),
    )


def _narrowing(options: argparse.Namespace) -> "Narrowing":
    from outreach.campaign.planning import Narrowing

    return Narrowing(only=frozenset(map(_who, options.only)), limit=options.limit)


def _report(config: "Config", options: argparse.Namespace, outcome: "Outcome") -> None:
    """Say what went wrong, what to do next, and what was done; the summary comes last."""
    from outreach.reports.terminal import summary_line

    for fault in outcome.faults:
        show_error(fault)
    dry = options.dry_run or options.preview
    with whoever_reads():
        print(f"The letters as they will look, and why others get none: {outcome.page}")
        print(_next_step(config, outcome, dry=dry))
        print(
            summary_line(
                sent=outcome.sent,
                skipped=outcome.skipped,
                failed=outcome.failed,
                unknown=outcome.unknown,
                dry_run=dry,
            ),
            flush=True,
        )


def _next_step(config: "Config", outcome: "Outcome", *, dry: bool) -> str:
    if outcome.unknown:
        return (
            f"Next: nobody knows whether {outcome.unknown} of the letters arrived. Look into your "
            "Sent folder, and enter Was sent or Send again in Decide."
        )
    if outcome.left:
        return f"Next: run again for the {outcome.left} letters left; nobody is written to twice."
    if outcome.refused:
        return "Next: nothing was sent. Read the letters again, and run it when you are ready."
    if dry and not outcome.sent:
        return "Next: nothing is due; the page and the table say why."
    if dry:
        return "Next: run without --dry-run and --preview to send these letters."
    if config.is_demo:
        return (
            "Next: to go live, copy config/outreach.example.toml to config/outreach.toml, make it "
            "yours, and follow README.md, “Going live”."
        )
    if outcome.failed:
        return "Next: the rows and the tab Activity say what the server did not take, and why."
    return _then(config)


def _then(config: "Config") -> str:
    """Return what comes after letters that all went well."""
    if config.settings.mail.inbox.kind != "none":
        return "Next: nightly_sync.py reads what comes back, and shows it in the sheet."
    if config.settings.mail.transport == "smtp":
        return "Next: read your mailbox for answers, and enter in the sheet what came back."
    outbox = config.settings.mail.outbox
    return f"Next: read the letters in {outbox}; README.md, “Going live”, says how to send them."


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number")
    return int(text)


def _who(text: str) -> str:
    """Return a row key or an address in the form in which the plan has it."""
    from outreach.practitioners.addresses import identity_address

    return identity_address(text) or text.strip().upper()
