"""The answers that a rehearsal makes up: when they come, and that they look like real ones."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from outreach.campaign.message import OutgoingMessage
from outreach.files.sample_answers import SampleAnswers, load_sample_answers
from outreach.inbox.message import InboundMessage
from outreach.inbox.parsing import parse_message
from outreach.jobs.sample_answers import answered_touches, compose_answers
from outreach.mail.mime import message_bytes
from outreach.mail.sample_mailbox import SampleMessage
from outreach.practitioners.touches import TouchKey, TouchRecord, TouchState
from tests.make_sample import sample_people
from tests.people import demo_config

LEFT_AT = datetime(2026, 3, 2, 15, 0, 7, 250_000, tzinfo=UTC)
TEXT = 'Hello,\n\nCould I call?\n\nIf you\'d rather not hear from me, just reply "no thanks".'
OWNER = demo_config().settings.owner
SAMPLE = load_sample_answers(demo_config())
PEOPLE = dict.fromkeys(one.to for one in SAMPLE.answer)

Letters = dict[str, tuple[TouchRecord, bytes]]


def touch(address: str, *, at: datetime = LEFT_AT, step: str = "introduction") -> TouchRecord:
    """Return a letter that left."""
    name = re.sub(r"\W", "", address) + step
    return TouchRecord(
        key=TouchKey(practitioner=f"P-{name}", campaign="referral_partners", step=step),
        state=TouchState.SENT,
        at=at,
        message_id=f"<{name[:24]}@reyesmassage.example>",
        address=address,
        subject="A massage therapist with a question",
    )


def raw(left: TouchRecord) -> bytes:
    """Return a letter as it lies in the outbox."""
    message = OutgoingMessage(
        key=left.key,
        message_id=left.message_id,
        to=left.address,
        to_name="Dr. Sam Sample",
        subject=left.subject,
        text=TEXT,
        html="<p>Hello</p>",
        headers=(("List-Unsubscribe", f"<mailto:{OWNER.email}?subject=unsubscribe%20P-SAMP01>"),),
        sender=OWNER.email,
        sender_name=OWNER.name,
        date=left.at,
    )
    return message_bytes(message)


def letters(*addresses: str) -> Letters:
    """Return letters that left; to all sample people unless some are named."""
    left = [touch(address) for address in addresses or PEOPLE]
    return {one.address: (one, raw(one)) for one in left}


def compose(
    to: Letters | None = None,
    *,
    later: timedelta = timedelta(hours=9),
    sample: SampleAnswers = SAMPLE,
) -> tuple[SampleMessage, ...]:
    """Return the answers, so much later."""
    return compose_answers(sample, to or letters(), OWNER, now=LEFT_AT + later)


def parsed(messages: tuple[SampleMessage, ...]) -> Iterator[InboundMessage]:
    """Read the messages as the nightly sync does."""
    return (parse_message(message.raw) for message in messages)


def answer_to(address: str) -> InboundMessage:
    """Return the answer to one person's letter; the strangers' mails come last."""
    return next(parsed(compose(letters(address))))


@pytest.mark.parametrize(
    "later",
    [timedelta(seconds=1), timedelta(seconds=2.5), timedelta(hours=9), timedelta(days=30)],
)
def test_answers_come_after_their_letter_and_not_after_the_sync(later: timedelta) -> None:
    """An answer of tomorrow would not be read, and one of yesterday answers another letter."""
    messages = compose(later=later)

    assert len(messages) == len(SAMPLE.answer) + len(SAMPLE.stranger)
    for message, read in zip(messages, parsed(messages), strict=True):
        assert LEFT_AT < message.at <= LEFT_AT + later
        assert read.sent_at == message.at
    assert [message.at for message in messages] == sorted(message.at for message in messages)


def test_nobody_answers_within_the_second() -> None:
    """A Date field knows no fractions, so such an answer would seem older than the letter."""
    assert compose(later=timedelta(milliseconds=100)) == ()


def test_sync_of_the_very_day_that_is_rehearsed_has_answers() -> None:
    """With --as-of both runs have the same moment, and a newcomer may give both the same day."""
    at = LEFT_AT.replace(microsecond=0)
    left = {one: (touch(one, at=at), b"") for one in PEOPLE}

    assert {message.at for message in compose_answers(SAMPLE, left, OWNER, now=at)} == {at}


def test_only_those_who_got_a_letter_answer() -> None:
    """An answer from nowhere would make the rehearsal unlike life."""
    abigail = "abigail@lighthousemidwifery.example"
    senders = [read.sender for read in parsed(compose(letters(abigail)))]

    assert senders == [abigail, *(one.sender for one in SAMPLE.stranger)]
    assert compose_answers(SAMPLE, {}, OWNER, now=LEFT_AT) == ()


def test_the_newest_letter_is_answered() -> None:
    """People answer what they read last."""
    abigail = "abigail@lighthousemidwifery.example"
    first, second = touch(abigail), touch(abigail, step="demo_offer")
    queued = TouchRecord(
        key=TouchKey(practitioner="P-SAMP01", campaign="referral_partners", step="last_note"),
        state=TouchState.QUEUED,
        at=LEFT_AT,
        message_id="<q@reyesmassage.example>",
        address=abigail,
        subject="",
    )
    stranger = touch("nobody@elsewhere.example")

    assert answered_touches(SAMPLE, [first, second, queued, stranger]) == {abigail: second}


def test_answers_can_be_told_apart_and_tied_to_their_letters() -> None:
    """Two with one Message-ID count as one, and without ours a person must decide."""
    messages = list(parsed(compose()))
    ours = {left.message_id for left, _ in letters().values()}

    assert len({one.message_id for one in messages}) == len(messages)
    named = [
        {*one.refers_to, *re.findall(r"<[^<>\s]+>", str(one.parts))} & ours for one in messages
    ]
    assert sum(map(bool, named)) == len(SAMPLE.answer) - 1  # unsubscribing names a row key


@pytest.mark.parametrize(
    ("to", "heading", "quoted"),
    [
        ("abigail@lighthousemidwifery.example", "On Mon, Mar 2, 2026 at 10:00", "> Could I call?"),
        ("amara@cornerstonefoot.example", "Sent: Monday, March 2, 2026 10:00", "\nCould I call?"),
        ("tobias@brandtmovement.example", "> On Mar 2, 2026, at 10:00", "> Could I call?"),
    ],
)
def test_people_quote_our_letter_as_their_program_does(to: str, heading: str, quoted: str) -> None:
    """Our own words below an answer are where reading answers goes wrong."""
    text = next(answer_to(to).own("text/plain")).text

    assert heading in text
    assert quoted in text
    assert 'just reply "no thanks"' in text
    assert text.index(heading) > 40


def test_absence_ends_ten_days_after_the_sync() -> None:
    """A sample that names a date would age, and one in the past parks nobody."""
    away = answer_to("weiling@stillwater.example")

    assert away.headers.first("auto-submitted") == "auto-replied"
    assert away.subject == "Automatic reply: A massage therapist with a question"
    assert "back on Thursday, March 12, 2026." in next(away.own("text/plain")).text


@pytest.mark.parametrize(
    ("to", "action", "status"),
    [
        ("maria@lopezstrength.example", "failed", "5.1.1"),
        ("grace@whitcombenutrition.example", "failed", "5.2.2"),
        ("henry@millpondosteopathy.example", "delayed", "4.4.1"),
    ],
)
def test_mail_system_reports_in_the_standard_form(to: str, action: str, status: str) -> None:
    """Bounces are read from their fields (RFC 3464), so they must have them."""
    report = answer_to(to)
    fields = "".join(part.text for part in report.parts if part.kind == "message/delivery-status")

    assert (report.report, report.headers.first("return-path")) == ("delivery-status", "<>")
    assert f"action: {action}" in fields
    assert f"status: {status}" in fields
    assert to in fields


def test_unsubscribing_goes_where_our_header_says() -> None:
    """Mail programs write to that address with that subject, and with nothing else of ours."""
    asked = answer_to("liat@longline.example")

    assert (asked.recipients[0], asked.subject) == (OWNER.email, "unsubscribe P-SAMP01")
    assert asked.refers_to == ()
    without = compose({one: (left, b"") for one, (left, _) in letters().items()})
    assert "unsubscribe" in [one.subject for one in parsed(without)]


def test_messages_are_lawful() -> None:
    """Another mail program must be able to open them (RFC 5322 2.1.1)."""
    for message in compose():
        header = message.raw.partition(b"\n\n")[0]
        assert header.isascii()
        assert b"\nSample-Message: made up" in header
        assert max(map(len, message.raw.splitlines())) <= 998


def test_nobody_in_the_sample_can_exist() -> None:
    """Nobody real may seem to have answered, and strangers must be nobody's colleagues."""
    senders = {one.sender or one.to for one in SAMPLE.answer}
    strangers = {one.sender for one in SAMPLE.stranger}
    in_sheet = {str(person.cells.get("Email", "")).lower() for person in sample_people()}
    shown = {"katrin@xn--yogakste-b6a.example": "katrin@yogaküste.example"}
    listed = {one for cell in in_sheet for one in re.findall(r"[^\s<>;]+@[^\s<>;]+", cell)}

    assert all(one.endswith(".example") for one in senders | strangers)
    assert {shown.get(one, one) for one in PEOPLE} <= listed
    domains = {one.rpartition("@")[2] for one in strangers}
    assert not domains & {one.rpartition("@")[2] for one in listed | senders}
