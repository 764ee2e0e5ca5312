"""Reports of non-delivery: whom they are about, and whether the address is lost."""

import pytest

from outreach.inbox.correspondence import Correspondence
from tests.inbox.reports import DANA, LETTER, MAIL, PAT, WRITTEN, notice, read, report

FIELDS = f"Reporting-MTA: dns; relay.example\n\nFinal-Recipient: rfc822; {PAT}\n"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("postfix_unknown_user", (PAT, "hard", "5.1.1")),
        ("exim_mailbox_full", (PAT, "soft", "5.2.2")),
        ("qmail_unknown_user", (PAT, "hard", "5.1.1")),
        ("exchange_not_found", (PAT, "hard", "5.1.10")),
        ("gmail_delayed", (PAT, "delayed", "")),
        ("sendmail_no_such_domain", ("pat@oakstret.example", "hard", "5.1.2")),
        ("ses_forwarded_mailbox", (PAT, "soft", "5.7.26")),
        ("domino_japanese", (PAT, "hard", "")),
        ("smarthost_spam_refused", (PAT, "soft", "5.7.1")),
    ],
)
def test_notices_of_many_systems_are_understood(file: str, expected: tuple[str, str, str]) -> None:
    """Hardly half of the systems keep to RFC 3464, and a missed bounce is written to again."""
    bounce = read((MAIL / f"{file}.eml").read_bytes())

    assert bounce is not None
    kind = "hard" if bounce.hard else "delayed" if bounce.delayed else "soft"
    assert (*bounce.recipients, kind, bounce.status_code) == expected
    assert bounce.diagnostic
    assert "\n" not in bounce.diagnostic
    assert len(bounce.why) == 2


def test_the_diagnostic_is_what_the_other_side_said() -> None:
    """A person who looks into a bounce wants the server's words, not our paraphrase."""
    bounce = read((MAIL / "qmail_unknown_user.eml").read_bytes())

    assert bounce is not None
    assert bounce.diagnostic == "Remote host said: 550 sorry, no mailbox here by that name (#5.1.1)"


@pytest.mark.parametrize("action", ["failed", "Failed", "expired", "undeliverable"])
def test_a_report_says_that_it_gave_up(action: str) -> None:
    """Not all systems keep to the five actions of RFC 3464."""
    bounce = read(report(f"{FIELDS}Action: {action}\nStatus: 5.1.1\n"))

    assert bounce is not None
    assert bounce.hard
    assert not bounce.delayed


def test_a_delay_never_condemns_an_address() -> None:
    """What is tried again may still arrive, whatever the code says."""
    bounce = read(report(f"{FIELDS}Action: delayed\nStatus: 5.1.1\n"))

    assert bounce is not None
    assert bounce.delayed
    assert not bounce.hard


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_letter_that_arrived_did_not_bounce(action: str) -> None:
    """Some servers confirm delivery in the same form."""
    assert read(report(f"{FIELDS}Action: {action}\nStatus: 2.0.0\n")) is None


def test_a_forwarding_mailbox_is_known_by_the_address_we_wrote_to() -> None:
    """The last address is unknown to us: the row would never learn of the bounce."""
    fields = "Final-Recipient: rfc822; elsewhere@far.example\nAction: failed\nStatus: 5.1.1\n"

    assert_recipients(report(fields), PAT)
    assert_recipients(report(f"Original-Recipient: rfc822;{PAT}\n{fields}"), PAT)
    text = "elsewhere@far.example\n  (ultimately generated from kim@elm.example)\n  Unrouteable"
    exim = notice(text, headers="X-Failed-Recipients: elsewhere@far.example\n")
    assert_recipients(exim, "kim@elm.example")


def test_of_several_recipients_those_that_failed_are_named() -> None:
    """One letter of an older program may have gone to several; only one of them is lost."""
    fields = (
        "Final-Recipient: rfc822; kim@elm.example\nAction: failed\nStatus: 5.1.1\n\n"
        "Final-Recipient: rfc822; lee@ash.example\nAction: delivered\nStatus: 2.0.0\n"
    )

    assert_recipients(report(fields), "kim@elm.example")


def test_an_address_is_hard_only_if_all_are() -> None:
    """One verdict is kept for the whole report, and a suppression is for ever."""
    fields = (
        "Final-Recipient: rfc822; kim@elm.example\nAction: failed\nStatus: 5.1.1\n\n"
        "Final-Recipient: rfc822; lee@ash.example\nAction: failed\nStatus: 5.2.2\n"
    )
    bounce = read(report(fields))

    assert bounce is not None
    assert bounce.recipients == ("kim@elm.example", "lee@ash.example")
    assert not bounce.hard
    assert bounce.status_code == "5.2.2"


@pytest.mark.parametrize(
    "text",
    [
        f"<{PAT}>:\n550 5.1.1 no such user\n",
        f"RCPT TO:<{PAT}>\n550 5.1.1 unknown user\n",
        f"did not reach the following recipient(s):\n\n{PAT} on Mon, 2 Nov 2026\n 5.1.1",
        f"  Recipient address: {PAT}\n  Reason: 5.1.1 Illegal user\n",
        f"554 <{PAT}>... 5.1.1 User unknown\n",
        f"Final-Recipient: rfc822; {PAT}\nAction: failed\nStatus: 5.1.1\n",
        f"There was an error delivering your mail to <{PAT}>.\n550 5.1.1 User unknown\n",
    ],
)
@pytest.mark.parametrize("written", [WRITTEN, Correspondence(own=frozenset({DANA}))])
def test_recipients_are_found_in_words(text: str, written: Correspondence) -> None:
    """Decoys stand beside: our address, that of the mail system, one to ask for help."""
    decoys = (
        f"From: {DANA}\nMAIL FROM:<{DANA}>\nFor assistance write to postmaster@relay.example.\n"
        "The original message was received\nfrom lee@ash.example\n"
    )
    bounce = read(notice(f"Delivery failed.\n\n{text}\n{decoys}"), written)

    assert bounce is not None
    assert bounce.recipients == (PAT,)
    assert bounce.hard


def test_the_returned_letter_tells_when_the_notice_names_nobody() -> None:
    """Some gateways only say "your message was blocked" above the letter."""
    letter = f"Received: by x\nTo: Pat <{PAT}>\nMessage-ID: {LETTER}\nFrom: lee@ash.example\n"

    assert_recipients(notice(f"Your message was blocked.\n\n{letter}"), PAT)


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (PAT, "Re: A neighbor", "Your letter to kim@elm.example bounced: 550 5.1.1 User unknown"),
        ("admin@ash.example", "Re: A neighbor", "I was unable to send the form; mail failed."),
        ("postmaster@relay.example", "Your account", "Your storage plan renews on Monday."),
        (f"Pat <{PAT}>", "Undeliverable: my new address", "I moved. Write to me at the clinic."),
        (PAT, "Undeliverable out of office", f"550 5.1.1 was the answer of <{PAT}> to my mail."),
        ("x@y.example", "Out of office", f"I left. Your mail was not delivered to {PAT}."),
    ],
)
def test_a_person_s_words_are_no_bounce(sender: str, subject: str, text: str) -> None:
    """A reply taken for a bounce silences somebody who answered."""
    headers = "Return-Path: <>\n" if "office" in subject else ""

    assert read(notice(text, sender=sender, subject=subject, headers=headers)) is None


def test_a_notice_without_a_mail_system_s_name_needs_more_signs() -> None:
    """Gateways write as anybody; an empty return path and a server's answer give them away."""
    text = f"Your message to <{PAT}> was refused:\n550 5.1.1 <{PAT}>: User unknown\n"
    gateway = {"sender": "Gate <gate@relay.example>", "subject": "Undeliverable message"}

    assert_recipients(notice(text, **gateway), PAT)
    assert read(notice(text, **gateway, headers="")) is None


def assert_recipients(raw: bytes, *addresses: str) -> None:
    """Make sure that a message is a bounce of these addresses."""
    bounce = read(raw)
    assert bounce is not None
    assert bounce.recipients == addresses
