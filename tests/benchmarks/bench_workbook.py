"""Reading and patching the practice workbook, against openpyxl's reading of the same file."""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from outreach.practitioners.identity import Identity
from outreach.practitioners.row import Cell
from outreach.sheet.columns import PRACTITIONERS, Column, Kind, Owner

ROOT = Path(__file__).parents[2]
ROWS = 10_000
FILLED = 0.6  # of the cells that people fill
ROUNDS = 5
_ALWAYS = frozenset({"Name", "Email"})
_WORDS = "neck back yoga balance stride well river north oak lake harbour motion spine foot".split()


def make_workbook(path: Path, rows: int = ROWS) -> None:
    """Make the product's own workbook with many rows, the same ones each time."""
    from outreach.sheet.create import new_workbook, save_workbook

    chance = random.Random(1)
    people = [
        {
            column.heading: _value(column, row, chance)
            for column in PRACTITIONERS
            if column.owner is Owner.SCRIPT or column.heading in _ALWAYS or chance.random() < FILLED
        }
        for row in range(rows)
    ]
    save_workbook(new_workbook(people), path, made_at=datetime(2026, 11, 1, tzinfo=UTC))


def _value(column: Column, row: int, chance: random.Random) -> Cell:
    if column.heading == "ID":
        return f"P-{row:06d}"
    if column.heading == "Name":
        return f"Sample {row}"
    if column.heading == "Email":
        return f"person{row}@practice{row}.example"
    if column.choices:
        return chance.choice(column.choices)
    if column.kind is Kind.NUMBER:
        return round(chance.random() * 20, 1)
    if column.kind in (Kind.DATE, Kind.DATETIME):
        return date(2026, 1, 1) + timedelta(days=chance.randrange(300))
    return f"{chance.choice(_WORDS)} {chance.choice(_WORDS)} {row}"


def with_openpyxl(path: Path) -> float:
    """Read all values with openpyxl's read-only mode; return the seconds."""
    import openpyxl

    start = perf_counter()
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book:
        for _ in sheet.iter_rows(values_only=True):
            pass
    seconds = perf_counter() - start
    book.close()
    return seconds


def with_workbook(path: Path) -> float:
    """Read the workbook, reconcile it with new standings, and patch it; return the seconds."""
    from outreach.sheet.reconcile import Wanted, reconcile
    from outreach.sheet.workbook import Workbook

    wanted = Wanted(
        rows={f"P-{row:06d}": _new_cells(row) for row in range(ROWS)},
        known={f"P-{row:06d}": _identity(row) for row in range(ROWS)},
    )
    start = perf_counter()
    workbook = Workbook(path)
    done = reconcile(workbook, workbook.read(), wanted)
    seconds = perf_counter() - start
    if done.left or done.written < ROWS:
        raise SystemExit("it did not do its work")
    return seconds


def _new_cells(row: int) -> dict[str, Cell]:
    own = (column for column in PRACTITIONERS if column.owner is Owner.SCRIPT)
    return {c.heading: f"P-{row:06d}" if c.heading == "ID" else _new_value(c, row) for c in own}


def _identity(row: int) -> Identity:
    return Identity(email=f"person{row}@practice{row}.example", name=f"sample {row}", practice="")


def _new_value(column: Column, row: int) -> Cell:
    if column.kind in (Kind.DATE, Kind.DATETIME):
        return date(2027, 1, 1) + timedelta(days=row % 300)
    return f"new {column.heading} {row}"


def peak_mebibytes() -> float:
    """Return this process's peak of resident memory (Linux).

    getrusage would count what the parent held when it started us.
    """
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


MEASURED: dict[str, Callable[[Path], float]] = {
    "openpyxl": with_openpyxl,
    "workbook": with_workbook,
}


def measure(what: str, path: Path) -> dict[str, float]:
    """Measure one thing in a process of its own; return `seconds` and `peak_mib`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_workbook", what, str(path)],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'scripts'}:{ROOT}"},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(rounds: int = ROUNDS) -> dict[str, float]:
    """Measure both in turns; return the medians, their ratio, and the highest peak."""
    seconds: dict[str, list[float]] = {what: [] for what in MEASURED}
    peak = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "practitioners.xlsx"
        make_workbook(path)
        made = path.read_bytes()
        for _ in range(rounds):
            for what in MEASURED:
                path.write_bytes(made)
                found = measure(what, path)
                seconds[what].append(found["seconds"])
                if what == "workbook":
                    peak = max(peak, found["peak_mib"])
    ours, theirs = median(seconds["workbook"]), median(seconds["openpyxl"])
    return {
        "rows": ROWS,
        "columns": len(PRACTITIONERS),
        "workbook_seconds": round(ours, 3),
        "openpyxl_seconds": round(theirs, 3),
        "ratio": round(ours / theirs, 2),
        "workbook_peak_mib": round(peak, 1),
    }


def main() -> None:
    """Print the comparison or, given what to measure and a file, one measurement, as JSON."""
    if len(sys.argv) > 1:
        what, path = sys.argv[1:]
        seconds = MEASURED[what](Path(path))
        print(json.dumps({"seconds": seconds, "peak_mib": peak_mebibytes()}))
    else:
        print(json.dumps(compare(), indent=2))


if __name__ == "__main__":
    main()
