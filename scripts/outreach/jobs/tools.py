"""Makes the adapters that the configuration names."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import ConfigError, SafetyStop, SheetError
from outreach.files.config import Config
from outreach.jobs.sending import binding_of
from outreach.ledger.database import is_file, ledger_url
from outreach.ledger.ledger import Ledger
from outreach.ledger.lock import run_lock
from outreach.mail.outbox import Outbox
from outreach.mail.port import Transport
from outreach.sheet.port import Spreadsheet
from outreach.sheet.workbook import Workbook

NOT_YET = "is not in this version yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a job works with."""

    sheet: Spreadsheet
    transport: Transport
    ledger: Ledger


@contextmanager
def opened_tools(config: Config, *, dry: bool) -> Iterator[Tools]:
    """Take the run lock and open everything; a dry run makes no ledger.

    Raises:
        RunLocked: Another run is at work.
        LedgerError, ConfigError, SheetError, MailError: Something cannot be opened.
    """
    transport = _transport(config)
    url = ledger_url(config.settings.ledger.url, config.base, place=f"{config.shown}: [ledger] url")
    with run_lock(url):
        if dry and is_file(url) and not Path(str(url.database)).exists():
            url = url.set(database=":memory:")
        ledger = Ledger(url)
        try:
            _check_binding(config, ledger, transport)
            yield Tools(sheet=_sheet(config, dry=dry), transport=transport, ledger=ledger)
        finally:
            ledger.close()


def _transport(config: Config) -> Transport:
    mail = config.settings.mail
    if mail.transport != "outbox":
        raise ConfigError(
            f"{config.shown}: [mail] transport",
            f'"{mail.transport}" {NOT_YET}',
            hint='set transport = "outbox" to rehearse',
        )
    return Outbox(config.resolve(mail.outbox), shown=mail.outbox)


def _sheet(config: Config, *, dry: bool) -> Spreadsheet:
    sheet = config.settings.sheet
    if sheet.backend != "workbook":
        raise ConfigError(
            f"{config.shown}: [sheet] backend",
            f'"{sheet.backend}" {NOT_YET}',
            hint='set backend = "workbook" to work on a local .xlsx file',
        )
    path = config.resolve(sheet.workbook)
    if path.exists() or not sheet.sample:
        return Workbook(path, shown=sheet.workbook)
    sample = _sample(config)
    if dry:
        return Workbook(sample, shown=sheet.sample)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        shutil.copyfile(sample, part)
        part.replace(path)
    except OSError as error:
        raise SheetError(
            sheet.workbook,
            f"cannot be made from the sample ({error.strerror})",
            hint="check the folder's permissions and free space",
        ) from error
    return Workbook(path, shown=sheet.workbook)


def _sample(config: Config) -> Path:
    name = config.settings.sheet.sample
    for path in (config.base / name, config.project / name):
        if path.is_file():
            return path
    raise ConfigError(
        f"{config.shown}: [sheet] sample",
        f"there is no file {name}",
        hint="name a workbook that exists, or delete the line",
    )


def _check_binding(config: Config, ledger: Ledger, transport: Transport) -> None:
    """Never rehearse into a live ledger, nor send on the word of a rehearsal."""
    if ledger.binding in (None, binding_of(transport)):
        return
    if config.is_demo:
        raise ConfigError(
            "config/outreach.toml",
            "is missing, and var/ holds a ledger of real letters",
            hint="put your configuration back, or name it with --config",
        )
    raise SafetyStop(
        f"{config.shown}: [mail] transport",
        f'is "{config.settings.mail.transport}", but the ledger is for {ledger.binding} letters',
        hint="rehearsals and real letters need a ledger each: give [ledger] url another file",
    )
