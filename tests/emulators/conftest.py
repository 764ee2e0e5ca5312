"""What the emulators' tests share: a running emulator, and the real client that speaks to it."""

from collections.abc import Iterator
from datetime import date, datetime

import gspread
import pytest

from tests.emulators.clients import gspread_client
from tests.emulators.sheets import SheetsEmulator, Value

PEOPLE: list[list[Value]] = [
    ["ID", "Name", "Miles", "Called on"],
    ["a", "Ann", 3, date(2026, 3, 2)],
    ["b", "Bob", 1, datetime(2026, 3, 2, 12, 0)],  # noqa: DTZ001 - cells have no time zone
    ["c", "Cid", 2.5, None],
]


@pytest.fixture
def google() -> Iterator[SheetsEmulator]:
    """Yield an emulator that runs."""
    with SheetsEmulator() as emulator:
        yield emulator


@pytest.fixture
def client(google: SheetsEmulator) -> Iterator[gspread.Client]:
    """Yield the real gspread client, speaking to the emulator."""
    with gspread_client(google) as authorised:
        yield authorised


@pytest.fixture
def book(google: SheetsEmulator, client: gspread.Client) -> gspread.Spreadsheet:
    """Return a spreadsheet with the tabs People and `My notes`."""
    return client.open_by_key(google.create("Practice", {"People": PEOPLE, "My notes": []}))


@pytest.fixture
def people(book: gspread.Spreadsheet) -> gspread.Worksheet:
    """Return the tab People."""
    return book.worksheet("People")
