"""Message-IDs: the same for the same touch, and for no other."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaign.message_id import LONGEST, message_id
from outreach.practitioners.touches import TouchKey

KEY = TouchKey(practitioner="P-000001", campaign="partners", step="introduction", occasion="")
NAMES = st.text("a\n,\"'", max_size=4)
KEYS = st.builds(TouchKey, practitioner=NAMES, campaign=NAMES, step=NAMES, occasion=NAMES)
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)


def made(key: TouchKey = KEY, ledger: str = "L-1", owner: str = "ana@reyes.example") -> str:
    """Return the Message-ID of a touch."""
    return message_id(key, ledger_id=ledger, owner_address=owner)


def test_it_never_changes() -> None:
    """After an update the outbox and the Sent folder are searched for what went before (I1)."""
    assert made() == "<r7td356hvve3xqhxyn6yql37@reyes.example>"


@given(KEYS, NAMES, KEYS, NAMES)
def test_each_touch_of_each_ledger_has_its_own(
    one: TouchKey, ledger: str, other: TouchKey, other_ledger: str
) -> None:
    """Two alike, and the second letter would count as sent already (I1)."""
    alike = (one, ledger) == (other, other_ledger)
    assert (made(one, ledger) == made(other, other_ledger)) is alike


@given(st.lists(LABELS, min_size=1, max_size=4), LABELS.filter(lambda label: len(label) <= 41))
def test_it_is_short_and_on_the_owner_s_domain(more: list[str], registered: str) -> None:
    """A longer one gets folded or cut on its way, and answers are no longer matched."""
    domain = ".".join((*more, registered, "com"))
    made_id = made(owner=f"ana@{domain}")
    local, _, on = made_id[1:-1].partition("@")
    assert len(made_id) <= LONGEST
    assert re.fullmatch("[a-z2-7]{12,24}", local)
    assert domain == on or domain.endswith(f".{on}")
    assert on.endswith(f"{registered}.com")


@pytest.mark.parametrize(
    ("domain", "kept"),
    [
        ("reyes.example", "reyes.example"),
        ("mail.reyes.example", "mail.reyes.example"),
        ("massage-therapy-of-greater-manchester.co.uk", None),
        ("post.massage-therapy-of-greater-manchester.co.uk", None),
        (f"{'a' * 63}.com", f"{'a' * 63}.com"),
        (f"mail.{'a' * 63}.co.nz", f"{'a' * 63}.co.nz"),
    ],
)
def test_a_long_domain_is_never_cut_to_somebody_else_s(domain: str, kept: str | None) -> None:
    """An id that ends in @co.uk claims a domain that nobody owns."""
    on = made(owner=f"ana@{domain}").rpartition("@")[2].removesuffix(">")
    assert on == (kept or "massage-therapy-of-greater-manchester.co.uk")
