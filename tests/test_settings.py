"""The settings: careful where nothing is said, and frozen once they are made."""

from datetime import time

import pytest
from pydantic import ValidationError

from outreach.settings import Qualification, SecretReference, Settings, parse_window

OWNER = {"name": "Ana Reyes", "email": "ana@Reyes.example", "timezone": "America/New_York"}


def settings(**tables: object) -> Settings:
    """Return settings of the sample owner."""
    return Settings.model_validate({"owner": OWNER} | tables)


def test_defaults_are_the_careful_ones() -> None:
    """Whoever deletes a line must never send more, faster or to more people by it."""
    made = settings()

    assert made.mail.transport == "outbox"
    assert made.pacing.daily_cap == 10
    assert made.pacing.spacing_seconds == (60, 300)
    assert made.pacing.window == "09:00-16:30"
    assert made.pacing.weekdays == ("mon", "tue", "wed", "thu", "fri")
    assert made.pacing.holidays == "US"
    assert made.pacing.park_days == 3
    assert made.qualification.max_miles == 15
    assert made.qualification.require == ("takes_insurance", "offers_massage")
    assert len(made.qualification.disqualify) == 4
    assert made.qualification.unknown == "research"
    assert made.campaigns.active == ("referral_partners",)
    assert made.ledger.url == "sqlite:///var/ledger.sqlite3"
    assert not made.schedule.send
    assert not made.sheet.include_hidden
    assert made.sheet.sample == ""


def test_settings_cannot_be_changed() -> None:
    """A job that changed them would make the next one depend on it."""
    with pytest.raises(ValidationError):
        settings().pacing.daily_cap = 1000  # type: ignore[misc]


def test_the_owner_s_zone_and_address_are_ready_for_use() -> None:
    """A value that exists is valid: nobody checks it again."""
    owner = settings().owner

    assert str(owner.zone) == "America/New_York"
    assert owner.email == "ana@reyes.example"


@pytest.mark.parametrize(
    ("window", "hours"),
    [
        ("09:00-16:30", (time(9), time(16, 30))),
        ("00:00-24:00", (time(0), time.max)),
        ("22:00-23:59", (time(22), time(23, 59))),
    ],
)
def test_windows_are_understood(window: str, hours: tuple[time, time]) -> None:
    """A whole day is a window too, and has no 24:00 in Python."""
    made = settings(pacing={"window": window})

    assert parse_window(made.pacing.window) == hours


def test_whole_numbers_are_numbers() -> None:
    """`max_miles = 10` is what people write."""
    assert Qualification.model_validate({"max_miles": 10}).max_miles == 10


@pytest.mark.parametrize("holidays", ["", "US", "US-NH", "GB-ENG", "DE-BY"])
def test_holidays_are_known_by_country_and_region(holidays: str) -> None:
    """A region's own days count: nobody answers on them."""
    assert settings(pacing={"holidays": holidays}).pacing.holidays == holidays


def test_no_digest_may_be_written_as_empty() -> None:
    """TOML has no word for nothing."""
    assert settings(schedule={"digest_to": ""}).schedule.digest_to is None


def test_a_live_transport_needs_a_postal_address() -> None:
    """The law wants it in every letter (CAN-SPAM), so it is asked for before the first."""
    with pytest.raises(ValidationError, match="live transport"):
        settings(mail={"transport": "smtp"})

    live = settings(mail={"transport": "smtp"}, owner=OWNER | {"postal_address": "12 Elm St"})
    assert live.mail.transport == "smtp"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_server_on_this_machine_needs_no_encryption(host: str) -> None:
    """Nobody listens in between, and test servers speak plainly."""
    made = settings(mail={"smtp": {"host": host, "security": "none"}})

    assert made.mail.smtp.host == host


def test_a_reference_does_not_show_itself() -> None:
    """Somebody may have pasted the secret where its place belongs."""
    assert "hunter2" not in repr(SecretReference(env="hunter2"))
