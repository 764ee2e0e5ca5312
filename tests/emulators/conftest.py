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


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[SheetsEmulator, gspread.Client]]:
    """Yield one emulator and one client for the whole run; each test makes its own spreadsheet."""
    with SheetsEmulator() as emulator, gspread_client(emulator) as authorised:
        yield emulator, authorised


@pytest.fixture
def google(running: tuple[SheetsEmulator, gspread.Client]) -> Iterator[SheetsEmulator]:
    """Yield an emulator that runs; faults that a test ordered end with the test."""
    emulator, _ = running
    yield emulator
    emulator.before = None


@pytest.fixture
def client(running: tuple[SheetsEmulator, gspread.Client]) -> gspread.Client:
    """Return the real gspread client, speaking to the emulator."""
    return running[1]


@pytest.fixture
def book(google: SheetsEmulator, client: gspread.Client) -> gspread.Spreadsheet:
    """Return a spreadsheet with the tabs People and `My notes`."""
    return client.open_by_key(google.create("Practice", {"People": PEOPLE, "My notes": []}))


@pytest.fixture
def people(book: gspread.Spreadsheet) -> gspread.Worksheet:
    """Return the tab People."""
    return book.worksheet("People")
