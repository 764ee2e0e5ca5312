"""Referrals given and received, without quota, fee or rank."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

THANK_WITHIN = timedelta(days=2)
ASK_AFTER = timedelta(days=14)


class Direction(StrEnum):
    """Who referred."""

    GIVEN = "Given"
    RECEIVED = "Received"


class Outcome(StrEnum):
    """How the client fared with the partner."""

    GOOD = "Good"
    MIXED = "Mixed"
    BAD = "Bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """One referral.

    Attributes:
        on: The day of the referral.
        thanked_on: When we thanked for a received one, or None.
        outcome: Of a given one, once the client was asked.
        outcome_on: The day on which the outcome was first seen.
    """

    on: date
    direction: Direction
    outcome: Outcome | None = None
    outcome_on: date | None = None
    thanked_on: date | None = None

    @property
    def thank_by(self) -> date | None:
        """The day to thank by, or None when there is nothing to thank for."""
        due = self.direction is Direction.RECEIVED and self.thanked_on is None
        return self.on + THANK_WITHIN if due else None

    @property
    def ask_on(self) -> date | None:
        """The day to ask the client how it went, or None when there is nothing to ask."""
        due = self.direction is Direction.GIVEN and self.outcome is None
        return self.on + ASK_AFTER if due else None
