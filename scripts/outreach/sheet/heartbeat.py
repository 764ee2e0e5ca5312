"""The Dashboard's own lines: whose sheet this is, and that the scripts still run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from outreach.practitioners.row import Cell

DASHBOARD_LINES = ("Ledger", "Last run", "Last night", "Read and written", "Next night")
DATED_LINES = frozenset({"Last run", "Last night", "Next night"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """That the scripts still run, and what they did last.

    Attributes:
        now: This run's moment (aware).
        night_at: When the last nightly sync ended well; None before the first.
        night_said: What it read and wrote.
        next_night_at: When the next one is to run.
    """

    now: datetime
    night_at: datetime | None = None
    night_said: str = ""
    next_night_at: datetime | None = None


def dashboard_facts(
    ledger_id: str, heartbeat: Heartbeat, zone: ZoneInfo
) -> Sequence[tuple[str, Cell]]:
    """Return what the lines show, each with its label."""
    values: tuple[Cell, ...] = (
        ledger_id,
        _clock(heartbeat.now, zone),
        _clock(heartbeat.night_at, zone),
        heartbeat.night_said,
        _clock(heartbeat.next_night_at, zone),
    )
    return tuple(zip(DASHBOARD_LINES, values, strict=True))


def _clock(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return a moment as a cell has it: the owner's clock, to the minute."""
    return at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0) if at else None
