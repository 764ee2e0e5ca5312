"""The right body of a message is read, and its paragraphs are whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.bodies import bodies, tidied, unflowed
from outreach.inbox.message import Headers, InboundMessage, Part


def of(*parts: Part) -> list[str]:
    """Return the bodies of a message."""
    return list(bodies(InboundMessage(headers=Headers(), parts=parts)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one \ntwo", "one two"),
        ("one\ntwo", "one\ntwo"),
        ("> one \n> two\nthree", "> one two\nthree"),
        ("> one \n>> two", "> one \n>> two"),
        (" From here", "From here"),
        ("one \n-- \nPat", "one \n-- \nPat"),
        (" > no quote", "> no quote"),
        ("one \n\ntwo", "one \n\ntwo"),
    ],
)
def test_flowed_lines_are_joined(text: str, expected: str) -> None:
    """A phrase that a mail program wrapped is found only in a whole paragraph (RFC 3676, 4)."""
    assert unflowed(text) == expected


def test_space_of_a_flowed_line_may_go() -> None:
    """Japanese has no spaces: there, the one that ends a flowed line is not the text's."""
    assert unflowed("こん \nにちは", delsp=True) == "こんにちは"


def test_plain_text_comes_first() -> None:
    """It says the same, without ornaments."""
    plain = Part(kind="text/plain", text="Yes.")
    html = Part(kind="text/html", text="<b>Yes</b>.")

    assert of(html, plain) == ["Yes.", "Yes."]


@pytest.mark.parametrize(
    "stub",
    [
        "",
        " \n ",
        "This message is in HTML format.",
        "This is an HTML message. Please use another mail program.",
        "Your email client does not support HTML.",
        "Please view this email in an HTML-capable program.",
    ],
)
def test_stub_is_passed_over(stub: str) -> None:
    """Some programs write only an excuse in plain text; the answer is in the HTML."""
    html = Part(kind="text/html", text="<p>Yes.</p>")

    assert of(Part(kind="text/plain", text=stub), html) == ["Yes."]


def test_pieces_around_a_picture_belong_together() -> None:
    """Apple Mail splits a letter at each picture in it."""
    picture = Part(kind="image/png", name="a.png")
    one, two = (Part(kind="text/plain", text=text) for text in ("One.", "Two."))

    assert of(one, picture, two) == ["One.\n\nTwo."]


def test_letter_within_is_not_read() -> None:
    """What is forwarded as an attachment is somebody else's."""
    assert of(Part(kind="text/plain", text="No.", depth=1)) == []


def test_odd_spaces_become_plain() -> None:
    """Phones write narrow spaces and marks of direction into times and names."""
    assert tidied("9:00\u202fAM\u200e\r\nx\ry") == "9:00 AM\nx\ny"


def test_emoji_stay_whole() -> None:
    """The joiner within an emoji is a part of it."""
    assert tidied("👩\u200d⚕️") == "👩\u200d⚕️"


@given(st.text())
def test_flowed_text_loses_no_word(text: str) -> None:
    """Joining lines must not lose anything that was written."""
    plain = " ".join(text.replace(">", "").split())

    assert " ".join(unflowed(plain).split()) == plain
