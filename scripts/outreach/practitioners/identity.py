"""Which row is whom: row keys for rows that have none, have lost theirs, or share one (I5)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from outreach.practitioners.addresses import identity_address, plain_words
from outreach.practitioners.row import SheetRow

ID_PATTERN = re.compile(r"P-[0-9A-HJKMNP-TV-Z]{6}")
ID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for another or for a digit."""


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

    A key in the sheet counts, unless the row plainly shows somebody else whom we know (a sort of
    some columns only) or is an edited copy of the key's true row. A row without a key is found
    again by address, else by name and practice, else is new. Rows that still share a key are
    true duplicates, which the caller reports.
    """
    identities = [identity_of(row) for row in rows]
    finder = _Finder(known)
    claims = [_claim(row) for row in rows]
    times = Counter(claims)
    rightful = {
        claim
        for claim, identity in zip(claims, identities, strict=True)
        if claim in known and _same(identity, known[claim])
    }
    settled = []
    for claim, identity in zip(claims, identities, strict=True):
        copied = times[claim] > 1 and claim in rightful
        settled.append(_settle(claim, identity, known, finder, copied=copied))
    taken = set(settled)
    found = []
    for row, identity, claim, id_ in zip(rows, identities, claims, settled, strict=True):
        final = id_
        if not final:
            final = finder.find(identity, without=taken) or _fresh(new_id, taken, known)
            taken.add(final)
        again = final in known and final != claim
        found.append(IdentifiedRow(row=row, id=final, identity=identity, found_again=again))
    return tuple(found)


def _claim(row: SheetRow) -> str:
    text = row.text("ID")
    return text if ID_PATTERN.fullmatch(text) else ""


def _settle(
    claim: str,
    identity: Identity,
    known: Mapping[str, Identity],
    finder: "_Finder",
    *,
    copied: bool,
) -> str:
    """Return the key that this row may keep or plainly has, or empty when it must be found."""
    if not claim or (claim in known and _same(identity, known[claim])):
        return claim
    somebody_else = finder.by_email.get(identity.email, "") if identity.email else ""
    shows_another_name = claim not in known or known[claim].name != identity.name
    if somebody_else and shows_another_name:
        return somebody_else
    # A copy of the rightful row that was edited into somebody new gets a key of its own.
    return "" if copied else claim


def _same(shown: Identity, known: Identity) -> bool:
    if shown.email or known.email:
        return shown.email == known.email
    return (shown.name, shown.practice) == (known.name, known.practice)


def _fresh(new_id: Callable[[], str], taken: set[str], known: Mapping[str, Identity]) -> str:
    while (id_ := new_id()) in taken or id_ in known:
        pass
    return id_


class _Finder:
    """Finds known people by what a row shows."""

    def __init__(self, known: Mapping[str, Identity]) -> None:
        self.by_email = _unique((i.email, id_) for id_, i in known.items() if i.email)
        self.by_name = _unique(((i.name, i.practice), id_) for id_, i in known.items() if i.name)

    def find(self, identity: Identity, *, without: set[str]) -> str:
        for id_ in (
            self.by_email.get(identity.email, "") if identity.email else "",
            self.by_name.get((identity.name, identity.practice), "") if identity.name else "",
        ):
            if id_ and id_ not in without:
                return id_
        return ""


def _unique(pairs: Iterable[tuple[object, str]]) -> dict[object, str]:
    """Keep the keys that lead to one person only: a doubtful find is none."""
    found: dict[object, str] = {}
    for key, id_ in pairs:
        found[key] = "" if key in found else id_
    return found
