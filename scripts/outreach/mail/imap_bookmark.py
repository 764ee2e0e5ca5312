"""How far a folder was read: its UIDVALIDITY and its highest UID (RFC 3501 2.3.1.1)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Self

HIGHEST_UID = 2**32 - 1
_MOST_AGAIN = 300  # a longer list would not fit in the one line that servers take
_TEXT = re.compile(r"(\d{1,10}):(\d{1,10})(?::(\d{1,10}(?:,\d{1,10})*))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapBookmark:
    """What stands in the ledger between two sweeps.

    Attributes:
        validity: The folder's UIDVALIDITY; under another one all UIDs mean something else.
        last: Every message with a higher UID is new.
        again: UIDs up to `last` that must come again.
    """

    validity: int
    last: int
    again: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return what `str` wrote; None for anything else."""
        found = _TEXT.fullmatch(text)
        if found is None:
            return None
        again = tuple(map(int, found[3].split(","))) if found[3] else ()
        return cls(validity=int(found[1]), last=int(found[2]), again=again)

    def __str__(self) -> str:
        again = ",".join(map(str, self.again))
        return f"{self.validity}:{self.last}" + (f":{again}" if again else "")

    @property
    def new(self) -> str:
        """The set of UIDs to ask for; empty when there can be none."""
        beyond = [f"{self.last + 1}:*"] if self.last < HIGHEST_UID else []
        return ",".join([*map(str, self.again), *beyond])

    def is_new(self, uid: int) -> bool:
        """Tell whether it was asked for: `n:*` finds the last message however low its UID is."""
        return uid > self.last or uid in self.again


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far one sweep has come.

    Attributes:
        start: The bookmark that it began at; None when it began at a date.
        uids: What it found, in rising order.
        end: The highest UID that the folder can have had when the sweep began; None if unknown.
        handled: How many of `uids` were handed out, or found gone.
        failed: UIDs that the server could not hand out.
    """

    validity: int
    start: ImapBookmark | None
    uids: Sequence[int]
    end: int | None
    handled: int = 0
    failed: set[int] = field(default_factory=set)

    def bookmark(self, unread: Collection[str]) -> str:
        """Return where the next sweep begins; empty when only the date can tell."""
        known = [*self.uids[: self.handled]]
        left = self.uids[self.handled :]
        if self.start is not None:
            known.append(self.start.last)
        if self.end is not None and not left:
            known.append(self.end)
        if not known:
            return ""
        last = max(known)
        again = self.failed | set(map(int, unread)) | {uid for uid in left if uid <= last}
        if len(again) > _MOST_AGAIN:
            again, last = set(), min(again) - 1
        return str(ImapBookmark(validity=self.validity, last=last, again=tuple(sorted(again))))
