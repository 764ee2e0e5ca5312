"""The part of the Drive API that clients of spreadsheets use."""

import csv
import io
import re

from tests.emulators.google import exporting
from tests.emulators.google.areas import whole
from tests.emulators.google.errors import ApiError, Json, invalid, not_found
from tests.emulators.google.masks import parse_mask, select
from tests.emulators.google.model import Spreadsheet, new_columns
from tests.emulators.google.store import SHEETS_TYPE, Store, timestamp
from tests.emulators.google.writing import write

_CLAUSE = re.compile(
    r"""\s*(?:(?P<name>mimeType|name|trashed)\s*(?P<sign>=|!=|contains)\s*(?P<value>"[^"]*"|'(?:\\.|[^'])*'|true|false)"""
    r"""|(?P<first>"[^"]*"|'[^']*'|parents)\s+in\s+(?P<second>"[^"]*"|'[^']*'|parents))\s*(?:and|\Z)""",
    re.IGNORECASE,
)
FILE_FIELDS = "kind,id,name,mimeType"


def _resource(book: Spreadsheet) -> Json:
    return {
        "kind": "drive#file",
        "id": book.id,
        "name": book.title,
        "mimeType": SHEETS_TYPE,
        "parents": book.file.get("parents", ["root"]),
        "createdTime": timestamp(book.created_at),
        "modifiedTime": timestamp(book.modified_at),
        "trashed": False,
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }


def _shown(value: Json, options: Json, usual: str) -> Json:
    chosen = select(value, parse_mask(options.get("fields") or usual))
    return chosen if isinstance(chosen, dict) else value


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text[:1] in "\"'" else text


def _matches(resource: Json, query: str) -> bool:
    position = 0
    while position < len(query.rstrip()):
        clause = _CLAUSE.match(query, position)
        if not clause:
            raise invalid(f"Invalid Value: {query}")
        position = clause.end()
        if clause["first"]:
            wanted = clause["second"] if clause["first"].lower() == "parents" else clause["first"]
            if _unquoted(wanted) not in resource["parents"]:
                return False
            continue
        own, value = (
            str(resource[_field(clause["name"])]).lower(),
            _unquoted(clause["value"]).lower(),
        )
        met = value in own if clause["sign"].lower() == "contains" else value == own
        if met == (clause["sign"] == "!="):
            return False
    return True


def _field(name: str) -> str:
    return {"mimetype": "mimeType"}.get(name.lower(), name.lower())


def list_files(store: Store, options: Json) -> Json:
    """Answer files.list, newest first, page by page."""
    resources = [_resource(book) for book in reversed(store.files.values()) if book.shared]
    found = [r for r in resources if _matches(r, options.get("q") or "")]
    start, size = int(options.get("pageToken") or 0), int(options.get("pageSize") or 100)
    answer: Json = {"kind": "drive#fileList", "incompleteSearch": False}
    answer["files"] = found[start : start + size]
    if start + size < len(found):
        answer["nextPageToken"] = str(start + size)
    return _shown(answer, options, f"kind,nextPageToken,incompleteSearch,files({FILE_FIELDS})")


def create_file(store: Store, body: Json, options: Json) -> Json:
    """Answer files.create, for spreadsheets only."""
    if body.get("mimeType") != SHEETS_TYPE:
        raise invalid("The emulator keeps spreadsheets only.")
    book = store.create(body.get("name") or "Untitled")
    book.file["parents"] = body.get("parents") or ["root"]
    return _shown(_resource(book), options, FILE_FIELDS)


def get_file(store: Store, key: str, options: Json) -> Json:
    """Answer files.get."""
    return _shown(_resource(_open(store, key)), options, FILE_FIELDS)


def _open(store: Store, key: str) -> Spreadsheet:
    if key not in store.files:
        raise not_found(f"File not found: {key}.")
    return store.open(key)


def update_file(store: Store, key: str, body: Json, options: Json) -> Json:
    """Answer files.update: a new name, or another folder."""
    book = _open(store, key)
    if body.get("name"):
        book.properties = book.properties | {"title": body["name"]}
    parents = set(book.file.get("parents", ["root"]))
    parents -= set(filter(None, str(options.get("removeParents") or "").split(",")))
    parents |= set(filter(None, str(options.get("addParents") or "").split(",")))
    book.file["parents"] = sorted(parents)
    return _shown(_resource(book), options, FILE_FIELDS)


def delete_file(store: Store, key: str) -> None:
    """Answer files.delete."""
    _open(store, key)
    del store.files[key]


def copy_file(store: Store, key: str, body: Json, options: Json) -> Json:
    """Answer files.copy."""
    original = _open(store, key)
    book = store.copy(key, body.get("name") or f"Copy of {original.title}")
    book.file["parents"] = body.get("parents") or original.file.get("parents", ["root"])
    return _shown(_resource(book), options, FILE_FIELDS)


def export_file(store: Store, key: str, options: Json) -> tuple[bytes, str]:
    """Answer files.export: the bytes and their type."""
    kind = str(options.get("mimeType"))
    return exporting.export(_open(store, key), kind), kind


def import_csv(store: Store, key: str, data: bytes) -> Json:
    """Answer the upload of a CSV file, which replaces all tabs by one."""
    book = _open(store, key)
    del book.sheets[1:]
    sheet = book.sheets[0]
    for row in sheet.rows:
        row.cells.clear()
    sheet.columns = sheet.columns or new_columns(1)
    lines: list[list[object]] = [list(line) for line in csv.reader(io.StringIO(data.decode()))]
    write(whole(sheet), lines, raw=False)
    return {"kind": "drive#file", "id": book.id, "title": book.title, "mimeType": SHEETS_TYPE}


def list_permissions(store: Store, key: str, options: Json) -> Json:
    """Answer permissions.list."""
    answer = {"kind": "drive#permissionList", "permissions": _open(store, key).permissions}
    usual = "kind,nextPageToken,permissions(id,type,kind,role)"
    return _shown(answer, options, usual)


def create_permission(store: Store, key: str, body: Json, options: Json) -> Json:
    """Answer permissions.create."""
    book = _open(store, key)
    kind, role = body.get("type"), body.get("role")
    if kind not in ("user", "group", "domain", "anyone"):
        raise invalid("The permission type field is required.")
    if role not in ("owner", "organizer", "fileOrganizer", "writer", "commenter", "reader"):
        raise invalid("The permission role field is required.")
    address = body.get("emailAddress") or body.get("domain")
    if kind != "anyone" and not address:
        raise invalid("The specified emailAddress is invalid or not applicable.")
    known = next((p for p in book.permissions if address and address in p.values()), None)
    entry = known or {"kind": "drive#permission", "id": _permission_id(book, str(kind))}
    entry |= {"type": kind, "role": role, "deleted": False, "pendingOwner": False}
    if kind == "domain":
        entry |= {"domain": address, "displayName": address}
    elif kind != "anyone":
        entry |= {"emailAddress": address, "displayName": str(address).partition("@")[0]}
    else:
        entry["allowFileDiscovery"] = bool(body.get("allowFileDiscovery"))
    if not known:
        book.permissions.append(entry)
    return _shown(entry, options, "id,type,kind,role")


def _permission_id(book: Spreadsheet, kind: str) -> str:
    return "anyoneWithLink" if kind == "anyone" else f"{book.new_id():020d}"


def _permission(book: Spreadsheet, permission_id: str) -> Json:
    for entry in book.permissions:
        if entry["id"] == permission_id:
            return entry
    raise not_found(f"Permission not found: {permission_id}.")


def get_permission(store: Store, key: str, permission_id: str, options: Json) -> Json:
    """Answer permissions.get."""
    entry = _permission(_open(store, key), permission_id)
    return _shown(entry, options, "id,type,kind,role")


def update_permission(
    store: Store, key: str, permission_id: str, body: Json, options: Json
) -> Json:
    """Answer permissions.update, the offer and the taking over of ownership among it."""
    book = _open(store, key)
    entry = _permission(book, permission_id)
    if body.get("role") == "owner":
        if str(options.get("transferOwnership")).lower() != "true":
            message = "The transferOwnership parameter must be enabled when the role is 'owner'."
            raise ApiError(403, "PERMISSION_DENIED", message)
        for other in book.permissions:
            other["role"] = "writer" if other["role"] == "owner" else other["role"]
        entry["pendingOwner"] = False
    entry |= {name: body[name] for name in ("role", "pendingOwner") if name in body}
    return _shown(entry, options, "id,type,kind,role")


def delete_permission(store: Store, key: str, permission_id: str) -> None:
    """Answer permissions.delete."""
    book = _open(store, key)
    book.permissions.remove(_permission(book, permission_id))


def list_comments(store: Store, key: str) -> Json:
    """Answer comments.list."""
    return {"comments": _open(store, key).comments}


def create_comment(store: Store, key: str, body: Json) -> Json:
    """Answer comments.create."""
    book = _open(store, key)
    comment = {"id": f"comment{book.new_id()}", **body}
    book.comments.append(comment)
    return {"id": comment["id"]}
