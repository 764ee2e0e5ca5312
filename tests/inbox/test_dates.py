"""The day to come back to that a "not now" names."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.dates import come_back_on
from outreach.inbox.named_times import NAMED_TIMES, month_later
from tests.inbox.notices import shipped_phrases

SENT = datetime(2026, 11, 19, 9, tzinfo=timezone(timedelta(hours=-5)))


def named(text: str, sent_at: datetime | None = SENT) -> date | None:
    """Return the day to come back to."""
    return come_back_on(text, sent_at, shipped_phrases())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Love this. My calendar doesn't. Can you try me again after New Year's?",
            date(2027, 1, 4),
        ),
        ("Swamped through the holidays. Ping me mid January.", date(2027, 1, 15)),
        ("Try me in March.", date(2027, 3, 1)),
        ("Maybe in the spring?", date(2027, 3, 20)),
        ("Ask me next month.", date(2026, 12, 1)),
        ("Give me two weeks.", date(2026, 12, 3)),
        ("I could look at it in a couple of weeks", date(2026, 12, 3)),
        ("Escríbame en enero.", date(2027, 1, 1)),
        ("Mail me in het nieuwe jaar nog eens.", date(2027, 1, 4)),
        ("Melden Sie sich gern Mitte Januar wieder.", date(2027, 1, 15)),
        ("I'm away until December 5, please try again after that.", date(2026, 12, 5)),
        ("We are booked since October, reach out in February", date(2027, 2, 1)),
        ("Call me after January 4.", date(2027, 1, 4)),
        ("Recontactez-moi après les fêtes.", date(2027, 1, 4)),
        ("Too busy this year, try me in Q2", date(2027, 4, 1)),
        ("Let's talk after Thanksgiving.", date(2026, 11, 30)),
        ("Fale comigo em janeiro.", date(2027, 1, 1)),
        ("Mi ricontatti a gennaio.", date(2027, 1, 1)),
        ("来月ご連絡ください。", date(2026, 12, 1)),
        ("in three months I will know more", date(2027, 2, 19)),
        ("dans deux semaines peut-être", date(2026, 12, 3)),
        ("in zwei Wochen gern", date(2026, 12, 3)),
        ("dentro de dos meses", date(2027, 1, 19)),
        ("late February would be good", date(2027, 2, 25)),
        ("Check back with me at the end of January", date(2027, 1, 25)),
        ("After March I'm free", date(2027, 4, 1)),
        ("The week of the 7th is better", date(2026, 12, 7)),
        ("I'm on leave until mid-March, ask again then", date(2027, 3, 15)),
        ("Im Frühjahr vielleicht", date(2027, 3, 20)),
        ("Once things calm down in the new year, happy to chat", date(2027, 1, 4)),
        ("Not before February please", date(2027, 2, 1)),
        ("in 6 weeks", date(2026, 12, 31)),
        ("I have no time until the holidays are over", date(2027, 1, 4)),
        ("Por ahora no, quizás después de las fiestas", date(2027, 1, 4)),
        ("Nu even niet, misschien na de feestdagen", date(2027, 1, 4)),
        ("Agora não, mas em março pode ser", date(2027, 3, 1)),
        ("Adesso no, forse a marzo", date(2027, 3, 1)),
        ("Pas maintenant, plutôt en mars", date(2027, 3, 1)),
        ("Im Moment nicht, aber ab Februar", date(2027, 2, 1)),
    ],
)
def test_day_is_named(text: str, expected: date) -> None:
    """Who asks to be written to in March and hears in December will not answer in March."""
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Not right now. Maybe later.",
        "Vielleicht nach den Sommerferien.",
        "I may be open to it one day.",
        "1月に改めてご連絡ください。",
        "Last spring we tried someone",
        "We just had a baby in September. Maybe later.",
        "in a few months",
        "Happy New Year! not now",
        "My practice opened in March 2025 and I'm not looking",
        "Reach out again in 2027",
        "We moved in May. Not now.",
    ],
)
def test_unclear_time_is_none(text: str) -> None:
    """A day that nobody named must not look like an appointment."""
    assert named(text) is None


@pytest.mark.parametrize(
    ("year", "expected"), [(2024, (4, 2)), (2025, (4, 22)), (2026, (4, 7)), (2027, (3, 30))]
)
def test_easter_moves(year: int, expected: tuple[int, int]) -> None:
    """Clinics close around Easter, which is on another day each year."""
    assert NAMED_TIMES["later_easter"](date(year, 1, 1)) == date(year, *expected)


def test_month_later_ends_with_its_month() -> None:
    """A month after 31 January there is no 31st."""
    assert month_later(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert month_later(date(2027, 12, 31), 2) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "sent_at", [None, datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)]
)
def test_odd_dates_of_letters_are_endured(sent_at: datetime | None) -> None:
    """A Date field may hold anything, or be missing."""
    named("Try me in March, or in two weeks, or after Easter.", sent_at)


@given(st.text(max_size=300))
def test_anything_is_read(text: str) -> None:
    """Mail is written by strangers; one that raises would end the night."""
    found = named(text)

    assert found is None or found > SENT.date() - timedelta(days=1)
