"""The night: read the mailbox, bring every row up to date, and tell the owner in the morning.

The parts depend on one another as little as they can: without a mailbox the sheet still becomes
true, and without a sheet what came back is recorded all the same, and shown the next night.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from outreach.campaign.message import DeliveryOutcome, OutgoingMessage
from outreach.campaign.message_id import message_id
from outreach.errors import MailError, OutreachError, gravest_first
from outreach.files.config import Config
from outreach.files.pages import write_page
from outreach.jobs.hearing import Hearing
from outreach.jobs.memory import recall
from outreach.jobs.opening import opened_passes
from outreach.jobs.passes import Pass, Passes, Picture
from outreach.jobs.request import Request, check_as_of
from outreach.jobs.showing import Frame
from outreach.jobs.telling import Morning, next_night
from outreach.ledger.values import Night
from outreach.practitioners.events import EventKind
from outreach.practitioners.touches import TouchKey
from outreach.reports.digest import Digest, render_digest, render_digest_text
from outreach.sheet.reconcile import rows_to_change

DIGEST = "var/digest.html"
TOO_LONG = timedelta(hours=48)
"""After how long without a reading the exit code says so, even when this one went well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the night ended.

    Attributes:
        looked_at: Messages that were new in the mailbox.
        recorded: Events that came of them.
        written: Cells that were written; None when the sheet could not be.
        lines: What came back, a line each.
        told: Where the digest went; empty when there was nothing to tell, or nobody to tell it.
        page: The digest's page, as the user knows it.
        faults: What went wrong, the gravest first.
    """

    looked_at: int
    recorded: int
    written: int | None
    lines: tuple[str, ...]
    told: str
    page: str = DIGEST
    faults: tuple[OutreachError, ...] = ()

    @property
    def exit_code(self) -> int:
        """The gravest fault's, or 0."""
        return self.faults[0].exit_code if self.faults else 0

    def counts(self, *, did_record: str = "recorded") -> str:
        """Return the night in numbers: `read 3 new messages, recorded 1 event, wrote 12 cells`."""
        wrote = "nothing" if not self.written else _number(self.written, "cell")
        read = _number(self.looked_at, "new message")
        return f"read {read}, {did_record} {_number(self.recorded, 'event')}, wrote {wrote}"


def nightly_sync(
    config: Config,
    request: Request,
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> Outcome:
    """Do the night's work.

    Args:
        now: Aware.
        new_id: Returns a fresh row key.

    Raises:
        OutreachError: Something stops the job before its first part.
    """
    with opened_passes(
        config,
        request,
        now=now,
        new_id=new_id,
        chance=lambda low, _: low,
        makes_answers=True,
    ) as (passes, frame):
        check_as_of(request, passes.tools)
        return _Night(config=config, request=request, passes=passes, frame=frame).go()


@dataclass(slots=True, kw_only=True)
class _Night:
    """One night with all that it needs."""

    config: Config
    request: Request
    passes: Passes
    frame: Frame
    faults: list[OutreachError] = field(default_factory=list)

    def go(self) -> Outcome:
        """Mailbox, sheet, digest, in this order; what fails is kept and told."""
        ledger = self.passes.tools.ledger
        before, read_at = ledger.night, ledger.mailbox_read_at
        hearing = self.passes.listen(self.frame)
        if hearing.fault:
            self.faults.append(hearing.fault)
        seen = self._look(hearing)
        picture = self.passes.picture(seen) if seen else None
        changed = rows_to_change(seen.tabs, picture.wanted) if seen and picture else 0
        night = Night(
            ended_at=self.frame.now,
            said=_said(hearing, changed),
            next_at=next_night(self.frame.now, self.frame.settings.schedule.nightly_at),
            told_up_to=ledger.newest_event,
        )
        written = self._show(seen, picture, night) if seen and not self.request.dry else None
        digest = self._morning(hearing, seen, picture, before)
        told = self._tell(digest, night)
        if not self.request.dry:
            ledger.end_night(self._kept(night, before, told=told))
        return Outcome(
            looked_at=hearing.looked_at,
            recorded=len(hearing.heard.events),
            written=written,
            lines=digest.lines,
            told=told,
            faults=gravest_first([*self.faults, *self._unread_for_long(read_at)]),
        )

    def _unread_for_long(self, read_at: datetime | None) -> Iterator[OutreachError]:
        """Yield what whoever watches the exit code should hear of nights that were missed."""
        if self.frame.must_have_read and read_at and self.frame.now - read_at > TOO_LONG:
            hours = int((self.frame.now - read_at).total_seconds() // 3600)
            yield MailError(
                f"{self.config.shown}: [mail.inbox]",
                f"had not been read for {hours} hours",
                hint="see that the computer is on at night and the schedule runs",
            )

    def _kept(self, night: Night, before: Night, *, told: str) -> Night:
        """Return what the next night finds: how this one ended, and what the owner has heard of."""
        if not self.faults:
            return night
        waits = self.frame.settings.schedule.digest_to and not told
        heard = before.told_up_to if waits else night.told_up_to
        return replace(before, next_at=night.next_at, told_up_to=heard)

    def _look(self, hearing: Hearing) -> Pass | None:
        try:
            return self.passes.first(self.frame, hearing)
        except OutreachError as error:
            self.faults.append(error)
            return None

    def _show(self, seen: Pass, picture: Picture | None, night: Night) -> int | None:
        # A night in which the mailbox failed did not end well: the last one that did is shown.
        shown = self.passes.show(seen, picture, night if not self.faults else None)
        if shown.fault:
            self.faults.append(shown.fault)
        return shown.written

    def _morning(
        self, hearing: Hearing, seen: Pass | None, picture: Picture | None, before: Night
    ) -> Digest:
        ledger, dry = self.passes.tools.ledger, self.request.dry
        news = ledger.events(after=before.told_up_to)
        return Morning(
            frame=self.frame,
            memory=seen.memory if seen else recall(ledger),
            news=(*news, *hearing.heard.events) if dry else news,
            names=seen.look.names() if seen else {},
            standings=picture.standings if picture else {},
            plan=seen.plan if seen else None,
            faults=self.faults,
            last_night=before,
        ).digest()

    def _tell(self, digest: Digest, night: Night) -> str:
        """Write the digest's page, and mail it when there is something to say."""
        write_page(self.config.resolve(DIGEST), render_digest(digest), shown=DIGEST)
        to = self.frame.settings.schedule.digest_to
        if self.request.dry or not to or not digest.has_news:
            return ""
        try:
            receipt = self.passes.tools.transport.deliver(self._mail(digest, to, night))
        except OutreachError as error:
            self.faults.append(error)
            return ""
        if receipt.outcome is not DeliveryOutcome.SENT:
            place = f"{self.config.shown}: [schedule] digest_to"
            self.faults.append(
                MailError(
                    place, f"did not get the digest ({receipt.detail})", hint="read " + DIGEST
                )
            )
            return ""
        return to

    def _mail(self, digest: Digest, to: str, night: Night) -> OutgoingMessage:
        owner, ledger = self.frame.settings.owner, self.passes.tools.ledger
        occasion = f"{self.frame.today} {night.told_up_to}"  # the same when told again
        key = TouchKey(practitioner="", campaign="", step="digest", occasion=occasion)
        return OutgoingMessage(
            key=key,
            message_id=message_id(key, ledger_id=ledger.id, owner_address=owner.email),
            to=to,
            to_name=owner.name,
            subject=digest.subject,
            text=render_digest_text(digest),
            html=render_digest(digest),
            headers=(("Auto-Submitted", "auto-generated"),),  # RFC 3834: nobody's machine answers
            sender=owner.email,
            sender_name=owner.business or owner.name,
            date=self.frame.now,
        )


def _said(hearing: Hearing, changed: int) -> str:
    """Return in one line what the night read and wrote."""
    answers = sum(event.kind is EventKind.REPLY for event in hearing.heard.events)
    read = f"{_number(hearing.looked_at, 'new message')}, {_number(answers, 'answer')}"
    return f"{read}; {_number(changed, 'row')} changed"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
