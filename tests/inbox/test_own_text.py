"""Only what a person wrote anew may be read as an answer, whatever a mail program adds to it."""

import time
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.message import Headers, InboundMessage, Part
from outreach.inbox.own_text import own_text
from tests.inbox.notices import shipped_phrases
from tests.people import PROJECT

CASES: list[dict[str, Any]] = [
    {"of": path.stem, **case}
    for path in sorted((PROJECT / "tests/data/own_text").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]
OURS = "dana@reyesmassage.example"
MOST_TEXT = 256 * 1024  # that parsing lets through
PLAIN_WORDS = st.lists(st.sampled_from("yes no maybe come by on at we you massage day".split()))
QUOTE = "\n\nOn Tue, Nov 24, 2026 at 9:00 AM Dana <dana@reyesmassage.example> wrote:\n\n> Hi\n"


def received(*parts: Part, sender_name: str = "Pat Kim") -> InboundMessage:
    """Return an answer to a letter of ours."""
    return InboundMessage(
        headers=Headers(fields=(("to", f"Dana Reyes <{OURS}>"),)),
        sender="pat@practice.example",
        sender_name=sender_name,
        recipients=(OURS,),
        parts=parts,
    )


def own(*parts: Part) -> str:
    """Return the new text of an answer."""
    return own_text(received(*parts), shipped_phrases())


def plain(text: str) -> Part:
    """Return a body in plain text."""
    return Part(kind="text/plain", text=text)


def squash(text: str) -> str:
    """Return a text with its white space collapsed: mail programs wrap as they like."""
    return " ".join(text.split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['of']}: {case['name']}")
def test_only_new_words_are_left(case: dict[str, Any]) -> None:
    """Our letter offers, asks and says "unsubscribe": read as theirs, it would decide for them."""
    flowed = (("format", "flowed"),) if case.get("flowed") else ()
    parts = [
        Part(kind=kind, text=case[key], parameters=parameters)
        for key, kind, parameters in (
            ("text", "text/plain", flowed),
            ("html", "text/html", ()),
        )
        if key in case
    ]
    if case.get("calendar"):
        parts.append(Part(kind="text/calendar", text="BEGIN:VCALENDAR"))
    message = received(*parts, sender_name=case.get("sender", "Pat Kim"))

    found = own_text(message, shipped_phrases())

    assert squash(found) == squash(case["own"])


def test_cases_are_many() -> None:
    """A file that is read no more must not go unnoticed."""
    assert len(CASES) >= 200


@given(PLAIN_WORDS)
def test_plain_words_come_back_unchanged(words: list[str]) -> None:
    """What bears no mark of a mail program is all the writer's own."""
    text = " ".join(words)

    assert squash(own(plain(text))) == text


@given(PLAIN_WORDS.filter(bool))
def test_quotation_never_matters(words: list[str]) -> None:
    """The same answer means the same, with our letter below or without."""
    text = " ".join(words)

    assert own(plain(text + QUOTE)) == own(plain(text))


MARKS = [
    ">",
    "> ",
    "\n",
    "\n\n",
    "On Nov 24, 2026, Dana <d@x.example> wrote:",
    "wrote:",
    "From: a@b.example",
    "To: you",
    "Subject: x",
    "-- ",
    "-----Original Message-----",
    "________________",
    "```",
    "Sent from my iPhone",
    "This e-mail is confidential. If you are not the intended recipient, delete it.",
    "Karen Whitfield, DC",
    "603-555-0119",
    "Thanks,",
    "[cid:x]",
    ">>> x >>>",
    "<<< x <<<",
    "reply above this line",
    "<div class='gmail_quote'>",
    "<blockquote>",
    "</blockquote>",
    "<p",
    "<!--",
    "&",
    "yes",
    " ",
]


@given(st.lists(st.sampled_from(MARKS) | st.text(max_size=8), max_size=30))
def test_nothing_raises(pieces: list[str]) -> None:
    """A message that stops the night would stop it again the next night."""
    text = "".join(pieces)

    own(plain(text))
    own(Part(kind="text/html", text=text))
    own(Part(kind="text/plain", text=text, parameters=(("format", "flowed"), ("delsp", "yes"))))


HOSTILE = [
    ">",
    "> \n",
    ">>>\n",
    ">>> a >>>\n<<< b <<<\n",
    "On \n",
    "On Tue, Nov 24, 2026 at 9:00 AM Dana\n",
    "On Nov 24, 2026, Dana <a@b.example> wrote:\n\n",
    "wrote:\n",
    "Dana Reyes:\n",
    "From: a@b.example\n\n\n",
    "From: a\nTo: b\nSubject: c\n",
    "-",
    "--\n",
    "-----\nfoo\n",
    "----- x\n",
    "-----Original Message-----\n",
    "[cid:",
    "```\n",
    "Dana Reyes\n",
    "603-555-0119\n",
    "12.",
    "A ",
    "1 rue ",
    "|\n",
    "<<<\n",
    "This message is confidential.\n\n",
    "CAUTION: This email came from outside.\n",
    "reply above this line\n",
    "-----BEGIN PGP SIGNATURE-----\n",
    "Pat has accepted this invitation.\n\n",
    "差出人: 山田\n",
    "a@",
    "\u00a0\n",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear_in_plain_text(unit: str) -> None:
    """Anybody can send anything: one message must not hold up the mail of the night."""
    text = unit * (MOST_TEXT // len(unit))
    calendar = Part(kind="text/calendar")
    started = time.process_time()

    own(plain(text))
    own(plain(text), calendar)

    assert time.process_time() - started < 8  # a squared term takes minutes


def test_lone_answer_of_a_colleague_is_read() -> None:
    """A front desk passes on what the doctor wrote without a word: that is the answer."""
    head = "From: Amy <amy@bell.example>\nDate: x\nSubject: y"
    text = f"---------- Forwarded message ---------\n{head}\n\nYes!"

    assert own(plain(text)) == "Yes!"


def test_our_own_letter_is_never_an_answer() -> None:
    """Sent back without a word, our letter would say yes, and its footer would unsubscribe them."""
    text = f"From: Dana Reyes <{OURS}>\nSent: x\nSubject: y\n\nYes? Or unsubscribe?"

    assert own(plain(text)) == ""


def test_empty_message_has_no_words() -> None:
    """A message may hold an attachment only."""
    assert own() == ""
    assert own(Part(kind="image/png", name="logo.png")) == ""


def test_attached_text_is_not_read() -> None:
    """A text file that hangs on a mail is a paper, not the answer."""
    assert own(plain("Yes."), Part(kind="text/plain", text="No.", attached=True)) == "Yes."
