"""Message-IDs that follow from the touch, so that a crash cannot make a second one."""

import base64
import hashlib

from outreach.practitioners.touches import TouchKey

LONGEST = 60
"""Characters of a Message-ID with its brackets; longer ones get folded or cut by some servers."""
_LOCAL_BYTES = 15  # 120 bits, 24 characters


def message_id(key: TouchKey, *, ledger_id: str, owner_address: str) -> str:
    """Return the Message-ID of a touch, with angle brackets (RFC 5322 3.6.4).

    The ledger's id takes part, so that two ledgers never make the same one; the domain is the
    owner's, without its leftmost labels where it would grow too long.
    """
    named = f"{ledger_id}\n{key.practitioner}\n{key.campaign}\n{key.step}\n{key.occasion}"
    digest = hashlib.blake2b(named.encode(), digest_size=_LOCAL_BYTES).digest()
    local = _base32(digest)
    domain = owner_address.rpartition("@")[2]
    while len(local) + len(domain) + 3 > LONGEST and domain.count(".") > 1:
        domain = domain.partition(".")[2]
    return f"<{local}@{domain}>"


def _base32(digest: bytes) -> str:
    """Encode in lower case: file systems and some servers ignore case."""
    return base64.b32encode(digest).decode().lower().rstrip("=")
