"""The part of the Drive API that clients of spreadsheets use."""

import re

from tests.emulators.google import exporting, uploads
from tests.emulators.google.errors import ApiError, Json, invalid, not_found
from tests.emulators.google.masks import parse_mask, select
from tests.emulators.google.model import Spreadsheet, all_or_nothing
from tests.emulators.google.store import FOLDER_TYPE, SHEETS_TYPE, Store, timestamp

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
    books = [_resource(book) for book in reversed(store.files.values()) if book.shared]
    resources = books + list(reversed(store.folders.values()))
    found = [r for r in resources if _matches(r, options.get("q") or "")]
    start, size = _count(options.get("pageToken"), 0), _count(options.get("pageSize"), 100)
    answer: Json = {"kind": "drive#fileList", "incompleteSearch": False}
    answer["files"] = found[start : start + size]
    if start + size < len(found):
        answer["nextPageToken"] = str(start + size)
    return _shown(answer, options, f"kind,nextPageToken,incompleteSearch,files({FILE_FIELDS})")


def _count(text: object, usual: int) -> int:
    if text in (None, ""):
        return usual
    if not str(text).isdecimal():
        raise invalid(f"Invalid value '{text}'. Values must be within the range: [1, 1000]")
    return int(str(text))


def create_file(store: Store, body: Json, options: Json) -> Json:
    """Answer files.create, for spreadsheets and folders only."""
    name, parents = body.get("name") or "Untitled", body.get("parents") or ["root"]
    if body.get("mimeType") == FOLDER_TYPE:
        return _shown(store.create_folder(name, parents), options, FILE_FIELDS)
    if body.get("mimeType") != SHEETS_TYPE:
        raise invalid("The emulator keeps spreadsheets and folders only.")
    book = store.create(name)
    book.file["parents"] = parents
    return _shown(_resource(book), options, FILE_FIELDS)


def upload_file(store: Store, raw: bytes, options: Json) -> Json:
    """Answer files.create with contents, which become a spreadsheet."""
    upload = uploads.parts_of(raw)
    name = uploads.title_of(upload.about.get("name") or "Untitled")
    answer = create_file(store, upload.about | {"name": name}, {"fields": "*"})
    try:
        uploads.fill(store.files[answer["id"]], upload.kind, upload.data)
    except ApiError:
        del store.files[answer["id"]]
        raise
    return _shown(answer, options, FILE_FIELDS)


def upload_again(store: Store, key: str, raw: bytes, options: Json) -> Json:
    """Answer files.update with contents, which replace those of a spreadsheet."""
    upload = uploads.parts_of(raw)
    with all_or_nothing(_open(store, key)) as book:
        uploads.fill(book, upload.kind, upload.data)
    return update_file(store, key, upload.about, options)


def get_file(store: Store, key: str, options: Json) -> Json:
    """Answer files.get."""
    if key in store.folders:
        return _shown(store.folders[key], options, FILE_FIELDS)
    return _shown(_resource(_open(store, key)), options, FILE_FIELDS)


def _open(store: Store, key: str) -> Spreadsheet:
    if key not in store.files:
        raise not_found(f"File not found: {key}.")
    return store.open(key)


def update_file(store: Store, key: str, body: Json, options: Json) -> Json:
    """Answer files.update: a new name, or another folder."""
    if key in store.folders:
        folder = store.folders[key]
        folder |= {"name": body.get("name") or folder["name"]}
        folder["parents"] = _moved(folder["parents"], options)
        return _shown(folder, options, FILE_FIELDS)
    book = _open(store, key)
    if body.get("name"):
        book.properties = book.properties | {"title": body["name"]}
    book.file["parents"] = _moved(book.file.get("parents", ["root"]), options)
    return _shown(_resource(book), options, FILE_FIELDS)


def _moved(parents: list[str], options: Json) -> list[str]:
    """Return the folders that something lies in after files.update."""
    left = set(filter(None, str(options.get("removeParents") or "").split(",")))
    entered = set(filter(None, str(options.get("addParents") or "").split(",")))
    return sorted((set(parents) - left) | entered)


def delete_file(store: Store, key: str) -> None:
    """Answer files.delete; all that lies in a folder goes with it."""
    if key not in store.folders:
        _open(store, key)
        del store.files[key]
        return
    del store.folders[key]
    inside = [k for k, book in store.files.items() if book.file.get("parents") == [key]]
    inside += [k for k, folder in store.folders.items() if folder["parents"] == [key]]
    for below in inside:
        delete_file(store, below)


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
    uploads.fill_with_lines(book, data)
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
