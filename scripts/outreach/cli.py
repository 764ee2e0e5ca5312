"""The command line: the only place that prints and exits.

Slow libraries are imported by the functions that need them, so that --help and errors are instant.
"""

import argparse
import os
import secrets
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from outreach.errors import OutreachError, UsageError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from outreach.files.config import Config
    from outreach.jobs.send_outreach import Outcome, Request
    from outreach.reports.rows import PlanRow

PROJECT = Path(__file__).resolve().parents[2]
BUG = 1
SIGNALLED = 128  # plus the signal's number, as shells have it
PIPED_WIDTH = 110


def send_outreach(arguments: Sequence[str] | None = None) -> int:
    """Run scripts/send_outreach.py and return its exit code."""
    parser = _parser(
        "Plan who is due which letter and why everyone else is not, deliver each letter once, "
        "and write every row's standing back to the sheet."
    )
    add = parser.add_argument
    add("--dry-run", action="store_true", help="show the plan and change nothing")
    add("--preview", action="store_true", help="write a page of all letters and send nothing")
    add("--yes", action="store_true", help="do not ask before sending; the outbox never asks")
    add("--limit", type=_count, metavar="N", help="send at most N letters")
    add("--only", action="append", default=[], metavar="ID_OR_EMAIL", help="plan for them only")
    add("--test-to", metavar="ADDR|me", help="send yourself a test (live transports)")
    add("--as-of", metavar="DAY[THH:MM]", help="rehearse another day, such as 2027-03-01")
    add("--accept-missing", action="store_true", help="many rows were deleted on purpose")
    add("--adopt-sheet", action="store_true", help="take over a sheet whose ledger is lost")
    add("--go-live", action="store_true", help="end the rehearsal (live transports)")
    return _guarded(parser, arguments, _send_outreach)


def _send_outreach(options: argparse.Namespace) -> int:
    from outreach.files.config import load_config
    from outreach.jobs import send_outreach as job

    for name in ("test_to", "go_live"):
        if getattr(options, name):
            raise UsageError(
                f"--{name.replace('_', '-')}",
                "is for live transports, which this version does not have yet",
                hint="rehearse with the outbox: every letter is a file that you can read",
            )
    config = load_config(options.config, project=PROJECT)
    if config.is_demo:
        _say(f"This is the demo: {config.shown}, sample people, and nothing leaves this computer.")
    zone = config.settings.owner.zone
    now = _moment(options.as_of, zone) if options.as_of else datetime.now(UTC)
    with _Terminal() as terminal:
        outcome = job.send_outreach(
            config,
            _request(options),
            terminal,
            now=now,
            clock=lambda: now if options.as_of else datetime.now(UTC),
            new_id=_new_id,
            chance=lambda low, high: low + secrets.randbelow(high - low + 1),
        )
    _report(config, options, outcome)
    if outcome.exit_code == 0 and terminal.signal:
        return SIGNALLED + terminal.signal
    return outcome.exit_code


def _request(options: argparse.Namespace) -> "Request":
    from outreach.campaign.planning import Narrowing
    from outreach.jobs.send_outreach import Request

    return Request(
        dry=options.dry_run or options.preview,
        as_of=bool(options.as_of),
        accept_missing=options.accept_missing,
        adopt_sheet=options.adopt_sheet,
        narrowing=Narrowing(only=frozenset(map(_who, options.only)), limit=options.limit),
    )


def _report(config: "Config", options: argparse.Namespace, outcome: "Outcome") -> None:
    """Say what went wrong, what to do next, and what was done; the summary comes last."""
    from outreach.reports.terminal import summary_line

    for fault in outcome.faults:
        _show_error(fault)
    dry = options.dry_run or options.preview
    with _whoever_reads():
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


@contextmanager
def _whoever_reads() -> Iterator[None]:
    """Go on when nobody reads what is printed any more, as after `| head`: the work counts."""
    try:
        yield
        sys.stdout.flush()
    except OSError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - to the end


def _next_step(config: "Config", outcome: "Outcome", *, dry: bool) -> str:
    if outcome.left:
        return f"Next: run again for the {outcome.left} letters left; nobody is written to twice."
    if dry and not outcome.sent:
        return "Next: nothing is due; the page and the table say why."
    if dry:
        return "Next: run without --dry-run and --preview to send these letters."
    if config.is_demo:
        return (
            "Next: to go live, copy config/outreach.example.toml to config/outreach.toml, make it "
            "yours, and follow README.md, “Going live”."
        )
    outbox = config.settings.mail.outbox
    return f"Next: read the letters in {outbox}; README.md, “Going live”, says how to send them."


class _Terminal:
    """Shows the plan and the progress, and listens for Ctrl-C and SIGTERM."""

    def __init__(self) -> None:
        self.signal = 0
        self._progress: Progress | None = None
        self._task = 0

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._remember)
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress:
            self._progress.stop()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def _remember(self, number: int, _: FrameType | None) -> None:
        """Finish the letter in hand first; a second Ctrl-C stops at once, and is safe as well."""
        if self.signal:
            raise KeyboardInterrupt
        self.signal = number

    def show_plan(self, rows: "tuple[PlanRow, ...]", warnings: tuple[str, ...]) -> None:
        from outreach.reports.terminal import plan_table

        for warning in warnings:
            _say(f"warning: {warning}")
        console = _console(sys.stdout.isatty())
        with console.capture() as drawn:  # rich itself would end the run when nobody reads
            console.print(plan_table(rows))
        with _whoever_reads():
            print(drawn.get(), end="")

    def start(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import Progress

        if total and sys.stderr.isatty():
            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._task = self._progress.add_task("Writing letters", total=total)
            self._progress.start()

    def advance(self) -> None:
        if self._progress:
            from rich.progress import TaskID

            self._progress.advance(TaskID(self._task))

    def interrupted(self) -> bool:
        return bool(self.signal)


def _console(is_terminal: bool) -> "Console":  # noqa: FBT001
    from rich.console import Console

    return Console() if is_terminal else Console(width=PIPED_WIDTH)


def _parser(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description, allow_abbrev=False)
    parser.add_argument("--config", type=Path, metavar="PATH", help="default config/outreach.toml")
    parser.add_argument(
        "-v", "--verbose", action="count", default=0, help="log what is done; -vv with addresses"
    )
    return parser


def _guarded(
    parser: argparse.ArgumentParser,
    arguments: Sequence[str] | None,
    run: Callable[[argparse.Namespace], int],
) -> int:
    """Run a command and turn every error into lines and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # names may be of any script, consoles are not
    options = parser.parse_args(arguments)
    if options.verbose:
        _log_to_stderr(options.verbose)
    try:
        return run(options)
    except OutreachError as error:
        _show_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        _say("interrupted; the next run goes on where this one stopped")
        return SIGNALLED + signal.SIGINT
    except Exception as error:  # noqa: BLE001 - the one boundary that keeps bugs from hiding
        _keep_traceback(error)
        return BUG


def _show_error(error: OutreachError) -> None:
    for fault in error.faults:
        _say(f"error: {fault}")
    if error.hint:
        _say(f"hint: {error.hint}")


def _keep_traceback(error: Exception) -> None:
    """Show one line of a bug and keep the rest in a file."""
    import traceback

    path = PROJECT / "var" / "error.log"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(traceback.format_exception(error)), "utf-8")
    _say(f"error: the scripts: a bug ({type(error).__name__}); nothing is lost")
    _say("hint: please report it with var/error.log, after reading that nothing private is in it")


def _log_to_stderr(verbosity: int) -> None:
    import logging

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    level = logging.DEBUG if verbosity > 1 else logging.INFO
    logging.getLogger("outreach").setLevel(level)


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number")
    return int(text)


def _who(text: str) -> str:
    """Return a row key or an address in the form in which the plan has it."""
    from outreach.practitioners.addresses import identity_address

    return identity_address(text) or text.strip().upper()


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """Return the moment that --as-of names; a bare day is its noon."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            "--as-of", f"“{text}” is no day", hint="write it as 2027-03-01 or 2027-03-01T09:30"
        ) from error
    if moment.tzinfo is not None:
        return moment
    noon = time(12) if len(text) <= len("2027-03-01") else moment.time()
    return datetime.combine(moment.date(), noon, tzinfo=zone)


def _new_id() -> str:
    from outreach.practitioners.identity import ID_ALPHABET

    return "P-" + "".join(secrets.choice(ID_ALPHABET) for _ in range(6))
