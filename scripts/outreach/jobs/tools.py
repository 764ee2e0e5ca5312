"""Makes the adapters that the configuration names."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from outreach.errors import ConfigError, SafetyStop, SheetError
from outreach.files.config import Config
from outreach.files.google_keys import read_google_key
from outreach.jobs.logins import mail_secret
from outreach.jobs.mailboxes import opened_mailbox
from outreach.jobs.sample_mailbox import make_sample_mailbox
from outreach.jobs.sending import binding_of
from outreach.ledger.database import is_file, ledger_url
from outreach.ledger.ledger import Ledger
from outreach.ledger.lock import run_lock
from outreach.mail.copying import Copying
from outreach.mail.mailbox import Mailbox
from outreach.mail.outbox import Outbox
from outreach.mail.port import Transport
from outreach.settings import is_loopback
from outreach.sheet.port import Spreadsheet
from outreach.sheet.workbook import Workbook

if TYPE_CHECKING:
    from outreach.sheet.gsheets.connection import Connection
    from outreach.sheet.gsheets.login import Login

SAMPLE = "config/sample_practitioners.xlsx"
EMULATOR = "SHEETS_EMULATOR_HOST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a job works with."""

    sheet: Spreadsheet
    transport: Transport
    ledger: Ledger
    mailbox: Mailbox | None


@contextmanager
def opened_tools(
    config: Config, *, dry: bool, any_ledger: bool = False, answers_at: datetime | None = None
) -> Iterator[Tools]:
    """Take the run lock and open everything; a dry run makes no ledger.

    Args:
        any_ledger: Do not mind whether the ledger is for this kind of transport.
        answers_at: When a rehearsal's made-up answers are read (aware); None to make none up.

    Raises:
        RunLocked: Another run is at work.
        LedgerError, ConfigError, SheetError, MailError: Something cannot be opened.
    """
    transport = _transport(config)
    url = ledger_url(config.settings.ledger.url, config.base, place=f"{config.shown}: [ledger] url")
    with run_lock(url), closing(transport):
        if dry and is_file(url) and not Path(str(url.database)).exists():
            url = url.set(database=":memory:")
        with closing(Ledger(url)) as ledger:
            if not any_ledger:
                _check_binding(config, ledger, transport)
            if answers_at and not dry:
                make_sample_mailbox(config, ledger, now=answers_at)
            with (
                opened_mailbox(config) as mailbox,
                _opened_sheet(config, dry=dry) as sheet,
            ):
                yield Tools(
                    sheet=sheet,
                    transport=_saving(config, transport, mailbox),
                    ledger=ledger,
                    mailbox=mailbox,
                )


def _transport(config: Config) -> Transport:
    mail = config.settings.mail
    if mail.transport == "outbox":
        return Outbox(config.resolve(mail.outbox), shown=mail.outbox)
    from outreach.mail.smtp import Smtp

    return Smtp(
        mail.smtp,
        place=f"{config.shown}: [mail.smtp]",
        secret=mail_secret(config, mail.smtp, place=f"{config.shown}: [mail.smtp]"),
        ehlo_name=config.settings.owner.email.rpartition("@")[2],
    )


def _saving(config: Config, transport: Transport, mailbox: Mailbox | None) -> Transport:
    """Return the transport that also saves each letter in the Sent folder, if that is wanted.

    Raises:
        ConfigError: It is wanted, and there is no mailbox to save it in.
    """
    if not (config.settings.mail.save_sent and transport.is_live):
        return transport
    if mailbox is None:
        raise ConfigError(
            f"{config.shown}: [mail] save_sent",
            "needs a mailbox to save the copies in",
            hint="fill in [mail.inbox], or delete the line",
        )
    return Copying(transport, mailbox)


@contextmanager
def _opened_sheet(config: Config, *, dry: bool) -> Iterator[Spreadsheet]:
    if config.settings.sheet.backend == "workbook":
        yield _workbook(config, dry=dry)
        return
    from outreach.sheet.google import GoogleSheet

    with closing(google_connection(config)) as connection:
        yield GoogleSheet(connection)


def google_connection(config: Config) -> "Connection":
    """Return the connection to the Google Sheet that the configuration names.

    Raises:
        ConfigError: It names none, or no usable key file.
    """
    from outreach.sheet.gsheets.connection import Connection
    from outreach.sheet.gsheets.login import SHEETS_SCOPE, spreadsheet_key

    place = f"{config.shown}: [sheet] spreadsheet"
    emulator = emulator_host()
    credentials = google_login(config, SHEETS_SCOPE)
    key = spreadsheet_key(config.settings.sheet.spreadsheet, place=place)
    return Connection(key, credentials, place=place, emulator=emulator)


def google_login(config: Config, scope: str) -> "Login":
    """Return the credentials that the configuration names, for one scope.

    Raises:
        ConfigError: There is no usable key file.
    """
    from outreach.sheet.gsheets.login import google_credentials

    shown, place = config.settings.sheet.credentials, f"{config.shown}: [sheet] credentials"
    key = read_google_key(config.resolve(shown), place=place, shown=shown) if shown else None
    return google_credentials(key, place=place, shown=shown, scopes=(scope,))


def emulator_host() -> str:
    """Return `host:port` of the emulator that stands in for Google, or empty.

    Raises:
        ConfigError: It is not on this computer.
    """
    host = os.environ.get(EMULATOR, "")
    try:
        named = urlsplit(f"//{host}")
        is_complete = bool(named.hostname and named.port)
    except ValueError:
        is_complete = False
    if host and not is_complete:
        raise ConfigError(EMULATOR, "is no host:port", hint="write 127.0.0.1:PORT, or unset it")
    if host and not is_loopback(str(named.hostname)):
        hint = "unset it: it is for tests on this computer only"
        raise ConfigError(EMULATOR, "names another computer", hint=hint)
    return host


def _workbook(config: Config, *, dry: bool) -> Workbook:
    sheet = config.settings.sheet
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


def shipped_sample(config: Config) -> Workbook:
    """Return the sample people that come with the scripts."""
    return Workbook(config.project / SAMPLE, shown=SAMPLE)


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
    hint = "rehearsals and real letters need a ledger each: give [ledger] url another file"
    if transport.is_live:
        hint = "--go-live sets the rehearsal aside and begins anew; README.md, “Going live”"
    raise SafetyStop(
        f"{config.shown}: [mail] transport",
        f'is "{config.settings.mail.transport}", but the ledger is for {ledger.binding} letters',
        hint=hint,
    )
