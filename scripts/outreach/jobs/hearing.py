"""Reads the mailbox and finds what the ledger should keep of it (I5, I8)."""

import hashlib
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from outreach.errors import MailError
from outreach.inbox.concern import could_concern_us
from outreach.inbox.correspondence import Correspondence
from outreach.inbox.header import parse_header
from outreach.inbox.matching import Letters, lay_out
from outreach.inbox.message import InboundMessage, read_date
from outreach.inbox.parsing import parse_message
from outreach.inbox.phrases import Phrases
from outreach.inbox.recording import Arrival, record
from outreach.inbox.understanding import understand
from outreach.jobs.memory import Memory
from outreach.ledger.values import Heard
from outreach.mail.mailbox import Mailbox, Swept
from outreach.practitioners.touches import REACHED

log = logging.getLogger(__name__)

DATES_DIFFER = timedelta(days=1)
"""By how much a message's own date may differ from when it arrived before it is not believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What one reading of the mailbox led to.

    Attributes:
        heard: For the ledger.
        looked_at: Messages that were new.
        read_at: When the mailbox was last read without error (aware), now or earlier; or None.
        fault: Why the mailbox could not be read, or not to the end; None when all is well.
    """

    heard: Heard = field(default_factory=Heard)
    looked_at: int = 0
    read_at: datetime | None = None
    fault: MailError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """Reads one mailbox.

    Attributes:
        own: The owner's addresses.
    """

    mailbox: Mailbox
    phrases: Phrases
    own: Collection[str]

    def hear(self, memory: Memory, bookmarks: dict[str, str], *, now: datetime) -> Hearing:
        """Return what is new in the mailbox; a folder that cannot be read loses no other.

        Args:
            bookmarks: Folder of a mailbox → how far it is read; that of another mailbox tells
                nothing, even if its UIDVALIDITY is the same.
            now: What is dated later is left for another time (aware).
        """
        touches = memory.all_touches()
        present = {id_: person.identity.email for id_, person in memory.known.items()}
        letters = lay_out(touches, present)
        since = min((t.at for t in touches if t.state in REACHED), default=now)
        reading = _Reading(
            ear=self,
            letters=letters,
            correspondence=letters.correspondence(self.own),
            now=now,
            since=(since - DATES_DIFFER).date(),
        )
        told = {event.source for own in memory.events.values() for event in own}
        arrivals: dict[str, Arrival] = {}
        marks: dict[str, str] = {}
        fault: MailError | None = None
        looked_at = 0
        for folder in self.mailbox.folders:
            place = f"{folder} in {self.mailbox.name}"
            try:
                read = reading.folder(folder, bookmarks.get(place, ""))
            except MailError as error:
                fault = fault or error
                continue
            looked_at += read.looked_at
            arrivals |= {one.source: one for one in read.arrivals if one.source not in told}
            mark = self.mailbox.bookmark(folder, unread=read.unread)
            if mark != bookmarks.get(place):
                marks[place] = mark
        in_order = sorted(arrivals.values(), key=lambda one: one.at)
        recorded = [record(one, letters) for one in in_order]
        log.info("%d new messages, %d of them answer us", looked_at, len(arrivals))
        heard = Heard(
            events=[event for one in recorded for event in one.events],
            suppressed=[suppression for one in recorded for suppression in one.suppressed],
            settled=[touch for one in recorded for touch in one.settled],
            bookmarks=marks,
            read_at=None if fault else now,
        )
        return Hearing(heard=heard, looked_at=looked_at, fault=fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    arrivals: list[Arrival]
    unread: set[str]
    looked_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One reading with all that it needs."""

    ear: Ear
    letters: Letters
    correspondence: Correspondence
    now: datetime
    since: date

    def folder(self, name: str, bookmark: str) -> _Folder:
        """Read what is new in one folder."""
        arrivals: list[Arrival] = []
        unread: set[str] = set()
        concerning: list[tuple[Swept, datetime]] = []
        looked_at = 0
        for swept in self.ear.mailbox.sweep(name, bookmark, since=self.since):
            looked_at += 1
            header = parse_header(swept.header)
            at = _moment(header, swept, self.now)
            if at > self.now:
                unread.add(swept.key)  # of a day that is still to come
            elif could_concern_us(header, self.correspondence):
                concerning.append((swept, at))
        for swept, at in concerning:
            arrivals.append(self._arrival(swept, at))
        return _Folder(arrivals=arrivals, unread=unread, looked_at=looked_at)

    def _arrival(self, swept: Swept, at: datetime) -> Arrival:
        message = parse_message(self.ear.mailbox.raw(swept))
        verdict = understand(message, self.correspondence, self.ear.phrases)
        log.debug("%s %s: %s", swept.folder, swept.key, verdict.kind)
        return Arrival(message=message, verdict=verdict, at=at, source=_source(message))


def _source(message: InboundMessage) -> str:
    """Return what makes a message the same in every folder and at every reading.

    Some servers give each of their bounces the same Message-ID, or none, so it is not enough.
    """
    said = (part.text for part in message.parts)
    rest = (message.headers.first("date"), message.sender, message.subject, *said)
    digest = hashlib.sha256("\n".join(rest).encode("utf-8", "replace")).hexdigest()[:16]
    return f"{message.message_id}#{digest}"


def _moment(header: InboundMessage, swept: Swept, now: datetime) -> datetime:
    """Return when a message came, as far as anybody can tell.

    What arrived before now came then: the sender's clock, or its zone, may be wrong by hours, and
    an answer must neither wait for its own time nor seem older than our letter (I7).
    """
    said, arrived = header.sent_at, swept.received_at or _received(header)
    if arrived is None:
        return said or now
    if said is None or arrived <= now or abs(said - arrived) > DATES_DIFFER:
        return arrived
    return said


def _received(header: InboundMessage) -> datetime | None:
    """Return when the newest Received field (RFC 5321) says that it came."""
    return read_date(header.headers.first("received").rpartition(";")[2])
