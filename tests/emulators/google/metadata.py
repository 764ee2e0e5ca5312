"""Developer metadata and data filters: what they are attached to, and what a filter selects."""

from tests.emulators.google.areas import Area, area_of, find_area, whole
from tests.emulators.google.errors import Json, invalid, not_found
from tests.emulators.google.masks import merged, required_mask
from tests.emulators.google.model import Spreadsheet

VISIBILITIES = ("DOCUMENT", "PROJECT")


def dimension_area(book: Spreadsheet, span: Json) -> Area:
    """Return the area of a DimensionRange."""
    sheet = book.sheet(span.get("sheetId"))
    by_columns = dimension_of(span) == "COLUMNS"
    size = len(sheet.columns) if by_columns else len(sheet.rows)
    start, end = int(span.get("startIndex", 0)), int(span.get("endIndex", size))
    if not 0 <= start < end or start >= size:
        raise invalid(f"Dimension range [{start}, {end}) is not within the sheet.")
    word = "Column" if by_columns else "Row"
    bounds = {f"start{word}Index": start, f"end{word}Index": min(end, size)}
    return area_of(book, {"sheetId": sheet.id, **bounds})


def dimension_of(span: Json) -> str:
    """Return ROWS or COLUMNS; a DimensionRange has to say which."""
    dimension = span.get("dimension")
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid("A dimension must be specified.")
    return str(dimension)


def normal_location(book: Spreadsheet, location: Json) -> Json:
    """Return a location as answers have it, with its type; refuse one that cannot be."""
    if "dimensionRange" in location:
        span = location["dimensionRange"]
        dimension = dimension_of(span)
        start, end = span.get("startIndex"), span.get("endIndex")
        if start is None or end is None or int(end) - int(start) != 1:
            raise invalid("Developer metadata must be associated with a single row or column.")
        dimension_area(book, span)
        full = {"sheetId": int(span.get("sheetId") or 0), "dimension": dimension}
        full |= {"startIndex": int(start), "endIndex": int(end)}
        return {"locationType": dimension[:-1], "dimensionRange": full}
    if "sheetId" in location:
        return {"locationType": "SHEET", "sheetId": book.sheet(location["sheetId"]).id}
    if location.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    raise invalid("A location must be specified.")


def area_at(book: Spreadsheet, location: Json) -> Area | None:
    """Return the cells of a location; None for the whole spreadsheet."""
    if "dimensionRange" in location:
        return dimension_area(book, location["dimensionRange"])
    if "sheetId" in location:
        return whole(book.sheet(location["sheetId"]))
    return None


def _at_location(book: Spreadsheet, entry: Json, lookup: Json) -> bool:
    location = lookup.get("metadataLocation")
    if location is None:
        return True
    if lookup.get("locationMatchingStrategy") == "EXACT_LOCATION":
        return bool(entry["location"] == normal_location(book, location))
    area = area_at(book, location)
    if area is None:
        return True
    own = area_at(book, entry["location"])
    return own is not None and own.meets(area)


def looked_up(book: Spreadsheet, lookup: Json) -> list[Json]:
    """Return the entries that a DeveloperMetadataLookup selects."""
    names = ("metadataId", "metadataKey", "metadataValue", "visibility")
    wanted = {name: lookup[name] for name in names if lookup.get(name) is not None}
    if "metadataId" in wanted:
        wanted["metadataId"] = int(wanted["metadataId"])
    kind = lookup.get("locationType")
    if kind == "DEVELOPER_METADATA_LOCATION_TYPE_UNSPECIFIED":
        kind = None
    return [
        entry
        for entry in book.metadata
        if all(entry.get(name) == value for name, value in wanted.items())
        and kind in (None, entry["location"]["locationType"])
        and _at_location(book, entry, lookup)
    ]


def filtered(book: Spreadsheet, data_filter: Json) -> list[Area]:
    """Return all areas that a DataFilter selects, perhaps none."""
    if "developerMetadataLookup" in data_filter:
        areas: list[Area] = []
        for entry in looked_up(book, data_filter["developerMetadataLookup"]):
            area = area_at(book, entry["location"])
            areas += [area] if area else [whole(sheet) for sheet in book.sheets]
        return areas
    if "a1Range" in data_filter:
        return [find_area(book, data_filter["a1Range"])]
    if "gridRange" in data_filter:
        return [area_of(book, data_filter["gridRange"])]
    raise invalid("Must specify a data filter.")


def _entries(book: Spreadsheet, data_filter: Json) -> list[Json]:
    if "developerMetadataLookup" in data_filter:
        return looked_up(book, data_filter["developerMetadataLookup"])
    areas = filtered(book, data_filter)
    owned = [(entry, area_at(book, entry["location"])) for entry in book.metadata]
    return [e for e, own in owned if own is not None and any(own.meets(a) for a in areas)]


def search(book: Spreadsheet, body: Json) -> Json:
    """Answer developerMetadata:search."""
    matched: list[Json] = []
    for data_filter in body.get("dataFilters", []):
        for entry in _entries(book, data_filter):
            known = next((m for m in matched if m["developerMetadata"] is entry), None)
            if known:
                known["dataFilters"].append(data_filter)
            else:
                matched.append({"developerMetadata": entry, "dataFilters": [data_filter]})
    return {"matchedDeveloperMetadata": matched} if matched else {}


def get(book: Spreadsheet, metadata_id: str) -> Json:
    """Answer developerMetadata.get."""
    for entry in book.metadata:
        if str(entry["metadataId"]) == metadata_id:
            return entry
    raise not_found(f"No developer metadata with ID {metadata_id}")


def create(book: Spreadsheet, request: Json) -> Json:
    """Do createDeveloperMetadata."""
    given: Json = request["developerMetadata"]
    entry = _checked(book, dict(given))
    entry["metadataId"] = int(given.get("metadataId") or book.new_id())
    if any(other["metadataId"] == entry["metadataId"] for other in book.metadata):
        raise invalid(f"Developer metadata with ID {entry['metadataId']} already exists.")
    book.metadata.append(entry)
    return {"developerMetadata": entry}


def _checked(book: Spreadsheet, entry: Json) -> Json:
    if not entry.get("metadataKey"):
        raise invalid("The metadata key must be specified.")
    if entry.get("visibility") not in VISIBILITIES:
        raise invalid("The metadata visibility must be specified.")
    location = entry.get("location")
    if not location:
        raise invalid("The metadata location must be specified.")
    return entry | {"location": normal_location(book, location)}


def update(book: Spreadsheet, request: Json) -> Json:
    """Do updateDeveloperMetadata."""
    mask = required_mask(request.get("fields"))
    changed = []
    for data_filter in request.get("dataFilters", []):
        for entry in _entries(book, data_filter):
            new = merged(entry, request["developerMetadata"], mask)
            new = _checked(book, new | {"metadataId": entry["metadataId"]})
            book.metadata[book.metadata.index(entry)] = new
            changed.append(new)
    return {"developerMetadata": changed}


def delete(book: Spreadsheet, request: Json) -> Json:
    """Do deleteDeveloperMetadata."""
    gone = _entries(book, request["dataFilter"])
    book.metadata[:] = [entry for entry in book.metadata if entry not in gone]
    return {"deletedDeveloperMetadata": gone}


def on_line(book: Spreadsheet, sheet_id: int, dimension: str) -> dict[int, list[Json]]:
    """Return the entries on a tab's rows or columns, by index."""
    found: dict[int, list[Json]] = {}
    for entry in book.metadata:
        span = entry["location"].get("dimensionRange")
        if span and span["sheetId"] == sheet_id and span["dimension"] == dimension:
            found.setdefault(span["startIndex"], []).append(entry)
    return found


def on(book: Spreadsheet, sheet_id: int | None) -> list[Json]:
    """Return the entries on a tab itself, or on the spreadsheet itself."""
    if sheet_id is None:
        return [e for e in book.metadata if e["location"]["locationType"] == "SPREADSHEET"]
    return [e for e in book.metadata if e["location"].get("sheetId") == sheet_id]
