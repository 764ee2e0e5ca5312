"""The answers of tests/data/answers: what each means, and its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outreach.inbox.answers import read_answer
from outreach.inbox.message import InboundMessage
from outreach.inbox.opt_outs import read_opt_out
from outreach.inbox.verdicts import OptOut, Reply
from tests.inbox.notices import message, shipped_phrases
from tests.people import PROJECT

ANSWERS = PROJECT / "tests" / "data" / "answers"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the collection."""

    meaning: str
    language: str
    text: str


@cache
def answers() -> tuple[Answer, ...]:
    """Return all answers that phrases were written for."""
    return tuple(answer for path in sorted(ANSWERS.glob("*.txt")) for answer in read_answers(path))


def read_answers(path: Path) -> Iterator[Answer]:
    """Yield the answers of a file."""
    for block in re.split(r"(?m)^= ", path.read_text("utf-8"))[1:]:
        heading, _, body = block.partition("\n")
        meaning, language = heading.split()
        yield Answer(meaning, language, body.strip())


def letter(text: str, subject: str = "Re: A neighbor with a question") -> InboundMessage:
    """Return an answer to Dana as a message."""
    return message(text, subject=subject, to="Dana Reyes <dana@reyesmassage.example>")


def understood(text: str) -> Reply | OptOut:
    """Return what an answer is taken for."""
    one = letter(text)
    return read_opt_out(one, text, shipped_phrases()) or read_answer(one, text, shipped_phrases())


def meaning_of(text: str) -> str:
    """Return what an answer is taken for, as the collection writes it."""
    verdict = understood(text)
    return "opt_out" if isinstance(verdict, OptOut) else verdict.intent.value
