"""Send every due letter once, and bring the sheet up to date."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from outreach.errors import OutreachError, gravest_first
from outreach.files.config import Config
from outreach.files.pages import write_page
from outreach.jobs.one_by_one import OneByOne, Sent
from outreach.jobs.opening import opened_passes
from outreach.jobs.passes import Pass, Passes
from outreach.jobs.plan_page import plan_page, plan_rows
from outreach.jobs.request import Request, check_as_of
from outreach.jobs.sending import send_letters
from outreach.jobs.showing import Frame
from outreach.jobs.tools import Tools
from outreach.practitioners.touches import TouchState
from outreach.reports.preview import render_preview
from outreach.reports.rows import PlanRow

PREVIEW = "var/preview.html"


class Audience(Protocol):
    """Who watches the run: the terminal."""

    def show_plan(self, rows: tuple[PlanRow, ...], warnings: tuple[str, ...]) -> None:
        """Show the plan before it is applied."""

    def confirm(self, question: str) -> bool:
        """Ask before live letters leave."""

    def start(self, total: int) -> None:
        """Begin a progress bar of so many letters."""

    def advance(self) -> None:
        """One more letter is done."""

    def wait(self, seconds: float) -> None:
        """Let time pass until the next letter, or until somebody asks to stop."""

    def interrupted(self) -> bool:
        """Whether somebody asked to stop after the letter in hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the run ended.

    Attributes:
        skipped: Kind → count.
        page: The preview page, as the user knows it.
        left: Letters that were not tried.
        refused: Whether the answer to the question was no.
        faults: What went wrong after letters had left, the gravest first.
    """

    sent: int
    skipped: Mapping[str, int]
    failed: int
    unknown: int
    page: str
    left: int = 0
    refused: bool = False
    faults: tuple[OutreachError, ...] = ()

    @property
    def exit_code(self) -> int:
        """The gravest fault's, or 0."""
        return self.faults[0].exit_code if self.faults else 0


def send_outreach(
    config: Config,
    request: Request,
    audience: Audience,
    *,
    now: datetime,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
    chance: Callable[[int, int], int],
) -> Outcome:
    """Plan, deliver, and bring the sheet up to date.

    Args:
        now: What the plan takes as now (aware).
        clock: Returns the moment at which a letter leaves (aware).
        new_id: Returns a fresh row key.
        chance: Returns a whole number between its two arguments, both included.

    Raises:
        OutreachError: Something stops the job; its class says what was done before.
    """
    with opened_passes(config, request, now=now, new_id=new_id, chance=chance) as (passes, frame):
        run = _Run(
            config=config,
            request=request,
            audience=audience,
            frame=frame,
            passes=passes,
            clock=clock,
        )
        return run.go()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One run with all that it needs, so that its steps read as a story."""

    config: Config
    request: Request
    audience: Audience
    frame: Frame
    passes: Passes
    clock: Callable[[], datetime]

    @property
    def tools(self) -> Tools:
        """What the run works with."""
        return self.passes.tools

    def go(self) -> Outcome:
        """Gather, decide, apply."""
        check_as_of(self.request, self.tools)
        if not self.request.dry:
            self.tools.transport.check_ready()
            self.tools.sheet.check_writable()
        seen = self.passes.first(self.frame)
        rows = plan_rows(seen.plan, seen.look)
        self._write_page(rows, seen)
        self.audience.show_plan(rows, seen.look.warnings)
        skipped = Counter(row.kind for row in rows if row.kind)
        letters = len(seen.plan.letters)
        if self.request.dry:
            return Outcome(
                sent=letters,
                skipped=skipped,
                failed=0,
                unknown=0,
                page=PREVIEW,
                faults=_unheard(seen),
            )
        if not self._may_send(letters):
            return self._refused(seen, skipped)
        if self.tools.transport.is_live:
            seen = self.passes.begun(seen)
        self.audience.start(letters)
        sent = self._one_by_one(seen) if self._waits(seen) else self._at_once(seen)
        delivered = sent.delivered
        if delivered.left:
            skipped["not tried"] = delivered.left
        return Outcome(
            sent=delivered.sent,
            skipped=skipped + Counter(sent.skipped),
            failed=delivered.failed,
            unknown=delivered.unknown + _in_doubt(seen),
            page=PREVIEW,
            left=delivered.left,
            faults=gravest_first([*_unheard(seen), *sent.faults]),
        )

    def _may_send(self, letters: int) -> bool:
        """Ask a person before live letters leave; the connection is not kept open for that."""
        if not letters or not self.tools.transport.is_live or self.request.yes:
            return True
        self.tools.transport.close()
        mail = "1 letter" if letters == 1 else f"{letters} letters"
        return self.audience.confirm(f"Send {mail} to real people now?")

    def _refused(self, seen: Pass, skipped: Counter[str]) -> Outcome:
        skipped["not confirmed"] = len(seen.plan.letters)
        fault = self.passes.show(seen).fault
        return Outcome(
            sent=0,
            skipped=skipped,
            failed=0,
            unknown=_in_doubt(seen),
            page=PREVIEW,
            refused=True,
            faults=gravest_first([*_unheard(seen), *([fault] if fault else [])]),
        )

    def _waits(self, seen: Pass) -> bool:
        """Tell whether time passes between the look and the last letter."""
        letters = seen.plan.letters
        asked = bool(letters) and not self.request.yes
        spaced = len({letter.at for letter in letters}) > 1
        return self.tools.transport.is_live and (asked or spaced)

    def _one_by_one(self, seen: Pass) -> Sent:
        return OneByOne(
            passes=self.passes,
            clock=self.clock,
            wait=self.audience.wait,
            interrupted=self.audience.interrupted,
            advance=self.audience.advance,
        ).send(seen)

    def _at_once(self, seen: Pass) -> Sent:
        delivered = send_letters(
            seen.plan.letters,
            ledger=self.tools.ledger,
            transport=self.tools.transport,
            clock=self.clock,
            interrupted=self._must_stop,
            advance=self.audience.advance,
        )
        faults = (self.passes.show(seen).fault, delivered.fault)
        return Sent(
            delivered=delivered, skipped={}, faults=tuple(fault for fault in faults if fault)
        )

    def _must_stop(self) -> bool:
        """Whether somebody asked to stop, or the hours for real letters are over."""
        if self.audience.interrupted() or not self.tools.transport.is_live:
            return self.audience.interrupted()
        now, calendar = self.clock(), self.frame.calendar
        opens, closes = calendar.window(calendar.day_of(now))
        return not opens <= now < closes

    def _write_page(self, rows: tuple[PlanRow, ...], seen: Pass) -> None:
        page = plan_page(
            rows,
            self.frame,
            sends=not self.request.dry,
            rehearsal=not self.tools.transport.is_live,
            warnings=seen.look.warnings,
        )
        write_page(self.config.resolve(PREVIEW), render_preview(page), shown=PREVIEW)


def _unheard(seen: Pass) -> tuple[OutreachError, ...]:
    """Return why the mailbox could not be read: letters after the first waited for it."""
    return (seen.hearing.fault,) if seen.hearing.fault else ()


def _in_doubt(seen: Pass) -> int:
    return sum(touch.state is TouchState.UNKNOWN for touch in seen.memory.all_touches())
