"""What several commands take and say alike."""

import argparse
import secrets
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach import console
from outreach.errors import UsageError

if TYPE_CHECKING:
    from outreach.files.config import Config

FIRST_YEAR, LAST_YEAR = 2000, 2200  # beyond which calendars end, or a year is mistyped


def configured(options: argparse.Namespace) -> "Config":
    """Return the configuration that the command line names; say so when it is the demo's.

    Raises:
        ConfigError: It has faults.
    """
    from outreach.files.config import load_config

    config = load_config(options.config, project=console.PROJECT)
    if config.is_demo:
        say = "This is the demo: {}, sample people, and nothing leaves this computer."
        console.say(say.format(config.shown))
    return config


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """Return the moment that --as-of names; a bare day is its noon.

    Raises:
        UsageError: It is none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            "--as-of", f"“{text}” is no day", hint="write it as 2027-03-01 or 2027-03-01T09:30"
        ) from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UsageError("--as-of", f"“{text}” is no day of our time", hint="give another year")
    if moment.tzinfo is not None:
        return moment
    noon = time(12) if len(text) <= len("2027-03-01") else moment.time()
    return datetime.combine(moment.date(), noon, tzinfo=zone)


def new_id() -> str:
    """Return a fresh row key."""
    from outreach.practitioners.identity import ID_ALPHABET

    return "P-" + "".join(secrets.choice(ID_ALPHABET) for _ in range(6))
