"""What may stop a job, each with its exit code.

    OutreachError            1  (never raised itself)
    ├── UsageError           2  the command line
    ├── ConfigError          3  configuration, or a template that hits every row
    ├── SheetError           4  the spreadsheet
    │   └── SheetChanged     4  it kept changing under us
    ├── MailError            5  transport or mailbox
    │   └── AccountLimit     5  the provider takes no more for now
    ├── SafetyStop           6  going on could mail somebody twice or wrongly
    ├── RunLocked            7  another run holds the lock
    └── LedgerError          8  locked, corrupt or newer

Trouble with one row is a value (RowProblem, Skip), never an exception.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, in the user's coordinates.

    Attributes:
        place: Such as `Practitioners!F12` or `config/outreach.toml: [mail.smtp] host`.
        what: What is wrong there, as a clause without a full stop.
    """

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


class OutreachError(Exception):
    """Stops the job; cli.py shows it as `error:` lines and one `hint:` line."""

    exit_code: ClassVar[int] = 1

    def __init__(self, place: str, what: str, *, hint: str = "") -> None:
        """Describe one fault; `several` takes more than one."""
        super().__init__(f"{place}: {what}")
        self.faults: tuple[Fault, ...] = (Fault(place=place, what=what),)
        self.hint = hint

    @classmethod
    def several(cls, faults: Sequence[Fault], *, hint: str = "") -> "OutreachError":
        """Report all faults at once, so that one round of editing mends them all."""
        error = cls(faults[0].place, faults[0].what, hint=hint)
        error.faults = tuple(faults)
        return error


class UsageError(OutreachError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class ConfigError(OutreachError):
    """The configuration, a campaign file, or a template that every row would hit."""

    exit_code = 3


class SheetError(OutreachError):
    """The spreadsheet cannot be read, understood or written."""

    exit_code = 4


class SheetChanged(SheetError):
    """Others kept changing the spreadsheet, so that it does not show everything yet."""


class MailError(OutreachError):
    """The transport or the mailbox fails for every message."""

    exit_code = 5


class AccountLimit(MailError):
    """The provider takes no more letters of this account for now; nobody's address is bad."""


class SafetyStop(OutreachError):
    """Going on could mail somebody twice or wrongly; nothing was written or sent."""

    exit_code = 6


class RunLocked(OutreachError):
    """Another run holds the lock."""

    exit_code = 7


class LedgerError(OutreachError):
    """The ledger is locked, corrupt, or written by a newer version."""

    exit_code = 8


GRAVITY = (6, 8, 3, 4, 5, 7, 2, 1)
"""Exit codes, the one that counts first of several."""


def gravest_first(faults: Iterable[OutreachError]) -> tuple[OutreachError, ...]:
    """Return faults in the order that decides about the exit code."""
    return tuple(sorted(faults, key=lambda fault: GRAVITY.index(fault.exit_code)))
