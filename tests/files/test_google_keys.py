"""Key files of Google logins: told apart, and never shown."""

import json
from pathlib import Path

import pytest

from outreach.errors import ConfigError
from outreach.files.google_keys import AUTHORISED_USER, read_google_key

PLACE = "config/outreach.toml: [mail.smtp] credentials"
USER = {
    "type": "authorized_user",
    "client_id": "sample.apps.example",
    "client_secret": "very-secret",
    "refresh_token": "very-secret-too",
}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "there is no file config/login.json"),
        ("not JSON, very-secret", "config/login.json is not JSON"),
        ("\xff", "config/login.json is not JSON"),
        ("[]", "config/login.json is no authorised-user file, as google-auth writes it"),
        ('{"type": "service_account"}', "config/login.json is no authorised-user file"),
        ('{"web": {}}', "config/login.json is an OAuth client, not a login made with it"),
        (json.dumps(USER | {"refresh_token": ""}), "config/login.json lacks refresh_token"),
    ],
)
def test_files_that_are_no_login(tmp_path: Path, content: str | None, expected: str) -> None:
    """Nothing of the file is shown: it is a secret."""
    path = tmp_path / "login.json"
    if content is not None:
        path.write_text(content, "latin-1")
    with pytest.raises(ConfigError) as caught:
        read_google_key(path, place=PLACE, shown="config/login.json", kinds=(AUTHORISED_USER,))
    assert str(caught.value).startswith(f"{PLACE}: {expected}")
    assert caught.value.hint
    assert caught.value.__cause__ is None or isinstance(caught.value.__cause__, OSError)


def test_a_login_is_read_as_it_stands(tmp_path: Path) -> None:
    """A byte order mark, which some editors add, does no harm."""
    path = tmp_path / "login.json"
    path.write_text(json.dumps(USER), "utf-8-sig")
    assert read_google_key(path, place=PLACE, shown="login.json") == USER
