"""When to stop before anything is written or sent (I2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from outreach.errors import SafetyStop
from outreach.practitioners.identity import IdentifiedRow

CLOCK_TOLERANCE = timedelta(minutes=5)
FEWEST_LOST = 5
LARGEST_LOSS = 0.3
ZONES = timedelta(days=1)  # by which a day may move when the owner's time zone is changed


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFacts:
    """What the ledger says that the sheet must agree with.

    Attributes:
        id: The ledger's id.
        known: All row keys.
        present: Row keys that stood in the sheet at the newest pass.
        last_touch_on: Row key → the owner's date of the newest letter.
        newest: When the newest entry was made, or None.
    """

    id: str
    known: frozenset[str]
    present: frozenset[str]
    last_touch_on: Mapping[str, date]
    newest: datetime | None


def check_clock(facts: LedgerFacts, *, now: datetime, as_of: bool) -> None:
    """Stop when time runs backwards: days would be counted wrongly.

    Raises:
        SafetyStop: `now` lies before the newest entry of the ledger.
    """
    tolerance = timedelta() if as_of else CLOCK_TOLERANCE
    if facts.newest is not None and now < facts.newest - tolerance:
        newest = facts.newest.astimezone(now.tzinfo)
        raise SafetyStop(
            "--as-of" if as_of else "the computer's clock",
            f"says {now:%Y-%m-%d %H:%M}, but the ledger's newest entry is of "
            f"{newest:%Y-%m-%d %H:%M}",
            hint="give a later --as-of, or set the clock right; how to rehearse anew is in "
            "docs/operations.md, “Rehearsing other days”",
        )


def check_same_ledger(facts: LedgerFacts, *, shown: str, rows: Sequence[IdentifiedRow]) -> None:
    """Stop when the sheet was filled from another ledger, or from a newer state of this one.

    Args:
        shown: The ledger id on the Dashboard, or empty.

    Raises:
        SafetyStop: People may have been written to of whom this ledger knows nothing.
    """
    hint = (
        "put the ledger of this sheet back into var/; or, if it is lost for good, run with "
        "--adopt-sheet, which takes everybody with a `Last touch on` as written to"
    )
    if shown and shown != facts.id:
        raise SafetyStop("Dashboard", f"names ledger {shown}, but this is {facts.id}", hint=hint)
    for found in rows:
        if not found.row.text("Last touch on"):
            continue
        claimed = found.row.text("ID")
        if not claimed and facts.known:
            continue  # a copied row without its key says nothing about the ledger
        id_ = claimed if claimed in facts.known else found.id
        known_on = facts.last_touch_on.get(id_)
        shown_on = last_touch_shown(found)
        if known_on and (shown_on is None or shown_on <= known_on + ZONES):
            continue
        raise SafetyStop(
            found.row.place("Last touch on"),
            f"shows a letter of {shown_on or found.row.text('Last touch on')} "
            "that this ledger does not know",
            hint=hint,
        )


def last_touch_shown(found: IdentifiedRow) -> date | None:
    """Return the date in `Last touch on`, or None when it shows no date."""
    value = found.row.cells.get("Last touch on")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(found.row.text("Last touch on"))
    except ValueError:  # damaged by hand: the next write restores it
        return None


def check_nothing_lost(facts: LedgerFacts, rows: Sequence[IdentifiedRow]) -> None:
    """Stop when many known rows are gone at once: a filter, a wrong file, a slip of the hand.

    Raises:
        SafetyStop: More than 30 % of the known rows, and at least 5, are missing.
    """
    missing = facts.present - {found.id for found in rows}
    if len(missing) >= FEWEST_LOST and len(missing) > LARGEST_LOSS * len(facts.present):
        raise SafetyStop(
            "Practitioners",
            f"has lost {len(missing)} of its {len(facts.present)} known rows",
            hint="undo it in the sheet; if you meant it, run again with --accept-missing",
        )
