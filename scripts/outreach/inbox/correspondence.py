"""What we wrote, to whom: by it an answer is told from other mail."""

from dataclasses import dataclass
from functools import lru_cache

from outreach.practitioners.addresses import FREE_MAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """What our side sent.

    Attributes:
        addresses: Whom we wrote to, lower case.
        message_ids: Message-IDs that we sent, with angle brackets.
        own: Our own addresses, lower case.
        subjects: Subjects that we sent, without reply marks, folded by `bare_subject`.
    """

    addresses: frozenset[str] = frozenset()
    message_ids: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()

    def knows(self, address: str) -> bool:
        """Tell whether we wrote to this address."""
        return address in self.addresses

    def ours(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Return those Message-IDs that we sent, in the order given."""
        return tuple(one for one in message_ids if one in self.message_ids)


@lru_cache(maxsize=8)
def practice_domains(addresses: frozenset[str]) -> frozenset[str]:
    """Return the domains of addresses, without those that many unrelated people share."""
    return frozenset(map(practice_domain, addresses)) - {""}


def practice_domain(address: str) -> str:
    """Return the domain of an address; empty for domains that many unrelated people share."""
    domain = address.rpartition("@")[2]
    return "" if domain in FREE_MAIL else domain
