"""Which failures are for ever, in the words of many mail systems."""

import pytest

from outreach.inbox.delivery_status import delivery_statuses, enhanced_code
from outreach.inbox.failure_reasons import failure_of
from outreach.inbox.phrases import sentences_of
from tests.inbox.reports import bounce_phrases

HARD = """
550 5.1.1 <pat@x.example>: Recipient address rejected: User unknown in local recipient table
550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-
Sorry, no mailbox here by that name. vpopmail (#5.1.1)
550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [BN8.outlook.com]
550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).
554 delivery error: dd This user doesn't have a yahoo.com account (pat@yahoo.com) [0]
552 1 Requested mail action aborted, mailbox not found
550 No Such User Here (in reply to RCPT TO command)
Unrouteable address
unknown local-part "pat" in domain "x.example"
all relevant MX records point to non-existent hosts
Sorry, I couldn't find any host named x.example. (#5.1.2)
Host or domain name not found. Name service error for name=x.example type=MX: Host not found
556 5.1.10 Domain x.example does not accept mail (nullMX)
550 5.4.310 DNS domain x.example does not exist [Message=InfoDomainNonexistent]
550 5.1.351 Remote server returned unknown recipient or mailbox unavailable
550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]
User pat (pat@x.example) not listed in Domino Directory
551 5.1.6 User has moved; please try new@x.example
450 4.1.1 <pat@x.example>: Recipient address rejected: User unknown in virtual alias table
550 #5.1.0 Address rejected.
""".strip().splitlines()

SOFT = """
552 5.2.2 <pat@x.example>... Mailbox full
452 4.2.2 The email account that you tried to reach is over quota. Please direct the recipient to
554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException
mailbox is full (MTA-imposed quota exceeded while writing to tmp/1)
550-5.2.1 The email account that you tried to reach is inactive. For more
554 This account has been disabled or discontinued [#102]. - mta1
550 5.2.1 <pat@x.example>... User Unknown
554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org
550 5.7.26 This mail has been blocked because the sender is unauthenticated
550 relaying denied
421 4.7.0 [TSS04] Messages temporarily deferred due to unexpected volume or user complaints
450 4.2.0 <pat@x.example>: Recipient address rejected: Greylisted, see http://postgrey.example
connect to x.example[192.0.2.1]:25: Connection timed out
550 4.4.7 QUEUE.Expired; message expired
retry timeout exceeded
Name service error for name=x.example type=MX: Host not found, try again
552 5.3.4 Message size exceeds fixed maximum message size (10485760)
553 5.1.8 <dana@y.example>... Domain of sender address dana@y.example does not exist
550 5.1.0 <dana@y.example> sender rejected
550 5.1.1 <pat@x.example> - 192.0.2.1 has sent to too many recipients this hour. IB607
mail for x.example loops back to myself
550-Verification failed for <dana@y.example> 550-No Such User Here 550 Sender verify failed
550 5.1.0 - Unknown address error 550-'5.2.2 <pat@x.example>... Mailbox Full'
DNS type 'mx' lookup of x.example responded with code NXDOMAIN 4.0.0
User unknown
550 : User unknown (in reply to RCPT TO command)
550 5.0.0 Unknown user pat@docomo.example (in reply to RCPT TO command)
procmail: Couldn't create "/var/spool/mail/pat" id: pat: No such user 5.1.1
""".strip().splitlines()


@pytest.mark.parametrize("said", HARD)
def test_an_address_that_nobody_has_is_given_up(said: str) -> None:
    """Writing on to such addresses ruins the sender's reputation with everybody else."""
    failure = failure_of(said, "", bounce_phrases())

    assert failure.hard, failure.why


@pytest.mark.parametrize("said", SOFT)
def test_what_may_pass_or_be_put_right_is_not_for_ever(said: str) -> None:
    """A suppression outlives everything; a full mailbox does not."""
    failure = failure_of(said, "", bounce_phrases())

    assert not failure.hard, failure.why


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("550 The mailbox is full", "says that the mailbox is full"),
        ("550 Unknown address error, user's mailbox is full", "says that the mailbox is full"),
        ("550 The account is suspended", "says that the mailbox takes no mail for now"),
        ("550 Rejected as spam", "says that the letter was refused"),
        ("Connection timed out", "tells of trouble that may pass"),
        ("550 No", "does not say for sure that the address is bad"),
    ],
)
def test_the_reason_is_said(said: str, why: str) -> None:
    """Whoever looks at the row decides by it whether to write again."""
    assert failure_of(said, "", bounce_phrases()).why == why


def test_a_mere_user_unknown_counts_in_answer_to_the_address() -> None:
    """Filters say it to those whom they turn away, but then they took the address before."""
    said = "550 User unknown"

    assert not failure_of(said, "5.0.0", bounce_phrases()).hard
    around = f">>> RCPT TO:<pat@x.example>\n<<< {said}"
    assert failure_of(said, "5.0.0", bounce_phrases(), around=around).hard
    assert failure_of(said, "5.1.1", bounce_phrases()).hard


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("550 5.7.1 no", "5.1.1"), "5.7.1"),
        (("550 5.1.0 error 550-'5.2.2 full'", "5.0.0"), "5.2.2"),
        (("550 no", "5.0.0"), "5.0.0"),
        (("550 no (#5.1.0)", "5.0.0"), "5.1.0"),
        (("connect to 5.1.2.3: refused", ""), ""),
        (("250 2.0.0 ok", ""), ""),
    ],
)
def test_the_most_telling_code_is_taken(texts: tuple[str, ...], code: str) -> None:
    """Systems that wrap the answer of another put a vaguer code around it."""
    assert enhanced_code(*texts) == code


def test_fields_are_read_however_they_are_laid_out() -> None:
    """Some systems put an empty line too many, or none between two recipients."""
    text = (
        "Reporting-MTA: dns; x\n\nAction: failed\nFinal-Recipient: rfc822; <A@X.example>\n"
        "Status: 5.2.2 (Over quota)\nFinal-Recipient: RFC822; b@x.example\nAction: delayed\n"
        "Diagnostic-Code: smtp; 450 4.2.0\n try later\nRemote-MTA: dns; MX\n\n"
        "Original-Recipient: c@x.example\nAction: relayed\n"
        "Final-Recipient: rfc822;|/usr/bin/filter c@x.example\n"
    )
    first, second, third = delivery_statuses(text)

    assert (first.final, first.status, first.diagnostic) == ("a@x.example", "5.2.2", "Over quota")
    assert (second.final, second.delayed, second.remote) == ("b@x.example", True, "dns; mx")
    assert second.diagnostic == "450 4.2.0\ntry later"
    assert (third.original, third.final, third.arrived) == ("c@x.example", "", True)


def test_each_phrase_is_said_by_its_example() -> None:
    """The example shows whoever changes a phrase what it is for."""
    silent = [
        f"{topic}: {phrase.words}"
        for topic, phrases in bounce_phrases().topics.items()
        for phrase in phrases
        if not any(phrase.said_in(sentence) for sentence in sentences_of(phrase.example))
    ]

    assert silent == []
