"""scripts/run_schedule.py: what it takes, and how it ends."""

import argparse
import secrets
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from outreach import console
from outreach.cli.arguments import configured, new_id, read_moment
from outreach.console import SIGNALLED, Terminal, command_parser, guarded, say, show_error
from outreach.errors import OutreachError, UsageError

if TYPE_CHECKING:
    from outreach.files.config import Config
    from outreach.jobs.run_schedule import Schedule
    from outreach.reports.rows import PlanRow


def run_schedule(arguments: Sequence[str] | None = None) -> int:
    """Run scripts/run_schedule.py and return its exit code."""
    parser = command_parser(
        "Stay up and run the nightly sync, and where [schedule] send = true the letters, each day "
        "at their times. What was missed while the computer was off is made up once."
    )
    add = parser.add_argument
    add("--once", action="store_true", help="run what is due by now, and end")
    add("--as-of", metavar="DAY[THH:MM]", help="with --once: rehearse another day")
    return guarded(parser, arguments, _run_schedule)


class Attendant(Terminal):
    """Nobody is at the terminal: lines go to a log, and only signals come in.

    The schedule goes on also when nobody reads the log any more, as after a closed terminal.
    """

    def tell(self, line: str) -> None:
        """Log that a job began or ended."""
        with suppress(OSError):
            say(line)

    def show_fault(self, fault: OutreachError) -> None:
        """Log what went wrong, and what to do."""
        with suppress(OSError):
            show_error(fault)

    def show_bug(self, job: str, bug: Exception) -> None:
        """Log a bug with its traceback, since nobody may be there to see it happen again."""
        with suppress(OSError):
            say("".join(traceback.format_exception(bug)).rstrip())
            say(f"error: {job}: a bug ({type(bug).__name__}); nothing is lost, and it goes on")
            say("hint: please report it with the lines above, after reading that they name nobody")

    def show_plan(self, rows: "tuple[PlanRow, ...]", warnings: tuple[str, ...]) -> None:
        """Leave the plan to the page; a log of it would name everybody."""
        del rows
        for warning in warnings:
            self.tell(f"warning: {warning}")

    def rest(self, seconds: float) -> None:
        """Let time pass; a signal ends it at once, for nothing is in hand."""
        self._asking = True
        try:
            time.sleep(0 if self.signal else seconds)
        finally:
            self._asking = False


def _run_schedule(options: argparse.Namespace) -> int:
    from outreach.files.config import load_config
    from outreach.jobs.run_record import RECORD, opened_record
    from outreach.jobs.run_schedule import Schedule
    from outreach.jobs.scheduled_jobs import Worker

    if options.as_of is not None and not options.once:
        raise UsageError("--as-of", "goes with --once only", hint="add --once")
    config = configured(options)
    _check_rehearsal(options, config)
    _warn(config)
    as_of = options.as_of and read_moment(options.as_of, config.settings.owner.zone)
    with Attendant() as attendant, opened_record(config.resolve(RECORD)) as record:
        worker = Worker(
            audience=attendant,
            as_of=bool(as_of),
            clock=lambda: as_of or datetime.now(UTC),
            new_id=new_id,
            chance=lambda low, high: low + secrets.randbelow(high - low + 1),
        )
        schedule = Schedule(
            load=partial(load_config, options.config, project=console.PROJECT),
            work=worker.do,
            record=record,
            attendant=attendant,
            clock=worker.clock,
            patient=not options.once,
        )
        code = _once(schedule) if options.once else _stay_up(schedule, config)
    return SIGNALLED + attendant.signal if attendant.signal and not code else code


def _once(schedule: "Schedule") -> int:
    code = schedule.run_due()
    ran = ", ".join(f"{job} (exit code {code})" for job, code in schedule.codes.items())
    with console.whoever_reads():
        print(f"ran {ran or 'nothing'}; next: {schedule.outlook()}", flush=True)
    return code


def _stay_up(schedule: "Schedule", config: "Config") -> int:
    from outreach.jobs.scheduled_jobs import job_times

    times = job_times(config.settings).items()
    shown = ", ".join(f"{job} at {when.at:%H:%M}" for job, when in times)
    say(f"The schedule is up: {shown} ({config.settings.owner.timezone}). Ctrl-C ends it.")
    schedule.stay_up()
    schedule.attendant.tell("It has ended; the next start goes on where this one stopped.")
    return 0


def _check_rehearsal(options: argparse.Namespace, config: "Config") -> None:
    """Refuse another day for real letters before it is recorded that a job ran on it."""
    if options.as_of is not None and config.settings.mail.transport != "outbox":
        raise UsageError(
            "--as-of",
            "is for rehearsals",
            hint="look with send_outreach.py --dry-run --as-of, which changes nothing",
        )


def _warn(config: "Config") -> None:
    """Say when letters are to leave at an hour at which they may not."""
    from outreach.jobs.scheduled_jobs import job_times

    if any(times.never_comes for times in job_times(config.settings).values()):
        at, hours = config.settings.schedule.send_at, config.settings.pacing.window
        say(f"warning: [schedule] send_at {at} is after the hours {hours}, so nothing is sent.")
