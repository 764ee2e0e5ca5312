"""Files as the Drive sees them: made, found, shared, copied, exported and deleted."""

import csv
import io
import json
from datetime import date, datetime

import gspread
import pytest
from gspread.utils import ExportFormat
from openpyxl import Workbook

from tests.emulators.google.errors import Json
from tests.emulators.google.exporting import EXCEL, TSV
from tests.emulators.google.store import FOLDER_TYPE, SHEETS_TYPE
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


DRIVE = "https://www.googleapis.com/drive/v3/files"
UPLOAD = "https://www.googleapis.com/upload/drive/v3/files"


def multipart(about: Json, kind: str, data: bytes) -> bytes:
    """Return an upload as Google's own client sends it."""
    parts = f"--=1==\nContent-Type: application/json\n\n{json.dumps(about)}\n--=1==\n"
    return f"{parts}Content-Type: {kind}\n\n".encode() + data + b"\n--=1==--"


def test_folders_are_made_found_and_deleted_with_what_is_in_them(client: gspread.Client) -> None:
    """Clients put spreadsheets into a folder of their own."""
    ask = client.http_client.request
    folder = ask("post", DRIVE, json={"name": "Ours", "mimeType": FOLDER_TYPE}).json()["id"]
    made = client.create("Inside", folder_id=folder)
    found = ask("get", DRIVE, params={"q": f"mimeType='{FOLDER_TYPE}'"}).json()["files"]
    assert folder in [file["id"] for file in found]
    ask("patch", f"{DRIVE}/{folder}", json={"name": "Yours"})
    assert ask("get", f"{DRIVE}/{folder}").json()["name"] == "Yours"
    ask("delete", f"{DRIVE}/{folder}")
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key(made.id)


def test_an_uploaded_workbook_becomes_a_spreadsheet(client: gspread.Client) -> None:
    """People begin with the Excel file that they have."""
    workbook = Workbook()
    tab = workbook.create_sheet("Practices", 0)
    tab.append(["Ann", 2.5, True, "=B1*2", date(2026, 3, 2)])
    target = io.BytesIO()
    workbook.save(target)
    sent = multipart({"name": "list.xlsx", "mimeType": SHEETS_TYPE}, EXCEL, target.getvalue())
    book = client.open_by_key(client.http_client.request("post", UPLOAD, data=sent).json()["id"])
    assert (book.title, len(book.worksheets())) == ("list", 2)
    assert book.sheet1.row_values(1) == ["Ann", "2.5", "TRUE", "5", "3/2/2026"]
    sent = multipart({}, TSV, b"a\tb\r\n1\t2")
    client.http_client.request("patch", f"{UPLOAD}/{book.id}", data=sent)
    assert book.get_worksheet(0).get_all_values() == [["a", "b"], ["1", "2"]]
