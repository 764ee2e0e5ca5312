"""scripts/setup_sheet.py: what it takes, and how it ends."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime

from outreach.cli.arguments import configured
from outreach.console import command_parser, guarded, whoever_reads


def setup_sheet(arguments: Sequence[str] | None = None) -> int:
    """Run scripts/setup_sheet.py and return its exit code."""
    parser = command_parser(
        "Create or repair the practice sheet: tabs, headings, choices, colours and notes. "
        "What people entered stays as it is and where it is."
    )
    add = parser.add_argument
    add("--demo", action="store_true", help="fill a fresh sheet with sample people")
    add("--create", metavar="TITLE", help="make the Google Sheet and share it with you")
    return guarded(parser, arguments, _setup_sheet)


def _setup_sheet(options: argparse.Namespace) -> int:
    from outreach.jobs import setup_sheet as job

    config = configured(options)
    request = job.Request(demo=options.demo, create=options.create)
    outcome = job.setup_sheet(config, request, now=datetime.now(UTC))
    with whoever_reads():
        for line in (*outcome.changes, *outcome.advice, outcome.summary):
            print(line)
    return 0
