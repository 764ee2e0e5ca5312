"""Decides which made-up answers a rehearsal's mailbox holds, and when each came (pure)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from outreach.files.sample_answers import AnswerTable, SampleAnswers, StrangerTable
from outreach.inbox.parsing import parse_message
from outreach.mail.sample_forms import (
    Letter,
    Said,
    apple_reply,
    automatic_reply,
    delivery_report,
    gmail_reply,
    outlook_reply,
    plain_mail,
    unsubscribing,
)
from outreach.mail.sample_mailbox import SampleMessage
from outreach.practitioners.touches import TouchRecord, TouchState
from outreach.settings import Owner

_SECOND = timedelta(seconds=1)
_DAYS = re.compile(r"\{in (\d{1,3}) days\}")
_UNSUBSCRIBE = re.compile(r"<(mailto:[^>]+)>")
_PROGRAMS: Mapping[str, Callable[[Said, Letter], bytes]] = {
    "gmail": gmail_reply,
    "outlook": outlook_reply,
    "apple": apple_reply,
}


def answered_touches(
    sample: SampleAnswers, touches: Sequence[TouchRecord]
) -> Mapping[str, TouchRecord]:
    """Return address → the newest letter that left for it, of those that have sample answers.

    Args:
        touches: Oldest first.
    """
    known = {one.to for one in sample.answer}
    return {
        touch.address: touch
        for touch in touches
        if touch.state is TouchState.SENT and touch.address in known
    }


def compose_answers(
    sample: SampleAnswers,
    letters: Mapping[str, tuple[TouchRecord, bytes]],
    owner: Owner,
    *,
    now: datetime,
) -> tuple[SampleMessage, ...]:
    """Return the messages, the oldest first; none while it is too early for some answer.

    Each is dated after the letter that it answers and not after now. A Date field knows whole
    seconds only, so a letter of this very second has no answer yet.

    Args:
        letters: Address → the letter that left, and its bytes as far as they are at hand.
        now: Aware.
    """
    answers = [one for one in sample.answer if one.to in letters]
    if not answers or any(_is_too_early(touch, now) for touch, _ in letters.values()):
        return ()
    office = _Office(owner=owner, now=now, first=min(touch.at for touch, _ in letters.values()))
    places = len(answers) + len(sample.stranger) + 1
    messages = chain(
        (
            office.answer(one, *letters[one.to], share=place / places)
            for place, one in enumerate(answers, start=1)
        ),
        (
            office.stranger(one, share=place / places)
            for place, one in enumerate(sample.stranger, start=len(answers) + 1)
        ),
    )
    return tuple(sorted(messages, key=lambda message: message.at))


def _is_too_early(touch: TouchRecord, now: datetime) -> bool:
    return now.replace(microsecond=0) < touch.at


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    """Where the messages arrive.

    Attributes:
        now: The moment of the sync (aware).
        first: When the first of the letters left.
    """

    owner: Owner
    now: datetime
    first: datetime

    def answer(
        self, table: AnswerTable, touch: TouchRecord, raw: bytes, *, share: float
    ) -> SampleMessage:
        """Return one answer, in the form of what writes it."""
        letter = self._letter(touch, raw)
        said = Said(
            owner=self.owner.email,
            sender=table.sender or table.to,
            name=table.name,
            subject=table.subject.replace("{subject}", letter.subject) or letter.reply_subject,
            text=self._dated(table.says),
            at=self._between(touch.at, share),
        )
        return SampleMessage(at=said.at, raw=_in_form(table, said, letter))

    def stranger(self, table: StrangerTable, *, share: float) -> SampleMessage:
        """Return a mail that answers nothing."""
        said = Said(
            owner=self.owner.email,
            sender=table.sender,
            name=table.name,
            subject=table.subject,
            text=self._dated(table.says),
            at=self._between(self.first, share),
        )
        return SampleMessage(at=said.at, raw=plain_mail(said))

    def _between(self, earlier: datetime, share: float) -> datetime:
        """Return a whole second after a moment and not after now, however little lies between."""
        latest = self.now.replace(microsecond=0)
        earliest = earlier.replace(microsecond=0) + _SECOND
        wanted = (earlier + (self.now - earlier) * share).replace(microsecond=0)
        return min(max(wanted, earliest), latest).astimezone(self.owner.zone)

    def _dated(self, text: str) -> str:
        """Put the days in: a sample that names dates would age."""
        today = self.now.astimezone(self.owner.zone).date()

        def day(found: re.Match[str]) -> str:
            on = today + timedelta(days=int(found[1]))
            return f"{on:%A, %B} {on.day}, {on.year}"

        return _DAYS.sub(day, text).strip("\n")

    def _letter(self, touch: TouchRecord, raw: bytes) -> Letter:
        """Return our letter; without its file, what the ledger knows of it."""
        message = parse_message(raw)
        to_name = message.headers.first("to").rpartition("<")[0].strip(' "')
        asked = _UNSUBSCRIBE.search(message.headers.first("list-unsubscribe"))
        known = f"Subject: {touch.subject}\nMessage-ID: {touch.message_id}"
        header = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("ascii", "replace")
        return Letter(
            to=touch.address,
            to_name=to_name or touch.address,
            sender=self.owner.email,
            sender_name=self.owner.name,
            subject=touch.subject,
            at=touch.at.astimezone(self.owner.zone),
            message_id=touch.message_id,
            text="".join(part.text for part in message.own("text/plain")).strip(),
            header=header or known,
            unsubscribe=asked[1] if asked else "",
        )


def _in_form(table: AnswerTable, said: Said, letter: Letter) -> bytes:
    match table.kind:
        case "bounce" | "delayed":
            delayed = table.kind == "delayed"
            return delivery_report(said, letter, status=table.status, delayed=delayed)
        case "auto_reply":
            return automatic_reply(said, letter)
        case "unsubscribe":
            return unsubscribing(said, letter)
        case "reply":
            return _PROGRAMS[table.program](said, letter)
