"""The quick way through a sweep's answers says what IMAPClient says, or leaves them to it."""

from typing import Any

import pytest
from imapclient.response_parser import parse_fetch_response

from outreach.mail.imap_quick import read_quickly

FIELDS = b'BODY[HEADER.FIELDS (FROM "SUBJECT")] {3}'


@pytest.mark.parametrize(
    "head",
    [
        b'1 (UID 5 INTERNALDATE "02-Mar-2026 12:00:00 +0000" RFC822.SIZE 90 ' + FIELDS,
        b'1 (RFC822.SIZE 90 INTERNALDATE " 2-Mar-2026 12:00:00 -0530" UID 5 ' + FIELDS,
        b"99 (UID 4294967295 " + FIELDS,
        b'1 (UID 5 INTERNALDATE "31-Feb-2026 12:00:00 +0000" ' + FIELDS,
        b'1 (UID 5 INTERNALDATE "never" ' + FIELDS,
    ],
)
def test_it_says_the_same(head: bytes) -> None:
    """A message's moment and size decide how it is read."""
    answers: list[Any] = [(head, b"x\r\n"), b")"]
    quick = read_quickly(answers)
    assert quick is not None
    for uid, thorough in parse_fetch_response(answers, normalise_times=False).items():
        assert quick[uid][b"INTERNALDATE"] == thorough.get(b"INTERNALDATE")
        assert quick[uid][b"RFC822.SIZE"] == thorough.get(b"RFC822.SIZE")
        assert quick[uid][b"BODY[HEADER.FIELDS]"] == b"x\r\n"
    assert len(quick) == 1


@pytest.mark.parametrize(
    "answers",
    [
        [b"1 (UID 5 FLAGS (\\Seen))"],
        [(b"1 (" + FIELDS, b"x\r\n"), b" UID 5)"],
        [(b"1 (" + FIELDS, b"x\r\n"), b")"],
        [(b"1 (UID 5 FLAGS (UID 6) " + FIELDS, b"x\r\n"), b")"],
        [(b"1 (UID 5 BODY[] {3}", b"x\r\n"), b")"],
        [b'1 (UID 5 BODY[HEADER.FIELDS (FROM)] "")'],
    ],
)
def test_other_forms_are_left_alone(answers: list[Any]) -> None:
    """A guess would take one message for another."""
    assert read_quickly(answers) is None


def test_no_answer_is_no_message() -> None:
    """All of them are gone."""
    assert read_quickly([]) == {}
