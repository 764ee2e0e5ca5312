"""The bounds that keep the scripts usable on an old laptop, as ratios within one run.

`make bench` runs this; the figures go to var/bench.json and docs/benchmarks.md.
"""

import json
import platform
from collections.abc import Iterator

import pytest

from tests.benchmarks.bench_workbook import compare
from tests.benchmarks.hostile import compare as compare_hostile
from tests.benchmarks.imaplib_sweep import compare as compare_sweeping
from tests.benchmarks.planning import help_ratio, planning_ratio
from tests.benchmarks.sending import compare as compare_sending
from tests.people import PROJECT

pytestmark = pytest.mark.benchmark
SCRIPTS = sorted(path.name for path in (PROJECT / "scripts").glob("*.py"))
TIMED = {"planning", "workbook", "sending", "sweep", "hostile"}
PAGE = """# Benchmarks

Made by `make bench` on {machine}. Ratios are taken within one run, so they
hold on other machines; seconds do not. `var/bench.json` has the same figures.

| measure | bound | measured |
|---|---|---|
| planning 10,000 rows against 1,000 | ≤ 12 × | {planning[ratio]} × ({planning[seconds_10000]} s) |
| reading, reconciling and patching the product's own sheet of {workbook[rows]:,} rows × \
{workbook[columns]} columns, against openpyxl's read-only pass over it | ≤ 1.5 × | \
{workbook[ratio]} × ({workbook[workbook_seconds]} s against {workbook[openpyxl_seconds]} s) |
| peak memory of the same | ≤ 250 MiB | {workbook[workbook_peak_mib]} MiB |
| sending {sending[messages]:,} letters from the workbook to a mail server on this computer, the \
whole process with two durable commits around each letter, against mailmerge's command line with \
the same recipients and text | ≥ 1.5 × | {sending[ratio]} × ({sending[ours_per_second]} a second \
against {sending[mailmerge_per_second]}) |
| sweeping the headers of {sweep[messages]:,} new messages over IMAP from a Dovecot on this \
computer, each of them parsed, against a bare loop of imaplib and email.parser over the same \
fields | ≤ 2 × | {sweep[ratio]} × ({sweep[ours_seconds]} s against {sweep[bare_seconds]} s) |
| understanding the worst of {hostile[messages]} hostile messages, against email.parser on a \
harmless one of the same 2 MiB | ≤ 40 × | {hostile[ratio]} × ({hostile[worst_seconds]} s against \
{hostile[plain_seconds]} s) |
{help}
## Where the time of sending goes

Nearly half of the time that 5,000 letters take is sending itself: the two commits around each
letter take a quarter of the whole, half of it waiting for the disk, and the talk with the server a
fifth. Planning takes a seventh, nearly all of it composing, with Jinja as its largest part. Reading
the workbook and understanding its rows takes a ninth, and bringing it up to date an eighth. The
rest is starting Python, the preview page and the plan.

What keeps it fast: a body's Markdown is parsed once for all letters that differ in their printed
values only, lines that letters share are encoded once, the ledger's one hot statement is compiled
once and goes to the driver as it is, and one connection takes fifty letters. mailmerge connects
for each letter, parses each body anew and prints each message; it keeps no record, so it makes no
commits. A busy disk slows ours alone.
"""
HELP = "| `{script} --help` against `python -c pass` | ≤ 15 × | {ratio} × ({help_seconds} s) |\n"


@pytest.fixture(scope="module")
def figures() -> Iterator[dict[str, dict[str, float]]]:
    """Collect the figures, and write them down when all are there."""
    found: dict[str, dict[str, float]] = {}
    yield found
    helps = {name: found[name] for name in SCRIPTS if name in found}
    if found.keys() >= TIMED and len(helps) == len(SCRIPTS):
        (PROJECT / "var").mkdir(exist_ok=True)
        (PROJECT / "var" / "bench.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")
        lines = "".join(HELP.format(script=name, **helps[name]) for name in SCRIPTS)
        machine = f"{platform.system()}, CPython {platform.python_version()}"
        page = PAGE.format(machine=machine, help=lines, **found)
        (PROJECT / "docs" / "benchmarks.md").write_text(page, "utf-8", newline="\n")


def test_planning_grows_with_the_rows(figures: dict[str, dict[str, float]]) -> None:
    """A large practice's list must not make the night long: planning is linear."""
    figures["planning"] = planning_ratio()
    assert figures["planning"]["ratio"] <= 12


def test_workbook_keeps_pace_with_a_plain_read(figures: dict[str, dict[str, float]]) -> None:
    """Reading, reconciling and patching cost about what reading alone costs elsewhere."""
    figures["workbook"] = compare()
    assert figures["workbook"]["ratio"] <= 1.5
    assert figures["workbook"]["workbook_peak_mib"] <= 250


def test_sending_outruns_a_plain_mail_merge(figures: dict[str, dict[str, float]]) -> None:
    """Two durable commits around every letter are no reason to be slow."""
    figures["sending"] = compare_sending()
    assert figures["sending"]["ratio"] >= 1.5


@pytest.mark.system
def test_sweeping_keeps_pace_with_a_bare_loop(figures: dict[str, dict[str, float]]) -> None:
    """The first night reads months of mail, and no message is skipped to be quick."""
    figures["sweep"] = compare_sweeping()
    assert figures["sweep"]["ratio"] <= 2


def test_hostile_messages_take_no_time(figures: dict[str, dict[str, float]]) -> None:
    """Whoever wants to stop the night with one message needs many."""
    figures["hostile"] = compare_hostile()
    assert figures["hostile"]["ratio"] <= 40


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_is_instant(figures: dict[str, dict[str, float]], script: str) -> None:
    """Whoever asks for help wants to read, not to wait."""
    figures[script] = help_ratio(script)
    assert figures[script]["ratio"] <= 15
