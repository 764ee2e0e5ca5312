"""What jobs hand to the ledger, and what it says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from outreach.ledger.rows import Known
from outreach.practitioners.events import Event, Suppression
from outreach.practitioners.touches import TouchRecord


class Binding(StrEnum):
    """What a ledger is for; it is bound at its first touch and never changes."""

    REHEARSAL = "rehearsal"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one pass over the sheet adds to the ledger, recorded in one transaction.

    Attributes:
        known: Everybody whom the sheet shows now; everybody else is no longer present.
        events: New events; one that is recorded already is not recorded again.
        suppressed: New suppressions.
        lifted: Row keys whose `manual` suppression ends.
        settled: Touches whose doubt is resolved, with their state now.
    """

    known: Sequence[Known]
    events: Sequence[Event] = ()
    suppressed: Sequence[Suppression] = ()
    lifted: Sequence[str] = ()
    settled: Sequence[TouchRecord] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What reading a mailbox adds to the ledger, recorded in one transaction.

    Attributes:
        events: What came back; a message that is recorded already is not recorded again.
        suppressed: Whom it forbids to write to.
        settled: Touches of which an answer, or the Sent folder, proves that they were sent.
        bookmarks: Folder → how far it is read; moves together with the events (I5).
        read_at: When all folders were read without error; None when one could not be.
    """

    events: Sequence[Event] = ()
    suppressed: Sequence[Suppression] = ()
    settled: Sequence[TouchRecord] = ()
    bookmarks: Mapping[str, str] = field(default_factory=dict)
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """How far the nightly sync came.

    Attributes:
        ended_at: When the last one came to its end without a fault; None before the first.
        said: What it read and wrote, in one line for the Dashboard.
        next_at: When the next one is to run, by the configuration.
        told_up_to: The newest event that a digest has told of.
    """

    ended_at: datetime | None = None
    said: str = ""
    next_at: datetime | None = None
    told_up_to: int = 0
