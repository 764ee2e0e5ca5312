"""Planning by the number of rows, and starting a script."""

import gc
import random
import subprocess
import sys
from statistics import median
from time import perf_counter

from outreach.campaign.planning import Plan, Planner
from outreach.campaign.stops import Skip, SkipKind
from outreach.console import NEW_BEFORE_COLLECTING
from outreach.jobs.memory import Memory
from outreach.jobs.people import look_at
from outreach.jobs.showing import Frame, cases_of
from outreach.practitioners.identity import ID_ALPHABET
from outreach.sheet.columns import PRACTITIONERS
from outreach.sheet.port import Grid, Tabs
from tests.desk import people
from tests.people import (
    MONDAY,
    PROJECT,
    SAMPLE,
    default_campaign,
    everyday,
    noon,
    shipped_letters,
    working_days,
)

FEW, MANY = 1_000, 10_000
ROUNDS = 5
CAP = 50
NOBODY = Memory(
    ledger_id="L-1",
    newest=None,
    known={},
    touches={},
    events={},
    suppressions={},
    suppressed={},
    written_to={},
)


def tabs_of(count: int) -> Tabs:
    """Return a sheet of so many people whom nobody has written to."""
    headings = tuple(column.heading for column in PRACTITIONERS)
    shown = ({**SAMPLE, "ID": None, **person} for person in people(count))
    rows = (tuple(cells.get(heading) for heading in headings) for cells in shown)
    grid = Grid(title="Practitioners", rows=(headings, *rows))
    return {grid.title: grid}


def plan_for(tabs: Tabs) -> Plan:
    """Read every row, judge it, and plan the day's letters."""
    chance = random.Random(1)
    look = look_at(tabs, (), lambda: "P-" + "".join(chance.choices(ID_ALPHABET, k=6)))
    frame = Frame(
        settings=working_days(),
        campaign=default_campaign(),
        calendar=everyday(),
        now=noon(MONDAY),
    )
    planner = Planner(
        composer=shipped_letters(),
        calendar=everyday(),
        now=noon(MONDAY),
        today=MONDAY,
        slots=(noon(MONDAY),) * CAP,
        after_slots=Skip(kind=SkipKind.DAILY_CAP, reason="cap"),
        include_hidden=False,
    )
    return planner.plan(cases_of(look, NOBODY, frame))


def planning_ratio() -> dict[str, float]:
    """Return the seconds for few and many rows, and how much longer many take."""
    gc.set_threshold(NEW_BEFORE_COLLECTING)  # as every command has it
    few, many = tabs_of(FEW), tabs_of(MANY)
    plan_for(few)  # templates are compiled, and modules loaded
    seconds: dict[int, list[float]] = {FEW: [], MANY: []}
    for _ in range(ROUNDS):
        for count, tabs in ((FEW, few), (MANY, many)):
            start = perf_counter()
            plan_for(tabs)
            seconds[count].append(perf_counter() - start)
    short, long = median(seconds[FEW]), median(seconds[MANY])
    return {
        "seconds_1000": round(short, 3),
        "seconds_10000": round(long, 3),
        "ratio": round(long / short, 2),
    }


def help_ratio(script: str) -> dict[str, float]:
    """Return the seconds of `--help` and of a bare interpreter, and their ratio."""
    commands = {
        "help": [sys.executable, str(PROJECT / "scripts" / script), "--help"],
        "bare": [sys.executable, "-c", "pass"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(3 * ROUNDS):
        for name, command in commands.items():
            start = perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            seconds[name].append(perf_counter() - start)
    shown, bare = median(seconds["help"]), median(seconds["bare"])
    return {
        "help_seconds": round(shown, 4),
        "bare_seconds": round(bare, 4),
        "ratio": round(shown / bare, 2),
    }
