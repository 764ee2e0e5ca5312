"""The example configuration documents every key, and is the demo that everybody starts with."""

import re
import tomllib
from pathlib import Path

import pytest

from outreach.files.config import load_config
from outreach.files.sections import all_tables
from outreach.settings import Settings
from tests.configuration_page import plain_fields

PROJECT = Path(__file__).resolve().parents[2]
TEXT = (PROJECT / "config/outreach.example.toml").read_text("utf-8")
KEY = re.compile(r"^(#?)([a-z_]+) = ")

TABLES = dict(all_tables(Settings))


def written() -> dict[tuple[str, str], tuple[bool, str]]:
    """Return (table, key) → whether it is in force, and the comment line above it."""
    found: dict[tuple[str, str], tuple[bool, str]] = {}
    table, above = "", ""
    for line in TEXT.splitlines():
        if line.startswith("["):
            table = line.strip("[]")
        elif key := KEY.match(line):
            found[table, key[2]] = (not key[1], above)
        above = line
    return found


def test_every_key_is_there_with_its_comment() -> None:
    """Whoever opens the file must see all that can be set, and what it means."""
    known = {(name, key) for name, model in TABLES.items() for key, _ in plain_fields(model)}

    assert set(written()) == known
    for place, (_, above) in written().items():
        assert above.startswith("# "), place


def test_every_commented_key_shows_its_default() -> None:
    """Taking the # away must change nothing, or the comment would mislead."""
    active = tomllib.loads(re.sub(r"(?m)^#(?=[a-z_]+ = )", "", TEXT))
    settings = Settings.model_validate(active)

    for (name, key), (in_force, _) in written().items():
        if in_force or key == "password":
            continue
        section = settings
        for part in name.split("."):
            section = getattr(section, part)
        field = TABLES[name].model_fields[key]
        assert getattr(section, key) == field.default, f"[{name}] {key}"


def test_what_must_change_to_go_live_says_so() -> None:
    """A value that is generous, or a sample's, must not slip into live sending unseen."""
    shown = {place: above for place, (in_force, above) in written().items() if in_force}
    live = {place for place, above in shown.items() if "GO LIVE" in above}
    yours = {place for place, above in shown.items() if "YOURS" in above}

    assert yours == {place for place in shown if place[0] == "owner"}
    assert live == {
        ("sheet", "sample"),
        ("mail", "transport"),
        ("mail.inbox", "kind"),
        ("mail.inbox", "path"),
        ("mail.inbox", "sample"),
        ("pacing", "daily_cap"),
        ("pacing", "weekdays"),
        ("pacing", "holidays"),
    }


@pytest.mark.parametrize("word", ["YOURS", "GO LIVE"])
def test_the_marks_are_explained_at_the_top(word: str) -> None:
    """A mark that nobody explained is noise."""
    assert word in TEXT.partition("[owner]")[0]


def test_the_demo_works_on_any_day_of_the_week() -> None:
    """The first command must end with letters in the outbox, whenever it is tried."""
    config = load_config(None, project=PROJECT)
    pacing = config.settings.pacing

    assert len(pacing.weekdays) == 7
    assert (pacing.holidays, config.settings.owner.away) == ("", ())
    assert (config.settings.mail.transport, config.settings.sheet.backend) == ("outbox", "workbook")
    assert config.settings.owner.email.endswith(".example")
