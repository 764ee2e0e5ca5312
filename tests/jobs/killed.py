"""Runs a script of ours and kills it, with SIGKILL, at one of its function calls.

`python -m tests.jobs.killed AT SCRIPT OPTION…` kills before the AT-th call of a function of ours;
with AT 0 it lets the script run to its end, and the last line of stderr says how many there were.
"""

import os
import runpy
import signal
import sys
from pathlib import Path
from types import FrameType

OURS = str(Path(__file__).resolve().parents[2] / "scripts" / "outreach")


def main() -> None:
    """Run and kill."""
    at, script, *options = sys.argv[1:]
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        if event == "call" and frame.f_code.co_filename.startswith(OURS):
            calls += 1
            if calls == int(at):
                os.kill(os.getpid(), signal.SIGKILL)

    sys.argv = [script, *options]
    sys.setprofile(count)
    try:
        runpy.run_path(script, run_name="__main__")
    finally:
        sys.setprofile(None)
        print(calls, file=sys.stderr)


if __name__ == "__main__":
    main()
