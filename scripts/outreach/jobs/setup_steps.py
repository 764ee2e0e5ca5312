"""What setting up a sheet takes and gives, and filling it with sample people."""

from dataclasses import dataclass

from outreach.errors import UsageError
from outreach.files.config import Config
from outreach.sheet.port import Spreadsheet
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
