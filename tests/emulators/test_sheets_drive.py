"""Files as the Drive sees them: made, found, shared, copied, exported and deleted."""

import csv
from datetime import date, datetime

import gspread
import pytest
from gspread.utils import ExportFormat

from tests.emulators.sheets import SheetsEmulator


def test_files_are_found_by_title_folder_and_key(client: gspread.Client) -> None:
    """Gspread finds spreadsheets by asking the Drive in its query language."""
    made = client.create('Ann\'s "list"', folder_id="folder-1")
    plain = client.create("Plain")
    assert client.open("Plain").id == plain.id
    assert [f["id"] for f in client.list_spreadsheet_files(folder_id="folder-1")] == [made.id]
    assert client.open_by_url(plain.url).id == plain.id
    client.del_spreadsheet(plain.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Plain")


def test_sharing_is_listed_transferred_and_ended(book: gspread.Spreadsheet) -> None:
    """The doctor tells people with whom a sheet is shared."""
    shared = book.share("ann@practice.example", "user", "writer", notify=False).json()
    book.transfer_ownership(shared["id"])
    book.accept_ownership(shared["id"])
    roles = {p["emailAddress"]: p["role"] for p in book.list_permissions()}
    assert roles["ann@practice.example"] == "owner"
    assert book.remove_permissions("ann@practice.example") == [shared["id"]]
    assert len(book.list_permissions()) == 1


def test_copies_are_apart_and_imports_replace(
    client: gspread.Client, people: gspread.Worksheet
) -> None:
    """A copy must not change with its original."""
    copied = client.copy(people.spreadsheet_id, "Copy", copy_permissions=True)
    client.import_csv(people.spreadsheet_id, "a,b\n1,2\n")
    assert people.spreadsheet.sheet1.get_all_values() == [["a", "b"], ["1", "2"]]
    assert copied.worksheet("People").acell("B2").value == "Ann"


def test_exports_hold_what_is_shown(people: gspread.Worksheet) -> None:
    """Backups by export have the formatted values."""
    text = people.spreadsheet.export(ExportFormat.CSV).decode()
    assert list(csv.reader(text.splitlines()))[1] == ["a", "Ann", "3", "2026-03-02"]
    assert people.spreadsheet.export(ExportFormat.EXCEL).startswith(b"PK")


def test_the_python_side_sees_dates_as_dates(
    google: SheetsEmulator, people: gspread.Worksheet
) -> None:
    """Tests compare with what they put in, whoever wrote it."""
    noon = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - cells have no time zone
    assert google.values(people.spreadsheet_id, "People")[1:] == [
        ["a", "Ann", 3, date(2026, 3, 2)],
        ["b", "Bob", 1, noon],
        ["c", "Cid", 2.5],
    ]
