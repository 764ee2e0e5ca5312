"""Specialties: the slug picks the letter, so people's words for one thing must meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.practitioners.specialties import WORDS, specialty_slug


@pytest.mark.parametrize(("slug", "word"), [(s, w) for s in WORDS for w in WORDS[s].split()])
def test_every_listed_word(slug: str, word: str) -> None:
    """Case, hyphens and space do not matter."""
    for typed in (word, word.replace("-", " ").title(), f" {word.upper()} "):
        assert specialty_slug(typed) == slug


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("D.C.", "chiropractor"),
        ("P.T.", "physical-therapist"),
        ("L.Ac.", "acupuncturist"),
        ("Chiropractor / acupuncturist", "chiropractor"),
        ("Yoga AND Pilates", "yoga-teacher"),
        ("Yoga and Pilates", "yoga-teacher"),
        ("Strength and Conditioning Coach", "personal-trainer"),
        ("Strength & conditioning coach", "personal-trainer"),
        ("Foot and Ankle", "podiatrist"),
        ("Foot & ankle", "podiatrist"),
        ("PT (pelvic floor)", "physical-therapist"),
        ("/ Yoga", "yoga-teacher"),
        ("Pilates", "pilates"),
        ("Doula, postpartum", "doula"),
        ("", ""),
        ("🌻", ""),
    ],
)
def test_slug(typed: str, slug: str) -> None:
    """Of several the first counts; what is not listed may have a letter of its own."""
    assert specialty_slug(typed) == slug


@given(st.text())
def test_any_text_is_safe_in_a_file_name(text: str) -> None:
    """The slug becomes part of a template's name, so it must not lead elsewhere."""
    assert not set(specialty_slug(text)) & set("/\\.:\0 \n")
