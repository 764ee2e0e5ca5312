"""All files of the emulated account, and the making of new ones."""

import secrets
import string
from datetime import UTC, datetime

from tests.emulators.google.errors import Json, forbidden, not_found
from tests.emulators.google.formats import with_data
from tests.emulators.google.model import ACCOUNT, EMPTY, Sheet, Spreadsheet, new_spreadsheet, now
from tests.emulators.google.requests_sheets import check_properties, sheet_from
from tests.emulators.google.writing import make_room

SHEETS_TYPE = "application/vnd.google-apps.spreadsheet"
FOLDER_TYPE = "application/vnd.google-apps.folder"
_KEY_LETTERS = string.ascii_letters + string.digits + "-_"


def new_key() -> str:
    """Return a key such as the Drive gives to files."""
    return "1" + "".join(secrets.choice(_KEY_LETTERS) for _ in range(43))


class Store:
    """The files and folders, by key, oldest first; a folder is as the Drive shows it."""

    def __init__(self) -> None:
        self.files: dict[str, Spreadsheet] = {}
        self.folders: dict[str, Json] = {}

    def create_folder(self, name: str, parents: list[str]) -> Json:
        """Make an empty folder and return it."""
        key, moment = new_key(), timestamp(now())
        self.folders[key] = {
            "kind": "drive#file",
            "id": key,
            "name": name,
            "mimeType": FOLDER_TYPE,
            "parents": parents,
            "createdTime": moment,
            "modifiedTime": moment,
            "trashed": False,
        }
        return self.folders[key]

    def open(self, key: str) -> Spreadsheet:
        """Return a file that the caller may see."""
        book = self.files.get(key)
        if book is None:
            raise not_found()
        if not book.shared:
            raise forbidden()
        return book

    def create(self, title: str, properties: Json | None = None) -> Spreadsheet:
        """Make an empty spreadsheet that belongs to the caller."""
        given = properties or {}
        check_properties({"locale": "en_US", "timeZone": "Etc/GMT", "title": title, **given})
        key = new_key()
        book = new_spreadsheet(key, title, **given)
        book.permissions.append(
            {
                "kind": "drive#permission",
                "id": "00000000000000000001",
                "type": "user",
                "emailAddress": ACCOUNT,
                "role": "owner",
                "displayName": "robot",
                "deleted": False,
                "pendingOwner": False,
            }
        )
        self.files[key] = book
        return book

    def create_from(self, body: Json) -> Spreadsheet:
        """Make a spreadsheet as a Spreadsheet resource describes it."""
        given = dict(body.get("properties") or {})
        title = given.pop("title", None) or "Untitled spreadsheet"
        book = self.create(title, given)
        sheets = body.get("sheets") or []
        if sheets:
            book.sheets = []
        for position, sheet in enumerate(sheets):
            properties = {"title": f"Sheet{position + 1}"} | (sheet.get("properties") or {})
            sheet_id = properties.get("sheetId")
            number = (position and book.new_id()) if sheet_id is None else int(sheet_id)
            new = sheet_from(properties, number, properties["title"])
            book.sheets.append(new)
            for block in sheet.get("data") or []:
                _fill(new, block)
        return book

    def copy(self, key: str, title: str) -> Spreadsheet:
        """Make a copy of a file; it belongs to the caller alone."""
        original = self.open(key)
        new = self.create(title)
        twin = original.copy()
        twin.id, twin.permissions, twin.comments = new.id, new.permissions, []
        twin.properties["title"] = title
        twin.created_at = twin.modified_at = now()
        self.files[new.id] = twin
        return twin


def _fill(sheet: Sheet, block: Json) -> None:
    """Enter the cells of a GridData."""
    top, left = int(block.get("startRow") or 0), int(block.get("startColumn") or 0)
    for row, line in enumerate(block.get("rowData") or [], top):
        for column, data in enumerate(line.get("values") or [], left):
            make_room(sheet, row + 1, column + 1)
            sheet.put(row, column, with_data(EMPTY, data, {}))


def timestamp(moment: datetime) -> str:
    """Return a moment as the Drive API writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
