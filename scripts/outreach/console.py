"""Between a command and the person at the terminal: prints, listens, and turns errors to lines.

Slow libraries are imported by the functions that need them, so that --help and errors are instant.
"""

import argparse
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Self

from outreach.errors import OutreachError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from outreach.reports.rows import PlanRow

PROJECT = Path(__file__).resolve().parents[2]
BUG = 1
SIGNALLED = 128  # plus the signal's number, as shells have it
PIPED_WIDTH = 110
NEW_BEFORE_COLLECTING = 100_000
GLANCE = 0.5  # seconds between two looks at whether to stop, for a signal does not end a sleep


def command_parser(description: str) -> argparse.ArgumentParser:
    """Return a parser with the options that all commands share."""
    parser = argparse.ArgumentParser(description=description, allow_abbrev=False)
    parser.add_argument("--config", type=Path, metavar="PATH", help="default config/outreach.toml")
    parser.add_argument(
        "-v", "--verbose", action="count", default=0, help="log what is done; -vv with addresses"
    )
    return parser


def guarded(
    parser: argparse.ArgumentParser,
    arguments: Sequence[str] | None,
    run: Callable[[argparse.Namespace], int],
) -> int:
    """Run a command and turn every error into lines and an exit code."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # names may be of any script, consoles are not
    # A run keeps nearly all that it makes; looking for garbage at every turn took a tenth of it.
    gc.set_threshold(NEW_BEFORE_COLLECTING)
    options = parser.parse_args(arguments)
    if options.verbose:
        _log_to_stderr(options.verbose)
    try:
        return run(options)
    except OutreachError as error:
        show_error(error)
        return error.exit_code
    except KeyboardInterrupt as stop:
        say("interrupted; the next run goes on where this one stopped")
        number = stop.args[0] if stop.args else signal.SIGINT
        return SIGNALLED + int(number)
    except Exception as error:  # noqa: BLE001 - the one boundary that keeps bugs from hiding
        _keep_traceback(error)
        return BUG


def show_error(error: OutreachError) -> None:
    """Say what is wrong, fault by fault, and what to do."""
    from outreach.reports.rows import without_controls

    for fault in error.faults:
        say(f"error: {without_controls(str(fault))}")
    if error.hint:
        say(f"hint: {without_controls(error.hint)}")


def _keep_traceback(error: Exception) -> None:
    """Show one line of a bug and keep the rest in a file."""
    import traceback

    path = PROJECT / "var" / "error.log"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(traceback.format_exception(error)), "utf-8")
    say(f"error: the scripts: a bug ({type(error).__name__}); nothing is lost")
    say("hint: please report it with var/error.log, after reading that nothing private is in it")


def _log_to_stderr(verbosity: int) -> None:
    import logging

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    level = logging.DEBUG if verbosity > 1 else logging.INFO
    logging.getLogger("outreach").setLevel(level)


def say(line: str) -> None:
    """Print a line that is no result."""
    print(line, file=sys.stderr)


@contextmanager
def whoever_reads() -> Iterator[None]:
    """Go on when nobody reads what is printed any more, as after `| head`: the work counts."""
    try:
        yield
        sys.stdout.flush()
    except OSError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - to the end


class Terminal:
    """Shows the plan and the progress, and listens for Ctrl-C and SIGTERM."""

    def __init__(self) -> None:
        self.signal = 0
        self._asking = False
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
        again = bool(self.signal)
        self.signal = number
        if again or self._asking:
            raise KeyboardInterrupt(number)

    def show_plan(self, rows: "tuple[PlanRow, ...]", warnings: tuple[str, ...]) -> None:
        """Draw the plan, below what to know before."""
        from outreach.reports.terminal import plan_table

        for warning in warnings:
            say(f"warning: {warning}")
        console = _console(sys.stdout.isatty())
        with console.capture() as drawn:  # rich itself would end the run when nobody reads
            console.print(plan_table(rows))
        with whoever_reads():
            print(drawn.get(), end="")

    def start(self, total: int) -> None:
        """Begin a progress bar of so many letters, on a terminal."""
        from rich.console import Console
        from rich.progress import Progress

        if total and sys.stderr.isatty():
            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._task = self._progress.add_task("Letters", total=total)
            self._progress.start()

    def advance(self) -> None:
        """One more letter is done."""
        if self._progress:
            from rich.progress import TaskID

            self._progress.advance(TaskID(self._task))

    def confirm(self, question: str) -> bool:
        """Ask a question that only a plain yes answers with yes."""
        print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
        self._asking = True
        try:
            answer = sys.stdin.readline()
        except KeyboardInterrupt:
            say("")
            return False
        finally:
            self._asking = False
        return answer.strip().lower() in {"y", "yes"}

    def wait(self, seconds: float) -> None:
        """Let time pass, but no longer than until somebody asks to stop."""
        end = time.monotonic() + seconds
        self._describe(
            f"Next letter at {datetime.now().astimezone() + timedelta(seconds=seconds):%H:%M}"
        )
        while not self.signal and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, GLANCE))
        self._describe("Letters")

    def _describe(self, what: str) -> None:
        if self._progress:
            from rich.progress import TaskID

            self._progress.update(TaskID(self._task), description=what)

    def interrupted(self) -> bool:
        """Whether somebody asked to stop."""
        return bool(self.signal)


def _console(is_terminal: bool) -> "Console":  # noqa: FBT001
    from rich.console import Console

    return Console() if is_terminal else Console(width=PIPED_WIDTH)
