"""Answers to calendar invitations: a person pressed a button, whatever the header says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.invitations import read_invitation
from outreach.inbox.message import InboundMessage, Part
from outreach.inbox.understanding import understand
from outreach.inbox.verdicts import OptOut, Reply
from tests.inbox.notices import CORRESPONDENCE, SENDER, message, shipped_phrases

CALENDAR = """BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
ORGANIZER;CN=Ana Reyes:mailto:ana@reyesmassage.example
UID:demo-7@reyesmassage.example
ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT={answer};CN=Pat;X-NUM-GUESTS=0:
 mailto:{who}
{comment}SUMMARY:Demo massage
END:VEVENT
END:VCALENDAR
"""


def answer(pressed: str, text: str = "", *, comment: str = "", who: str = SENDER) -> InboundMessage:
    """Return the answer to an invitation."""
    calendar = CALENDAR.format(answer=pressed, comment=comment, who=who).replace("\n", "\r\n")
    part = Part(kind="text/calendar", text=calendar, parameters=(("method", "REPLY"),))
    return message(
        text, subject="Accepted: Demo massage", parts=(part,), auto_submitted="auto-generated"
    )


def read(one: InboundMessage, text: str = "") -> Reply | OptOut | None:
    """Return what is read in an answer."""
    return read_invitation(one, text, shipped_phrases())


@pytest.mark.parametrize(
    ("pressed", "intent"),
    [("ACCEPTED", "interested"), ("declined", "declined"), ("TENTATIVE", "check")],
)
def test_the_button_says_what_it_means(pressed: str, intent: str) -> None:
    """Who accepts a day for the demo has said yes as clearly as can be."""
    verdict = read(answer(pressed))

    assert isinstance(verdict, Reply)
    assert (verdict.intent, verdict.invitation) == (intent, pressed.lower())
    assert verdict.text == ""


def test_it_is_a_person_although_it_is_marked_automatic() -> None:
    """Calendar programs set Auto-Submitted; taken for a machine, a yes would be parked."""
    verdict = understand(answer("ACCEPTED"), CORRESPONDENCE, shipped_phrases())

    assert isinstance(verdict, Reply)
    assert verdict.invitation == "accepted"


def test_a_comment_is_the_persons_own_text() -> None:
    """A note such as "running late" is worth reading; the program's own sentence is not."""
    verdict = read(answer("ACCEPTED", comment="COMMENT:See you\\, then\\nPat\n"))

    assert isinstance(verdict, Reply)
    assert verdict.text == "See you, then\nPat"


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Pat has accepted this invitation.\n\nDemo massage\nThursday", ""),
        ("Looking forward!\n\nPat has accepted this invitation.", "Looking forward!"),
        ('Pat has declined this invitation with this note:\n"Sick, sorry"\n\nDemo', "Sick, sorry"),
        ("Jonas hat diese Einladung angenommen.", ""),
        ("Claire a accepté cette invitation.", ""),
        ("Lucía ha aceptado esta invitación.", ""),
        ("Joost heeft deze uitnodiging geaccepteerd.", ""),
        ("Bia aceitou este convite.", ""),
        ("See you there", "See you there"),
    ],
)
def test_sentences_of_calendar_programs_are_left_out(text: str, typed: str) -> None:
    """They would fill the sheet with words that nobody wrote."""
    verdict = read(answer("ACCEPTED"), text)

    assert isinstance(verdict, Reply)
    assert verdict.text == typed


def test_a_request_for_no_more_letters_outweighs_the_button() -> None:
    """An opt-out wins over everything."""
    verdict = read(answer("DECLINED", comment="COMMENT:Please stop emailing me.\n"))

    assert isinstance(verdict, OptOut)


def test_who_answers_under_another_address_is_heard() -> None:
    """Calendars know people by another address than their mail program does."""
    verdict = read(answer("ACCEPTED", who="patricia@home.example"))

    assert isinstance(verdict, Reply)


@pytest.mark.parametrize("pressed", ["NEEDS-ACTION", "DELEGATED", ""])
def test_other_answers_are_not_guessed(pressed: str) -> None:
    """Only three buttons say something about the demo."""
    assert read(answer(pressed)) is None


def test_an_invitation_is_no_answer_to_one() -> None:
    """Somebody else's invitation says nothing about ours."""
    calendar = CALENDAR.format(answer="ACCEPTED", comment="", who=SENDER)
    part = Part(kind="text/calendar", text=calendar.replace("METHOD:REPLY", "METHOD:REQUEST"))

    assert read(message("", parts=(part,))) is None


@given(calendar=st.text("ATENDE;PRST=:\n \\,COM-", max_size=300), text=st.text(max_size=100))
def test_any_calendar_is_endured(calendar: str, text: str) -> None:
    """One odd letter must not stop the night."""
    part = Part(kind="text/calendar", text=calendar, parameters=(("method", "REPLY"),))

    read(message(text, parts=(part,)), text)
