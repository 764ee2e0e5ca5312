"""scripts/explain_message.py: what it takes, and how it ends."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from outreach.cli.arguments import configured
from outreach.console import command_parser, guarded, show_error, whoever_reads
from outreach.errors import UsageError


def explain_message(arguments: Sequence[str] | None = None) -> int:
    """Run scripts/explain_message.py and return its exit code."""
    parser = command_parser(
        "Show how messages are understood, and why: answers, bounces, absences, opt-outs. "
        "Nothing is recorded."
    )
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar="FILE.eml", help="messages as a mailbox holds them")
    add("--json", action="store_true", help="one line of JSON for each file, in their order")
    add("--known", action="append", default=[], metavar="ADDR", help="an address we wrote to")
    add("--known-file", type=Path, metavar="PATH", help="addresses we wrote to, one a line")
    add("--message-ids", type=Path, metavar="PATH", help="Message-IDs that we sent, one a line")
    add("--owner", metavar="ADDR", help="our own address, if it is not the configuration's")
    return guarded(parser, arguments, _explain_message)


def _explain_message(options: argparse.Namespace) -> int:
    from outreach.inbox.header_fields import addresses_in
    from outreach.jobs import explain_message as job

    config = configured(options)
    given = job.Given(
        known=frozenset(addresses_in("\n".join([*options.known, *_lines(options.known_file)]))),
        message_ids=frozenset(_lines(options.message_ids)),
        owner=options.owner,
    )
    unreadable: list[UsageError] = []
    with whoever_reads():
        for explained in job.explain(config, options.files, given):
            print(json.dumps(explained.as_json()) if options.json else explained.as_text())
            if explained.fault:
                unreadable.append(explained.fault)
    for fault in unreadable:
        show_error(fault)
    return UsageError.exit_code if unreadable else 0


def _lines(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(str(path), "cannot be read", hint="give a text file in UTF-8") from error
