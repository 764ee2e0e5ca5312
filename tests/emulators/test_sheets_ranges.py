"""Ranges: every form of A1 notation, how answers name them, and how wrong ones are refused."""

import gspread
import pytest
from gspread.exceptions import APIError

from tests.emulators.sheets import SheetsEmulator


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("People!A2:B3", "People!A2:B3"),
        ("people!b3:a2", "People!A2:B3"),
        ("A2", "People!A2"),
        ("People", "People!A1:Z1000"),
        ("'People'!$A$2", "People!A2"),
        ("People!A:B", "People!A1:B1000"),
        ("People!2:3", "People!A2:Z3"),
        ("People!B2:B", "People!B2:B1000"),
        ("People!A990:ZZ2000", "People!A990:Z1000"),
        ("People!R2C1:R3C2", "People!A2:B3"),
        ("'My notes'!A1:B2", "'My notes'!A1:B2"),
        ("My notes!A1", "'My notes'!A1"),
        ("Somebody", "People!A2:B3"),
        ("'My notes'!Somebody", "People!A2:B3"),
    ],
)
def test_answers_name_ranges_as_google_does(
    people: gspread.Worksheet, asked: str, answered: str
) -> None:
    """Code that compares ranges of answers must see them normalised and cut to the grid."""
    people.define_named_range("A2:B3", "Somebody")
    assert people.spreadsheet.values_get(asked)["range"] == answered


TITLES = ["it's", "a:b", "a!b", "A1", "R1C1", "2026", "日本", "'x'", "Foo"]
BEYOND = "exceeds grid limits. Max rows: 1000, max columns: 26"


@pytest.mark.parametrize("title", TITLES)
def test_any_title_can_be_read_back(book: gspread.Spreadsheet, title: str) -> None:
    """People name tabs as they like; the range of an answer must lead to the same tab again."""
    sheet = book.add_worksheet(title, 3, 3)
    answer = sheet.update([["here"]], "B2")
    assert book.values_get(answer["updatedRange"])["values"] == [["here"]]


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ("Nobody!A1", "Unable to parse range: Nobody!A1"),
        ("Nobody", "Unable to parse range: Nobody"),
        (
            "People!A1001",
            f"Range (People!A1001) {BEYOND}",
        ),
        ("AA1", f"Range (People!AA1) {BEYOND}"),
    ],
)
def test_wrong_ranges_are_refused_in_googles_words(
    book: gspread.Spreadsheet, asked: str, refusal: str
) -> None:
    """Adapters recognise a renamed tab by these words."""
    with pytest.raises(APIError) as caught:
        book.values_get(asked)
    assert caught.value.error == {"code": 400, "message": refusal, "status": "INVALID_ARGUMENT"}


def test_writing_may_grow_the_grid_but_not_start_beyond_it(book: gspread.Spreadsheet) -> None:
    """Values for cells beyond the grid are an error; long data from within one cell is not."""
    small = book.add_worksheet("Small", 2, 2)
    with pytest.raises(APIError, match="exceeds grid limits"):
        small.update([["x"]], "A3")
    with pytest.raises(APIError, match="exceeds grid limits"):
        small.update([["x", "y", "z"]], "A1:C1")
    assert small.update([["x"]], "A1:C9")["updatedRange"] == "Small!A1"
    small.update([["x"]] * 3, "A1")
    assert book.worksheet("Small").row_count == 3


def test_what_is_not_shared_or_not_there_is_told_apart(
    google: SheetsEmulator, client: gspread.Client, book: gspread.Spreadsheet
) -> None:
    """People forget to share; the hint must differ from that for a mistyped key."""
    google.unshare(book.id)
    with pytest.raises(PermissionError) as denied:
        client.open_by_key(book.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("nothing")
    assert "[403]: The caller does not have permission" in str(denied.value.__cause__)
    google.share(book.id)
    assert client.open_by_key(book.id).title == "Practice"
