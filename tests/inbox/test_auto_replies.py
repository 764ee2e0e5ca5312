"""Answers by machines are told from those by people, whatever they say and in which language."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.message import Part
from tests.inbox.notices import CORRESPONDENCE, OURS, message, read, shipped_phrases
from tests.people import PROJECT

NOTICES: list[dict[str, Any]] = tomllib.loads(
    (PROJECT / "tests/data/notices.toml").read_text("utf-8")
)["notice"]
ANSWERS: list[str] = [
    one["text"]
    for one in tomllib.loads((PROJECT / "tests/data/answers_like_notices.toml").read_text("utf-8"))[
        "answer"
    ]
]
AWAY = "I am out of the office until November 30."
YES = "Yes please, I'd love to try a massage. Does Thursday work?"


def marked(notice: dict[str, Any], **more: str) -> dict[str, str]:
    """Return the keywords of a message that carries a notice."""
    zone = str(notice.get("zone", "-0500"))
    given = {"sent": f"Thu, 19 Nov 2026 09:00:00 {zone}", **more}
    return given | ({"subject": str(notice["subject"])} if "subject" in notice else {})


@pytest.mark.parametrize("notice", NOTICES, ids=lambda one: one["text"][:60])
def test_notice_is_understood(notice: dict[str, Any]) -> None:
    """When somebody is back decides when they are written to, and who left decides to whom."""
    text = notice["text"]
    found = read(text, message(text, auto_submitted="auto-replied", **marked(notice)))  # type: ignore[arg-type]

    assert found
    assert {"until": found.until, "gone": found.gone, "ticket": found.ticket} == {
        "until": notice.get("until"),
        "gone": notice.get("gone", False),
        "ticket": notice.get("ticket", False),
    }


@pytest.mark.parametrize(
    "text", [one["text"] for one in NOTICES if one.get("bare")], ids=lambda text: text[:60]
)
def test_notice_is_known_by_its_words(text: str) -> None:
    """Contact forms send receipts without any header; none of them is an interested person."""
    assert read(text)


@pytest.mark.parametrize("text", ANSWERS, ids=lambda text: text[:60])
def test_person_is_no_machine(text: str) -> None:
    """An answer taken for a notice is an answer that nobody reads."""
    assert read(text) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-replied; owner-email=x"},
        {"auto_submitted": "auto-generated"},
        {"x_autoreply": "yes"},
        {"x_autorespond": "Re: hello"},
        {"x_autoresponder": "1"},
        {"precedence": "auto_reply"},
        {"x_mailer": "Autoresponder 2.0"},
        {"return_path": "<>"},
        {"subject": "Automatic reply: A neighbor with a question"},
        {"subject": "Abwesenheitsnotiz: A neighbor with a question"},
        {"subject": "Offline this week Re: A neighbor with a question"},
        {"subject": "[Request received] A neighbor with a question"},
        {"subject": "自動応答: A neighbor with a question"},
    ],
    ids=str,
)
def test_sign_of_a_machine_is_enough(headers: dict[str, str]) -> None:
    """Responders say so in many ways, and what they say below may be anything."""
    text = "Namaste. The mountains are calling."

    assert read(text, message(text, **headers))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "headers",
    [
        {"x_auto_response_suppress": "All"},
        {"precedence": "bulk"},
        {"auto_submitted": "no"},
        {"x_autoreply": "no"},
        {"return_path": "<pat@clinic.example>"},
        {"subject": "Re: Automatic reply: A neighbor with a question"},
        {"auto_submitted": "auto-generated", "x_mailer": "Zendesk Mailer"},
    ],
    ids=str,
)
def test_what_people_s_mail_carries_too_proves_nothing(headers: dict[str, str]) -> None:
    """Exchange, lists and help desks mark what people write; their yes must reach the owner."""
    assert read(YES, message(YES, **headers)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_answer_to_an_invitation_is_a_person_s(method: str) -> None:
    """Calendars send it as generated, but it says whether the demo takes place."""
    calendar = Part(kind="text/calendar", parameters=(("method", method),))
    text = "Accepted: Demo massage"

    assert read(text, message(text, parts=(calendar,), auto_submitted="auto-generated")) is None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("You received $95.00", "You received a payment of $95.00. Receipt #TK4."),
        ("Booking confirmed", "Your appointment is confirmed for Friday at 3."),
        ("November news", "View this email in your browser. Our newsletter is out."),
        ("Sign-in", "Your verification code is 471100."),
    ],
)
@pytest.mark.parametrize("sender", ["pat@clinic.example", "receipts@shop.example"])
def test_other_generated_mail_answers_nothing(subject: str, text: str, sender: str) -> None:
    """A receipt that parks a practitioner would leave them without the next letter."""
    one = message(
        text, subject=subject, sender=sender, refers_to=(), auto_submitted="auto-generated"
    )

    assert read(text, one) is None


def test_answer_to_another_letter_is_not_ours() -> None:
    """The owner writes to clients too, and their absence says nothing of a practitioner."""
    one = message(
        AWAY,
        subject="Your booking",
        sender="client@mail.example",
        refers_to=("<booking@reyesmassage.example>",),
        auto_submitted="auto-replied",
    )

    assert read(AWAY, one) is None


def test_wish_to_be_left_alone_is_no_notice() -> None:
    """Mail programs send it for the button List-Unsubscribe; it must end the letters."""
    text = "This message was automatically generated by Gmail."

    assert read(text, message(text, subject="unsubscribe", refers_to=())) is None


def test_notice_names_whom_to_turn_to() -> None:
    """Who took over is the next practitioner to get to know, so the address is kept."""
    text = "Pat has left. Write to Info@Clinic.example, not to pat@clinic.example."
    found = read(text, message(text, auto_submitted="auto-replied"))

    assert found
    assert found.contact == "info@clinic.example"
    assert not found.until


def test_text_is_without_ornaments() -> None:
    """The sheet shows what was said, not what a ticket system prints around it."""
    text = (
        "##- Please type your reply above this line -##\n\n"
        "Your request (4711) has been received.\n\n"
        "--------------------------------\n"
        "This email is a service from Clinic. Delivered by Zendesk\n[QD7LXK-0R4VZ]\n"
    )
    found = read(text, message(text, auto_submitted="auto-generated"))

    assert found
    assert found.text == "Your request (4711) has been received."
    assert found.ticket


def test_why_is_said_in_the_words_that_counted() -> None:
    """A person who doubts the verdict sees what it rests on."""
    found = read(AWAY, message(AWAY, auto_submitted="auto-replied"))

    assert found
    assert found.why == (
        "says Auto-Submitted: auto-replied",
        "says “until” and names 30 November 2026 as the first day back",
    )


@given(st.text(max_size=400), st.text(max_size=60))
def test_anything_is_read(text: str, subject: str) -> None:
    """Mail is written by strangers; one that raises would end the night."""
    read(text, message(text, subject=subject, auto_submitted="auto-replied"))
    read(text, message(text, subject=subject))


def test_corpus_is_ours() -> None:
    """The figures mean something only while there is enough in many languages."""
    assert OURS in CORRESPONDENCE.message_ids
    assert len(NOTICES) >= 120
    assert len(ANSWERS) >= 60
    assert {"away", "acknowledgement", "left_practice"} <= set(shipped_phrases().topics)
