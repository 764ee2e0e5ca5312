"""Sweeping a mailbox's new headers, against a bare loop of imaplib and email.parser.

Both ask the same Dovecot for the same fields of the same messages. Ours parses each header as a run
does, with `outreach.inbox.header.parse_header`.
"""

import json
import random
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from statistics import median
from time import perf_counter

from outreach.inbox.header import parse_header
from outreach.mail.imap import BATCH
from outreach.mail.imap_reading import FIELDS
from tests.contracts.mailbox import LONG_AGO
from tests.emulators.dovecot import running
from tests.mail.imap_boxes import Box

MESSAGES = 10_000
ROUNDS = 5
_BEGAN = datetime(2026, 3, 1, 8, tzinfo=UTC)
_UID = re.compile(rb"\bUID (\d+)")
_PEOPLE = ("Dr. Ana Lopez", "=?utf-8?Q?Zo=C3=AB_=C3=85ngstr=C3=B6m?=", "Lee, Kim", "Newsletter")
_SUBJECTS = ("Re: A massage therapist in Dover", "Invoice", "=?utf-8?B?R3LDvMOfZQ==?=", "This week")


def make_message(number: int, chance: random.Random) -> bytes:
    """Return a message with a header such as servers and programs of today make it."""
    arrived = format_datetime(_BEGAN + timedelta(minutes=number))
    noise = "".join(chance.choices("ABCDEFabcdef0123456789+/", k=340))
    person = f"person{number}@practice{number % 500}.example"
    hops = (
        f"Received: from mx{hop}.example by mx{hop + 1}.example\r\n\twith ESMTPS;\r\n\t{arrived}"
        for hop in range(4)
    )
    fields = [
        f"Return-Path: <{person}>",
        "Delivered-To: ana@reyes.example",
        *hops,
        f"DKIM-Signature: v=1; a=rsa-sha256; d=practice.example; s=s1;\r\n\tb={noise}",
        f"From: {chance.choice(_PEOPLE)} <{person}>",
        "To: Ana Reyes <ana@reyes.example>",
        f"Subject: {chance.choice(_SUBJECTS)}",
        f"Date: {arrived}",
        f"Message-ID: <{number}.{noise[:20]}@practice.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/alternative; boundary="b1"',
    ]
    if chance.random() < 0.5:
        fields += [
            f"In-Reply-To: <{number}@reyes.example>",
            f"References: <{number}@reyes.example>",
        ]
    if chance.random() < 0.3:
        fields += ["List-Unsubscribe: <https://news.example/u>", "Precedence: bulk"]
    body = "--b1\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b1--\r\n"
    return "\r\n".join([*fields, "", body]).encode()


def bare(box: Box) -> list[tuple[str, ...]]:
    """Read all headers as a script of twenty lines would."""
    found: list[tuple[str, ...]] = []
    parser = BytesHeaderParser()
    with box.client() as client:
        client.select("INBOX", readonly=True)
        uids = client.uid("SEARCH", "ALL")[1][0].split()
        items = f"(INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({FIELDS})])"
        for start in range(0, len(uids), BATCH):
            chosen = b",".join(uids[start : start + BATCH]).decode()
            for answer in client.uid("FETCH", chosen, items)[1]:
                if isinstance(answer, tuple):
                    uid = _UID.search(answer[0])
                    header = parser.parsebytes(answer[1])
                    assert uid
                    found.append((uid[1].decode(), header["Message-ID"], header["Subject"]))
    return found


def ours(box: Box) -> list[tuple[str, ...]]:
    """Read all headers as a run does."""
    mailbox = box.open()
    found: list[tuple[str, ...]] = []
    for swept in mailbox.sweep("INBOX", "", since=LONG_AGO):
        message = parse_header(swept.header)
        found.append((swept.key, message.message_id, message.subject))
    mailbox.close()
    return found


PROGRAMS: Mapping[str, Callable[[Box], list[tuple[str, ...]]]] = {"bare": bare, "ours": ours}


def compare(rounds: int = ROUNDS) -> dict[str, float]:
    """Measure both in turns; return the medians, and how many times as long ours takes."""
    chance = random.Random(1)
    seconds: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    with running() as server:
        box = Box(server)
        box.fill([make_message(number, chance) for number in range(MESSAGES)])
        bare(box)  # lets Dovecot make its index
        for _ in range(rounds):
            found = {}
            for name, program in PROGRAMS.items():
                start = perf_counter()
                found[name] = program(box)
                seconds[name].append(perf_counter() - start)
            same = [[one[:2] for one in every] for every in found.values()]
            if len(same[0]) != MESSAGES or same[0] != same[1]:
                raise SystemExit("the two did not read the same messages")
    ours_seconds, bare_seconds = median(seconds["ours"]), median(seconds["bare"])
    return {
        "messages": MESSAGES,
        "ours_seconds": round(ours_seconds, 3),
        "bare_seconds": round(bare_seconds, 3),
        "ratio": round(ours_seconds / bare_seconds, 2),
    }


def main() -> None:
    """Print the comparison as JSON."""
    print(json.dumps(compare(), indent=2))


if __name__ == "__main__":
    main()
