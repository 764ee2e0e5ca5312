"""Send every due letter once, and bring the sheet up to date."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from outreach.campaign.calendar import send_calendar
from outreach.campaign.composing import Composer
from outreach.campaign.letters import Letters
from outreach.campaign.pacing import allowance, send_slots
from outreach.campaign.planning import Narrowing, Plan, Planner
from outreach.campaign.stops import Skip, SkipKind
from outreach.errors import OutreachError, SheetError, UsageError
from outreach.files.campaigns import load_campaign
from outreach.files.config import Config
from outreach.files.pages import write_page
from outreach.files.templates import load_templates
from outreach.jobs.adopting import adopted
from outreach.jobs.findings import findings_of, settled_touches
from outreach.jobs.memory import REACHED, Memory, after, recall
from outreach.jobs.people import Look, look_at
from outreach.jobs.plan_page import plan_page, plan_rows
from outreach.jobs.safety import check_clock, check_nothing_lost, check_same_ledger
from outreach.jobs.sending import Delivered, binding_of, send_letters
from outreach.jobs.showing import Frame, cases_of, wanted_sheet
from outreach.jobs.tools import Tools, opened_tools
from outreach.ledger.ledger import Binding
from outreach.practitioners.touches import TouchState
from outreach.reports.preview import render_preview
from outreach.reports.rows import PlanRow
from outreach.sheet.port import Tabs
from outreach.sheet.reconcile import dashboard_ledger, reconcile

PREVIEW = "var/preview.html"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks for.

    Attributes:
        dry: Plan only: write the page, and neither the ledger nor the sheet nor a letter.
        as_of: Whether `now` was given by hand.
        accept_missing: Many rows were deleted on purpose.
        adopt_sheet: Take everybody with a `Last touch on` as written to.
    """

    dry: bool = False
    as_of: bool = False
    accept_missing: bool = False
    adopt_sheet: bool = False
    narrowing: Narrowing = field(default_factory=Narrowing)


class Audience(Protocol):
    """Who watches the run: the terminal."""

    def show_plan(self, rows: tuple[PlanRow, ...], warnings: tuple[str, ...]) -> None:
        """Show the plan before it is applied."""

    def start(self, total: int) -> None:
        """Begin a progress bar of so many letters."""

    def advance(self) -> None:
        """One more letter is done."""

    def interrupted(self) -> bool:
        """Whether somebody asked to stop after the letter in hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the run ended.

    Attributes:
        skipped: Kind → count.
        page: The preview page, as the user knows it.
        left: Letters that were not tried.
        faults: What went wrong after letters had left, the gravest first.
    """

    sent: int
    skipped: Mapping[str, int]
    failed: int
    unknown: int
    page: str
    left: int = 0
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
    settings = config.settings
    campaign = load_campaign(config, settings.campaigns.active[0])
    letters = Letters(load_templates(config, campaign))
    calendar = send_calendar(settings)
    frame = Frame(
        settings=settings,
        campaign=campaign,
        calendar=calendar,
        now=now.astimezone(calendar.zone),
    )
    with opened_tools(config, dry=request.dry) as tools:
        run = _Run(
            config=config,
            request=request,
            audience=audience,
            frame=frame,
            letters=letters,
            tools=tools,
            clock=clock,
            new_id=new_id,
            chance=chance,
        )
        return run.go()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One run with all that it needs, so that its steps read as a story."""

    config: Config
    request: Request
    audience: Audience
    frame: Frame
    letters: Letters
    tools: Tools
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    chance: Callable[[int, int], int]

    def go(self) -> Outcome:
        """Gather, decide, apply."""
        tools, request = self.tools, self.request
        if not request.dry:
            tools.transport.check_ready()
            tools.sheet.check_writable()
        memory = recall(tools.ledger)
        self._check_time(memory)
        tabs = tools.sheet.read()
        look = look_at(tabs, memory.known.values(), self.new_id)
        log.info("read %d rows, %d with a problem", len(look.rows), len(look.problems))
        self._check_sheet(tabs, look, memory)
        self._check_only(look)
        memory = self._take_in(look, memory)
        plan = self._plan(look, memory)
        rows = plan_rows(plan, look)
        self._write_page(rows, look)
        self.audience.show_plan(rows, look.warnings)
        skipped = Counter(row.kind for row in rows if row.kind)
        if request.dry:
            return Outcome(
                sent=len(plan.letters), skipped=skipped, failed=0, unknown=0, page=PREVIEW
            )
        delivered = self._send(plan)
        if delivered.left:
            skipped["not tried"] = delivered.left
        faults = (self._show(tabs, look, plan), delivered.fault)
        return Outcome(
            sent=delivered.sent,
            skipped=skipped,
            failed=delivered.failed,
            unknown=delivered.unknown
            + sum(t.state is TouchState.UNKNOWN for t in memory.all_touches()),
            page=PREVIEW,
            left=delivered.left,
            faults=tuple(fault for fault in faults if fault),
        )

    def _check_time(self, memory: Memory) -> None:
        live = self.tools.transport.is_live or self.tools.ledger.binding is Binding.LIVE
        if self.request.as_of and live and not self.request.dry:
            raise UsageError(
                "--as-of",
                "is for --dry-run, --preview and rehearsals",
                hint="add --dry-run to see what another day would bring",
            )
        facts = memory.facts(self.frame.calendar)
        check_clock(facts, now=self.frame.now, as_of=self.request.as_of)

    def _check_sheet(self, tabs: Tabs, look: Look, memory: Memory) -> None:
        facts = memory.facts(self.frame.calendar)
        if not self.request.adopt_sheet:
            check_same_ledger(facts, shown=dashboard_ledger(tabs), rows=look.rows)
        if not self.request.accept_missing:
            check_nothing_lost(facts, look.rows)

    def _check_only(self, look: Look) -> None:
        there = {found.id for found in look.rows} | {found.identity.email for found in look.rows}
        if strangers := self.request.narrowing.only - there:
            raise UsageError(
                "--only",
                f"nobody in the sheet has the ID or address {min(strangers)}",
                hint="copy it from the sheet",
            )

    def _take_in(self, look: Look, memory: Memory) -> Memory:
        """Take over what people entered and settle what broken runs left; a dry run, in mind."""
        settled = settled_touches(
            memory.all_touches(), self.tools.transport.was_delivered, now=self.frame.now
        )
        findings = findings_of(look, memory, self.frame, settled)
        if self.request.adopt_sheet:
            found = adopted(look, memory, self.frame)
            findings = replace(
                findings,
                events=(*found.events, *findings.events),
                suppressed=(*found.suppressed, *findings.suppressed),
                settled=(*settled, *found.settled),
            )
        if not self.request.dry:
            if findings.settled:
                self.tools.ledger.bind(binding_of(self.tools.transport))
            self.tools.ledger.record(findings, now=self.frame.now)
        return after(memory, findings)

    def _plan(self, look: Look, memory: Memory) -> Plan:
        frame, pacing = self.frame, self.frame.settings.pacing
        reached = (touch.at for touch in memory.all_touches() if touch.state in REACHED)
        room = allowance(reached, now=frame.now, daily_cap=pacing.daily_cap)
        slots = (frame.now,) * room
        if self.tools.transport.is_live:
            slots = send_slots(
                room, now=frame.now, pacing=pacing, calendar=frame.calendar, chance=self.chance
            )
        beyond = Skip(
            kind=SkipKind.DAILY_CAP,
            reason=f"{pacing.daily_cap} letters in 24 hours is the cap; the next run goes on",
        )
        if len(slots) < room:
            reason = f"does not fit into the hours {pacing.window}; the next run goes on"
            beyond = Skip(kind=SkipKind.OUTSIDE_WINDOW, reason=reason)
        planner = Planner(
            composer=Composer(
                letters=self.letters,
                campaign=frame.campaign,
                settings=frame.settings,
                config_shown=self.config.shown,
                ledger_id=memory.ledger_id,
                calendar=frame.calendar,
            ),
            calendar=frame.calendar,
            now=frame.now,
            today=frame.today,
            slots=slots,
            after_slots=beyond,
            include_hidden=frame.settings.sheet.include_hidden,
            written_to=memory.written_to,
            narrowing=self.request.narrowing,
        )
        return planner.plan(cases_of(look, memory, frame))

    def _write_page(self, rows: tuple[PlanRow, ...], look: Look) -> None:
        page = plan_page(
            rows,
            self.frame,
            sends=not self.request.dry,
            rehearsal=not self.tools.transport.is_live,
            warnings=look.warnings,
        )
        write_page(self.config.resolve(PREVIEW), render_preview(page), shown=PREVIEW)

    def _send(self, plan: Plan) -> Delivered:
        self.audience.start(len(plan.letters))
        return send_letters(
            plan.letters,
            ledger=self.tools.ledger,
            transport=self.tools.transport,
            clock=self.clock,
            interrupted=self.audience.interrupted,
            advance=self.audience.advance,
        )

    def _show(self, tabs: Tabs, look: Look, plan: Plan) -> SheetError | None:
        """Bring the sheet up to date from the ledger as it is now; return why that failed.

        Letters have left by now, so a fault does not undo the run: the ledger is the truth, and
        the next run shows it.
        """
        memory = recall(self.tools.ledger)
        wanted = wanted_sheet(
            look,
            cases_of(look, memory, self.frame),
            memory,
            self.frame,
            unfilled={
                one.case.practitioner.id: one.unfilled.place for one in plan.rest if one.unfilled
            },
        )
        try:
            left = reconcile(self.tools.sheet, tabs, wanted).left
        except SheetError as error:
            return error
        if not left:
            return None
        return SheetError(
            self.tools.sheet.name,
            f"kept changing, so {len(left)} cells do not show their standing yet",
            hint="run again when nobody is editing; the letters are recorded",
        )
