"""Which letter an answer answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.inbox.matching import match_answer, match_report
from tests.inbox.mails import COLLEAGUE, ID, INTRODUCTION, OFFER, OTHER, letters, mail
from tests.people import MONDAY, noon, touch

THEN = noon(MONDAY + timedelta(days=10))
REFERENCES = f"{INTRODUCTION.message_id} {OFFER.message_id}"


def test_answer_is_of_the_letter_that_it_names() -> None:
    """Our Message-ID is what a stranger cannot guess: it ties an answer firmly."""
    found = match_answer(mail(In_Reply_To=OFFER.message_id), letters(INTRODUCTION, OFFER), at=THEN)
    assert found is not None
    assert (found.touch, found.weak, found.stranger) == (OFFER, False, False)


def test_newest_reference_counts_when_the_answer_itself_names_another_mail() -> None:
    """Some programs put their own mail into In-Reply-To and ours into References only."""
    message = mail(In_Reply_To="<theirs@lopez.example>", References=REFERENCES)
    found = match_answer(message, letters(INTRODUCTION, OFFER), at=THEN)
    assert found is not None
    assert found.touch == OFFER


@pytest.mark.parametrize(
    "sender", ["maria.private@gmail.com", "desk@billing.example", "Anita <anita@lopez.example>"]
)
def test_another_address_may_answer_our_letter(sender: str) -> None:
    """An assistant, a private address or a ticket system answers as often as the person."""
    message = mail(sender=sender, In_Reply_To=INTRODUCTION.message_id)
    found = match_answer(message, letters(), at=THEN)
    assert found is not None
    assert (found.practitioner, found.weak, found.stranger) == (ID, False, True)


def test_sender_alone_ties_weakly() -> None:
    """Anybody can write any From: without our Message-ID an answer may only stop mail."""
    found = match_answer(mail(subject="hello"), letters(), at=THEN)
    assert found is not None
    assert (found.practitioner, found.weak, found.stranger) == (ID, True, False)


def test_sender_is_known_by_the_address_that_the_row_has_now() -> None:
    """A person whose address was corrected answers from the new one."""
    message = mail(sender="maria@newplace.example", subject="hello")
    found = match_answer(
        message, letters(**{ID.replace("-", "_"): "maria@newplace.example"}), at=THEN
    )
    assert found is not None
    assert (found.practitioner, found.weak) == (ID, True)


def test_colleague_is_tied_by_the_practice_and_the_subject() -> None:
    """Of two people at one practice, the letter with the subject of the answer is meant."""
    other = touch("introduction", MONDAY, address="sam@lopez.example", id_=OTHER)
    theirs = replace(other, subject="A word about your class")
    message = mail(sender="desk@lopez.example", subject="AW: A word about your class")
    found = match_answer(message, letters(INTRODUCTION, theirs), at=THEN)
    assert found is not None
    assert (found.practitioner, found.weak, found.stranger) == (OTHER, True, True)


def test_free_mail_domain_ties_nobody() -> None:
    """Two people at gmail.com have nothing to do with each other."""
    known = letters(touch("introduction", MONDAY, address="maria.lopez@gmail.com"))
    message = mail(sender="someone.else@gmail.com", subject="hello")
    assert match_answer(message, known, at=THEN) is None


def test_what_was_written_before_our_letter_does_not_answer_it() -> None:
    """A client of last year who is written to today has not answered yet."""
    message = mail(subject="See you Friday")
    assert match_answer(message, letters(), at=noon(MONDAY - timedelta(days=3))) is None


def test_clock_of_the_sender_may_be_behind() -> None:
    """A quick answer from a computer whose clock is late is an answer all the same."""
    at = INTRODUCTION.at - timedelta(minutes=20)
    assert match_answer(mail(subject="hello"), letters(), at=at) is not None


def test_report_is_about_the_letter_that_lies_in_it() -> None:
    """A bounce names the address that mail was forwarded to; the returned letter is surer."""
    message = mail(
        f"Returned:\nMessage-ID: {COLLEAGUE.message_id}\n", sender="MAILER-DAEMON@x.example"
    )
    found = match_report(
        message, ("sam@elsewhere.example",), letters(INTRODUCTION, COLLEAGUE), at=THEN
    )
    assert [(one.practitioner, one.weak) for one in found] == [(OTHER, False)]


def test_report_without_a_letter_goes_by_its_addresses() -> None:
    """Many systems return no part of the letter."""
    message = mail("gone", sender="MAILER-DAEMON@x.example", subject="failure")
    found = match_report(message, ("maria@lopez.example",), letters(INTRODUCTION, OFFER), at=THEN)
    assert [one.touch for one in found] == [OFFER]
    assert match_report(message, ("nobody@x.example",), letters(), at=THEN) == ()
