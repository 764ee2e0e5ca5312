"""Shows how messages from a mailbox are understood, and why; `--help` shows the options."""

import sys

from outreach.cli import explain_message

if __name__ == "__main__":
    sys.exit(explain_message())
