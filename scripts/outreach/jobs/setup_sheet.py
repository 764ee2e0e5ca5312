"""Create or repair the practice sheet, without a change to anybody's cells."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL

from outreach.errors import ConfigError, SheetError, UsageError
from outreach.files.config import Config
from outreach.ledger.database import is_file, ledger_url
from outreach.ledger.ledger import Binding, Ledger
from outreach.ledger.lock import run_lock
from outreach.sheet.create import new_workbook, save_workbook
from outreach.sheet.missing import shown_changes
from outreach.sheet.port import Spreadsheet
from outreach.sheet.samples import people_in, sample_writes, shows_people
from outreach.sheet.workbook import Workbook
from outreach.sheet.xlsx.repairing import repair_workbook
from outreach.sheet.xlsx.replace import check_replaceable

SAMPLE = "config/sample_practitioners.xlsx"
GOOGLE = "google"


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


def setup_sheet(config: Config, request: Request, *, now: datetime) -> Outcome:
    """Create or repair the sheet that the configuration names.

    Args:
        now: Aware; stands in a new workbook as when it was made.

    Raises:
        OutreachError: Something stops the job.
    """
    if request.create is not None and config.settings.sheet.backend != GOOGLE:
        raise UsageError(
            "--create",
            "makes a Google Sheet, but the configuration names a workbook",
            hint=f'set backend = "google" under [sheet] in {config.shown}',
        )
    with _locked(config):
        return _set_up_workbook(config, request, now=now)


@contextmanager
def _locked(config: Config) -> Iterator[None]:
    """Hold the run lock: no run may read a sheet that is half set up."""
    url = ledger_url(config.settings.ledger.url, config.base, place=f"{config.shown}: [ledger] url")
    with run_lock(url):
        _refuse_the_demo_beside_real_letters(config, url)
        yield


def _refuse_the_demo_beside_real_letters(config: Config, url: URL) -> None:
    if not config.is_demo or not is_file(url) or not Path(str(url.database)).exists():
        return
    ledger = Ledger(url)
    try:
        if ledger.binding is Binding.LIVE:
            raise ConfigError(
                "config/outreach.toml",
                "is missing, and var/ holds a ledger of real letters",
                hint="put your configuration back, or name it with --config",
            )
    finally:
        ledger.close()


def _set_up_workbook(config: Config, request: Request, *, now: datetime) -> Outcome:
    shown = config.settings.sheet.workbook
    path = config.resolve(shown)
    check_replaceable(path, shown)
    sheet = Workbook(path, shown=shown)
    is_new = not path.exists()
    if request.demo and not is_new:
        _refuse_a_filled_one(sheet)
    if is_new:
        _make(path, shown, now)
        changes = [f"{shown}: made, with all tabs, columns and choices"]
    else:
        changes = list(map(str, shown_changes(repair_workbook(path, shown=shown))))
    if request.demo:
        changes.append(_fill(config, sheet, has_boxes=False))
    return Outcome(changes=tuple(changes))


def _make(path: Path, shown: str, now: datetime) -> None:
    """Make a new workbook; it appears in full or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_workbook(new_workbook(), part, made_at=now)
        part.replace(path)
    except OSError as error:
        raise SheetError(
            shown,
            f"cannot be made ({error.strerror})",
            hint="check the folder's permissions and free space",
        ) from error


def _refuse_a_filled_one(sheet: Spreadsheet) -> None:
    if shows_people(sheet.read()):
        raise UsageError(
            "--demo",
            "fills a fresh sheet, but this one has people in it",
            hint="leave --demo out to repair this sheet; for a demo, let the configuration name "
            "another one",
        )


def _fill(config: Config, sheet: Spreadsheet, *, has_boxes: bool) -> str:
    sample = Workbook(config.project / SAMPLE, shown=SAMPLE)
    writes = sample_writes(sheet.read(), sample.read(), has_boxes=has_boxes)
    sheet.write(writes)
    return f"{writes[0].tab}: {people_in(writes)} sample people added"
