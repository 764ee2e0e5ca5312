"""The first day back, as the ways to write a day differ by language and country."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.calendar_words import MONTHS, WEEKDAYS
from outreach.inbox.return_dates import return_day
from tests.inbox.notices import shipped_phrases

BOSTON = datetime(2026, 11, 19, 9, tzinfo=timezone(timedelta(hours=-5)))
LONDON = datetime(2026, 11, 19, 9, tzinfo=UTC)


def back(text: str, sent_at: datetime | None = BOSTON, subject: str = "") -> date | None:
    """Return the first day back that a notice names."""
    found = return_day(text, subject, sent_at, shipped_phrases())
    return found.on if found else None


@pytest.mark.parametrize(
    ("text", "sent_at", "expected"),
    [
        ("I am back on 12/5.", BOSTON, date(2026, 12, 5)),
        ("I am back on 12/5.", LONDON, None),
        ("I am back on 14/12.", LONDON, date(2026, 12, 14)),
        ("I am away from 30/11 and back on 10/12.", LONDON, date(2026, 12, 10)),
        ("I am back on 12/12.", LONDON, date(2026, 12, 12)),
        ("On annual leave, back on 10/12.", BOSTON, None),
        ("Je serai de retour le 10/12.", BOSTON, date(2026, 12, 10)),
        ("1/6より通常通り営業いたします。", BOSTON, date(2027, 1, 6)),
        ("I am back on 2026-12-05.", LONDON, date(2026, 12, 5)),
    ],
)
def test_order_of_day_and_month(text: str, sent_at: datetime, expected: date | None) -> None:
    """A date read the wrong way round writes to somebody months too late, or while away."""
    assert back(text, sent_at) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Back tomorrow.", date(2026, 11, 20)),
        ("On leave since 2-Nov, due back on 11-Jan-2027.", date(2027, 1, 11)),
        ("Vanaf 7-12 ben ik weer aanwezig.", date(2026, 12, 7)),
        ("U krijgt binnen 1-2 werkdagen weer antwoord.", None),
        (
            "21日（土）から23日（祝）まで休診、24日（火）より通常どおり診療いたします。",
            date(2026, 11, 24),
        ),
        ("I am not on this account until Thursday.", date(2026, 11, 26)),
        ("I plan to see patients again from Monday, February 1.", date(2027, 2, 1)),
        ("Back Thursday.", date(2026, 11, 26)),
        ("Back next Friday.", date(2026, 11, 27)),
        ("Back on Monday the 30th.", date(2026, 11, 30)),
        ("I return January 4.", date(2027, 1, 4)),
        ("I return November 2.", None),
        ("I return July 15.", None),
        ("I return mid-March.", None),
        ("We answer calls 24/7 and are back in 1-2 business days.", None),
        ("Our hours are Monday through Friday.", None),
        ("Guten Morgen, ich bin im Urlaub.", None),
        ("I return on November 31.", None),
    ],
)
def test_day_is_near_and_certain(text: str, expected: date | None) -> None:
    """A wrong day is worse than none: without one a week is waited."""
    assert back(text) == expected


def test_return_is_surer_than_last_day() -> None:
    """Closed through Sunday and back on Tuesday means Tuesday."""
    assert back("Closed until Nov 27 and through Nov 29. Back December 1.") == date(2026, 12, 1)


def test_subject_counts_when_the_text_names_no_day() -> None:
    """Many write the day into the subject only."""
    assert back("See you!", subject="Away until 11/30") == date(2026, 11, 30)


@pytest.mark.parametrize(
    "sent_at", [None, datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)]
)
def test_odd_dates_of_letters_are_endured(sent_at: datetime | None) -> None:
    """A Date field may hold anything, or be missing."""
    back("Back tomorrow, on dateno7 or Monday 12/31.", sent_at)


CUES = (
    "back until through closed von bis - / . the next から 1月 99 31 0 12/31 2026 30.11. 1.".split()
)
WORDS = st.sampled_from([*CUES, *list(MONTHS)[:30], *list(WEEKDAYS)[:20], "\n\n"])


@given(st.lists(WORDS, max_size=25))
def test_anything_that_looks_like_dates_is_read(words: list[str]) -> None:
    """Numbers and names of months come in every order, and none may end the night."""
    found = back(" ".join(words))

    assert found is None or found > BOSTON.date() - timedelta(days=1)
