"""Suppressions: who must not be written to, under whatever name or address they come back (I2)."""

import pytest

from outreach.practitioners.events import Suppression, SuppressionKind, suppressing
from tests.people import MONDAY, noon

MARIA, DANA = "P-MAR1A0", "P-DANA00"
OLD, NEW = "maria@lopez.example", "office@lopez.example"


def suppression(kind: SuppressionKind, *, who: str = MARIA, address: str = OLD) -> Suppression:
    """Return a suppression."""
    return Suppression(kind=kind, practitioner=who, address=address, at=noon(MONDAY))


@pytest.mark.parametrize("kind", SuppressionKind)
def test_same_person_at_the_same_address(kind: SuppressionKind) -> None:
    """The plain case holds for every kind."""
    one = suppression(kind)
    assert suppressing((one,), practitioner=MARIA, address=OLD) is one


@pytest.mark.parametrize("kind", SuppressionKind)
def test_somebody_else_at_the_address(kind: SuppressionKind) -> None:
    """An address that said no says no under another name and key, also after a re-import."""
    one = suppression(kind)
    assert suppressing((one,), practitioner=DANA, address=OLD) is one


@pytest.mark.parametrize("kind", sorted(set(SuppressionKind) - {SuppressionKind.HARD_BOUNCE}))
def test_same_person_at_a_new_address(kind: SuppressionKind) -> None:
    """Who said no is not asked again at another address, or by name alone."""
    one = suppression(kind)
    assert suppressing((one,), practitioner=MARIA, address=NEW) is one
    assert suppressing((one,), practitioner=MARIA, address="") is one


def test_hard_bounce_forbids_the_address_only() -> None:
    """A corrected address is a new chance."""
    one = suppression(SuppressionKind.HARD_BOUNCE)
    assert suppressing((one,), practitioner=MARIA, address=NEW) is None
    assert suppressing((one,), practitioner=DANA, address=OLD) is one


def test_blank_matches_nobody() -> None:
    """Two people without an address are not the same person."""
    nameless = suppression(SuppressionKind.MANUAL, who="", address="")
    assert suppressing((nameless,), practitioner="", address="") is None
    by_name = suppression(SuppressionKind.MANUAL, address="")
    assert suppressing((by_name,), practitioner=DANA, address="") is None
    assert suppressing((), practitioner=MARIA, address=OLD) is None


def test_any_of_several_is_enough() -> None:
    """A bounce of the old address must not hide the opt-out behind it."""
    bounce = suppression(SuppressionKind.HARD_BOUNCE)
    no = suppression(SuppressionKind.OPT_OUT, address=NEW)
    assert suppressing((bounce, no), practitioner=MARIA, address="third@lopez.example") is no
