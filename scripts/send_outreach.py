"""Sends every due letter once and brings the sheet up to date; `--help` shows the options."""

import sys

from outreach.cli import send_outreach

if __name__ == "__main__":
    sys.exit(send_outreach())
