"""Debian programs that some tests need."""

import os
import shutil

import pytest

# Servers such as dovecot live where an ordinary user's PATH does not look.
_SERVER_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/sbin")


def program(name: str) -> str:
    """Return the program's path; skip the test, or fail it under REQUIRE_SYSTEM=1, when missing."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_SERVER_FOLDERS))
    found = shutil.which(name, path=path)
    if found:
        return found
    reason = f"{name} is not installed (CONTRIBUTING names the Debian packages that tests need)"
    if os.environ.get("REQUIRE_SYSTEM") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
