"""The requests of batchUpdate about what lies on tabs: named ranges, rules, charts, bands."""

import copy
import re
from collections.abc import Callable
from typing import NamedTuple

from tests.emulators.google.areas import area_of
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.formats import both_spellings
from tests.emulators.google.masks import merged, required_mask
from tests.emulators.google.model import ACCOUNT, Sheet, Spreadsheet
from tests.emulators.google.requests_cells import checked_condition

_NAME = re.compile(r"[A-Za-z_]\w*\Z")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+\Z|R[0-9]+C[0-9]+\Z|(true|false)\Z", re.IGNORECASE)


def spelled(value: Json) -> Json:
    """Return a copy of an object with its colours in both spellings."""
    both = both_spellings(copy.deepcopy(value))
    return both if isinstance(both, dict) else value


def with_sheet(book: Spreadsheet, grid_range: Json) -> Json:
    """Return a GridRange with the id of its tab, and its bounds as they were given."""
    area_of(book, grid_range)
    return {"sheetId": book.sheet(grid_range.get("sheetId")).id, **grid_range}


def _check_name(book: Spreadsheet, name: object, own: Json | None = None) -> None:
    text = str(name or "")
    if not _NAME.match(text) or _CELL_LIKE.match(text):
        raise invalid(f"The name '{text}' is not valid for a named range.")
    for other in book.named_ranges:
        if other is not own and other["name"].casefold() == text.casefold():
            raise invalid(f"A named range with the name '{text}' already exists.")


def add_named_range(book: Spreadsheet, request: Json) -> Json:
    """Do addNamedRange."""
    given = request["namedRange"]
    _check_name(book, given.get("name"))
    entry = {
        "namedRangeId": given.get("namedRangeId") or str(book.new_id()),
        "name": given["name"],
        "range": with_sheet(book, given["range"]),
    }
    if any(other["namedRangeId"] == entry["namedRangeId"] for other in book.named_ranges):
        raise invalid(f"A named range with the ID '{entry['namedRangeId']}' already exists.")
    book.named_ranges.append(entry)
    return {"namedRange": entry}


def _named(book: Spreadsheet, named_range_id: object) -> Json:
    for entry in book.named_ranges:
        if entry["namedRangeId"] == named_range_id:
            return entry
    raise invalid(f"No named range with ID: {named_range_id}")


def update_named_range(book: Spreadsheet, request: Json) -> Json:
    """Do updateNamedRange."""
    given = request["namedRange"]
    entry = _named(book, given.get("namedRangeId"))
    new = merged(entry, given, required_mask(request.get("fields")))
    _check_name(book, new.get("name"), entry)
    new["range"] = with_sheet(book, new["range"])
    book.named_ranges[book.named_ranges.index(entry)] = new
    return {}


def delete_named_range(book: Spreadsheet, request: Json) -> Json:
    """Do deleteNamedRange."""
    book.named_ranges.remove(_named(book, request.get("namedRangeId")))
    return {}


class Kind(NamedTuple):
    """A kind of object on tabs: the list it is in, its name in requests, its id, its words."""

    list_name: str
    name: str
    id_name: str
    words: str


PROTECTED = Kind("protectedRanges", "protectedRange", "protectedRangeId", "protected range")
BANDED = Kind("bandedRanges", "bandedRange", "bandedRangeId", "banded range")
FILTER_VIEW = Kind("filterViews", "filter", "filterViewId", "filter view")
CHART = Kind("charts", "chart", "chartId", "chart")


def find(book: Spreadsheet, kind: Kind, wanted: object) -> tuple[list[Json], int]:
    """Return the list that holds an object, and its place there."""
    for sheet in book.sheets:
        items = sheet.objects[kind.list_name]
        for place, item in enumerate(items):
            if str(item[kind.id_name]) == str(wanted):
                return items, place
    raise invalid(f"No {kind.words} with ID: {wanted}")


def _new_id(book: Spreadsheet, kind: Kind, given: Json) -> int:
    wanted = given.get(kind.id_name)
    if wanted is None:
        return book.new_id()
    taken = {item[kind.id_name] for sheet in book.sheets for item in sheet.objects[kind.list_name]}
    if int(wanted) in taken:
        raise invalid(f"A {kind.words} with ID {wanted} already exists.")
    return int(wanted)


def _prepared(book: Spreadsheet, kind: Kind, item: Json) -> Json:
    """Return an object as answers have it; refuse one that cannot be."""
    result = spelled(item)
    if "namedRangeId" in result and "range" not in result:
        result["range"] = _named(book, result["namedRangeId"])["range"]
    result["range"] = with_sheet(book, result.get("range") or {})
    if kind is not PROTECTED:
        result["range"] = area_of(book, result["range"]).grid_range()
        return result
    if result.get("warningOnly"):
        result.pop("editors", None)
        result["requestingUserCanEdit"] = True
        return result
    editors = result.get("editors") or {}
    users = [*editors.get("users", [])]
    users += [] if ACCOUNT in users else [ACCOUNT]
    groups = {"groups": editors["groups"]} if editors.get("groups") else {}
    result["editors"] = {"users": users, **groups}
    result["requestingUserCanEdit"] = True
    return {name: value for name, value in result.items() if value not in (False, "")}


def adder(kind: Kind) -> Callable[[Spreadsheet, Json], Json]:
    """Return what adds objects of a kind that have a range."""

    def add(book: Spreadsheet, request: Json) -> Json:
        given = request[kind.name]
        numbered = given | {kind.id_name: _new_id(book, kind, given)}
        new = _prepared(book, kind, numbered)
        book.sheet(new["range"]["sheetId"]).objects[kind.list_name].append(new)
        return {kind.name: new}

    return add


def updater(kind: Kind) -> Callable[[Spreadsheet, Json], Json]:
    """Return what updates objects of a kind that have a range."""

    def update(book: Spreadsheet, request: Json) -> Json:
        given = request[kind.name]
        mask = required_mask(request.get("fields"))
        items, place = find(book, kind, given.get(kind.id_name))
        kept = {kind.id_name: items[place][kind.id_name]}
        new = _prepared(book, kind, merged(items[place], given, mask) | kept)
        del items[place]
        book.sheet(new["range"]["sheetId"]).objects[kind.list_name].insert(place, new)
        return {}

    return update


def deleter(kind: Kind, id_name: str = "") -> Callable[[Spreadsheet, Json], Json]:
    """Return what deletes objects of a kind."""

    def delete(book: Spreadsheet, request: Json) -> Json:
        items, place = find(book, kind, request.get(id_name or kind.id_name))
        del items[place]
        return {}

    return delete


def duplicate_filter_view(book: Spreadsheet, request: Json) -> Json:
    """Do duplicateFilterView."""
    items, place = find(book, FILTER_VIEW, request.get("filterId"))
    new = copy.deepcopy(items[place]) | {FILTER_VIEW.id_name: book.new_id()}
    new["title"] = f"Copy of {new.get('title', '')}"
    items.append(new)
    return {"filter": new}


def _rules(book: Spreadsheet, rule: Json) -> tuple[list[Json], Json]:
    ranges = [area_of(book, item, least=0).grid_range() for item in rule.get("ranges") or []]
    if not ranges:
        raise invalid("A conditional format rule needs at least one range.")
    if len({item["sheetId"] for item in ranges}) > 1:
        raise invalid("All ranges of a conditional format rule must be on one sheet.")
    if "booleanRule" not in rule and "gradientRule" not in rule:
        raise invalid("A conditional format rule must be specified.")
    if "booleanRule" in rule:
        checked_condition(rule["booleanRule"].get("condition") or {})
    sheet = book.sheet(ranges[0]["sheetId"])
    return sheet.objects["conditionalFormats"], spelled(rule) | {"ranges": ranges}


def add_conditional_format_rule(book: Spreadsheet, request: Json) -> Json:
    """Do addConditionalFormatRule."""
    rules, rule = _rules(book, request["rule"])
    index = int(request.get("index") or 0)
    if not 0 <= index <= len(rules):
        raise invalid(f"No conditional format on sheet at index: {index}")
    rules.insert(index, rule)
    return {}


def _rule_at(sheet: Sheet, index: object) -> int:
    place = int(str(index or 0))
    if not 0 <= place < len(sheet.objects["conditionalFormats"]):
        raise invalid(f"No conditional format on sheet {sheet.id} at index: {place}")
    return place


def update_conditional_format_rule(book: Spreadsheet, request: Json) -> Json:
    """Do updateConditionalFormatRule: replace a rule, or move it."""
    if "rule" in request:
        rules, new = _rules(book, request["rule"])
        sheet_id = request.get("sheetId", new["ranges"][0]["sheetId"])
        place = _rule_at(book.sheet(sheet_id), request.get("index"))
        reply = {"oldRule": rules[place], "newRule": new, "newIndex": place}
        rules[place] = new
        return reply
    sheet = book.sheet(request.get("sheetId"))
    place = _rule_at(sheet, request.get("index"))
    target = _rule_at(sheet, request.get("newIndex"))
    rules = sheet.objects["conditionalFormats"]
    rule = rules.pop(place)
    rules.insert(target, rule)
    return {"newRule": rule, "oldIndex": place, "newIndex": target}


def delete_conditional_format_rule(book: Spreadsheet, request: Json) -> Json:
    """Do deleteConditionalFormatRule."""
    sheet = book.sheet(request.get("sheetId"))
    place = _rule_at(sheet, request.get("index"))
    return {"rule": sheet.objects["conditionalFormats"].pop(place)}


def _positioned(book: Spreadsheet, chart: Json, position: Json) -> tuple[Sheet, Json]:
    """Return the tab that a chart lies on, and the chart with its full position."""
    if position.get("newSheet") or "sheetId" in position:
        raise invalid("The emulator keeps charts on tabs of cells only.")
    overlay = position.get("overlayPosition") or {}
    anchor = {"sheetId": 0, **(overlay.get("anchorCell") or {})}
    sheet = book.sheet(anchor["sheetId"])
    usual = {"widthPixels": 600, "heightPixels": 371}
    full = {"overlayPosition": usual | overlay | {"anchorCell": anchor}}
    return sheet, chart | {"position": full}


def add_chart(book: Spreadsheet, request: Json) -> Json:
    """Do addChart."""
    given = request["chart"]
    new = spelled(given) | {CHART.id_name: _new_id(book, CHART, given)}
    sheet, chart = _positioned(book, new, given.get("position") or {})
    sheet.objects[CHART.list_name].append(chart)
    return {"chart": chart}


def update_chart_spec(book: Spreadsheet, request: Json) -> Json:
    """Do updateChartSpec."""
    items, place = find(book, CHART, request.get("chartId"))
    items[place] = items[place] | {"spec": spelled(request["spec"])}
    return {}


def update_embedded_object_position(book: Spreadsheet, request: Json) -> Json:
    """Do updateEmbeddedObjectPosition."""
    items, place = find(book, CHART, request.get("objectId"))
    chart = items[place]
    mask = required_mask(request.get("fields"))
    given = request.get("newPosition") or {}
    old = chart["position"]["overlayPosition"]
    overlay = merged(old, given.get("overlayPosition") or {}, mask)
    sheet, moved = _positioned(book, chart, {"overlayPosition": overlay})
    del items[place]
    sheet.objects[CHART.list_name].append(moved)
    return {"position": moved["position"]}
