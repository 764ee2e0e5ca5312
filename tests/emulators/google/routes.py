"""Which request is which call of the APIs: from method, path, query and body to an answer."""

import json
import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.emulators.google import batch, drive, metadata, render, values
from tests.emulators.google.areas import find_area
from tests.emulators.google.calculate import Calculator
from tests.emulators.google.errors import Json, invalid, not_found
from tests.emulators.google.masks import Mask, parse_mask, select
from tests.emulators.google.model import Spreadsheet, all_or_nothing, now
from tests.emulators.google.requests_sheets import copy_to
from tests.emulators.google.schema import BODY_FIELDS, check_body
from tests.emulators.google.store import Store


class Answer(NamedTuple):
    """What goes back: a body, its type, and the status."""

    body: bytes
    kind: str = "application/json; charset=UTF-8"
    status: int = 200


def json_answer(value: Json, status: int = 200) -> Answer:
    """Return an answer of JSON."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request, taken apart; `rest` holds the parts of the path that vary."""

    method: str
    path: str
    options: Json
    ranges: list[str]
    raw: bytes
    rest: tuple[str, ...] = field(default=())

    def body(self) -> Json:
        """Return the JSON body; refuse one that is none."""
        if not self.raw:
            return {}
        try:
            value = json.loads(self.raw)
        except ValueError:
            raise invalid("Invalid JSON payload received. Unexpected token.") from None
        if not isinstance(value, dict):
            raise invalid("Invalid JSON payload received. An object was expected.")
        return value

    @property
    def mask(self) -> Mask | None:
        """The fields that the answer is to show; None for all."""
        fields = self.options.get("fields") or self.options.get("$fields")
        return parse_mask(fields) if fields else None

    def flag(self, name: str) -> bool:
        """Say whether an option is true."""
        return str(self.options.get(name)).lower() == "true"


def request_of(method: str, target: str, raw: bytes) -> Request:
    """Take a request apart."""
    url = urlsplit(target)
    pairs = parse_qsl(url.query, keep_blank_values=True)
    ranges = [value for name, value in pairs if name == "ranges"]
    return Request(method=method, path=url.path, options=dict(pairs), ranges=ranges, raw=raw)


Doing: TypeAlias = Callable[[Store, Request], Json | None]
BookDoing: TypeAlias = Callable[[Spreadsheet, Request, Calculator], Json]


def _on_book(doing: BookDoing, *, changes: bool, masked: bool = False) -> Doing:
    """Return what opens the spreadsheet first, and undoes a change that is refused half way.

    Args:
        doing: What is done with the spreadsheet.
        changes: Whether that changes it.
        masked: Whether that applies the mask itself.
    """

    def do(store: Store, request: Request) -> Json:
        book = store.open(request.rest[0])
        with all_or_nothing(book) if changes else nullcontext():
            answer = doing(book, request, Calculator(book))
        if changes:
            book.modified_at = now()
        if masked:
            return answer
        shown = select(answer, request.mask or {})
        return shown if isinstance(shown, dict) else answer

    return do


def _get(book: Spreadsheet, request: Request, calculator: Calculator) -> Json:
    areas = [find_area(book, text) for text in request.ranges] or None
    grid = request.flag("includeGridData")
    return render.spreadsheet(book, calculator, areas=areas, grid_data=grid, mask=request.mask)


def _get_by_filter(book: Spreadsheet, request: Request, calculator: Calculator) -> Json:
    body = request.body()
    filters = body.get("dataFilters") or []
    areas = [area for f in filters for area in metadata.filtered(book, f)] if filters else None
    grid = bool(body.get("includeGridData"))
    return render.spreadsheet(book, calculator, areas=areas, grid_data=grid, mask=request.mask)


def _create(store: Store, request: Request) -> Json:
    book = store.create_from(request.body())
    return render.spreadsheet(book, Calculator(book), mask=request.mask)


def _copy_to(store: Store, request: Request) -> Json:
    key, sheet_id = request.rest
    destination = store.open(str(request.body().get("destinationSpreadsheetId")))
    return copy_to(store.open(key), int(sheet_id), destination)


def _batch(book: Spreadsheet, request: Request, _calculator: Calculator) -> Json:
    return batch.batch_update(book, request.body(), request.mask)


def _reading(doing: BookDoing) -> Doing:
    return _on_book(doing, changes=False)


def _changing(doing: BookDoing) -> Doing:
    return _on_book(doing, changes=True)


_BOOK = r"/v4/spreadsheets/([^/:]+)"
_RANGE = rf"{_BOOK}/values/([^/]+?)"
_FILE = r"/drive/v3/files/([^/]+)"
_PERMISSION = rf"{_FILE}/permissions/([^/]+)"

_NO_BOUNDARY: Json = {"locations": [], "encodedLocations": "0x0"}
"""The answer to google-auth, which asks from where an account may be used: from everywhere."""

ROUTES: list[tuple[str, str, Doing]] = [
    ("POST", r"/v4/spreadsheets", _create),
    ("GET", _BOOK, _on_book(_get, changes=False, masked=True)),
    ("POST", rf"{_BOOK}:batchUpdate", _on_book(_batch, changes=True, masked=True)),
    ("POST", rf"{_BOOK}:getByDataFilter", _on_book(_get_by_filter, changes=False, masked=True)),
    ("POST", rf"{_BOOK}/sheets/(\d+):copyTo", _copy_to),
    (
        "GET",
        rf"{_BOOK}/developerMetadata/(\d+)",
        _reading(lambda b, r, _: metadata.get(b, r.rest[1])),
    ),
    (
        "POST",
        rf"{_BOOK}/developerMetadata:search",
        _reading(lambda b, r, _: metadata.search(b, r.body())),
    ),
    (
        "GET",
        rf"{_BOOK}/values:batchGet",
        _reading(lambda b, r, c: values.batch_get(b, r.ranges, r.options, c)),
    ),
    (
        "POST",
        rf"{_BOOK}/values:batchUpdate",
        _changing(lambda b, r, c: values.batch_update(b, r.body(), c)),
    ),
    (
        "POST",
        rf"{_BOOK}/values:batchClear",
        _changing(lambda b, r, _: values.batch_clear(b, r.body())),
    ),
    (
        "POST",
        rf"{_BOOK}/values:batchGetByDataFilter",
        _reading(lambda b, r, c: values.batch_get_by_filter(b, r.body(), c)),
    ),
    (
        "POST",
        rf"{_BOOK}/values:batchUpdateByDataFilter",
        _changing(lambda b, r, c: values.batch_update_by_filter(b, r.body(), c)),
    ),
    (
        "POST",
        rf"{_BOOK}/values:batchClearByDataFilter",
        _changing(lambda b, r, _: values.batch_clear_by_filter(b, r.body())),
    ),
    (
        "POST",
        rf"{_RANGE}:append",
        _changing(lambda b, r, c: values.append(b, r.rest[1], r.options, r.body(), c)),
    ),
    ("POST", rf"{_RANGE}:clear", _changing(lambda b, r, _: values.clear(b, r.rest[1]))),
    ("GET", _RANGE, _reading(lambda b, r, c: values.get(b, r.rest[1], r.options, c))),
    ("PUT", _RANGE, _changing(lambda b, r, c: values.update(b, r.rest[1], r.options, r.body(), c))),
    ("GET", r"/drive/v3/files", lambda s, r: drive.list_files(s, r.options)),
    ("POST", r"/drive/v3/files", lambda s, r: drive.create_file(s, r.body(), r.options)),
    ("GET", _FILE, lambda s, r: drive.get_file(s, r.rest[0], r.options)),
    ("PATCH", _FILE, lambda s, r: drive.update_file(s, r.rest[0], r.body(), r.options)),
    ("DELETE", _FILE, lambda s, r: drive.delete_file(s, r.rest[0])),
    ("POST", rf"{_FILE}/copy", lambda s, r: drive.copy_file(s, r.rest[0], r.body(), r.options)),
    ("GET", rf"{_FILE}/permissions", lambda s, r: drive.list_permissions(s, r.rest[0], r.options)),
    (
        "POST",
        rf"{_FILE}/permissions",
        lambda s, r: drive.create_permission(s, r.rest[0], r.body(), r.options),
    ),
    ("GET", _PERMISSION, lambda s, r: drive.get_permission(s, r.rest[0], r.rest[1], r.options)),
    (
        "PATCH",
        _PERMISSION,
        lambda s, r: drive.update_permission(s, r.rest[0], r.rest[1], r.body(), r.options),
    ),
    ("DELETE", _PERMISSION, lambda s, r: drive.delete_permission(s, r.rest[0], r.rest[1])),
    ("GET", rf"{_FILE}/comments", lambda s, r: drive.list_comments(s, r.rest[0])),
    ("POST", rf"{_FILE}/comments", lambda s, r: drive.create_comment(s, r.rest[0], r.body())),
    ("GET", r"/v1/projects/-/serviceAccounts/[^/]+/allowedLocations", lambda _, __: _NO_BOUNDARY),
    ("POST", r"/upload/drive/v3/files", lambda s, r: drive.upload_file(s, r.raw, r.options)),
    (
        "PATCH",
        r"/upload/drive/v3/files/([^/]+)",
        lambda s, r: drive.upload_again(s, r.rest[0], r.raw, r.options),
    ),
    ("PUT", r"/upload/drive/v2/files/([^/]+)", lambda s, r: drive.import_csv(s, r.rest[0], r.raw)),
]
_COMPILED = [(method, re.compile(pattern), doing) for method, pattern, doing in ROUTES]
_EXPORT = re.compile(rf"{_FILE}/export")


def kind_of_path(path: str) -> str:
    """Return a path with what varies replaced, such as `/v4/spreadsheets/{id}:batchUpdate`."""
    path = re.sub(r"(?<=/v4/spreadsheets/)[^/:]+", "{id}", path)
    path = re.sub(r"(?<=/values/)[^/]+?(?=(:append|:clear)?\Z)", "{range}", path)
    path = re.sub(r"(?<=/sheets/)\d+", "{sheetId}", path)
    return re.sub(r"(?<=/developerMetadata/)\d+", "{metadataId}", path)


def answer_to(store: Store, request: Request) -> Answer:
    """Return the answer to a request, or raise Google's refusal."""
    exported = _EXPORT.fullmatch(request.path)
    if exported and request.method == "GET":
        body, kind = drive.export_file(store, unquote(exported[1]), request.options)
        return Answer(body, kind)
    for method, pattern, doing in _COMPILED:
        match = pattern.fullmatch(request.path) if method == request.method else None
        if match:
            rest = tuple(unquote(part) for part in match.groups())
            known = Request(
                method=method,
                path=request.path,
                options=request.options,
                ranges=request.ranges,
                raw=request.raw,
                rest=rest,
            )
            kind = kind_of_path(request.path)
            if kind in BODY_FIELDS:
                check_body(kind, known.body())
            value = doing(store, known)
            return Answer(b"", status=204) if value is None else json_answer(value)
    raise not_found(f"The requested URL {request.path} was not found on this server.")
