"""One pass over the sheet and the ledger: gather, take in, decide; and showing how rows stand."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from outreach.campaign.ceilings import ceilings_now
from outreach.campaign.composing import Composer
from outreach.campaign.letters import Letters
from outreach.campaign.pacing import allowance, send_slots
from outreach.campaign.planning import Narrowing, Plan, Planner
from outreach.campaign.stops import Skip, SkipKind
from outreach.errors import MailError, SheetChanged, SheetError
from outreach.files.config import Config
from outreach.jobs.adopting import adopted
from outreach.jobs.findings import findings_of, settled_touches
from outreach.jobs.hearing import Ear, Hearing
from outreach.jobs.memory import Memory, after, heard_too, recall
from outreach.jobs.people import Look, look_at
from outreach.jobs.request import Request, check_only
from outreach.jobs.safety import check_clock, check_nothing_lost, check_same_ledger
from outreach.jobs.sending import binding_of
from outreach.jobs.showing import Frame, cases_of, dashboard_of, standings_of, wanted_sheet
from outreach.jobs.tools import Tools
from outreach.ledger.values import Night
from outreach.practitioners.touches import REACHED
from outreach.sheet.port import Tabs
from outreach.sheet.reconcile import Wanted, dashboard_ledger, reconcile
from outreach.standing.situation import Standing

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one look at sheet and ledger led to.

    Attributes:
        frame: With the moment of the look.
        memory: The ledger with what the look found.
        hearing: What the mailbox held.
    """

    frame: Frame
    tabs: Tabs
    look: Look
    memory: Memory
    plan: Plan
    hearing: Hearing


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What the sheet should show.

    Attributes:
        standings: Of each readable row, by row key.
    """

    standings: Mapping[str, Standing]
    wanted: Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How bringing the sheet up to date ended.

    Attributes:
        written: Cells that were written.
        fault: Why it could not be written, or not to the end; None when all is well.
    """

    written: int = 0
    fault: SheetError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """Makes passes, each from what sheet and ledger say at its moment.

    Attributes:
        ear: What reads the mailbox; None without one.
        new_id: Returns a fresh row key.
        chance: Returns a whole number between its two arguments, both included.
    """

    config: Config
    request: Request
    tools: Tools
    ear: Ear | None
    letters: Letters
    new_id: Callable[[], str]
    chance: Callable[[int, int], int]

    def listen(self, frame: Frame) -> Hearing:
        """Read the mailbox and record what it held, whatever becomes of the sheet.

        Raises:
            SafetyStop: The clock runs backwards.
        """
        return self._listen(self._recalled(frame), frame)

    def first(self, frame: Frame, hearing: Hearing | None = None) -> Pass:
        """Make the pass whose plan is shown.

        Args:
            hearing: What the mailbox held a moment ago; None to read it now.

        Raises:
            OutreachError: Sheet and ledger do not belong together, or cannot be read.
        """
        return self._pass(frame, self.request.narrowing, hearing, is_first=True)

    def again(self, frame: Frame, only: frozenset[str]) -> Pass:
        """Look again at a later moment, and plan for some people.

        Args:
            only: Their row keys; they need not be in the sheet any more.

        Raises:
            OutreachError: As for the first pass.
        """
        return self._pass(frame, Narrowing(only=only), None, is_first=False)

    def begun(self, seen: Pass) -> Pass:
        """Name the ledger in a shared sheet that names none, before the first real letter leaves.

        Else a second ledger could not tell that this sheet's people were written to (I2). It also
        shows whether the sheet can be written at all.

        Raises:
            SheetError: It cannot be written.
        """
        is_named = not self.tools.sheet.is_shared or dashboard_ledger(seen.tabs)
        if is_named or not seen.plan.letters:
            return seen
        done = reconcile(self.tools.sheet, seen.tabs, self.picture(seen).wanted)
        return replace(seen, tabs=done.tabs)

    def show(self, seen: Pass, picture: Picture | None = None, night: Night | None = None) -> Shown:
        """Bring the sheet up to date from the ledger as it is now.

        Letters have left by now, so a fault does not undo the run: the ledger is the truth, and
        the next run shows it.

        Args:
            picture: What it should show, if that is known already.
            night: What to say of the nightly sync that ends now; else of the last one.
        """
        ledger = self.tools.ledger
        newest = ledger.newest_event
        wanted = (picture or self.picture(seen)).wanted
        if night:
            wanted = replace(wanted, dashboard=dashboard_of(ledger.id, night, seen.frame))
        try:
            done = reconcile(self.tools.sheet, seen.tabs, wanted)
        except SheetError as error:
            return Shown(fault=error)
        if not done.left:
            ledger.show_up_to(newest)
            return Shown(written=done.written)
        fault = SheetChanged(
            self.tools.sheet.name,
            f"kept changing, so {len(done.left)} cells do not show their standing yet",
            hint="run again when nobody is editing; the letters are recorded",
        )
        return Shown(written=done.written, fault=fault)

    def picture(self, seen: Pass) -> Picture:
        """Return what the sheet should show, from the ledger as it is now; a dry run's, in mind."""
        memory = seen.memory if self.request.dry else recall(self.tools.ledger)
        cases = cases_of(seen.look, memory, seen.frame)
        standings = standings_of(cases, memory, seen.frame, unfilled=_unfilled(seen))
        wanted = wanted_sheet(seen.look, cases, standings, memory, seen.frame)
        return Picture(standings=standings, wanted=wanted)

    def _recalled(self, frame: Frame) -> Memory:
        memory = recall(self.tools.ledger)
        check_clock(memory.facts(frame.calendar), now=frame.now, as_of=self.request.as_of)
        return memory

    def _pass(
        self, frame: Frame, narrowing: Narrowing, hearing: Hearing | None, *, is_first: bool
    ) -> Pass:
        memory = self._recalled(frame)
        hearing = hearing or self._listen(memory, frame)
        memory = heard_too(memory, hearing.heard)
        frame = replace(frame, mailbox_read_at=hearing.read_at)
        tabs = self.tools.sheet.read()
        look = look_at(tabs, memory.known.values(), self.new_id)
        log.info("read %d rows, %d with a problem", len(look.rows), len(look.problems))
        self._check_sheet(tabs, look, memory, frame)
        if is_first:
            check_only(look, narrowing)
        memory = self._take_in(look, memory, frame)
        plan = self._plan(look, memory, frame, narrowing)
        return Pass(frame=frame, tabs=tabs, look=look, memory=memory, plan=plan, hearing=hearing)

    def _listen(self, memory: Memory, frame: Frame) -> Hearing:
        """Read the mailbox first, so that an answer counts before the next letter (I7)."""
        ledger = self.tools.ledger
        if self.ear is None or self.request.trial:
            return Hearing(read_at=ledger.mailbox_read_at)
        hearing = self.ear.hear(memory, ledger.bookmarks(), now=frame.now)
        if not self.request.dry:
            ledger.hear(hearing.heard)
        return replace(hearing, read_at=hearing.heard.read_at or ledger.mailbox_read_at)

    def _check_sheet(self, tabs: Tabs, look: Look, memory: Memory, frame: Frame) -> None:
        if self.request.trial:
            return
        facts = memory.facts(frame.calendar)
        if not self.request.adopt_sheet:
            check_same_ledger(facts, shown=dashboard_ledger(tabs), rows=look.rows)
        if not self.request.accept_missing:
            check_nothing_lost(facts, look.rows)

    def _take_in(self, look: Look, memory: Memory, frame: Frame) -> Memory:
        """Take over what people entered and settle what broken runs left; a dry run, in mind."""
        settled = settled_touches(memory.all_touches(), self._was_delivered, now=frame.now)
        findings = findings_of(look, memory, frame, settled)
        if self.request.adopt_sheet:
            found = adopted(look, memory, frame)
            findings = replace(
                findings,
                events=(*found.events, *findings.events),
                suppressed=(*found.suppressed, *findings.suppressed),
                settled=(*findings.settled, *found.settled),
            )
        if not self.request.dry:
            if findings.settled:
                self.tools.ledger.bind(binding_of(self.tools.transport))
            self.tools.ledger.record(findings, now=frame.now)
        return after(memory, findings)

    def _was_delivered(self, message_id: str) -> bool | None:
        """Ask the transport, and where it cannot know the Sent folder: what lies there, left."""
        known = self.tools.transport.was_delivered(message_id)
        if known is not None or self.tools.mailbox is None:
            return known
        try:
            return self.tools.mailbox.has_sent(message_id) or None
        except MailError as error:
            log.warning("the Sent folder cannot be read, so the doubt stays: %s", error)
            return None

    def _plan(self, look: Look, memory: Memory, frame: Frame, narrowing: Narrowing) -> Plan:
        cases = cases_of(look, memory, frame)
        slots, beyond = self._slots(memory, frame, len(cases))
        bounded = self.tools.transport.leaves_computer and not self.request.trial
        country = frame.settings.owner.country
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
            ceilings=ceilings_now(memory.touches, now=frame.now, country=country)
            if bounded
            else None,
            written_to=memory.written_to,
            narrowing=narrowing,
            must_have_read=frame.must_have_read and not self.request.trial,
            mailbox_read_at=frame.mailbox_read_at,
        )
        return planner.plan(cases)

    def _slots(
        self, memory: Memory, frame: Frame, people: int
    ) -> tuple[tuple[datetime, ...], Skip]:
        """Return when letters may leave, and why no more may."""
        pacing = frame.settings.pacing
        reached = (touch.at for touch in memory.all_touches() if touch.state in REACHED)
        room = allowance(reached, now=frame.now, daily_cap=pacing.daily_cap)
        full = Skip(
            kind=SkipKind.DAILY_CAP,
            reason=f"{pacing.daily_cap} letters in 24 hours is the cap; the next run goes on",
        )
        if self.request.trial:
            return (frame.now,) * people, full
        if not self.tools.transport.is_live:
            return (frame.now,) * room, full
        slots = send_slots(
            room, now=frame.now, pacing=pacing, calendar=frame.calendar, chance=self.chance
        )
        if len(slots) == room:
            return slots, full
        reason = f"does not fit into the hours {pacing.window}; the next run goes on"
        return slots, Skip(kind=SkipKind.OUTSIDE_WINDOW, reason=reason)


def _unfilled(seen: Pass) -> dict[str, str]:
    """Return row key → the cell that the due letter lacks."""
    return {one.case.practitioner.id: one.unfilled.place for one in seen.plan.rest if one.unfilled}
