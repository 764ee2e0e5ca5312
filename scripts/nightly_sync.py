"""Reads the mailbox, brings every row up to date, and tells what happened; `--help` for more."""

import sys

from outreach.cli import nightly_sync

if __name__ == "__main__":
    sys.exit(nightly_sync())
