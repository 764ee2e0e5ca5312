"""Logging in to Google: three kinds of credentials, and what is said when they do not do."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.errors import ConfigError, SheetError
from outreach.sheet.gsheets.connection import Connection
from outreach.sheet.gsheets.login import account_of, google_credentials, spreadsheet_key
from tests.emulators.sheets import SheetsEmulator
from tests.sheet.google_account import ACCOUNT, PLACE, login, private_key, write_key_file

USER = {
    "type": "authorized_user",
    "client_id": "sample.apps.example",
    "client_secret": "sample-client-secret",
    "refresh_token": "sample-refresh-token",
}


@pytest.fixture
def google() -> Iterator[SheetsEmulator]:
    """Return an emulator."""
    with SheetsEmulator() as google:
        yield google


def title(google: SheetsEmulator, path: Path | None) -> str:
    """Log in and read something."""
    credentials = login(path) if path else google_credentials(None, place=PLACE)
    key = google.create("Practice", {})
    connection = Connection(key, credentials, place=PLACE, emulator=google.host)
    found = str(connection.get("properties.title")["properties"]["title"])
    connection.close()
    return found


def test_service_account(google: SheetsEmulator, tmp_path: Path) -> None:
    """The default: the sheet is shared with an address of its own."""
    path = write_key_file(tmp_path / "key.json", google)
    assert title(google, path) == "Practice"
    assert account_of(login(path)) == ACCOUNT


def test_authorised_user(google: SheetsEmulator, tmp_path: Path) -> None:
    """Whoever has no service account logs in as themselves."""
    path = tmp_path / "key.json"
    path.write_text(json.dumps(USER), "utf-8")
    assert title(google, path) == "Practice"
    assert account_of(login(path)) == ""


def test_application_default_credentials(
    google: SheetsEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that has a login already no file needs to be named."""
    path = write_key_file(tmp_path / "key.json", google)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    assert title(google, None) == "Practice"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no file key.json"),
        ("", "key.json is not JSON"),
        ("[1]", "neither the key file of a service account nor an authorised-user file"),
        ("{}", "neither the key file of a service account nor an authorised-user file"),
        ('{"installed": {"client_secret": "very-secret"}}', "is an OAuth client"),
        ('{"type": "service_account", "private_key": "very-secret"}', "is not a whole key file"),
        ('{"type": "authorized_user", "client_id": "x"}', "lacks refresh_token, client_secret"),
    ],
)
def test_unusable_files_are_named_without_their_secrets(
    tmp_path: Path, content: str | None, words: str
) -> None:
    """A wrong file is one line of what and one of what to do; its content is never shown."""
    path = tmp_path / "key.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(ConfigError) as caught:
        login(path)
    assert str(caught.value).startswith("config/outreach.toml: [sheet] credentials: ")
    assert words in str(caught.value)
    assert caught.value.hint
    assert "very-secret" not in f"{caught.value}{caught.value.hint}"


def test_key_that_google_does_not_know(google: SheetsEmulator, tmp_path: Path) -> None:
    """A revoked key ends in words, at once."""
    path = write_key_file(tmp_path / "key.json", google)
    info = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(info | {"token_uri": f"{google.url}/no-such-place"}), "utf-8")
    with pytest.raises(SheetError, match="Google does not let us log in") as caught:
        title(google, path)
    assert caught.value.hint
    assert private_key().splitlines()[1] not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "1AbC_d-9",
        " 1AbC_d-9 ",
        "https://docs.google.com/spreadsheets/d/1AbC_d-9/edit#gid=0",
        "https://docs.google.com/spreadsheets/u/1/d/1AbC_d-9/edit?usp=sharing",
    ],
)
def test_key_or_address_names_the_sheet(text: str) -> None:
    """People copy what the browser shows."""
    assert spreadsheet_key(text, place=PLACE) == "1AbC_d-9"


@pytest.mark.parametrize("text", ["", "  ", "https://example.com/sheet", "my sheet"])
def test_what_names_no_sheet_is_refused(text: str) -> None:
    """It would end in a 404 that nobody understands."""
    with pytest.raises(ConfigError) as caught:
        spreadsheet_key(text, place=PLACE)
    assert caught.value.hint
