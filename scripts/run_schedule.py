"""Stays up and runs the nightly sync and the letters at their times; `--help` for more."""

import sys

from outreach.cli import run_schedule

if __name__ == "__main__":
    sys.exit(run_schedule())
