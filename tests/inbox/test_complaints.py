"""Abuse reports: somebody pressed "this is spam"."""

import pytest

from outreach.inbox.complaints import read_complaint
from outreach.inbox.parsing import parse_message
from outreach.inbox.verdicts import Complaint
from tests.inbox.reports import DANA, LETTER, PAT, WRITTEN, report

FIELDS = "Feedback-Type: abuse\nUser-Agent: SomeFBL/1.0\nVersion: 1\n"


def read_arf(
    fields: str, returned: str = f"From: {DANA}\nMessage-ID: {LETTER}\n"
) -> Complaint | None:
    """Return the complaint in a feedback report."""
    raw = report(fields, kind="feedback-report", returned=returned)
    return read_complaint(parse_message(raw), WRITTEN)


@pytest.mark.parametrize(
    ("fields", "returned", "recipients"),
    [
        (f"{FIELDS}Original-Rcpt-To: <{PAT}>\n", "From: x@y.example\n", (PAT,)),
        (f"{FIELDS}Removal-Recipient: {PAT}\n", "From: x@y.example\n", (PAT,)),
        (FIELDS, f"From: {DANA}\nTo: Pat <{PAT}>\n", (PAT,)),
        (f"{FIELDS}Original-Rcpt-To: x9f3@hash.example\n", f"To: {PAT}\n", (PAT,)),
        (f"{FIELDS}Original-Rcpt-To: other@y.example\n", "To: x@z.example\n", ("other@y.example",)),
        (FIELDS, f"X-Apparently-To: {PAT} via 192.0.2.4; Mon, 2 Nov\nTo: {DANA}\n", (PAT,)),
        (FIELDS, f"To: undisclosed\nFrom: {DANA}\n", ()),
    ],
)
def test_who_complained_is_found(fields: str, returned: str, recipients: tuple[str, ...]) -> None:
    """Providers hide the address in one place and leave it in another."""
    complaint = read_arf(fields, returned)

    assert complaint is not None
    assert complaint.recipients == recipients


def test_a_report_that_it_is_no_spam_is_no_complaint() -> None:
    """Somebody took our letter out of the spam folder: the opposite of a complaint."""
    assert read_arf("Feedback-Type: not-spam\nUser-Agent: X\nVersion: 1\n") is None


def test_a_server_s_report_of_failed_authentication_names_nobody() -> None:
    """No person complained (RFC 6591)."""
    complaint = read_arf(
        "Feedback-Type: auth-failure\nUser-Agent: X\nVersion: 1\n", f"To: {PAT}\nFrom: {DANA}\n"
    )

    assert complaint is not None
    assert complaint.recipients == ()


def test_microsoft_s_reports_have_no_fields() -> None:
    """Its Junk Mail Reporting Program sends only the letter, with a header of its own."""
    raw = (
        f"From: staff@hotmail.com\nTo: {DANA}\nSubject: complaint about message from 192.0.2.1\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
        f"X-HmXmrOriginalRecipient: {PAT}\nFrom: {DANA}\nTo: x@outlook.example\n\nHello\n--b--\n"
    )
    complaint = read_complaint(parse_message(raw.encode()), WRITTEN)

    assert complaint is not None
    assert complaint.recipients == (PAT,)


def test_fields_in_a_plain_text_count() -> None:
    """Some gateways take the report apart and pass its words on."""
    raw = f"From: fbl@x.example\nSubject: Fwd\n\nSee below.\n\n{FIELDS}Original-Rcpt-To: {PAT}\n"
    complaint = read_complaint(parse_message(raw.encode()), WRITTEN)

    assert complaint is not None
    assert complaint.recipients == (PAT,)


def test_a_letter_about_spam_is_no_report() -> None:
    """A person may say so; that is an opt-out, and read as one."""
    raw = b"From: pat@oakstreet.example\nSubject: spam\n\nThis is spam. Feedback: stop.\n"

    assert read_complaint(parse_message(raw), WRITTEN) is None
