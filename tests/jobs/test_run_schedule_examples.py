"""config/schedules/: what people copy into their systems is understood by these systems."""

import plistlib
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.people import PROJECT
from tests.programs import program

FOLDER = PROJECT / "config" / "schedules"
PLACE = "/path/to/project"
SCRIPT = re.compile(r"\bscripts[/\\](\w+\.py)")
OPTION = re.compile(r"scripts[/\\](\w+)\.py((?:\s+--[a-z-]+)*)")
SPACE = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
PAGE = (PROJECT / "docs" / "operations.md").read_text("utf-8")
EXAMPLES = sorted(FOLDER.iterdir())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_each_example_starts_a_script_that_is_there(example: Path) -> None:
    """An example with a name of long ago fails at two in the morning."""
    text = example.read_text("utf-8")
    scripts = set(SCRIPT.findall(text))
    assert scripts or example.suffix == ".timer"
    assert [name for name in scripts if not (PROJECT / "scripts" / name).is_file()] == []
    assert f"`{example.name}`" in PAGE, "docs/operations.md says what to do with it"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_letters_have_their_yes_in_the_open(example: Path) -> None:
    """Where nobody can be asked the yes is on the line; nothing else sends by itself."""
    text = example.read_text("utf-8").replace("</string>", "").replace("<string>", "")
    for script, options in OPTION.findall(text):
        assert ("--yes" in options) == (script == "send_outreach"), example.name
        assert "--as-of" not in options


def calendar_of(example: Path) -> list[dict[str, int]]:
    """Return the times in a property list for launchd."""
    told = plistlib.loads(example.read_bytes())["StartCalendarInterval"]
    return told if isinstance(told, list) else [told]


def test_launchd_lists() -> None:
    """Of a list that it cannot read launchd says nothing at all."""
    for example in FOLDER.glob("*.plist"):
        told = plistlib.loads(example.read_bytes())
        assert f"{told['Label']}.plist" == example.name
        assert told["WorkingDirectory"] == PLACE
        assert told["ProgramArguments"][0] == f"{PLACE}/.venv/bin/python"
    nightly = calendar_of(FOLDER / "example.outreach.nightly.plist")
    assert nightly == [{"Hour": 2, "Minute": 0}]
    letters = calendar_of(FOLDER / "example.outreach.send.plist")
    assert letters == [{"Weekday": day, "Hour": 9, "Minute": 30} for day in range(1, 6)]
    stays = plistlib.loads((FOLDER / "example.outreach.schedule.plist").read_bytes())
    assert stays["RunAtLoad"] is True
    assert stays["KeepAlive"] == {"SuccessfulExit": False}


@pytest.mark.parametrize(
    ("name", "by", "at"),
    [("task_nightly", "ScheduleByDay", "02:00"), ("task_send", "ScheduleByWeek", "09:30")],
)
def test_windows_tasks(name: str, by: str, at: str) -> None:
    """A task without StartWhenAvailable forgets what the computer slept through."""
    task = ET.fromstring((FOLDER / f"{name}.xml").read_text("utf-8"))  # noqa: S314 - our own file
    assert task.tag == f"{{{SPACE['t']}}}Task"
    assert task.findtext("t:Settings/t:StartWhenAvailable", "", SPACE) == "true"
    trigger = task.find("t:Triggers/t:CalendarTrigger", SPACE)
    assert trigger is not None
    assert trigger.findtext("t:StartBoundary", "", SPACE).endswith(f"T{at}:00")
    assert trigger.find(f"t:{by}", SPACE) is not None
    assert task.findtext("t:Actions/t:Exec/t:WorkingDirectory", "", SPACE) == r"C:\path\to\project"


def test_windows_script_makes_up_what_was_missed() -> None:
    """What no machine here can run is at least held to its words."""
    text = (FOLDER / "register_tasks.ps1").read_text("utf-8")
    for word in ("-StartWhenAvailable", "Register-ScheduledTask", "run_schedule.py --once"):
        assert word in text
    assert text.count("{") == text.count("}")
    assert text.count("(") == text.count(")")


def test_cron_lines() -> None:
    """Five fields and a command; what is commented out must be right as well."""
    lines = [
        line.lstrip("#")
        for line in (FOLDER / "crontab.example").read_text("utf-8").splitlines()
        if "scripts/" in line
    ]
    fields = r"\d+ (?:\d+|\*) \* \* (?:1-5|\*)"
    assert len(lines) == 3
    for line in lines:
        assert re.fullmatch(rf"{fields} +cd {PLACE} && \.venv/bin/python scripts/.+", line), line


@pytest.mark.system
@pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's")
def test_systemd_units(tmp_path: Path) -> None:
    """A misspelt line of a unit is skipped in silence, and the timer never fires."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    units = []
    for example in sorted({*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")}):
        unit = tmp_path / example.name
        unit.write_text(example.read_text("utf-8").replace(PLACE, str(tmp_path)), "utf-8")
        units.append(str(unit))
    command = [program("systemd-analyze"), "verify", "--man=no", *units]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in ran.stderr.splitlines() if "outreach" in line or str(tmp_path) in line]
    assert said == []
    assert len(units) == 5
