"""What setting up a sheet takes and gives, and filling it with sample people."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.errors import UsageError
from outreach.files.config import Config
from outreach.sheet.columns import PRACTITIONERS
from outreach.sheet.port import Spreadsheet
from outreach.sheet.repairs import Change, HeadingAdded
from outreach.sheet.samples import people_in, sample_writes, shows_people
from outreach.sheet.workbook import Workbook

SAMPLE = "config/sample_practitioners.xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks for.

    Attributes:
        demo: Fill a fresh sheet with sample people.
        create: Title of a Google Sheet to make, or None.
    """

    demo: bool = False
    create: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was done.

    Attributes:
        changes: A line for each change, with its place.
        advice: Lines that say what to do next.
    """

    changes: tuple[str, ...]
    advice: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The last line."""
        if not self.changes:
            return "nothing to change"
        things = "1 thing" if len(self.changes) == 1 else f"{len(self.changes)} things"
        return f"changed {things}"


def advice_on(changes: Sequence[Change]) -> tuple[str, ...]:
    """Return a warning when a column was gone whose ticks hold letters back."""
    added = [change for change in changes if isinstance(change, HeadingAdded)]
    lost = [change for change in added if change.column.is_checkbox]
    if not lost or sum(change.tab == lost[0].tab for change in added) == len(PRACTITIONERS):
        return ()  # nothing was lost, or the whole tab is new
    names = " and ".join(f"“{change.column.heading}”" for change in lost)
    return (f"Tick {names} anew where it was ticked, before letters are sent.",)


def refuse_a_filled_one(sheet: Spreadsheet) -> None:
    """Raise UsageError when anybody is in the sheet."""
    if shows_people(sheet.read()):
        raise UsageError(
            "--demo",
            "fills a fresh sheet, but this one has people in it",
            hint="leave --demo out to repair this sheet; for a demo, let the configuration name "
            "another one",
        )


def fill(config: Config, sheet: Spreadsheet, *, has_boxes: bool) -> str:
    """Enter the sample people below the headings, and return the line that says so.

    Args:
        has_boxes: Whether yes is a ticked box there.
    """
    sample = Workbook(config.project / SAMPLE, shown=SAMPLE)
    writes = sample_writes(sheet.read(), sample.read(), has_boxes=has_boxes)
    sheet.write(writes)
    return f"{writes[0].tab}: {people_in(writes)} sample people added"
