"""Sending to a mail server on this computer, against mailmerge's command line."""

import csv
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email import message_from_string, policy
from pathlib import Path
from statistics import median
from time import perf_counter

from outreach.practitioners.names import salutation
from outreach.practitioners.row import Cell
from outreach.sheet.create import new_workbook, save_workbook
from tests.desk import MADE_AT, people
from tests.people import PROJECT, SAMPLE

MESSAGES = 5_000
ROUNDS = 5
TEMPLATE = PROJECT / "templates" / "introduction" / "default.md.j2"
CONFIG = """
[owner]
name = "Ana Reyes"
business = "Reyes Massage"
credentials = "LMT"
email = "ana@reyesmassage.example"
phone = "603-555-0100"
website = "https://reyesmassage.example"
postal_address = "12 Sample Street, Dover, NH 03820"
city = "Dover"
timezone = "America/New_York"

[sheet]
workbook = "practitioners.xlsx"

[mail]
transport = "smtp"

[mail.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
auth = "none"

[pacing]
daily_cap = {cap}
spacing_seconds = 0
window = "00:00-24:00"
weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
holidays = ""

[ledger]
url = "sqlite:///ledger.sqlite3"
"""
SERVER = """
[smtp_server]
host = 127.0.0.1
port = {port}
"""
LETTER = """\
TO: {{ name }} <{{ email }}>
SUBJECT: A massage therapist with a question
FROM: Ana Reyes <ana@reyesmassage.example>
REPLY-TO: ana@reyesmassage.example
Content-Type: text/markdown

Hello {{ salutation }},

I found {{ practice }} through {{ found_via }}.
I'm Ana Reyes, a massage therapist{% if city == "Dover" %} here{% endif %} in Dover
with a small self-pay practice and no front desk.
{%- if takes_insurance == "No" %} As far as I know you don't take insurance either, so
we both live by word of mouth.{% endif %}

Massage eases sore muscles and helps people unwind, often for a few days. It cures nothing, and
I tell people so. Whatever isn't mine to judge, I send back to you.

Could I call or stop by for ten minutes, so you can see whether you'd trust me with somebody you
look after?

Kind regards,

Ana Reyes, LMT\\
Reyes Massage\\
603-555-0100\\
https://reyesmassage.example

12 Sample Street, Dover, NH 03820\\
If you'd rather not hear from me, just reply "no thanks" and I won't write again.
"""
"""The letter that ours sends to a specialty without one of its own, with the owner filled in."""


@dataclass(frozen=True, slots=True)
class Sink:
    """A mail server on this computer, a process of its own."""

    process: "subprocess.Popen[str]"
    port: int

    def taken(self) -> Mapping[str, object]:
        """Return what came since the last time: `messages`, `recipients`, `newest`."""
        assert self.process.stdin
        assert self.process.stdout
        print(file=self.process.stdin, flush=True)
        found: Mapping[str, object] = json.loads(self.process.stdout.readline())
        return found


@contextmanager
def running_sink() -> Iterator[Sink]:
    """Start a mail server, and end it."""
    command = [sys.executable, str(Path(__file__).with_name("smtp_sink.py"))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        yield Sink(process=process, port=int(process.stdout.readline()))
        process.communicate()  # it serves until nobody asks any more


def recipients() -> list[dict[str, Cell]]:
    """Return whom both programs write to, as the sheet has them; nobody comes before another."""
    alike = {"ID": None, "Specialty": "Massage educator", "Miles away": 2.5}
    return [{**SAMPLE, **person, **alike} for person in people(MESSAGES)]


def ours(folder: Path, port: int) -> Sequence[str]:
    """Lay out a workbook and a configuration; return the command."""
    config = folder / "outreach.toml"
    config.write_text(CONFIG.format(port=port, cap=MESSAGES), "utf-8")
    save_workbook(new_workbook(recipients()), folder / "practitioners.xlsx", made_at=MADE_AT)
    script = PROJECT / "scripts" / "send_outreach.py"
    return [sys.executable, str(script), "--config", str(config), "--yes"]


def mailmerge(folder: Path, port: int) -> Sequence[str]:
    """Lay out mailmerge's three files; return the command."""
    (folder / "mailmerge_server.conf").write_text(SERVER.format(port=port), "utf-8")
    (folder / "mailmerge_template.txt").write_text(LETTER, "utf-8")
    columns = ("name", "email", "practice", "city", "found_via", "takes_insurance", "salutation")
    with (folder / "mailmerge_database.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for person in recipients():
            cells = [str(person[name.replace("_", " ").capitalize()]) for name in columns[:-1]]
            writer.writerow([*cells, salutation(cells[0])])
    program = Path(sys.executable).with_name("mailmerge")
    return [str(program), "--no-dry-run", "--no-limit"]


PROGRAMS: Mapping[str, Callable[[Path, int], Sequence[str]]] = {
    "ours": ours,
    "mailmerge": mailmerge,
}


def measure(program: str, sink: Sink) -> tuple[float, str]:
    """Run one program from start to end; return its seconds and the newest letter that it sent.

    Raises:
        SystemExit: It did not send every letter once, or ours did not record it.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = PROGRAMS[program](folder, sink.port)
        start = perf_counter()
        done = subprocess.run(
            command, cwd=folder, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        seconds = perf_counter() - start
        taken = sink.taken()
        if done.returncode or (taken["messages"], taken["recipients"]) != (MESSAGES, MESSAGES):
            raise SystemExit(f"{program} did not send every letter once: {done.stderr.decode()}")
        if program == "ours":
            _check_ledger(folder / "ledger.sqlite3")
        return seconds, str(taken["newest"])


def _check_ledger(path: Path) -> None:
    with closing(sqlite3.connect(path)) as ledger:
        states = ledger.execute("SELECT state, count(*) FROM touches GROUP BY state").fetchall()
    if states != [("sent", MESSAGES)]:
        raise SystemExit(f"the ledger does not have every letter as sent: {states}")


def words_of(message: str) -> Sequence[str]:
    """Return the words of a message's plain part, without Markdown's signs."""
    parsed = message_from_string(message, policy=policy.default)
    plain = parsed.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content()).replace("\\", " ").split()


def compare(rounds: int = ROUNDS) -> dict[str, float]:
    """Measure both in turns; return the medians, and how many times as fast ours is."""
    seconds: dict[str, list[float]] = {program: [] for program in PROGRAMS}
    newest: dict[str, str] = {}
    with running_sink() as sink:
        for _ in range(rounds):
            for program in PROGRAMS:
                taken, newest[program] = measure(program, sink)
                seconds[program].append(taken)
    if words_of(newest["ours"]) != words_of(newest["mailmerge"]):
        raise SystemExit("the two programs do not send the same letter")
    fast, slow = median(seconds["ours"]), median(seconds["mailmerge"])
    return {
        "messages": MESSAGES,
        "ours_per_second": round(MESSAGES / fast),
        "mailmerge_per_second": round(MESSAGES / slow),
        "ratio": round(slow / fast, 2),
    }


def main() -> None:
    """Print the comparison as JSON."""
    print(json.dumps(compare(), indent=2))


if __name__ == "__main__":
    main()
