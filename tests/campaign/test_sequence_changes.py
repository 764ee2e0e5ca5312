"""Addresses that are corrected and campaigns that are edited while letters are under way."""

from dataclasses import replace
from datetime import timedelta

from outreach.practitioners.events import EventKind
from outreach.practitioners.practitioner import Practitioner
from tests.campaign.office import Office, entry, event, somebody, steps_by_day
from tests.campaign.sequences import SAM, campaign, coming, day, mail, office
from tests.people import default_campaign, noon


def bounced_office(*steps: tuple[str, int], bounced: int) -> tuple[Office, Practitioner]:
    """Return an office where the newest letter came back, and the row with a new address."""
    made = office(*steps)
    made.happened(event(SAM, EventKind.HARD_BOUNCE, noon(day(bounced)) + timedelta(minutes=1)))
    corrected = somebody(Email="office@practice1.example")
    made.replace(corrected)
    return made, corrected


def test_corrected_address_gets_the_bounced_step_only() -> None:
    """What arrived is not sent again; what came back is, under an occasion of its own (I1)."""
    made, corrected = bounced_office(("introduction", 0), ("demo_offer", 10), bounced=10)
    left = made.run_daily(day(15), 60)
    assert steps_by_day(left) == {day(15): ["demo_offer"], day(36): ["last_note"]}
    assert [keys[0].occasion for keys in left.values()] == [corrected.email, ""]


def test_second_address_bounces_too() -> None:
    """Every new address is a new occasion, and the first letter of a thread again."""
    made, corrected = bounced_office(("introduction", 0), bounced=0)
    assert steps_by_day(made.run_daily(day(1), 3)) == {day(1): ["introduction"]}
    made.happened(event(corrected, EventKind.HARD_BOUNCE, noon(day(1)) + timedelta(minutes=1)))
    assert made.plan(day(2)).letters == ()
    third = somebody(Email="third@practice1.example")
    made.replace(third)
    letter = made.run(noon(day(3))).letters[0]
    assert (letter.message.key.step, letter.message.key.occasion) == ("introduction", third.email)
    assert letter.message.subject == "A question"
    assert "References" not in dict(letter.message.headers)


def test_bounced_address_entered_again() -> None:
    """An address that does not exist is not tried again, whatever was in between."""
    made, _ = bounced_office(("introduction", 0), bounced=0)
    made.replace(SAM)
    made.happened(entry(SAM, "Decide", "Go on", noon(day(2))))
    assert made.plan(day(2)).letters == ()


def test_step_added_before_what_was_sent() -> None:
    """Nobody goes back to a step that came too late for them."""
    first, *rest = default_campaign().steps
    made = office(("introduction", 0), ("demo_offer", 10))
    made.campaign = campaign(first, mail("survey", 2), *rest)
    assert [name for name, _ in coming(made, 11)] == ["card_dropoff", "last_note"]


def test_step_added_to_come() -> None:
    """A step that is still ahead is taken in."""
    made = office(("introduction", 0), ("demo_offer", 10))
    *steps, last = default_campaign().steps
    made.campaign = campaign(*steps, mail("survey", 5), last)
    assert coming(made, 11) == [("card_dropoff", 17), ("survey", 22), ("last_note", 36)]


def test_sent_step_taken_out() -> None:
    """Days count from the letter that went out, though the campaign knows it no more."""
    steps = [step for step in default_campaign().steps if step.name != "demo_offer"]
    made = office(("introduction", 0), ("demo_offer", 10), campaign=campaign(*steps))
    assert coming(made, 11) == [("call", 14), ("card_dropoff", 21), ("last_note", 35)]


def test_first_step_taken_out_or_renamed() -> None:
    """Whoever was introduced once is not introduced again, nor hurried on to the next letter."""
    introduction, *rest = default_campaign().steps
    renamed = replace(introduction, name="hello")
    for steps in (rest, [renamed, *rest]):
        made = office(("introduction", 50), campaign=campaign(*steps))
        assert coming(made, 51)[:2] == [("call", 54), ("demo_offer", 60)]
