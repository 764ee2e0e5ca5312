"""Folding: what people mean alike compares alike, and different people stay different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.practitioners.folding import fold, plain_words, without_invisibles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José Aguilar", "JOSE  AGUILAR"),
        ("O'Brien", "O’Brien"),
        ("Wei-Ling", "wei ling"),
        ("Ｍａｒｉａ", "maria"),
        ("𝐌𝐚𝐫𝐢𝐚", "maria"),
        ("Ma\u200bria\u00ad", "Maria"),
        ("علی‌رضا", "علیرضا"),
        ("Straße", "STRASSE"),
        ("Lopez_Chiropractic, Inc.", "lopez chiropractic inc"),
    ],
)
def test_same_words(one: str, other: str) -> None:
    """A row whose key is lost is found again by its name, however it is typed now."""
    assert plain_words(one) == plain_words(other)


@pytest.mark.parametrize(("one", "other"), [("राम", "रीमा"), ("李明", "李白"), ("Ann", "Anna")])
def test_different_words(one: str, other: str) -> None:
    """Two people must not fold into one, in whatever script they are written."""
    assert plain_words(one) != plain_words(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """What the ledger keeps folded is compared with what is folded now."""
    assert plain_words(plain_words(text)) == plain_words(text)
    assert without_invisibles(without_invisibles(text)) == without_invisibles(text)
    assert fold(text) == fold(without_invisibles(text))
