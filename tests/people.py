"""Builders of the values that most tests need: a sample row, its practitioner, its history."""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from outreach.campaign.calendar import SendCalendar, send_calendar
from outreach.campaign.campaign import Campaign
from outreach.campaign.case import Case
from outreach.campaign.composing import Composer
from outreach.campaign.letters import Letters
from outreach.campaign.sequence import locate
from outreach.files.campaigns import load_campaign
from outreach.files.config import Config, load_config
from outreach.files.templates import load_templates
from outreach.practitioners.history import History
from outreach.practitioners.practitioner import Practitioner, RowProblem
from outreach.practitioners.qualification import qualify
from outreach.practitioners.reading import read_row
from outreach.practitioners.row import Cell, SheetRow
from outreach.practitioners.touches import TouchKey, TouchRecord, TouchState
from outreach.settings import Settings
from outreach.sheet.columns import PRACTITIONERS, column_letter

PROJECT = Path(__file__).resolve().parents[1]
ZONE = ZoneInfo("America/New_York")
ID = "P-SAMP01"
MONDAY = date(2026, 3, 2)
SAMPLE: Mapping[str, Cell] = {
    "ID": ID,
    "Name": "Dr. Maria Lopez",
    "Email": "maria@lopez.example",
    "Practice": "Lopez Chiropractic",
    "Specialty": "Chiropractor",
    "City": "Dover",
    "Miles away": 2.5,
    "Takes insurance": "No",
    "Offers massage": "No",
    "Has massage therapist": "No",
    "Values massage": "Yes",
    "Found via": "their website",
}
LETTERS = {column.heading: column_letter(i) for i, column in enumerate(PRACTITIONERS, start=1)}


@cache
def demo_config() -> Config:
    """Return the example configuration, the one that the demo runs on."""
    return load_config(PROJECT / "config" / "outreach.example.toml", project=PROJECT)


def settings(**sections: Mapping[str, object]) -> Settings:
    """Return the careful defaults for a sample owner, with some sections changed."""
    owner = {
        "name": "Ana Reyes",
        "email": "ana@reyesmassage.example",
        "timezone": "America/New_York",
        "postal_address": "12 Sample Street, Dover, NH 03820",
    }
    changed = dict(sections)
    return Settings.model_validate({"owner": owner | dict(changed.pop("owner", {})), **changed})


@cache
def default_campaign() -> Campaign:
    """Return the campaign that ships."""
    return load_campaign(demo_config(), "referral_partners")


@cache
def everyday() -> SendCalendar:
    """Return a calendar of working days without holidays."""
    return send_calendar(working_days())


@cache
def working_days() -> Settings:
    """Return settings that send on working days and know no holidays."""
    return settings(pacing={"holidays": ""})


def row(number: int = 12, /, **cells: Cell) -> SheetRow:
    """Return the sample row; keywords are headings with underscores for spaces."""
    changed = {name.replace("_", " "): value for name, value in cells.items()}
    return SheetRow(
        tab="Practitioners", number=number, cells={**SAMPLE, **changed}, letters=LETTERS
    )


def practitioner(number: int = 12, /, **cells: Cell) -> Practitioner:
    """Return the sample practitioner."""
    shown = row(number, **cells)
    read = read_row(shown, shown.text("ID"))
    assert isinstance(read, Practitioner), str(read)
    return read


def problem(**cells: Cell) -> RowProblem:
    """Return the problem that a changed sample row has."""
    read = read_row(row(**cells), ID)
    assert isinstance(read, RowProblem), "the row reads well"
    return read


def noon(day: date) -> datetime:
    """Return noon of the owner's day."""
    return datetime.combine(day, time(12), tzinfo=ZONE)


def touch(
    step: str,
    on: date,
    *,
    state: TouchState = TouchState.SENT,
    address: str = "maria@lopez.example",
    id_: str = ID,
    occasion: str = "",
) -> TouchRecord:
    """Return a touch of the default campaign."""
    key = TouchKey(practitioner=id_, campaign="referral_partners", step=step, occasion=occasion)
    return TouchRecord(
        key=key,
        state=state,
        at=noon(on),
        message_id=f"<{step}.{id_.lower()}{occasion and '.2'}@reyesmassage.example>",
        address=address,
        subject="A neighbor with a question",
    )


def case(
    who: Practitioner,
    history: History | None = None,
    *,
    today: date = MONDAY,
    practice: str = "",
    with_settings: Settings | None = None,
) -> Case:
    """Return the case that a planner or a standing looks at."""
    known = history or History(first_seen_on=MONDAY)
    rules = with_settings or working_days()
    return Case(
        practitioner=who,
        qualification=qualify(who, rules.qualification),
        history=known,
        position=locate(
            who,
            known,
            default_campaign(),
            send_calendar(rules) if with_settings else everyday(),
            today=today,
            park_days=rules.pacing.park_days,
        ),
        practice=practice or who.id,
    )


@cache
def shipped_letters() -> Composer:
    """Return a composer with the letters that ship."""
    return Composer(
        letters=Letters(load_templates(demo_config(), default_campaign())),
        campaign=default_campaign(),
        settings=working_days(),
        config_shown="config/outreach.toml",
        ledger_id="L-1",
        calendar=everyday(),
    )
