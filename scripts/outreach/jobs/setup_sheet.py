"""Create or repair the practice sheet, without a change to anybody's cells."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from outreach.errors import ConfigError, SheetError, UsageError
from outreach.files.config import Config
from outreach.jobs.setup_steps import Outcome, Request, advice_on, fill, refuse_a_filled_one
from outreach.ledger.database import is_file, ledger_url
from outreach.ledger.ledger import Ledger
from outreach.ledger.lock import run_lock
from outreach.ledger.values import Binding
from outreach.sheet.create import new_workbook, save_workbook
from outreach.sheet.missing import shown_changes
from outreach.sheet.repairs import Change
from outreach.sheet.workbook import Workbook
from outreach.sheet.xlsx.repairing import repair_workbook
from outreach.sheet.xlsx.replace import check_replaceable

GOOGLE = "google"
__all__ = ["Outcome", "Request", "setup_sheet"]


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
        if config.settings.sheet.backend == GOOGLE:
            return _set_up_google(config, request)
        return _set_up_workbook(config, request, now=now)


@contextmanager
def _locked(config: Config) -> Iterator[None]:
    """Hold the run lock: no run may read a sheet that is half set up."""
    url = ledger_url(config.settings.ledger.url, config.base, place=f"{config.shown}: [ledger] url")
    with run_lock(url):
        if config.is_demo and is_file(url) and Path(str(url.database)).exists():
            with closing(Ledger(url)) as ledger:
                _refuse_the_demo_beside_real_letters(ledger)
        yield


def _refuse_the_demo_beside_real_letters(ledger: Ledger) -> None:
    if ledger.binding is Binding.LIVE:
        raise ConfigError(
            "config/outreach.toml",
            "is missing, and var/ holds a ledger of real letters",
            hint="put your configuration back, or name it with --config",
        )


def _set_up_google(config: Config, request: Request) -> Outcome:
    from outreach.jobs.setup_google import set_up_google

    return set_up_google(config, request)


def _set_up_workbook(config: Config, request: Request, *, now: datetime) -> Outcome:
    shown = config.settings.sheet.workbook
    path = config.resolve(shown)
    check_replaceable(path, shown)
    sheet = Workbook(path, shown=shown)
    is_new = not path.exists()
    repairs: tuple[Change, ...] = ()
    if request.demo and not is_new:
        refuse_a_filled_one(sheet)
    if is_new:
        _make(path, shown, now)
        changes = [f"{shown}: made, with all tabs, columns and choices"]
    else:
        repairs = repair_workbook(path, shown=shown)
        changes = list(map(str, shown_changes(repairs)))
    if request.demo:
        changes.append(fill(config, sheet, has_boxes=False))
    return Outcome(changes=tuple(changes), advice=advice_on(repairs))


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
