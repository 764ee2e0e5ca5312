"""Which messages of a Maildir were read; a Maildir itself numbers none."""

import json
import os
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Self

_DIGEST_SIZE = 8  # bytes; of 100,000 messages two have the same with a chance of 1 : 3,000,000,000


@dataclass(frozen=True, slots=True, kw_only=True)
class MaildirBookmark:
    """What stands in the ledger between two sweeps.

    Attributes:
        since: What arrived before is never read.
        read: Digests of the unique parts of names that were read; names would take four times as
            much.
    """

    since: date
    read: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return what `str` wrote; None for anything else."""
        try:
            found = json.loads(text)
            return cls(since=date.fromisoformat(found["since"]), read=frozenset(found["read"]))
        except (ValueError, TypeError, LookupError):
            return None

    def __str__(self) -> str:
        found = {"since": self.since.isoformat(), "read": sorted(self.read)}
        return json.dumps(found, separators=(",", ":"))


def digests(uniques: Iterable[str]) -> dict[str, str]:
    """Return the digest of each unique part of a name."""
    return {unique: _digest(unique) for unique in uniques}


def _digest(unique: str) -> str:
    octets = blake2b(os.fsencode(unique), digest_size=_DIGEST_SIZE).digest()
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")
