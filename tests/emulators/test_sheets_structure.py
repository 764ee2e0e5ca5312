"""Rows, columns and tabs that are inserted, deleted, moved and sorted, and all that follows."""

from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError

from tests.emulators.google.errors import ApiError
from tests.emulators.sheets import SheetsEmulator

Json = dict[str, Any]


def edit(book: gspread.Spreadsheet, *requests: Json) -> list[Json]:
    """Do requests of batchUpdate and return the replies."""
    replies: list[Json] = book.batch_update({"requests": list(requests)})["replies"]
    return replies


def span(dimension: str, start: int, end: int) -> Json:
    """Return a DimensionRange of the first tab."""
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def cells(top: int, bottom: int, left: int, right: int) -> Json:
    """Return a GridRange of the first tab."""
    return {
        "sheetId": 0,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def tab(book: gspread.Spreadsheet) -> Json:
    """Return the first tab as spreadsheets.get answers it, without cells."""
    answer: Json = book.fetch_sheet_metadata()["sheets"][0]
    return answer


def test_everything_follows_inserted_and_deleted_lines(people: gspread.Worksheet) -> None:
    """People insert rows while scripts run; whatever a script set must stay where it belongs."""
    book = people.spreadsheet
    people.update([["=SUM(C2:C4)", "=C$3*2", "=SUM(C:C)", "='My notes'!C3"]], "F1", raw=False)
    people.merge_cells("A2:B3")
    people.define_named_range("B2:C3", "Near")
    people.add_protected_range("C:C", warning_only=True)
    people.set_basic_filter("A1:D4")
    rule = {"ranges": [cells(1, 4, 2, 3)], "booleanRule": {"condition": {"type": "NOT_BLANK"}}}
    edit(book, {"addConditionalFormatRule": {"rule": rule}})
    edit(
        book,
        {"insertDimension": {"range": span("COLUMNS", 2, 3), "inheritFromBefore": True}},
        {"insertDimension": {"range": span("ROWS", 2, 3), "inheritFromBefore": True}},
    )
    formulas = people.get("G1:J1", value_render_option="FORMULA")  # type: ignore[arg-type]
    assert formulas == [["=SUM(D2:D5)", "=D$4*2", "=SUM(D:D)", "='My notes'!C3"]]
    now = tab(book)
    assert now["merges"] == [cells(1, 4, 0, 2)]
    assert book.list_named_ranges()[0]["range"] == cells(1, 4, 1, 4)
    assert now["protectedRanges"][0]["range"] == {
        "sheetId": 0,
        "startColumnIndex": 3,
        "endColumnIndex": 4,
    }
    assert now["basicFilter"]["range"] == cells(0, 5, 0, 5)
    assert now["conditionalFormats"][0]["ranges"] == [cells(1, 5, 3, 4)]
    people.delete_columns(4)
    formulas = people.get("F1:H1", value_render_option="FORMULA")  # type: ignore[arg-type]
    assert formulas == [["=SUM(#REF!)", "=#REF!*2", "=SUM(#REF!)"]]
    assert not {"conditionalFormats", "protectedRanges"} & set(tab(book))


def test_a_sort_moves_cells_whole_but_not_what_rows_are(
    google: SheetsEmulator, people: gspread.Worksheet
) -> None:
    """Notes and formats belong to cells, hiding and row metadata to rows (an assumption)."""
    book = people.spreadsheet
    people.update_note("B2", "about Ann")
    people.hide_rows(1, 2)
    entry = {"metadataKey": "row", "visibility": "DOCUMENT"}
    location = {"dimensionRange": span("ROWS", 1, 2)}
    edit(
        book,
        {"createDeveloperMetadata": {"developerMetadata": entry | {"location": location}}},
        {
            "sortRange": {
                "range": cells(1, 1000, 0, 26),
                "sortSpecs": [{"dimensionIndex": 2, "sortOrder": "ASCENDING"}],
            }
        },
    )
    assert people.col_values(1) == ["ID", "b", "c", "a"]
    assert google.sheet(book.id, "People").cell(3, 1).note == "about Ann"
    mask: Json = {"fields": "sheets.data.rowMetadata(hiddenByUser,developerMetadata.metadataKey)"}
    lines = book.fetch_sheet_metadata(mask)["sheets"][0]["data"][0]["rowMetadata"]
    hidden = {"hiddenByUser": True, "developerMetadata": [{"metadataKey": "row"}]}
    assert lines[:3] == [{}, hidden, {}]


def test_sorting_puts_numbers_before_texts_and_blanks_last(people: gspread.Worksheet) -> None:
    """A script that sorts, or reads a sorted sheet, meets Google's order of kinds."""
    people.update([["text"], [5], [True], [""], [-1]], "H1")
    people.sort((8, "asc"), range="H1:H5")
    assert people.get("H1:H5") == [["-1"], ["5"], ["text"], ["TRUE"]]
    people.sort((8, "des"), range="H1:H5")
    assert people.get("H1:H5") == [["TRUE"], ["text"], ["5"], ["-1"]]


def test_formulas_refer_to_their_own_row_after_a_sort(people: gspread.Worksheet) -> None:
    """A sorted column of formulas must not read the rows of others."""
    people.update([["=C2*2"], ["=C3*2"], ["=C4*2"]], "F2", raw=False)
    people.sort((3, "asc"), range="A2:F4")
    assert people.get("C2:F4") == [
        ["1", "2026-03-02 12:00:00", "", "2"],
        ["2.5", "", "", "5"],
        ["3", "2026-03-02", "", "6"],
    ]


def test_moving_counts_places_as_before_the_move(people: gspread.Worksheet) -> None:
    """An off-by-one in a destination would write into the neighbour's column."""
    edit(
        people.spreadsheet,
        {"moveDimension": {"source": span("COLUMNS", 0, 1), "destinationIndex": 3}},
        {"moveDimension": {"source": span("ROWS", 3, 4), "destinationIndex": 1}},
    )
    assert people.get("A1:C3") == [["Name", "Miles", "ID"], ["Cid", "2.5", "c"], ["Ann", "3", "a"]]


@pytest.mark.parametrize(
    ("first", "last", "destination", "named"),
    [
        (1, 2, 4, (1, 5)),  # from before it into it
        (5, 6, 3, (2, 6)),  # from behind it into it
        (2, 3, 9, (2, 4)),  # its first row out of it
        (2, 3, 4, (2, 5)),  # its first row within it
        (4, 5, 2, (2, 5)),  # its last row to its top
        (2, 5, 0, (0, 3)),  # all of it
        (7, 8, 0, (3, 6)),  # over it
    ],
)
def test_ranges_keep_their_rows_when_rows_move(
    people: gspread.Worksheet, first: int, last: int, destination: int, named: tuple[int, int]
) -> None:
    """Names, protections and filters must go on meaning the rows that they meant."""
    people.define_named_range("A3:B5", "Three")
    move = {"source": span("ROWS", first, last), "destinationIndex": destination}
    edit(people.spreadsheet, {"moveDimension": move})
    (entry,) = people.spreadsheet.list_named_ranges()
    assert (entry["range"]["startRowIndex"], entry["range"]["endRowIndex"]) == named


def test_a_filter_hides_rows_that_do_not_meet_it(people: gspread.Worksheet) -> None:
    """Nobody whose row a filter hides is written to; that must be told apart from hiding."""
    criteria = {
        "1": {"hiddenValues": ["Bob"]},
        "2": {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "2.7"}]}},
    }
    edit(
        people.spreadsheet,
        {"setBasicFilter": {"filter": {"range": cells(0, 4, 0, 4), "criteria": criteria}}},
    )
    mask: Json = {"ranges": "People!A1:A4", "fields": "sheets.data.rowMetadata.hiddenByFilter"}
    lines = people.spreadsheet.fetch_sheet_metadata(mask)["sheets"][0]["data"][0]["rowMetadata"]
    assert lines == [{}, {}, {"hiddenByFilter": True}, {"hiddenByFilter": True}]
    people.clear_basic_filter()
    lines = people.spreadsheet.fetch_sheet_metadata(mask)["sheets"][0]["data"][0]["rowMetadata"]
    assert lines == [{}, {}, {}, {}]


def test_a_refused_request_undoes_those_before_it(
    google: SheetsEmulator, people: gspread.Worksheet
) -> None:
    """All or nothing is what makes repeating a batch safe."""
    before = google.values(people.spreadsheet_id, "People")
    with pytest.raises(APIError, match=r"Invalid requests\[1\].deleteSheet: No sheet with id: 9"):
        edit(
            people.spreadsheet,
            {"deleteDimension": {"range": span("ROWS", 0, 2)}},
            {"deleteSheet": {"sheetId": 9}},
        )
    assert google.values(people.spreadsheet_id, "People") == before


def test_a_refused_edit_of_a_person_leaves_the_tab_the_same_object(
    google: SheetsEmulator, book: gspread.Spreadsheet
) -> None:
    """Tests hold on to a tab and look at it again after things went wrong."""
    sheet = google.sheet(book.id, "People")
    edits: list[Json] = [{"deleteDimension": {"range": span("ROWS", 0, 2)}}]
    edits += [{"deleteSheet": {"sheetId": 9}}]
    with pytest.raises(ApiError, match="No sheet with id: 9"):
        google.apply(book.id, edits)
    assert google.sheet(book.id, "People") is sheet
    assert sheet.cell(0, 0).value == "ID"


@pytest.mark.parametrize(
    ("request_", "refusal"),
    [
        ({"paintSheet": {}}, "Unknown name \"paintSheet\" at 'requests[0]': Cannot find field."),
        (
            {"mergeCells": {"range": {"sheetId": 0}, "mergeType": "ALL"}},
            "Invalid value at 'requests[0].merge_cells.merge_type', \"ALL\"",
        ),
        (
            {"addConditionalFormatRule": {"rule": {"ranges": [{}], "booleanRule": {}}}},
            "Unsupported condition type: None",
        ),
        ({"addSheet": "Notes"}, "Invalid value at 'requests[0].addSheet'"),
        ({"sortRange": {"rnage": {}}}, "Unknown name \"rnage\" at 'requests[0].sort_range'"),
        ({"repeatCell": {"range": {}, "cell": {}}}, "At least one field must be listed"),
        ({"deleteDimension": {"range": span("ROWS", 0, 1000)}}, "can't delete all the rows"),
        ({"addSheet": {"properties": {"title": "people"}}}, 'the name "people" already exists'),
    ],
)
def test_nonsense_is_refused(book: gspread.Spreadsheet, request_: Json, refusal: str) -> None:
    """A typing mistake must fail here as it would fail at Google."""
    with pytest.raises(APIError) as caught:
        edit(book, request_)
    assert refusal in str(caught.value)


def test_tabs_are_duplicated_copied_moved_and_hidden(
    client: gspread.Client, people: gspread.Worksheet
) -> None:
    """Titles, places and contents of tabs are what the scripts find their way by."""
    book = people.spreadsheet
    twin = people.duplicate(insert_sheet_index=1, new_sheet_name="Twin")
    other = client.create("Other")
    people.copy_to(other.id)
    assert other.worksheet("Copy of People").acell("B2").value == "Ann"
    book.reorder_worksheets([twin, people])
    twin.hide()
    assert [sheet.title for sheet in book.worksheets(exclude_hidden=True)] == ["People", "My notes"]
    book.del_worksheet(twin)
    assert [sheet.title for sheet in book.worksheets()] == ["People", "My notes"]


def test_shrinking_a_tab_deletes_what_was_there(people: gspread.Worksheet) -> None:
    """What lies beyond a smaller grid is gone, values and protections alike."""
    people.add_protected_range("D:D", warning_only=True)
    people.resize(rows=2, cols=3)
    assert people.get_all_values() == [["ID", "Name", "Miles"], ["a", "Ann", "3"]]
    assert people.spreadsheet.list_protected_ranges(people.id) == []


def test_groups_nest(people: gspread.Worksheet) -> None:
    """Grouping twice makes a deeper group, as Google's reference shows it."""
    people.add_dimension_group_columns(1, 5)
    people.add_dimension_group_columns(2, 4)
    people.delete_dimension_group_columns(3, 5)
    groups = people.list_dimension_group_columns()
    found = [(g["range"]["startIndex"], g["range"]["endIndex"], g["depth"]) for g in groups]
    assert found == [(1, 4, 1), (2, 3, 2)]


def test_a_new_number_of_rows_comes_before_one_of_columns(book: gspread.Spreadsheet) -> None:
    """Clients change the size in two steps when the limit of cells would be broken between."""
    sheet = book.add_worksheet("Wide", 2, 10_000)
    with pytest.raises(APIError, match="above the limit of 10000000 cells"):
        sheet.resize(2_000, 2)
    sheet.resize(cols=2)
    sheet.resize(2_000)
    sheet.resize(3, 20_000)
    assert book.worksheet("Wide").col_count == 20_000


def test_requests_may_lie_in_lists_within_the_list(people: gspread.Worksheet) -> None:
    """Client libraries send several requests of one kind as a list of their own."""
    titles = [[{"updateSheetProperties": {"properties": {"title": "A"}, "fields": "title"}}]]
    people.spreadsheet.batch_update({"requests": [titles, {"addSheet": {}}]})
    assert people.spreadsheet.sheet1.title == "A"
    with pytest.raises(APIError, match="an object was expected"):
        people.spreadsheet.batch_update({"requests": ["addSheet"]})
