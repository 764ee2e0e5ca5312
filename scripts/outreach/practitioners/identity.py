"""Which row is whom: row keys for rows that have none, have lost theirs, or share one (I5)."""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from outreach.practitioners.addresses import identity_address
from outreach.practitioners.folding import plain_words
from outreach.practitioners.names import BEFORE_NAMES, CREDENTIALS
from outreach.practitioners.row import SheetRow

ID_PATTERN = re.compile(r"P-[0-9A-HJKMNP-TV-Z]{6}")
ID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for another or for a digit."""

NO_NAMES = BEFORE_NAMES | CREDENTIALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What tells a person apart from others when the row key is gone.

    Attributes:
        email: As `identity_address` folds it; may be empty.
        name: As `plain_words` folds it.
        practice: As `plain_words` folds it.
    """

    email: str
    name: str
    practice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifiedRow:
    """A row and whose it is.

    Attributes:
        found_again: The key was blank or wrong in the sheet and was restored from the ledger.
    """

    row: SheetRow
    id: str
    identity: Identity
    found_again: bool


def identity_of(row: SheetRow) -> Identity:
    """Return the identity that a row shows now."""
    return Identity(
        email=identity_address(row.text("Email")),
        name=plain_words(row.text("Name")),
        practice=plain_words(row.text("Practice")),
    )


def identify(
    rows: Sequence[SheetRow], known: Mapping[str, Identity], new_id: Callable[[], str]
) -> tuple[IdentifiedRow, ...]:
    """Give every row its key.

    A key in the sheet counts, unless the row plainly shows somebody else: a person whom we know
    (a sort of some columns only, a mistyped key), or a new one (a copied or overwritten row). A
    row without a key is found again by address, else by name and practice, else is new. Rows
    that still share a key are true duplicates, which the caller reports.

    Args:
        known: Row key → identity as last seen; of several that fit a row equally the first counts.
    """
    identities = [identity_of(row) for row in rows]
    claims = [_claim(row) for row in rows]
    finder = _Finder(known)
    keys = list(map(partial(_plain_key, known, finder), claims, identities))
    _find_again(keys, identities, finder.by_email)
    taken = set(keys)
    for index, (claim, identity) in enumerate(zip(claims, identities, strict=True)):
        # Else it was made somebody new, as a copy beside the true row or in place.
        if not keys[index] and claim not in taken and not _strangers(identity, known[claim]):
            keys[index] = claim
    _find_again(keys, identities, finder.by_name)
    taken = set(keys)
    found = []
    for row, identity, claim, key in zip(rows, identities, claims, keys, strict=True):
        id_ = key or _fresh(new_id, taken, known)
        taken.add(id_)
        again = id_ in known and id_ != claim
        found.append(IdentifiedRow(row=row, id=id_, identity=identity, found_again=again))
    return tuple(found)


def _claim(row: SheetRow) -> str:
    text = row.text("ID")
    return text if ID_PATTERN.fullmatch(text) else ""


def _plain_key(
    known: Mapping[str, Identity], finder: "_Finder", claim: str, identity: Identity
) -> str:
    """Return the key that a row with a key plainly has, or empty when that is in doubt."""
    owner = known.get(claim)
    if not claim or (owner and _same(identity, owner)):
        return claim
    other = finder.by_email(identity, {claim}) or finder.by_name(identity, {claim})
    if owner is None or not _namesake(identity, owner):
        return other or ("" if owner else claim)
    # A new address that somebody else had is still theirs, unless that is a namesake too.
    both = other and _same(identity, known[other]) and _namesake(identity, known[other])
    return other if both else claim


def _find_again(
    keys: list[str],
    identities: Sequence[Identity],
    find: Callable[[Identity, Container[str]], str],
) -> None:
    """Fill in the keys of rows that have none, each key at most once."""
    taken = set(keys)
    for index, identity in enumerate(identities):
        if not keys[index]:
            keys[index] = find(identity, taken)
            taken.add(keys[index])


def _same(shown: Identity, known: Identity) -> bool:
    if shown.email or known.email:
        return shown.email == known.email
    return (shown.name, shown.practice) == (known.name, known.practice)


def _namesake(shown: Identity, known: Identity) -> bool:
    return bool(shown.name) and shown.name == known.name


def _strangers(shown: Identity, known: Identity) -> bool:
    """Tell whether a row shows somebody new: no word of the name stayed, or nothing but a word.

    Somebody else who gets the first one's letters is worse than somebody who starts anew.
    """
    if not shown.name or not known.name or (shown.email and shown.email == known.email):
        return False
    moved = shown.email and known.email and shown.practice and known.practice
    if moved and shown.practice != known.practice and shown.name != known.name:
        return True
    return not _name_words(shown) & _name_words(known)


def _name_words(identity: Identity) -> set[str]:
    """Return the words that tell people apart, which `dr` does not."""
    words = set(identity.name.split())
    return words - NO_NAMES or words


def _fresh(new_id: Callable[[], str], taken: set[str], known: Mapping[str, Identity]) -> str:
    while (id_ := new_id()) in taken or id_ in known:
        pass
    return id_


class _Finder:
    """Finds known people by what a row shows."""

    def __init__(self, known: Mapping[str, Identity]) -> None:
        self._known = known
        self._emails: defaultdict[str, list[str]] = defaultdict(list)
        self._names: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for id_, identity in known.items():
            self._emails[identity.email].append(id_)
            self._names[identity.name, identity.practice].append(id_)

    def by_email(self, identity: Identity, without: Container[str] = frozenset()) -> str:
        """Return who has this address; of several, whoever has the name too."""
        if not identity.email:
            return ""
        found = [id_ for id_ in self._emails.get(identity.email, ()) if id_ not in without]
        named = [id_ for id_ in found if _namesake(identity, self._known[id_])]
        return next(iter(named or found), "")

    def by_name(self, identity: Identity, without: Container[str] = frozenset()) -> str:
        """Return who has this name at this practice; a name alone needs a silent address."""
        if not identity.name:
            return ""
        for id_ in self._names.get((identity.name, identity.practice), ()):
            addresses = {identity.email, self._known[id_].email} - {""}
            if id_ not in without and (identity.practice or len(addresses) <= 1):
                return id_
        return ""
