"""What the morning digest tells: from events, standings and the plan; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from outreach.campaign.planning import Plan
from outreach.errors import OutreachError
from outreach.jobs.memory import Memory
from outreach.jobs.showing import Frame
from outreach.ledger.values import Night
from outreach.practitioners.events import Event, EventKind
from outreach.practitioners.stages import Intent, Status
from outreach.reports.digest import Digest, DigestLine, DigestSection, shortened
from outreach.standing.situation import Standing

A_NIGHT = timedelta(hours=26)
"""After how long a night counts as missed."""

_MEANS = {
    Intent.INTERESTED: "is interested",
    Intent.DECLINED: "declined",
    Intent.ALREADY_HAS: "has a massage therapist already",
    Intent.NOT_NOW: "says not now",
    Intent.QUESTION: "has a question",
    Intent.REFERRED_ON: "refers you on",
    Intent.CHECK: "answered, and it is not clear what it means",
}
_TO_DECIDE = {Status.CHECK, Status.UNKNOWN_DELIVERY, Status.RE_EVALUATE}
_ANSWERED = {EventKind.REPLY, EventKind.INVITATION_DECLINED}
_RETURNED = {
    EventKind.HARD_BOUNCE: "the address does not exist; find another one",
    EventKind.SOFT_BOUNCE: "the letter came back; call, or check the address",
}
_AWAY = {
    EventKind.AUTO_REPLY: "is away",
    EventKind.LEFT_PRACTICE: "left, or the practice closed; find out who took over",
}
_SILENCED = {
    EventKind.OPT_OUT: "asked not to be written to again",
    EventKind.COMPLAINT: "reported a letter as spam",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What a digest is made from.

    Attributes:
        news: Events that no digest has told of yet.
        names: Row key → name and practice as the sheet has them; empty without a sheet.
        standings: By row key; empty without a sheet.
        plan: What a run of letters would do now; None without a sheet.
        faults: What went wrong this night.
        last_night: What the night before left.
    """

    frame: Frame
    memory: Memory
    news: Sequence[Event]
    names: Mapping[str, tuple[str, str]]
    standings: Mapping[str, Standing]
    plan: Plan | None
    faults: Sequence[OutreachError]
    last_night: Night

    def digest(self) -> Digest:
        """Return what to tell."""
        sections = (
            DigestSection(title="They answered", lines=tuple(self._answers())),
            DigestSection(title="To decide", lines=tuple(self._decisions()), is_news=False),
            DigestSection(title="To do", lines=tuple(self._tasks()), is_news=self._has_new_tasks()),
            DigestSection(title="To add to the sheet", lines=tuple(self._referred())),
            DigestSection(title="Came back", lines=tuple(self._told(_RETURNED))),
            DigestSection(title="Away", lines=tuple(self._told(_AWAY))),
            DigestSection(title="Not to be written to again", lines=tuple(self._told(_SILENCED))),
        )
        return Digest(
            owner=self.frame.settings.owner.name,
            on=self.frame.today,
            alarms=tuple(self._alarms()),
            sections=tuple(section for section in sections if section.lines),
            letters=tuple(self._letters()),
        )

    def _alarms(self) -> Iterable[str]:
        for fault in self.faults:
            yield f"{fault}. {fault.hint[:1].upper()}{fault.hint[1:]}".rstrip(". ") + "."
        if missed := self._missed_since():
            yield (
                f"The last night that ended well was on {missed:%A, %B} {missed.day}; the nights "
                "since were missed. Is the computer on, and does the schedule run?"
            )

    def _missed_since(self) -> datetime | None:
        """Return when the last night ended well, if that is too long ago; rehearsals may skip."""
        ended_at = self.last_night.ended_at
        if not self.frame.must_have_read or ended_at is None:
            return None
        is_late = self.frame.now - ended_at > A_NIGHT
        return ended_at.astimezone(self.frame.calendar.zone) if is_late else None

    def _answers(self) -> Iterable[DigestLine]:
        for event in self.news:
            if event.kind in _ANSWERED:
                what = _MEANS[event.intent or Intent.CHECK]
                if event.kind is EventKind.INVITATION_DECLINED:
                    what = "declined the invitation; agree on another day"
                if event.weak:
                    what = f"wrote from {event.sender}; read it and decide"
                standing = self.standings.get(event.practitioner)
                following = standing.next if standing else None
                if following and not event.weak:
                    what = f"{what}. Next: {following.text}"
                yield self._line(event, what, on=following.on if following else None)

    def _told(self, kinds: Mapping[EventKind, str]) -> Iterable[DigestLine]:
        for event in self.news:
            if event.kind in kinds:
                what = kinds[event.kind]
                if event.kind is EventKind.AUTO_REPLY and event.until:
                    what = f"{what}, back on {event.until:%B} {event.until.day}"
                if event.kind is EventKind.LEFT_PRACTICE and event.value:
                    what = f"{what} ({event.value})"
                yield self._line(event, what)

    def _referred(self) -> Iterable[DigestLine]:
        for event in self.news:
            if event.intent is Intent.REFERRED_ON and event.value:
                name, _ = self._who(event)
                what = f"add a row, with “{name}” as Introduced by"
                yield DigestLine(name=event.value, what=what)

    def _decisions(self) -> Iterable[DigestLine]:
        told = self._told_with_next_step()
        for id_, standing in self.standings.items():
            if standing.status in _TO_DECIDE and standing.next and id_ not in told:
                yield self._task(id_, standing, standing.next.text, standing.next.on)

    def _tasks(self) -> Iterable[DigestLine]:
        told = self._told_with_next_step()
        due = [
            (standing.next.on, id_, standing, standing.next.text)
            for id_, standing in self.standings.items()
            if standing.next
            and id_ not in told
            and not standing.next.is_letter
            and standing.status not in _TO_DECIDE
            and standing.next.on <= self.frame.today
        ]
        for on, id_, standing, text in sorted(due, key=lambda task: (task[0], task[1])):
            yield self._task(id_, standing, text, on)

    def _told_with_next_step(self) -> set[str]:
        """Return whose next step stands beside their news: once on a page is enough."""
        kinds = {*_ANSWERED, *_RETURNED, EventKind.LEFT_PRACTICE}
        return {event.practitioner for event in self.news if event.kind in kinds}

    def _has_new_tasks(self) -> bool:
        """Whether a task fell due since the last night; an old one alone is no news."""
        zone, ended_at = self.frame.calendar.zone, self.last_night.ended_at
        since = ended_at.astimezone(zone).date() if ended_at else date.min
        return any(line.on and line.on > since for line in self._tasks())

    def _task(self, id_: str, standing: Standing, text: str, on: date) -> DigestLine:
        name, practice = self.names.get(id_, (id_, ""))
        status = standing.status.value if standing.status else ""
        return DigestLine(name=name, practice=practice, what=f"{text} ({status})", on=on)

    def _line(self, event: Event, what: str, *, on: date | None = None) -> DigestLine:
        name, practice = self._who(event)
        said = shortened(event.text)
        return DigestLine(name=name, practice=practice, what=what, said=said, on=on)

    def _who(self, event: Event) -> tuple[str, str]:
        """Return name and practice, from the sheet or else from the ledger."""
        if event.practitioner in self.names:
            return self.names[event.practitioner]
        person = self.memory.known.get(event.practitioner)
        if person is None:
            return event.sender or "Somebody", ""
        return person.identity.name.title() or event.sender, person.identity.practice.title()

    def _letters(self) -> Iterable[str]:
        if self.plan is None:
            return
        count = len(self.plan.letters)
        if count:
            yield f"{count} {'letter is' if count == 1 else 'letters are'} due today."
        reasons = Counter(one.skip.kind.value for one in self.plan.rest)
        told = ", ".join(f"{number} {kind}" for kind, number in reasons.most_common())
        if told and not count:
            yield f"No letter is due today: {told}."
        elif told:
            yield f"Nobody else gets one: {told}."


def next_night(now: datetime, nightly_at: str) -> datetime:
    """Return when the next nightly sync is to run.

    Args:
        now: In the owner's zone.
        nightly_at: `HH:MM` on the owner's clock.
    """
    hour, minute = map(int, nightly_at.split(":"))
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at if at > now else at + timedelta(days=1)
