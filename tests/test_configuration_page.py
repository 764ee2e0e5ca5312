"""docs/configuration.md says what the settings do."""

from datetime import date
from pathlib import Path

import pytest

from outreach.files.sections import all_tables
from outreach.settings import Settings
from tests.configuration_page import configuration_page, plain_fields, toml_value

PAGE = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"


def test_the_page_is_up_to_date() -> None:
    """A page that tells of other settings than these is worse than none; `make docs` mends it."""
    assert PAGE.read_text("utf-8") == configuration_page()


def test_every_key_is_on_the_page() -> None:
    """A key that is not documented may as well not exist."""
    page = configuration_page()

    for name, model in all_tables(Settings):
        section = page.partition(f"## `[{name}]`\n")[2].partition("\n## ")[0]
        for key, field in plain_fields(model):
            assert f"| `{key}` |" in section, f"[{name}] {key}"
            assert field.description


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (False, "false"),
        (15.0, "15"),
        ("US", '"US"'),
        ((60, 300), "[60, 300]"),
        ({"values_massage": 3.0}, "{values_massage = 3}"),
        (date(2026, 12, 24), '"2026-12-24"'),
    ],
)
def test_defaults_are_written_as_toml(value: object, written: str) -> None:
    """People copy them into their file."""
    assert toml_value(value) == written
