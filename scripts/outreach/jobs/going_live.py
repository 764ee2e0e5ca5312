"""Ends the rehearsal: its ledger is set aside, and the sheet forgets what it showed of it."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from itertools import count

from outreach.campaign.calendar import send_calendar
from outreach.errors import SafetyStop, SheetError, UsageError
from outreach.files.config import Config
from outreach.jobs.memory import Memory, recall
from outreach.jobs.people import look_at
from outreach.jobs.safety import check_same_ledger
from outreach.jobs.tools import Tools, opened_tools, shipped_sample
from outreach.ledger.aside import check_movable, set_aside
from outreach.ledger.database import ledger_url
from outreach.ledger.ledger import Ledger
from outreach.ledger.values import Binding, Findings
from outreach.practitioners.events import EventKind
from outreach.practitioners.identity import IdentifiedRow
from outreach.sheet.port import Tabs
from outreach.sheet.reconcile import cleared, dashboard_ledger, settle

NAMED = 3


def go_live(config: Config, *, now: datetime) -> str:
    """Clear the script-owned cells, set the ledger aside, and return where it lies now.

    In this order, so that a run that breaks off leaves a rehearsal that can be gone on with.

    Args:
        now: Aware; its day goes into the file's name.

    Raises:
        UsageError: There is no rehearsal to end, or the transport is not live.
        SafetyStop: Sample people are still in the sheet, or it shows letters of another ledger.
        OutreachError: Something cannot be opened or written.
    """
    url = ledger_url(config.settings.ledger.url, config.base, place=f"{config.shown}: [ledger] url")
    with opened_tools(config, dry=False, any_ledger=True) as tools:
        _check_is_rehearsal(tools)
        check_movable(url)
        tabs, memory = tools.sheet.read(), recall(tools.ledger)
        _check_sheet(config, memory, tabs)
        if tools.ledger.binding is None:
            raise UsageError("--go-live", "there is no rehearsal to end", hint="run without it")
        tools.sheet.check_writable()
        if settle(tools.sheet, tabs, cleared).left:
            raise SheetError(
                tools.sheet.name,
                "kept changing, so it still shows the rehearsal",
                hint="run it again when nobody is editing; the ledger is as it was",
            )
        tools.ledger.close()
        aside = set_aside(url, now)
        with closing(Ledger(url)) as ledger:
            ledger.record(_what_people_said(memory, now), now=now)
        return aside


def _check_is_rehearsal(tools: Tools) -> None:
    if not tools.transport.is_live:
        hint = 'set [mail] transport = "smtp" first; README.md, “Going live”, has all the steps'
        raise UsageError("--go-live", "is for live transports", hint=hint)
    if tools.ledger.binding is Binding.LIVE:
        raise UsageError("--go-live", "the ledger is for live letters already", hint="leave it out")


def _what_people_said(memory: Memory, now: datetime) -> Findings:
    """Return what the new ledger takes over: whom we know, and what was entered about them.

    A no counts, also where its row is gone by now (I2). A rehearsal may have been of days to
    come, which would make the clock seem to run backwards.
    """
    entries = (e for own in memory.events.values() for e in own if e.kind is EventKind.ENTRY)
    return Findings(
        known=[
            replace(person, present=False, first_seen_at=min(person.first_seen_at, now))
            for person in memory.known.values()
        ],
        events=[replace(entry, at=min(entry.at, now)) for entry in entries],
        suppressed=[
            replace(one, at=min(one.at, now)) for own in memory.suppressions.values() for one in own
        ],
    )


def _check_sheet(config: Config, memory: Memory, tabs: Tabs) -> None:
    """Stop when clearing the sheet could make somebody be written to twice, or wrongly."""
    spare = (f"P-{number:06d}" for number in count())
    look = look_at(tabs, memory.known.values(), lambda: next(spare))
    facts = memory.facts(send_calendar(config.settings))
    check_same_ledger(facts, shown=dashboard_ledger(tabs), rows=look.rows)
    sample = look_at(shipped_sample(config).read(), (), lambda: next(spare))
    if left := _in_both(look.rows, sample.rows):
        names = ", ".join(found.row.place("Name") for found in left[:NAMED])
        more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
        raise SafetyStop(
            names + more,
            "sample people are still in the sheet",
            hint="delete their rows: they do not exist",
        )


def _in_both(rows: Iterable[IdentifiedRow], sample: Iterable[IdentifiedRow]) -> list[IdentifiedRow]:
    identities = {found.identity for found in sample}
    addresses = {identity.email for identity in identities if identity.email}
    return [
        found for found in rows if found.identity in identities or found.identity.email in addresses
    ]
