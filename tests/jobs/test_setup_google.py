"""setup_sheet on a Google Sheet, as its user meets it."""

import re
from collections.abc import Callable, Iterator

import pytest
import requests

from outreach import cli
from outreach.sheet.gsheets import furnish_requests, furniture
from tests.desk import Desk, Ran
from tests.emulators.sheets import Call, Fault, SheetsEmulator
from tests.sheet.google_account import write_key_file

Run = Callable[..., Ran]


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[SheetsEmulator]:
    """Return the emulator that the scripts are led to; new tabs are short, to be fast."""
    for module in (furniture, furnish_requests):
        monkeypatch.setattr(module, "NEW_ROWS", 60)
    with SheetsEmulator() as emulator:
        monkeypatch.setenv("SHEETS_EMULATOR_HOST", emulator.host)
        yield emulator


@pytest.fixture
def set_up(desk: Desk, google: SheetsEmulator, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs setup_sheet at a desk whose sheet is at Google."""
    write_key_file(desk.folder / "key.json", google)

    def run(*options: str, key: str = "") -> Ran:
        line = f'spreadsheet = "{key}"\n' if key else ""
        desk.configure(f'[sheet]\nbackend = "google"\ncredentials = "key.json"\n{line}')
        capsys.readouterr()
        code = cli.setup_sheet(["--config", str(desk.config), *options])
        out, err = capsys.readouterr()
        return Ran(code=code, out=out, err=err)

    return run


def permissions(google: SheetsEmulator, key: str) -> list[dict[str, str]]:
    """Return with whom a file was shared, as the Drive API says."""
    asked = requests.get(
        f"{google.url}/drive/v3/files/{key}/permissions",
        params={"fields": "permissions(emailAddress,role)"},
        headers={"Authorization": "Bearer x"},
        timeout=10,
    )
    found: list[dict[str, str]] = asked.json()["permissions"]
    return [one for one in found if one["role"] != "owner"]


def test_a_google_sheet_is_made_shared_and_filled(google: SheetsEmulator, set_up: Run) -> None:
    """From a key file to a sheet that the run after works on."""
    made = set_up("--create", "My practice", "--demo")
    assert made.code == 0, made.err
    lines = made.out.splitlines()
    assert lines[0] == "Google Sheet “My practice”: made, and shared with you"
    assert "Practitioners: 44 sample people added" in lines
    assert lines[-1] == "changed 6 things"
    found = re.search(r'^spreadsheet = "([\w-]+)"$', made.out, re.MULTILINE)
    assert found
    key = found[1]
    (shared,) = permissions(google, key)
    assert (shared["emailAddress"], shared["role"]) == ("ana@reyesmassage.example", "writer")
    rows = google.values(key, "Practitioners")
    names = [row[0] for row in rows[1:]]
    assert "Abigail Stanton, CNM" in names
    hold = rows[0].index("Hold")
    assert [row[hold] for row in rows if len(row) > hold].count(True) == 1
    again = set_up(key=key)
    assert (again.code, again.out) == (0, "nothing to change\n")
    assert set_up("--demo", key=key).code == 2
    assert set_up("--create", "Another", key=key).code == 2


def test_what_google_refuses_is_explained(google: SheetsEmulator, set_up: Run) -> None:
    """A sheet that is not shared with the key's account is the usual first mistake."""
    key = google.create("Practice", {})
    google.unshare(key)
    ran = set_up(key=key)
    assert ran.code == 4
    assert "hint: open the sheet, press Share" in ran.err


def test_no_answer_in_time_changes_nothing(google: SheetsEmulator, set_up: Run) -> None:
    """Whoever is offline hears so, and the sheet is as it was."""
    key = google.create("Practice", {})

    def refuse(call: Call) -> Fault | None:
        return Fault.EXPIRED_TOKEN if call.kind == "write" else None

    google.before = refuse
    ran = set_up(key=key)
    assert ran.code == 4
    assert not google.values(key, "Sheet1")


def test_a_sheet_that_was_made_is_named_whatever_happens_then(
    google: SheetsEmulator, set_up: Run
) -> None:
    """Else the next try would make another one."""

    def refuse(call: Call) -> Fault | None:
        return Fault.EXPIRED_TOKEN if call.kind == "write" else None

    google.before = refuse
    ran = set_up("--create", "My practice")
    assert ran.code == 4
    assert 'spreadsheet = "' in ran.err


def test_a_sheet_must_be_named(set_up: Run) -> None:
    """The key is the one thing that only the user knows."""
    ran = set_up()
    assert ran.code == 3
    assert "[sheet] spreadsheet" in ran.err
