"""What cells show: typed text, number formats, formulas, and the cells of spreadsheets.get."""

from datetime import UTC, datetime
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError

from tests.emulators.google.serials import serial_of

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("typed", "shown", "stored"),
    [
        ("$1,234.50", "$1,234.50", 1234.5),
        ("2,000,000.01", "2,000,000.01", 2000000.01),
        ("50%", "50%", 0.5),
        ("1e3", "1.00E+03", 1000),
        ("5.50", "5.5", 5.5),
        ("true", "TRUE", True),
        ("'007", "007", "007"),
        ("2026-03-02", "2026-03-02", 46083),
        ("3/2/2026", "3/2/2026", 46083),
        ("Mar 2, 2026", "Mar 2, 2026", 46083),
        ("2026-03-02 18:00", "2026-03-02 18:00", 46083.75),
        ("6:00 PM", "6:00 PM", 0.75),
        ("31/31/2026", "31/31/2026", "31/31/2026"),
        ("=1/1024", "0.0009765625", 1 / 1024),
        ("=1/3", "0.3333333333", 1 / 3),
        ('=IF(2>1,"a"&"b",0)', "ab", "ab"),
        ('=COUNTIF(B1:B4,"<>Name")-1', "2", 2),
        ("=SUM(C:C)*10%", "0.65", 0.65),
        ("=DATE(2026,3,2)", "3/2/2026", 46083),
        ('=HYPERLINK("https://x.example","site")', "site", "site"),
        ('=VLOOKUP("b",A:C,2,FALSE)', "Bob", "Bob"),
        ("=1/0", "#DIV/0!", "#DIV/0!"),
        ("=NOSUCH(1)", "#NAME?", "#NAME?"),
        ("=F1", "#REF!", "#REF!"),
        ("=1+", "#ERROR!", "#ERROR!"),
    ],
)
def test_typing_is_read_as_sheets_reads_it(
    people: gspread.Worksheet, typed: str, shown: str, stored: object
) -> None:
    """What people type arrives as numbers, dates and formulas; tests need what they would see."""
    people.update_acell("F1", typed)
    assert people.acell("F1").value == shown
    assert people.acell("F1", value_render_option="UNFORMATTED_VALUE").value == stored  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "pattern", "number", "shown"),
    [
        ("NUMBER", "#,##0.00", 1234.5, "1,234.50"),
        ("NUMBER", "0.#", 2.25, "2.3"),
        ("NUMBER", '0" miles";-0" below";"none"', 0, "none"),
        ("NUMBER", "000", 7, "007"),
        ("CURRENCY", "[$€]#,##0", 1234.4, "€1,234"),
        ("PERCENT", "0.0%", 0.125, "12.5%"),
        ("DATE", "ddd, d mmmm yyyy", 46083, "Mon, 2 March 2026"),
        ("DATE", "", 46083, "3/2/2026"),
        ("DATE_TIME", "dd.mm.yy hh:mm", 46083.75, "02.03.26 18:00"),
        ("TIME", "[h]:mm", 1.5, "36:00"),
        ("TEXT", "@", 5, "5"),
    ],
)
def test_numbers_show_by_their_pattern(
    people: gspread.Worksheet, kind: str, pattern: str, number: float, shown: str
) -> None:
    """People format cells as they like; a reader of shown values has to cope with it."""
    people.update([[number]], "F1")
    people.format("F1", {"numberFormat": {"type": kind, "pattern": pattern}})
    assert people.acell("F1").value == shown


def test_formats_merge_by_field_and_show_both_colour_spellings(people: gspread.Worksheet) -> None:
    """Setting one property must leave those that people set before."""
    people.format("A1", {"backgroundColor": {"green": 1, "red": 0}, "textFormat": {"bold": True}})
    people.format("A1", {"textFormat": {"italic": True}})
    mask: Json = {"ranges": "People!A1", "fields": "sheets.data.rowData.values.userEnteredFormat"}
    answer = people.spreadsheet.fetch_sheet_metadata(mask)
    cell = answer["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell["userEnteredFormat"] == {
        "backgroundColor": {"green": 1},
        "backgroundColorStyle": {"rgbColor": {"green": 1}},
        "textFormat": {"italic": True},
    }


def test_cells_come_with_all_that_is_on_them(people: gspread.Worksheet) -> None:
    """One read with grid data must do for values, notes, validations and links."""
    people.update([['=HYPERLINK("https://x.example","site")']], "B2", raw=False)
    people.update_note("B2", "new site")
    rule = {"condition": {"type": "BOOLEAN"}, "strict": True}
    span = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}
    span |= {"startColumnIndex": 2, "endColumnIndex": 3}
    request = {"setDataValidation": {"range": span, "rule": rule}}
    answer = people.spreadsheet.batch_update(
        {
            "requests": [request],
            "includeSpreadsheetInResponse": True,
            "responseRanges": ["People!B2:E2"],
            "responseIncludeGridData": True,
        }
    )
    data = answer["updatedSpreadsheet"]["sheets"][0]["data"][0]
    assert (data["startRow"], data["startColumn"]) == (1, 1)
    link, box, day = data["rowData"][0]["values"]
    assert link == {
        "userEnteredValue": {"formulaValue": '=HYPERLINK("https://x.example","site")'},
        "effectiveValue": {"stringValue": "site"},
        "formattedValue": "site",
        "hyperlink": "https://x.example",
        "note": "new site",
    }
    assert box["dataValidation"] == rule
    assert (day["effectiveValue"], day["formattedValue"]) == ({"numberValue": 46083}, "2026-03-02")


def test_masks_select_and_unknown_names_are_refused(people: gspread.Worksheet) -> None:
    """A mask saves most of an answer; one with a typing mistake must not seem to work."""
    book = people.spreadsheet
    mask = "spreadsheetId,sheets(properties/title,data(rowData.values(formattedValue)))"
    answer = book.fetch_sheet_metadata({"fields": mask, "ranges": "People!A1:B1"})
    cells = [{"formattedValue": "ID"}, {"formattedValue": "Name"}]
    data = [{"rowData": [{"values": cells}]}]
    sheets = [{"properties": {"title": "People"}, "data": data}]
    assert answer == {"spreadsheetId": book.id, "sheets": sheets}
    with pytest.raises(APIError, match="Invalid field selection sheet"):
        book.fetch_sheet_metadata({"fields": "sheet.properties"})


def test_notes_are_read_row_by_row(people: gspread.Worksheet) -> None:
    """Gspread walks the rows of the answer; blank ones must keep their place."""
    people.insert_notes({"A2": "first", "B4": "second"})
    assert people.get_notes() == [
        ["", "", "", ""],
        ["first", "", "", ""],
        [""] * 4,
        ["", "second", ""],
    ]
    people.clear_notes(["A2", "B4"])
    assert people.get_note("A2") == ""


def test_columns_widen_to_their_text(people: gspread.Worksheet) -> None:
    """Resizing has an effect that code can ask for."""
    mask: Json = {"fields": "sheets.data.columnMetadata.pixelSize", "ranges": "People!A1:A1"}

    def width() -> int:
        data = people.spreadsheet.fetch_sheet_metadata(mask)["sheets"][0]["data"][0]
        pixels: int = data["columnMetadata"][0]["pixelSize"]
        return pixels

    assert width() == 100
    people.update_acell("A1", "A" * 200)
    people.columns_auto_resize(0, 1)
    assert width() > 1000


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "ON"}]}, [0]),
        ({"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "2"}]}, [1, 2]),
        ({"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=C1=1"}]}, [2]),
        ({"type": "DATE_BEFORE", "values": [{"relativeDate": "TODAY"}]}, [1, 2, 3]),
        ({"type": "DATE_BEFORE", "values": [{"relativeDate": "PAST_YEAR"}]}, [3]),
        ({"type": "DATE_AFTER", "values": [{"relativeDate": "PAST_MONTH"}]}, [1, 2]),
        ({"type": "NUMBER_EQ", "values": [{"userEnteredValue": "many"}]}, []),
    ],
)
def test_the_first_rule_that_applies_shows(
    people: gspread.Worksheet, condition: Json, expected: list[int]
) -> None:
    """Code that reads how a cell looks sees its conditional format over its own."""
    today = serial_of(datetime.now(UTC).date())
    people.update([[today - 1], [today - 2], [1]], "D2:D4")
    first = {"condition": condition, "format": {"textFormat": {"bold": True}}}
    second = {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"italic": True}}}
    ranges = [{"sheetId": 0, "startColumnIndex": 3}]
    rules = [{"ranges": ranges, "booleanRule": rule} for rule in (second, first)]
    requests = [{"addConditionalFormatRule": {"rule": rule}} for rule in rules]
    people.spreadsheet.batch_update({"requests": requests})
    people.format("D1:D4", {"textFormat": {"fontSize": 12}})
    mask: Json = {"fields": "sheets.data.rowData.values.effectiveFormat", "ranges": "People!D1:D4"}
    rows = people.spreadsheet.fetch_sheet_metadata(mask)["sheets"][0]["data"][0]["rowData"]
    texts = [row["values"][0]["effectiveFormat"]["textFormat"] for row in rows]
    assert [number for number, text in enumerate(texts) if text["bold"]] == expected
    assert all(text["bold"] != text["italic"] and text["fontSize"] == 12 for text in texts)


def test_numbers_of_requests_may_be_texts(people: gspread.Worksheet) -> None:
    """JSON for protocol buffers has numbers also as texts, and pygsheets sends such."""
    rows = [{"values": [{"userEnteredValue": {"numberValue": "2.50"}}]}]
    start = {"sheetId": 0, "rowIndex": 0, "columnIndex": 5}
    request: Json = {"updateCells": {"rows": rows, "start": start, "fields": "*"}}
    people.spreadsheet.batch_update({"requests": [request]})
    assert people.acell("F1", value_render_option="UNFORMATTED_VALUE").value == 2.5  # type: ignore[arg-type,comparison-overlap]
    rows[0]["values"][0]["userEnteredValue"]["numberValue"] = "two"
    with pytest.raises(APIError, match="TYPE_DOUBLE"):
        people.spreadsheet.batch_update({"requests": [request]})
