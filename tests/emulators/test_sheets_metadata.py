"""Developer metadata and data filters: how scripts find columns and rows that people move."""

from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError

Json = dict[str, Any]
BASE = "https://sheets.googleapis.com/v4/spreadsheets"


def line(dimension: str, index: int) -> Json:
    """Return the location of one row or column of the first tab."""
    span = {"sheetId": 0, "dimension": dimension, "startIndex": index, "endIndex": index + 1}
    return {"dimensionRange": span}


def mark(book: gspread.Spreadsheet, key: str, location: Json, **more: object) -> Json:
    """Create metadata and return it as the reply has it."""
    entry = {"metadataKey": key, "visibility": "DOCUMENT", "location": location, **more}
    request = {"createDeveloperMetadata": {"developerMetadata": entry}}
    reply = book.batch_update({"requests": [request]})["replies"][0]
    created: Json = reply["createDeveloperMetadata"]["developerMetadata"]
    return created


def by_key(key: str) -> Json:
    """Return the data filter for a metadata key."""
    return {"developerMetadataLookup": {"metadataKey": key}}


def post(book: gspread.Spreadsheet, path: str, body: Json) -> Json:
    """Post what gspread has no method for, on gspread's own connection."""
    answer: Json = book.client.request("post", f"{BASE}/{book.id}{path}", json=body).json()
    return answer


def get(book: gspread.Spreadsheet, path: str) -> Json:
    """Get what gspread has no method for."""
    answer: Json = book.client.request("get", f"{BASE}/{book.id}{path}").json()
    return answer


def test_metadata_follows_its_column_and_goes_with_it(people: gspread.Worksheet) -> None:
    """Columns are found by metadata, whatever people rename, move or delete."""
    book = people.spreadsheet
    created = mark(book, "column", line("COLUMNS", 1), metadataId=77, metadataValue="name")
    assert created["location"] == {"locationType": "COLUMN", **line("COLUMNS", 1)}
    source = line("COLUMNS", 1)["dimensionRange"]
    move = {"moveDimension": {"source": source, "destinationIndex": 4}}
    book.batch_update({"requests": [move]})
    people.insert_cols([[]], 1)
    assert get(book, "/developerMetadata/77")["location"]["dimensionRange"]["startIndex"] == 4
    people.delete_columns(5)
    with pytest.raises(APIError, match=r"\[404\]"):
        get(book, "/developerMetadata/77")


def test_a_filter_reads_all_that_it_matches_and_nothing_else(book: gspread.Spreadsheet) -> None:
    """One call reads the columns that are there; one that is gone must not be an error."""
    mark(book, "column", line("COLUMNS", 0))
    mark(book, "column", line("COLUMNS", 2))
    filters: list[Json] = [by_key("column"), by_key("nothing"), {"a1Range": "People!B2:B3"}]
    filters += [{"gridRange": {"sheetId": 0, "startRowIndex": 3, "endRowIndex": 4}}]
    answer = post(book, "/values:batchGetByDataFilter", {"dataFilters": filters})
    ranges = [match["valueRange"]["range"] for match in answer["valueRanges"]]
    assert ranges == ["People!A1:A1000", "People!C1:C1000", "People!B2:B3", "People!A4:Z4"]
    assert answer["valueRanges"][1]["valueRange"]["values"] == [["Miles"], ["3"], ["1"], ["2.5"]]
    assert answer["valueRanges"][1]["dataFilters"] == [by_key("column")]


def test_writing_and_clearing_by_filter_hit_the_marked_cells(people: gspread.Worksheet) -> None:
    """A write by metadata lands in the right column also when somebody just moved it."""
    book = people.spreadsheet
    mark(book, "miles", line("COLUMNS", 2))
    people.insert_cols([[]], 1)
    data = {"dataFilter": by_key("miles"), "majorDimension": "COLUMNS", "values": [[None, 7]]}
    body = {"valueInputOption": "RAW", "includeValuesInResponse": True, "data": [data]}
    answer = post(book, "/values:batchUpdateByDataFilter", body)
    assert answer["responses"][0]["updatedRange"] == "People!D1:D2"
    assert answer["responses"][0]["updatedData"]["values"] == [["Miles", "7", "1", "2.5"]]
    cleared = post(book, "/values:batchClearByDataFilter", {"dataFilters": [by_key("miles")]})
    assert cleared["clearedRanges"] == ["People!D1:D1000"]
    assert people.col_values(4) == []


def test_metadata_is_searched_by_place_key_and_value(book: gspread.Spreadsheet) -> None:
    """Lookups narrow down; what intersects a place counts unless the exact place is asked for."""
    mark(book, "x", {"spreadsheet": True})
    mark(book, "x", {"sheetId": 0}, metadataValue="tab")
    mark(book, "x", line("ROWS", 1))
    tab = {"metadataLocation": {"sheetId": 0}}

    def found(**lookup: object) -> list[str]:
        body = {"dataFilters": [{"developerMetadataLookup": lookup}]}
        matches = post(book, "/developerMetadata:search", body).get("matchedDeveloperMetadata", [])
        return [match["developerMetadata"]["location"]["locationType"] for match in matches]

    assert found(metadataKey="x") == ["SPREADSHEET", "SHEET", "ROW"]
    assert found(metadataValue="tab") == ["SHEET"]
    assert found(locationType="ROW") == ["ROW"]
    assert found(**tab) == ["SHEET", "ROW"]
    assert found(**tab, locationMatchingStrategy="EXACT_LOCATION") == ["SHEET"]
    assert found(metadataKey="y") == []


def test_metadata_is_updated_deleted_and_shown_where_it_is(book: gspread.Spreadsheet) -> None:
    """Reading a spreadsheet shows each mark at its place, in the same answer as the cells."""
    mark(book, "all", {"spreadsheet": True})
    mark(book, "tab", {"sheetId": 0})
    mark(book, "row", line("ROWS", 2), metadataId=5)
    update = {
        "dataFilters": [by_key("row")],
        "developerMetadata": {"metadataValue": "new"},
        "fields": "metadataValue",
    }
    delete = {"dataFilter": by_key("tab")}
    replies = book.batch_update(
        {"requests": [{"updateDeveloperMetadata": update}, {"deleteDeveloperMetadata": delete}]}
    )["replies"]
    assert len(replies[1]["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]) == 1
    answer = book.fetch_sheet_metadata({"includeGridData": "true", "ranges": "People!A2:A4"})
    assert [entry["metadataKey"] for entry in answer["developerMetadata"]] == ["all"]
    assert "developerMetadata" not in answer["sheets"][0]
    data = answer["sheets"][0]["data"][0]
    assert data["startRow"] == 1
    (entry,) = data["rowMetadata"][1]["developerMetadata"]
    assert (entry["metadataId"], entry["metadataValue"]) == (5, "new")


def test_taken_ids_and_wide_places_are_refused(book: gspread.Spreadsheet) -> None:
    """A mark that Google refuses must not seem to exist here."""
    mark(book, "x", {"sheetId": 0}, metadataId=5)
    with pytest.raises(APIError, match="Developer metadata with ID 5 already exists"):
        mark(book, "y", {"sheetId": 0}, metadataId=5)
    wide = {"dimensionRange": line("ROWS", 1)["dimensionRange"] | {"endIndex": 3}}
    with pytest.raises(APIError, match="single row or column"):
        mark(book, "y", wide)
