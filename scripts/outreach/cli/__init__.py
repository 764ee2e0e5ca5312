"""The command line: what each script takes, and how it ends.

Slow libraries are imported by the functions that need them, so that --help and errors are instant.
"""

from outreach.cli.explaining import explain_message
from outreach.cli.nightly import nightly_sync
from outreach.cli.scheduling import run_schedule
from outreach.cli.sending import send_outreach
from outreach.cli.setting_up import setup_sheet

__all__ = ["explain_message", "nightly_sync", "run_schedule", "send_outreach", "setup_sheet"]
