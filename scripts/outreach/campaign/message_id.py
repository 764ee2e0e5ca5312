"""Message-IDs that follow from the touch, so that a crash cannot make a second one."""

import base64
import hashlib
import json

from outreach.practitioners.touches import TouchKey

LONGEST = 60
"""Characters of a Message-ID with its brackets; longer ones get folded or cut by some servers."""
_LOCAL_BYTES = 15  # 120 bits, 24 characters
_SHORTEST_LOCAL = 12  # 60 bits: two alike among 100,000 letters once in 200 million ledgers
_LONGEST_DOMAIN = LONGEST - _SHORTEST_LOCAL - len("<@>")
_LONGEST_SECOND_LEVEL = 3  # the co of .co.uk


def message_id(key: TouchKey, *, ledger_id: str, owner_address: str) -> str:
    """Return the Message-ID of a touch, with angle brackets (RFC 5322 3.6.4).

    The ledger's id takes part, so that two ledgers never make the same one. The domain is the
    owner's; a long one loses leftmost labels, then the part before it gets shorter. A registered
    name of more than 45 characters is kept all the same: an id must not claim another's domain.
    """
    named = json.dumps([ledger_id, key.practitioner, key.campaign, key.step, key.occasion])
    digest = hashlib.blake2b(named.encode(), digest_size=_LOCAL_BYTES).digest()
    domain = _short_domain(owner_address.rpartition("@")[2])
    room = LONGEST - len(f"<@{domain}>")
    return f"<{_base32(digest)[: max(room, _SHORTEST_LOCAL)]}@{domain}>"


def _short_domain(domain: str) -> str:
    """Drop leftmost labels while the domain is too long, but none of the registered name."""
    labels = domain.split(".")
    top, second = labels[-1], labels[-2:][0]
    has_second_level = len(top) == len("uk") and len(second) <= _LONGEST_SECOND_LEVEL
    registered = 3 if has_second_level else 2
    while len(".".join(labels)) > _LONGEST_DOMAIN and len(labels) > registered:
        labels.pop(0)
    return ".".join(labels)


def _base32(digest: bytes) -> str:
    """Encode in lower case: file systems and some servers ignore case."""
    return base64.b32encode(digest).decode().lower().rstrip("=")
