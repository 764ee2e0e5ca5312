"""The shipped letters as bytes: what changes on the wire is to be seen before it is sent."""

from email import message_from_bytes, policy

import pytest

from tests.golden import FOLDER, ODD_PEOPLE, SPECIALTIES, STEPS, compose, golden_messages

WANTED = dict(golden_messages())


def test_there_is_a_file_for_each_letter() -> None:
    """A letter without a golden file could change unseen."""
    assert {path.name for path in FOLDER.glob("*.eml")} == set(WANTED)
    assert len(WANTED) == len(STEPS) * len(SPECIALTIES) + len(ODD_PEOPLE)


@pytest.mark.parametrize("name", WANTED)
def test_letters_are_as_they_were(name: str) -> None:
    """`python -m tests.golden` writes them anew when a change is meant."""
    assert (FOLDER / name).read_bytes() == WANTED[name]


@pytest.mark.parametrize("name", WANTED)
def test_golden_letters_are_whole(name: str) -> None:
    """A golden file that nobody read could be wrong from the start."""
    content = WANTED[name]
    assert content.isascii()
    parsed = message_from_bytes(content, policy=policy.default)
    assert not parsed.defects
    assert len(parsed["To"].addresses) == 1
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    texts = [part.get_content() for part in parsed.iter_parts()]
    assert len(texts) == 2
    assert all("12 Sample Street, Dover, NH 03820" in text for text in texts)
    assert all("just reply" in text for text in texts)
    assert not any(char in text for text in texts for char in "\ue000\ue001")
    assert not any(sign in parsed["Subject"] for sign in ("{{", "{%"))


def test_follow_ups_go_on_with_the_thread() -> None:
    """Three letters of one sequence show as one conversation."""
    first, second, third = (compose(step, {"Specialty": "Chiropractor"}) for step in STEPS)
    assert second.subject == third.subject == f"Re: {first.subject}"
    assert dict(third.headers)["References"] == f"{first.message_id} {second.message_id}"
    assert dict(third.headers)["In-Reply-To"] == second.message_id


@pytest.mark.parametrize("name", ODD_PEOPLE)
def test_odd_people_are_written_to_by_name(name: str) -> None:
    """What is in the cell is what they read, letter by letter."""
    parsed = message_from_bytes(WANTED[f"odd_{name}.eml"], policy=policy.default)
    plain = parsed.get_body(("plain",))
    assert plain is not None
    assert str(ODD_PEOPLE[name]["Practice"]) in plain.get_content()
