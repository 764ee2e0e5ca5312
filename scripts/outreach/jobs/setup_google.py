"""Set up a Google Sheet, or make one."""

from contextlib import closing
from dataclasses import replace

from outreach.errors import OutreachError, UsageError
from outreach.files.config import Config
from outreach.jobs.setup_steps import Outcome, Request, advice_on, fill, refuse_a_filled_one
from outreach.jobs.tools import emulator_host, google_connection, google_login
from outreach.sheet.google import GoogleSheet
from outreach.sheet.gsheets.furnish_new import create_spreadsheet
from outreach.sheet.gsheets.furnishing import repair_spreadsheet
from outreach.sheet.gsheets.login import DRIVE_FILE_SCOPE
from outreach.sheet.missing import shown_changes
from outreach.sheet.repairs import Change

ADDRESS = "https://docs.google.com/spreadsheets/d/"


def set_up_google(config: Config, request: Request) -> Outcome:
    """Create or repair the Google Sheet that the configuration names, or a new one.

    Raises:
        OutreachError: Something stops the job.
    """
    made: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    if request.create is not None:
        key = _create(config, request.create)
        config = _naming(config, key)
        made = (f"Google Sheet “{request.create}”: made, and shared with you",)
        advice = (
            f"Open it at {ADDRESS}{key}",
            f"Next: put this line under [sheet] in {config.shown}:",
            f'spreadsheet = "{key}"',
        )
    try:
        changes, lines = _furnish(config, request, is_new=bool(made))
    except OutreachError as error:
        if made:  # or nobody would know of it, and the next try would make another
            error.hint = f"the sheet is made: {advice[-1]} goes under [sheet]; then run it again"
        raise
    return Outcome(changes=(*made, *lines), advice=(*advice_on(changes), *advice))


def _furnish(
    config: Config, request: Request, *, is_new: bool
) -> tuple[tuple[Change, ...], list[str]]:
    """Bring what is missing, and sample people if asked; return the changes, and all in words."""
    with closing(google_connection(config)) as connection:
        sheet = GoogleSheet(connection)
        if request.demo and not is_new:
            refuse_a_filled_one(sheet)
        changes = repair_spreadsheet(connection, is_new=is_new)
        lines = list(map(str, shown_changes(changes)))
        if request.demo:
            lines.append(fill(config, sheet, has_boxes=True))
    return changes, lines


def _create(config: Config, title: str) -> str:
    """Make a Google Sheet and return its key."""
    sheet = config.settings.sheet
    if sheet.spreadsheet:
        raise UsageError(
            "--create",
            f"makes a Google Sheet, but {config.shown} names one already",
            hint="delete its line `spreadsheet` to make another; without --create this one is "
            "repaired",
        )
    if not title.strip():
        raise UsageError("--create", "needs a title", hint='write --create "My practice"')
    credentials = google_login(config, DRIVE_FILE_SCOPE)
    return create_spreadsheet(
        title, config.settings.owner.email, credentials, emulator=emulator_host()
    )


def _naming(config: Config, key: str) -> Config:
    """Return the configuration as it will be with the new sheet."""
    sheet = config.settings.sheet.model_copy(update={"spreadsheet": key})
    return replace(config, settings=config.settings.model_copy(update={"sheet": sheet}))
