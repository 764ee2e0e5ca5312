"""README.md and docs/ tell of what there is: options, exit codes, columns, files and output."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from outreach import cli, errors
from outreach.campaign.sandbox import Sandbox
from outreach.campaign.stops import SkipKind
from outreach.sheet.columns import ACTIVITY, PRACTITIONERS, REFERRALS, Owner
from tests.people import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")
LETTERS_PAGE = (PROJECT / "docs" / "letters.md").read_text("utf-8")
SHEET_PAGE = (PROJECT / "docs" / "sheet.md").read_text("utf-8")
PAGES = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").glob("*.md"))]
INSTALL_AND_RUN = (
    "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"
    " && .venv/bin/python scripts/send_outreach.py"
)
INSTALL_AND_TEST = ".venv/bin/pip install -r requirements-dev.txt && .venv/bin/python -m pytest"
BUG, INTERRUPTED, TERMINATED = 1, 130, 143

# Made by people, by a bug, or by a developer's command; and the place of programs.
MADE_LATER = {"config/outreach.toml", "var/error.log", "var/bench.json", ".venv/bin/"}
MADE_LATER |= {"config/service_account.json"}  # got from Google
# Examples of what people may write themselves, and a folder beside their own configuration.
MADE_LATER |= {"templates/introduction/pilates.md.j2", "campaigns/"}

# `var/outbox/` and `campaign/stops.py`, but no `<step>`, no `NAME.toml` and no `…`.
PATH = re.compile(r"`((?:[a-z_.-]+/)+(?:[a-z_.-]+\.[a-z0-9]+)?)`")
SCRIPT = re.compile(r"\b[a-z_]+\.py\b")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HELP_LINE = re.compile(r"^  (?:-\w, )?(--[a-z-]+)(?: (\S+))?(?:  |$)", re.MULTILINE)
OPTION_ROW = re.compile(r"^\| `(--[a-z-]+)(?: ([^`]+))?`", re.MULTILINE)
CODE_ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)
FIRST_CELL = re.compile(r"^\| `([^`]+)`", re.MULTILINE)


def section(page: str, heading: str) -> str:
    """Return the text below a heading, down to the next one of its level."""
    level = heading.partition(" ")[0]
    _, found, text = f"\n{page}".partition(f"\n{heading}\n")
    assert found, f"there is no {heading}"
    return re.split(rf"\n{level} ", text)[0]


def anchors(page: str) -> set[str]:
    """Return what a link may name after the # in a page."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the first command left, and what it said."""

    folder: Path
    lines: frozenset[str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run the first command, and then the nightly sync, in a copy of what they need."""
    folder = tmp_path_factory.mktemp("demo")
    private = shutil.ignore_patterns("outreach.toml", "*.json", "__pycache__")
    for name in ("scripts", "templates", "config"):
        shutil.copytree(PROJECT / name, folder / name, ignore=private)
    said: list[str] = []
    for script in ("send_outreach.py", "nightly_sync.py"):
        ran = subprocess.run(
            [sys.executable, folder / "scripts" / script],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        said += (ran.stderr + ran.stdout).splitlines()
    return Demo(folder=folder, lines=frozenset(line.rstrip() for line in said))


def test_both_commands_stand_alone_on_a_line() -> None:
    """The checks on the server take them from here, and so does everybody else."""
    lines = README.splitlines()

    for command in (INSTALL_AND_RUN, INSTALL_AND_TEST):
        assert lines.count(command) == 1
        before = lines[: lines.index(command)]
        assert sum(line.startswith("```") for line in before) % 2 == 1, "not in a code block"


@pytest.mark.parametrize(
    "command",
    [
        cli.send_outreach,
        cli.setup_sheet,
        cli.nightly_sync,
        cli.run_schedule,
        cli.explain_message,
    ],
)
def test_options_are_those_of_the_script(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: Callable[[Sequence[str]], int],
) -> None:
    """An option that is not in the table is not known, and one that is only there is a lie."""
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        command(["--help"])
    there = dict(HELP_LINE.findall(capsys.readouterr().out))
    options = section(README, "## Options").replace(r"\|", "|")
    table = section(options, f"### {command.__name__}.py")

    assert dict(OPTION_ROW.findall(table)) == there


def test_every_exit_code_is_explained() -> None:
    """Whoever starts the script from another program decides by these numbers."""
    classes = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.OutreachError)
    ]
    codes = {kind.exit_code for kind in classes} | {0, BUG, INTERRUPTED, TERMINATED}

    assert set(map(int, CODE_ROW.findall(section(README, "## Exit codes")))) == codes


def test_every_reason_for_no_letter_is_explained() -> None:
    """“Why does she get none?” is the first thing that people ask."""
    text = section(README, "## Your own people")

    assert [kind.value for kind in SkipKind if f"`{kind.value}`" not in text] == []


@pytest.mark.parametrize("owner", Owner)
def test_every_column_is_on_the_sheet_page(owner: Owner) -> None:
    """Each column stands among those of its owner, with every heading that it answers to."""
    heading = {
        Owner.PEOPLE: "## Columns that are yours",
        Owner.SCRIPT: "## Columns that are the scripts'",
    }
    lines = section(SHEET_PAGE, heading[owner]).splitlines()
    rows = {found[1]: line for line in lines if (found := FIRST_CELL.match(line))}

    for column in PRACTITIONERS:
        if column.owner is owner:
            cells = rows[column.heading].split(" | ")
            assert column.required == (owner is Owner.SCRIPT or "●" in cells[0]), column.heading
            others = cells[1].split(", ") if owner is Owner.PEOPLE else []
            assert tuple(filter(None, others)) == column.aliases


def test_columns_of_the_other_tabs_are_on_the_sheet_page() -> None:
    """A column that nobody explains is a riddle."""
    text = section(SHEET_PAGE, "## The other tabs' columns")

    for column in chain(REFERRALS, ACTIVITY):
        assert f"`{column.heading}`" in text
        assert all(choice in text for choice in column.choices)


def test_filters_of_letters_are_listed() -> None:
    """Whoever writes a letter looks there before trying."""
    listed = section(LETTERS_PAGE, "## Limits, and what is refused").partition("Filters: ")[2]
    aliases = {"d", "count"}

    assert set(re.findall(r"`(\w+)`", listed)) == set(Sandbox({}).filters) - aliases


def test_every_line_of_the_transition_cases_is_on_the_sheet_page() -> None:
    """Test and page speak of the same table."""
    cases = (PROJECT / "tests" / "data" / "transitions.toml").read_text("utf-8")
    tested = set(re.findall(r'^row = "(\d+[a-c]?)"', cases, re.MULTILINE))
    table = section(SHEET_PAGE, "## What a row shows when")

    assert tested <= set(re.findall(r"^\| (\d+[a-c]?)\b", table, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """A dead link is where a newcomer gives up."""
    for link in LINK.findall(page.read_text("utf-8")):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.is_file(), link
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), link


def paths_named(page: Path) -> Iterator[str]:
    """Yield the paths that a page names as existing."""
    for path in PATH.findall(page.read_text("utf-8")):
        if path not in MADE_LATER:
            yield path


@pytest.mark.skipif(sys.platform == "win32", reason="tables may be a column narrower there")
def test_first_command_says_what_the_readme_shows(demo: Demo) -> None:
    """A newcomer compares the screen with the page."""
    blocks = section(README, "## What you see").split("```")[1::2]
    shown = [line for block in (blocks[0], blocks[2]) for line in block.strip("\n").splitlines()]

    assert [line for line in shown if line.strip() != "…" and line not in demo.lines] == []


def test_first_command_leaves_what_the_pages_name(demo: Demo) -> None:
    """What is said to lie in var/ must be there."""
    named = {path for page in PAGES for path in paths_named(page) if path.startswith("var/")}

    assert [path for path in sorted(named) if not (demo.folder / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_named_exist(page: Path) -> None:
    """Pages that name files of long ago, or of days to come, send people searching."""
    roots = (PROJECT, PROJECT / "scripts" / "outreach", page.parent)
    for path in paths_named(page):
        if not path.startswith("var/"):
            assert any((root / path).exists() for root in roots), path


def test_scripts_named_exist() -> None:
    """The manual tells of this version; what comes later is told without a name to type."""
    there = {path.name for path in (PROJECT / "scripts").rglob("*.py")}
    there |= {path.name for path in (PROJECT / "tests").rglob("*.py")}
    # docs/configuration.md is made from the settings, which know of scripts to come.
    pages = [page for page in PAGES if page.name != "configuration.md"]
    named = {name for page in pages for name in SCRIPT.findall(page.read_text("utf-8"))}

    assert named - there == set()
