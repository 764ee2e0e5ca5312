"""What the ledger keeps of a message."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from outreach.inbox.recording import MOST_KEPT
from outreach.inbox.verdicts import (
    AutoReply,
    Bounce,
    Complaint,
    OptOut,
    ReadReceipt,
    Reply,
    Unrelated,
    Verdict,
)
from outreach.practitioners.events import EventKind, SuppressionKind
from outreach.practitioners.stages import Intent
from outreach.practitioners.touches import TouchState
from tests.inbox.mails import COLLEAGUE, ID, INTRODUCTION, letters, mail, recorded
from tests.people import MONDAY, noon

OURS = INTRODUCTION.message_id
MARIA = "maria@lopez.example"
REFUSED = Bounce(hard=True, recipients=(MARIA,), status_code="5.1.1", diagnostic="no such user")


def kinds(message_verdict: Verdict, **headers: str) -> list[EventKind]:
    """Return what kinds of events a verdict on an answer to us makes."""
    found = recorded(mail(In_Reply_To=OURS, **headers), message_verdict)
    return [event.kind for event in found.events]


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        (Reply(intent=Intent.QUESTION, text="How long?"), EventKind.REPLY),
        (Reply(intent=Intent.DECLINED, invitation="declined"), EventKind.INVITATION_DECLINED),
        (AutoReply(until=date(2026, 3, 9)), EventKind.AUTO_REPLY),
        (AutoReply(gone=True, contact="desk@lopez.example"), EventKind.LEFT_PRACTICE),
        (AutoReply(ticket=True), EventKind.TICKET),
        (REFUSED, EventKind.HARD_BOUNCE),
        (Bounce(recipients=(MARIA,)), EventKind.SOFT_BOUNCE),
        (Bounce(delayed=True, recipients=(MARIA,)), EventKind.DELAYED),
        (Complaint(recipients=(MARIA,)), EventKind.COMPLAINT),
        (OptOut(text="Stop"), EventKind.OPT_OUT),
        (ReadReceipt(), EventKind.READ_RECEIPT),
    ],
    ids=lambda value: getattr(value, "name", type(value).__name__),
)
def test_each_verdict_becomes_its_event(verdict: Verdict, kind: EventKind) -> None:
    """The table of transitions goes by these kinds."""
    assert kinds(verdict) == [kind]


def test_report_on_our_signature_silences_nobody() -> None:
    """A machine that could not verify our mail is no complaint of the person it was for."""
    report = Complaint(by_person=False)
    assert recorded(mail(f"Message-ID: {OURS}", sender="dmarc@x.example"), report).events == ()


def test_mail_on_other_matters_is_not_kept() -> None:
    """The mailbox is the owner's own; what does not answer us is nobody's business."""
    assert recorded(mail(), Unrelated()) == recorded(mail(sender="x@y.example"), Unrelated())
    assert not recorded(mail(), Unrelated()).events


def test_reply_keeps_words_sender_and_whom_it_names() -> None:
    """The sheet shows the words, and asks for a row for whom they name."""
    verdict = Reply(intent=Intent.REFERRED_ON, text="Ask Dana.", referred_to="Dana Fox")
    (event,) = recorded(mail(In_Reply_To=OURS), verdict).events
    assert (event.practitioner, event.intent, event.text) == (ID, Intent.REFERRED_ON, "Ask Dana.")
    assert (event.value, event.sender, event.weak) == ("Dana Fox", MARIA, False)


def test_endless_answer_is_cut() -> None:
    """The ledger is no mail archive."""
    (event,) = recorded(mail(In_Reply_To=OURS), Reply(text="x" * 100_000)).events
    assert len(event.text) == MOST_KEPT


def test_spoofed_reply_is_weak() -> None:
    """Whoever writes in somebody's name can have them checked, never moved on."""
    (event,) = recorded(mail()).events
    assert (event.kind, event.weak) == (EventKind.REPLY, True)


def test_human_mail_that_fits_nobody_is_shown() -> None:
    """It has the subject of our letters, so somebody answers from an address of their own."""
    (event,) = recorded(
        mail(sender="someone@gmail.com"), known=letters(INTRODUCTION, COLLEAGUE)
    ).events
    assert (event.practitioner, event.sender, event.weak) == ("", "someone@gmail.com", True)


def test_opt_out_holds_for_every_address_of_the_person() -> None:
    """Nobody can know which of their addresses a later list will have."""
    known = letters(INTRODUCTION, **{ID.replace("-", "_"): "maria@newplace.example"})
    message = mail(sender="maria.private@gmail.com", In_Reply_To=OURS)
    found = recorded(message, OptOut(text="No more, please"), known)
    assert [event.kind for event in found.events] == [EventKind.OPT_OUT]
    assert {one.address for one in found.suppressed} == {
        MARIA,
        "maria@newplace.example",
        "maria.private@gmail.com",
    }
    assert {(one.kind, one.practitioner) for one in found.suppressed} == {
        (SuppressionKind.OPT_OUT, ID)
    }


def test_opt_out_by_sender_alone_counts() -> None:
    """A mail program's unsubscribe button writes a new mail that names no letter."""
    found = recorded(mail(subject="unsubscribe"), OptOut())
    assert [event.kind for event in found.events] == [EventKind.OPT_OUT]
    assert [one.address for one in found.suppressed] == [MARIA]


@pytest.mark.parametrize("sender", ["desk@lopez.example", "stranger@elsewhere.example"])
def test_opt_out_of_somebody_else_is_for_their_own_address(sender: str) -> None:
    """A stranger cannot unsubscribe a practitioner, but must not be written to either."""
    found = recorded(mail(sender=sender, subject="unsubscribe"), OptOut(text="Unsubscribe"))
    (event,), (asked,) = found.events, found.suppressed
    assert (event.kind, event.intent, event.weak) == (EventKind.REPLY, Intent.CHECK, True)
    assert (asked.practitioner, asked.address) == ("", sender)


def test_hard_bounce_suppresses_the_address_and_not_the_person() -> None:
    """The person may have another address; this one reaches nobody."""
    found = recorded(mail(sender="mailer-daemon@x.example"), REFUSED)
    (event,), (bad,) = found.events, found.suppressed
    assert (event.value, event.text) == (MARIA, "no such user")
    assert (bad.kind, bad.practitioner, bad.address) == (SuppressionKind.HARD_BOUNCE, "", MARIA)


@pytest.mark.parametrize(
    "verdict", [Bounce(recipients=(MARIA,)), Bounce(delayed=True, recipients=(MARIA,))]
)
def test_soft_bounce_suppresses_nobody(verdict: Bounce) -> None:
    """A full mailbox is empty next week."""
    assert recorded(mail(sender="mailer-daemon@x.example"), verdict).suppressed == ()


def test_complaint_that_names_a_stranger_still_silences_that_address() -> None:
    """Whoever pressed "spam" must not hear from us, whether the ledger knows them or not."""
    found = recorded(mail(sender="fbl@isp.example"), Complaint(recipients=("who@isp.example",)))
    assert [event.practitioner for event in found.events] == [""]
    assert [(one.kind, one.address) for one in found.suppressed] == [
        (SuppressionKind.COMPLAINT, "who@isp.example")
    ]


@pytest.mark.parametrize("state", [TouchState.SENDING, TouchState.UNKNOWN])
@pytest.mark.parametrize("verdict", [Reply(), AutoReply(), ReadReceipt(), REFUSED])
def test_answer_proves_that_a_doubtful_letter_left(state: TouchState, verdict: Verdict) -> None:
    """Who answers a letter has got it, whatever the server failed to say (I1)."""
    doubtful = replace(INTRODUCTION, state=state)
    text = f"Message-ID: {OURS}"
    found = recorded(mail(text, In_Reply_To=OURS), verdict, letters(doubtful))
    assert [touch.state for touch in found.settled] == [TouchState.SENT]


def test_sender_alone_proves_nothing_about_a_doubtful_letter() -> None:
    """They may write on another matter."""
    doubtful = replace(INTRODUCTION, state=TouchState.UNKNOWN)
    assert recorded(mail(), known=letters(doubtful)).settled == ()


def test_event_is_of_the_moment_of_writing() -> None:
    """`Last reply on` is the day on which they wrote, not the night on which it was read."""
    at = noon(MONDAY + timedelta(days=1))
    (event,) = recorded(mail(In_Reply_To=OURS), at=at).events
    assert event.at == at
