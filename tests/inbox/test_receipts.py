"""Receipts: a letter was displayed, or deleted unread."""

import pytest

from outreach.inbox.parsing import parse_message
from outreach.inbox.receipts import read_receipt
from tests.inbox.reports import PAT, report


@pytest.mark.parametrize(
    ("disposition", "why"),
    [
        ("manual-action/MDN-sent-manually; displayed", "says that the letter was displayed"),
        ("automatic-action/MDN-sent-automatically; deleted", "without being read"),
        ("manual-action/MDN-sent-manually; Displayed/error", "says that the letter was displayed"),
    ],
)
def test_receipts_say_what_became_of_the_letter(disposition: str, why: str) -> None:
    """A receipt is neither a reply nor interest: it must not end up as either."""
    raw = report(
        f"Reporting-UA: x\nFinal-Recipient: rfc822;{PAT}\nDisposition: {disposition}\n",
        kind="disposition-notification",
    )
    receipt = read_receipt(parse_message(raw))

    assert receipt is not None
    assert receipt.why[1].endswith(why)


def test_a_confirmation_of_delivery_is_a_receipt() -> None:
    """It has the form of a bounce, and says the opposite."""
    raw = report(f"Final-Recipient: rfc822;{PAT}\nAction: relayed\nStatus: 2.1.5\n")
    receipt = read_receipt(parse_message(raw))

    assert receipt is not None
    assert receipt.why[1] == "says that the letter was delivered"


@pytest.mark.parametrize("subject", ["Read: A neighbor", "Gelesen: A neighbor", "Lu : bonjour"])
def test_a_subject_alone_is_no_receipt(subject: str) -> None:
    """People write "Read: ..." about books."""
    assert read_receipt(parse_message(f"Subject: {subject}\n\nA good one!\n".encode())) is None


def test_a_report_without_its_fields_is_still_a_receipt() -> None:
    """Gateways cut attachments off; the type of the report remains."""
    raw = (
        b"Subject: Gelesen: Hallo\nContent-Type: multipart/report; boundary=b;"
        b" report-type=disposition-notification\n\n--b\n\nIhre Nachricht wurde gelesen.\n--b--\n"
    )

    assert read_receipt(parse_message(raw)) is not None
