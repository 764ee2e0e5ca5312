"""What a mail server's fault looks like to the owner."""

from collections.abc import Callable

import pytest

from outreach.errors import MailError


def fault_of(act: Callable[[], object], *, place: str) -> tuple[str, str]:
    """Return the one line of what is wrong, without its place, and the hint."""
    with pytest.raises(MailError) as caught:
        act()
    assert caught.value.exit_code == 5
    assert caught.value.hint
    assert str(caught.value).startswith(f"{place} ")
    assert str(caught.value).isprintable()
    return str(caught.value).removeprefix(f"{place} "), caught.value.hint
