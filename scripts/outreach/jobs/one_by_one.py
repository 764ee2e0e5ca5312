"""Live letters with a wait between them.

Before each the sheet is read again, so that a box that somebody ticks meanwhile counts (I2).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from outreach.campaign.planning import PlannedLetter
from outreach.campaign.stops import SkipKind
from outreach.errors import OutreachError, SheetChanged, SheetError
from outreach.jobs.passes import Pass, Passes
from outreach.jobs.sending import Delivered, send_letters

LONGEST_OPEN = 30.0
"""Seconds of a wait over which a connection is kept; servers do not like idle ones."""
FOR_ALL = frozenset(
    {
        SkipKind.OUTSIDE_WINDOW,
        SkipKind.NO_MAIL_TODAY,
        SkipKind.DAILY_CAP,
        SkipKind.CEILING,
    }
)
"""Reasons that hold for whoever comes after as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of the letters.

    Attributes:
        skipped: Kind → letters that were planned, and turned out not to be due any more.
        faults: What stopped it, or could not be shown in the sheet, in the order of events.
    """

    delivered: Delivered
    skipped: Mapping[str, int]
    faults: tuple[OutreachError, ...] = ()


@dataclass(slots=True, kw_only=True)
class OneByOne:
    """Sends a plan letter by letter, and keeps the sheet true after each.

    Attributes:
        clock: Returns now (aware).
        wait: Waits so many seconds, or less when somebody asks to stop.
        interrupted: Whether somebody asked to stop.
        advance: Called after each letter.
    """

    passes: Passes
    clock: Callable[[], datetime]
    wait: Callable[[float], None]
    interrupted: Callable[[], bool]
    advance: Callable[[], None]
    _delivered: Delivered = field(default_factory=lambda: _untried(0))
    _skipped: Counter[str] = field(default_factory=Counter)
    _faults: list[OutreachError] = field(default_factory=list)
    _unshown: SheetError | None = None

    def send(self, first: Pass) -> Sent:
        """Send the letters of the first pass, each as the sheet has it at its moment."""
        letters = first.plan.letters
        is_shown = False
        for number, (letter, gap) in enumerate(zip(letters, _gaps(letters), strict=True)):
            self._rest(gap)
            rest = letters[number:]
            seen = None if self.interrupted() else self._look_again(first, rest)
            if seen is None:
                self._add(_untried(len(rest)))
                break
            goes_on = self._deliver(_same_letter(seen, letter), len(rest))
            is_shown = True
            if not (self._show(seen) and goes_on):
                self._add(_untried(len(rest) - 1 if goes_on else 0))
                break
        if not is_shown:
            self._show(first)
        faults = [*self._faults, *([self._unshown] if self._unshown else [])]
        return Sent(delivered=self._delivered, skipped=self._skipped, faults=tuple(faults))

    def _rest(self, seconds: float) -> None:
        if seconds >= LONGEST_OPEN:
            self.passes.tools.transport.close()
            if self.passes.tools.mailbox:
                self.passes.tools.mailbox.close()
        if seconds > 0:
            self.wait(seconds)

    def _look_again(self, first: Pass, rest: Sequence[PlannedLetter]) -> Pass | None:
        """Return what the sheet and the ledger say now, or None when that cannot be known."""
        now = self.clock().astimezone(first.frame.calendar.zone)
        only = frozenset(letter.case.practitioner.id for letter in rest)
        try:
            return self.passes.again(replace(first.frame, now=now), only)
        except OutreachError as error:
            self._faults.append(error)
            return None

    def _deliver(self, found: PlannedLetter | SkipKind, left: int) -> bool:
        """Send one letter, or count why not; tell whether the next one may follow."""
        if isinstance(found, SkipKind):
            is_for_all = found in FOR_ALL
            self._skipped[found.value] += left if is_for_all else 1
            return not is_for_all
        delivered = send_letters(
            [found],
            ledger=self.passes.tools.ledger,
            transport=self.passes.tools.transport,
            clock=self.clock,
            interrupted=self.interrupted,  # a look may have taken minutes
            advance=self.advance,
        )
        self._add(delivered)
        if delivered.fault:
            self._add(_untried(left - 1))
            self._faults.append(delivered.fault)
        return delivered.fault is None

    def _add(self, delivered: Delivered) -> None:
        self._delivered = self._delivered.plus(delivered)

    def _show(self, seen: Pass) -> bool:
        """Bring the sheet up to date; tell whether that can go on."""
        self._unshown = self.passes.show(seen).fault
        return self._unshown is None or isinstance(self._unshown, SheetChanged)


def _gaps(letters: Sequence[PlannedLetter]) -> Iterator[float]:
    """Yield the seconds to wait before each letter."""
    if letters:
        yield 0.0
    for before, after in pairwise(letters):
        yield (after.at - before.at).total_seconds()


def _same_letter(seen: Pass, letter: PlannedLetter) -> PlannedLetter | SkipKind:
    """Return the letter as it is now, or why it is not due any more."""
    for now in seen.plan.letters:
        if now.message.key == letter.message.key:
            return now
    who = letter.case.practitioner.id
    for one in seen.plan.rest:
        if one.case.practitioner.id == who:
            return one.skip.kind
    return SkipKind.ROW_PROBLEM if _is_there(seen, who) else SkipKind.GONE


def _is_there(seen: Pass, who: str) -> bool:
    return any(found.id == who for found in seen.look.rows)


def _untried(count: int) -> Delivered:
    return Delivered(sent=0, failed=0, unknown=0, left=count, fault=None)
