"""The values endpoints, spoken to by the real client."""

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import InsertDataOption, ValueInputOption

from tests.emulators.sheets import SheetsEmulator

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"


def test_values_come_trimmed_and_in_three_renderings(people: gspread.Worksheet) -> None:
    """Readers pad rows themselves and choose between what is shown and what is stored."""
    shown = people.get("A2:D5")
    stored = people.get("A2:D5", value_render_option="UNFORMATTED_VALUE")  # type: ignore[arg-type]
    assert shown == [
        ["a", "Ann", "3", "2026-03-02"],
        ["b", "Bob", "1", "2026-03-02 12:00:00"],
        ["c", "Cid", "2.5"],
    ]
    assert stored == [["a", "Ann", 3, 46083], ["b", "Bob", 1, 46083.5], ["c", "Cid", 2.5]]
    assert people.get("C2:D2", date_time_render_option="FORMATTED_STRING") == [  # type: ignore[arg-type]
        ["3", "2026-03-02"]
    ]


def test_columns_come_as_columns(people: gspread.Worksheet) -> None:
    """Asking by columns must not mix up rows with columns, nor keep empty ends."""
    assert people.get("C1:D4", major_dimension="COLUMNS") == [  # type: ignore[arg-type]
        ["Miles", "3", "1", "2.5"],
        ["Called on", "2026-03-02", "2026-03-02 12:00:00"],
    ]
    people.update([["x", "y"], ["z"]], "F1", major_dimension="COLUMNS")  # type: ignore[arg-type]
    assert people.get("F1:G2") == [["x", "z"], ["y"]]


def test_null_leaves_a_cell_and_empty_text_clears_it(people: gspread.Worksheet) -> None:
    """Writers rely on it to change some cells of a row and leave the others to people."""
    answer = people.update([["a2", None, ""]], "A2", include_values_in_response=True)
    assert answer["updatedCells"] == 2
    assert answer["updatedData"] == {
        "range": "People!A2:C2",
        "majorDimension": "ROWS",
        "values": [["a2", "Ann"]],
    }


def test_the_answer_shows_the_whole_range_after_all_updates(people: gspread.Worksheet) -> None:
    """Reconciling reads the answer to learn where rows are now; it must not show a half."""
    answer = people.batch_update(
        [{"range": "A1:B4", "values": [[None, "Who"]]}, {"range": "B3", "values": [["Rob"]]}],
        include_values_in_response=True,
        response_value_render_option="UNFORMATTED_VALUE",  # type: ignore[arg-type]
    )
    first = answer["responses"][0]
    assert first["updatedRange"] == "People!A1:B1"
    assert first["updatedData"]["range"] == "People!A1:B4"
    assert first["updatedData"]["values"] == [
        ["ID", "Who"],
        ["a", "Ann"],
        ["b", "Rob"],
        ["c", "Cid"],
    ]
    assert (answer["totalUpdatedCells"], answer["totalUpdatedSheets"]) == (2, 1)


@pytest.mark.parametrize(
    ("rows", "searched", "landed"),
    [
        ([["a", "b"], ["c", "d"]], None, "T!A3"),
        ([["a", "", "c"]], None, "T!C2"),
        ([["a", "", "c"]], "A1", "T!A2"),
        ([["a"], [], [], ["", "x", "y"]], "A1:C9", "T!B5"),
        ([["a"], [], [], ["", "x", "y"]], "A1:A2", "T!A2"),
        ([["a"], [], [], ["", "x", "y"]], "E4", "T!E4"),
        ([], None, "T!A1"),
    ],
)
def test_append_finds_the_table_as_google_does(
    google: SheetsEmulator,
    client: gspread.Client,
    rows: list[list[str]],
    searched: str | None,
    landed: str,
) -> None:
    """Appending guesses; code that appends has to meet the surprises here first."""
    sheet = client.open_by_key(google.create("Append", {"T": rows})).sheet1
    answer = sheet.append_row(["new"], table_range=searched)
    assert answer["updates"]["updatedRange"] == landed


def test_append_inserts_rows_or_grows_the_grid(book: gspread.Spreadsheet) -> None:
    """Overwriting what lies below a table is the default, and inserting must push it down."""
    small = book.add_worksheet("Small", 2, 2)
    small.update([["a"], ["b"]], "A1")
    small.append_row(["d"], table_range="A1:A1")
    assert book.worksheet("Small").row_count == 3
    small.update([["x"]], "B1")
    answer = small.append_row(
        ["c"], table_range="A1:B1", insert_data_option=InsertDataOption.insert_rows
    )
    assert answer["tableRange"] == "Small!A1:B3"


def test_a_bad_update_in_a_batch_undoes_all(people: gspread.Worksheet) -> None:
    """Every request is atomic: a writer may repeat it without asking what was written."""
    with pytest.raises(APIError, match=r"tried writing to column \[C\]"):
        people.batch_update(
            [{"range": "A2", "values": [["lost"]]}, {"range": "A3:B3", "values": [[1, 2, 3]]}]
        )
    assert people.acell("A2").value == "a"


def test_clearing_leaves_formats_and_notes(
    google: SheetsEmulator, people: gspread.Worksheet
) -> None:
    """Clearing is about values; a note that somebody wrote is not the script's to delete."""
    people.update_note("D2", "called twice")
    assert people.batch_clear(["A2:D2", "C4"])["clearedRanges"] == ["People!A2:D2", "People!C4"]
    cell = google.sheet(people.spreadsheet_id, "People").cell(1, 3)
    assert (cell.value, cell.note) == (None, "called twice")
    assert cell.format is not None
    assert people.get("A2:C4") == [[], ["b", "Bob", "1"], ["c", "Cid"]]


def test_raw_stays_text_and_typing_is_read(people: gspread.Worksheet) -> None:
    """A reply pasted RAW must never run as a formula; USER_ENTERED shows what would happen."""
    row = ["=1+1", "007", "TRUE", "3/1/2026"]
    people.update([row], "A9")
    people.update([row], "A10", value_input_option=ValueInputOption.user_entered)
    kept, read = people.get("A9:D10", value_render_option="UNFORMATTED_VALUE")  # type: ignore[arg-type]
    assert kept == row
    assert read == [2, 7, True, 46082]


def test_values_need_an_input_option_and_a_size(people: gspread.Worksheet) -> None:
    """Google refuses both mistakes; a kinder emulator would let them reach people."""
    with pytest.raises(APIError, match="'valueInputOption' is required"):
        people.spreadsheet.values_update("A1", body={"values": [["x"]]})
    with pytest.raises(APIError, match="more than the maximum of 50000 characters"):
        people.update([["x" * 50_001]], "A1")


def test_unknown_fields_of_a_body_are_refused(book: gspread.Spreadsheet) -> None:
    """A typing mistake in a client must not look as if nothing had been asked for."""
    with pytest.raises(APIError, match='Unknown name "vaules": Cannot find field'):
        book.values_update("People!A1", {"valueInputOption": "RAW"}, {"vaules": [["x"]]})
    with pytest.raises(APIError, match="Unable to parse range: "):
        book.values_batch_update({"valueInputOption": "RAW", "data": [{"values": [["x"]]}]})
