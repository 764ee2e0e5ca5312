"""A practice owner's desk for whole-run tests: a folder with a configuration and a workbook."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from outreach import cli
from outreach.practitioners.row import Cell
from outreach.sheet.create import new_workbook, save_workbook
from tests.people import PROJECT, SAMPLE

CONFIG = """
[owner]
name = "Ana Reyes"
email = "ana@reyesmassage.example"
city = "Dover"
postal_address = "12 Sample Street, Dover, NH 03820"
timezone = "America/New_York"

[pacing]
daily_cap = {cap}
weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
holidays = ""
"""
FIRST_DAY = "2026-03-02"
MADE_AT = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command showed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def summary(self) -> str:
        """The last line of what it printed."""
        return self.out.rstrip().rpartition("\n")[2]


class Desk:
    """One owner's folder; commands run in this process unless they are to be killed."""

    def __init__(self, folder: Path, captured: Callable[[], tuple[str, str]]) -> None:
        """Take the folder and what returns the captured output."""
        self.folder = folder
        self._captured = captured
        self.config = folder / "outreach.toml"
        self.workbook = folder / "var" / "practitioners.xlsx"
        self.ledger = folder / "var" / "ledger.sqlite3"
        self.outbox = folder / "var" / "outbox"
        self.preview = folder / "var" / "preview.html"
        self.configure()

    def configure(self, extra: str = "", *, cap: int = 500) -> None:
        """Write the configuration."""
        self.config.write_text(CONFIG.format(cap=cap) + extra, "utf-8")

    def fill(self, *people: Mapping[str, Cell]) -> None:
        """Make a new workbook with these people, each a change to the sample row."""
        self.workbook.parent.mkdir(exist_ok=True)
        rows = [{**SAMPLE, "ID": None, **person} for person in people]
        save_workbook(new_workbook(rows), self.workbook, made_at=MADE_AT)

    def send(self, *options: str, as_of: str | None = FIRST_DAY) -> Ran:
        """Run send_outreach."""
        return self._run(cli.send_outreach, options, as_of)

    def sync(self, *options: str, as_of: str | None = FIRST_DAY) -> Ran:
        """Run nightly_sync."""
        return self._run(cli.nightly_sync, options, as_of)

    def _run(
        self, command: Callable[[Sequence[str]], int], options: Sequence[str], as_of: str | None
    ) -> Ran:
        day = ("--as-of", as_of) if as_of else ()
        self._captured()
        code = command(["--config", str(self.config), *day, *options])
        out, err = self._captured()
        return Ran(code=code, out=out, err=err)

    def start(
        self, *options: str, as_of: str | None = FIRST_DAY, script: str = "send_outreach.py"
    ) -> "subprocess.Popen[str]":
        """Start a script as a process of its own."""
        day = ("--as-of", as_of) if as_of else ()
        script = str(PROJECT / "scripts" / script)
        return subprocess.Popen(
            [sys.executable, script, "--config", str(self.config), *day, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )

    def letters(self) -> list[EmailMessage]:
        """Return the letters in the outbox, oldest first."""
        found = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in self.outbox.glob("*.eml")
        ]
        return sorted(found, key=lambda letter: (letter["Date"].datetime, letter["To"]))

    def edit(self, change: Callable[[Worksheet], None], tab: str = "Practitioners") -> None:
        """Change the workbook as a person would, and save it."""
        book = load_workbook(self.workbook)
        change(book[tab])
        book.save(self.workbook)

    def set(self, name: str, **cells: Cell) -> None:
        """Change cells of the row of one person; keywords have underscores for spaces."""

        def change(sheet: Worksheet) -> None:
            columns = headings(sheet)
            row = next(r for r in sheet.iter_rows() if r[columns["Name"] - 1].value == name)
            for heading, value in cells.items():
                row[columns[heading.replace("_", " ")] - 1].value = value

        self.edit(change)

    def rows(self, tab: str = "Practitioners") -> dict[str, dict[str, object]]:
        """Return the rows as a person sees them, by name (by first cell on other tabs)."""
        return rows_of(self.workbook, tab)

    def row(self, name: str, *wanted: str) -> tuple[object, ...]:
        """Return some cells of one person's row."""
        shown = self.rows()[name]
        return tuple(shown[heading] for heading in wanted)


def rows_of(workbook: Path, tab: str = "Practitioners") -> dict[str, dict[str, object]]:
    """Return the rows of a workbook as a person sees them, by name."""
    sheet = load_workbook(workbook, data_only=True)[tab]
    first, *rest = sheet.iter_rows(values_only=True)
    titles = [str(title) for title in first]
    named = [dict[str, object](zip(titles, row, strict=True)) for row in rest if any(row)]
    key = "Name" if tab == "Practitioners" else titles[0]
    return {str(row[key]): row for row in named}


def headings(sheet: Worksheet) -> dict[str, int]:
    """Return heading → column number, from 1."""
    return {str(cell.value): cell.column for cell in sheet[1] if cell.value}


def people(count: int, *, first: int = 1) -> Sequence[Mapping[str, Cell]]:
    """Return so many people, each at a practice of their own."""
    return [
        {
            "Name": f"Sam Sample{number}",
            "Email": f"sam{number}@practice{number}.example",
            "Practice": f"Practice {number}",
            "Specialty": ("Chiropractor", "Yoga teacher", "Podiatrist", "PT")[number % 4],
            "Miles away": number % 14 + 0.5,
        }
        for number in range(first, first + count)
    ]
