"""Creates or repairs the practice sheet and nobody's cells; `--help` shows the options."""

import sys

from outreach.cli import setup_sheet

if __name__ == "__main__":
    sys.exit(setup_sheet())
