"""What lies on tabs and what moves between cells: rules, charts, bands, pasting, replacing."""

from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import PasteOrientation, PasteType, ValidationConditionType

Json = dict[str, Any]


def edit(book: gspread.Spreadsheet, *requests: Json) -> list[Json]:
    """Do requests of batchUpdate and return the replies."""
    replies: list[Json] = book.batch_update({"requests": list(requests)})["replies"]
    return replies


def cells(top: int, bottom: int, left: int, right: int) -> Json:
    """Return a GridRange of the first tab."""
    return {
        "sheetId": 0,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def first_tab(book: gspread.Spreadsheet) -> Json:
    """Return the first tab as spreadsheets.get answers it, without cells."""
    tab: Json = book.fetch_sheet_metadata()["sheets"][0]
    return tab


def test_charts_and_bands_are_kept_changed_and_deleted(book: gspread.Spreadsheet) -> None:
    """Scripts that set up a sheet must find what they set up, to not set it up twice."""
    anchor = {"sheetId": 0, "rowIndex": 5, "columnIndex": 5}
    chart = {"spec": {"title": "a"}, "position": {"overlayPosition": {"anchorCell": anchor}}}
    band = {"range": cells(0, 4, 0, 4), "rowProperties": {"firstBandColor": {"red": 1}}}
    added = edit(book, {"addChart": {"chart": chart}}, {"addBanding": {"bandedRange": band}})
    chart_id = added[0]["addChart"]["chart"]["chartId"]
    band_id = added[1]["addBanding"]["bandedRange"]["bandedRangeId"]
    edit(book, {"updateChartSpec": {"chartId": chart_id, "spec": {"title": "b"}}})
    tab = first_tab(book)
    assert [kept["spec"] for kept in tab["charts"]] == [{"title": "b"}]
    colours = tab["bandedRanges"][0]["rowProperties"]
    assert colours["firstBandColorStyle"] == {"rgbColor": {"red": 1}}
    edit(
        book,
        {"deleteEmbeddedObject": {"objectId": chart_id}},
        {"deleteBanding": {"bandedRangeId": band_id}},
    )
    assert not {"charts", "bandedRanges"} & set(first_tab(book))


def test_conditional_rules_keep_their_order(book: gspread.Spreadsheet) -> None:
    """The first rule that holds wins, so their order is what people see."""

    def rule(width: int) -> Json:
        condition = {"condition": {"type": "NOT_BLANK"}, "format": {}}
        return {"ranges": [cells(0, 1, 0, width)], "booleanRule": condition}

    def widths() -> list[int]:
        rules = first_tab(book).get("conditionalFormats", [])
        return [kept["ranges"][0]["endColumnIndex"] for kept in rules]

    edit(book, *({"addConditionalFormatRule": {"rule": rule(n), "index": 0}} for n in (1, 2)))
    assert widths() == [2, 1]
    edit(book, {"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 1}})
    edit(book, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 1}})
    assert widths() == [1]


def test_protections_name_their_editors(people: gspread.Worksheet) -> None:
    """Who protects may always edit; a warning is for everybody."""
    book = people.spreadsheet
    people.add_protected_range("A1:B2", ["ann@practice.example"], description="ours")
    (hard,) = book.list_protected_ranges(people.id)
    assert "ann@practice.example" in hard["editors"]["users"]
    people.delete_protected_range(hard["protectedRangeId"])
    people.add_protected_range("A:A", warning_only=True)
    (soft,) = book.list_protected_ranges(people.id)
    assert soft["warningOnly"]
    assert soft["range"] == {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1}


def test_named_ranges_are_named_once_and_not_like_cells(people: gspread.Worksheet) -> None:
    """A name that means two things, or a cell, would read the wrong one."""
    people.define_named_range("A1:B2", "Near")
    for name in ("near", "A1", "R1C1", "two words"):
        with pytest.raises(APIError, match="addNamedRange"):
            people.define_named_range("C1", name)
    (named,) = people.spreadsheet.list_named_ranges()
    assert [cell.value for cell in people.range("Near")] == ["ID", "Name", "a", "Ann"]
    people.delete_named_range(named["namedRangeId"])
    assert people.spreadsheet.list_named_ranges() == []


def test_validations_are_checked_and_cleared(people: gspread.Worksheet) -> None:
    """Dropdowns and checkboxes are set up by the script; a wrong rule must not pass."""
    people.add_validation("A2:A4", ValidationConditionType.one_of_list, ["x", "y"], strict=True)
    with pytest.raises(APIError, match="requires exactly 2 ConditionValues"):
        people.add_validation("A2", ValidationConditionType.number_between, ["1"])
    edit(people.spreadsheet, {"setDataValidation": {"range": cells(1, 4, 0, 1)}})
    mask: Json = {"fields": "sheets.data.rowData.values.dataValidation", "ranges": "A2:A4"}
    rows = people.spreadsheet.fetch_sheet_metadata(mask)["sheets"][0]["data"][0]["rowData"]
    assert rows == [{"values": [{}]}] * 3


def test_merging_keeps_the_first_value_only(people: gspread.Worksheet) -> None:
    """What is hidden below a merged cell is gone, as in Sheets."""
    people.merge_cells("A2:B3", merge_type="MERGE_ROWS")
    assert people.get("A2:B4") == [["a"], ["b"], ["c", "Cid"]]
    with pytest.raises(APIError, match="must select all cells in a merged range"):
        people.unmerge_cells("A2:A3")
    people.unmerge_cells("A2:B3")
    assert "merges" not in first_tab(people.spreadsheet)


def test_copying_takes_references_along_and_cutting_redirects(people: gspread.Worksheet) -> None:
    """People copy rows with formulas; what refers to cells they cut must follow."""
    people.update([["=C2*2", "=$C$2"]], "F2", raw=False)
    people.copy_range("F2:G2", "F3:G4")
    formulas = people.get("F3:G4", value_render_option="FORMULA")  # type: ignore[arg-type]
    assert formulas == [["=C3*2", "=$C$2"], ["=C4*2", "=$C$2"]]
    people.copy_range("F2:F4", "J1", PasteType.values, PasteOrientation.transpose)
    assert people.get("J1:L1", value_render_option="FORMULA") == [[6, 2, 5]]  # type: ignore[arg-type]
    people.cut_range("C2:D2", "M9")
    assert people.acell("F2", value_render_option="FORMULA").value == "=M9*2"  # type: ignore[arg-type]
    assert people.get("M9:N9") == [["3", "2026-03-02"]]
    assert people.get("C2:D2") == [[]]


def test_replacing_counts_what_it_changed(book: gspread.Spreadsheet) -> None:
    """People tidy up with find and replace, and numbers stay numbers."""
    request: Json = {"find": "b", "replacement": "7", "allSheets": True, "matchEntireCell": True}
    (reply,) = edit(book, {"findReplace": request})
    counts = {"valuesChanged": 1, "occurrencesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1}
    assert reply == {"findReplace": counts}
    stored = book.sheet1.get("A3", value_render_option="UNFORMATTED_VALUE")  # type: ignore[arg-type]
    assert stored == [[7]]


def test_lists_are_thinned_filled_and_split(people: gspread.Worksheet) -> None:
    """What people do to lists by menu has to be done to the emulated sheet too."""
    people.update([["x"], ["X"], [" y  z "], ["1,2"]], "H1")
    replies = edit(
        people.spreadsheet,
        {"deleteDuplicates": {"range": cells(0, 4, 7, 8)}},
        {"trimWhitespace": {"range": cells(0, 4, 7, 8)}},
        {"textToColumns": {"source": cells(2, 3, 7, 8), "delimiterType": "COMMA"}},
        {
            "autoFill": {
                "sourceAndDestination": {
                    "source": cells(2, 3, 7, 9),
                    "dimension": "COLUMNS",
                    "fillLength": 2,
                }
            }
        },
    )
    assert replies[0] == {"deleteDuplicates": {"duplicatesRemovedCount": 1}}
    assert replies[1] == {"trimWhitespace": {"cellsChangedCount": 1}}
    assert people.get("H1:K3") == [["x"], ["y z"], ["1", "2", "3", "4"]]


def test_cells_shift_within_a_range_only(people: gspread.Worksheet) -> None:
    """Inserting cells, not rows, is how people tear rows apart by accident."""
    down = {"range": cells(1, 2, 0, 1), "shiftDimension": "ROWS"}
    edit(people.spreadsheet, {"insertRange": down})
    assert people.get("A2:B5") == [["", "Ann"], ["a", "Bob"], ["b", "Cid"], ["c"]]
    edit(people.spreadsheet, {"deleteRange": down})
    assert people.get("A2:B4") == [["a", "Ann"], ["b", "Bob"], ["c", "Cid"]]


def test_values_of_conditions_are_texts(people: gspread.Worksheet) -> None:
    """Gspread sends the numbers of a validation as they are, and reads texts."""
    people.add_validation("E1", ValidationConditionType.number_greater, [10])
    mask = "sheets.data.rowData.values.dataValidation.condition.values"
    answer = people.spreadsheet.fetch_sheet_metadata({"fields": mask, "ranges": "People!E1"})
    (row,) = answer["sheets"][0]["data"][0]["rowData"]
    assert row["values"][0]["dataValidation"]["condition"]["values"] == [{"userEnteredValue": "10"}]


def test_rules_may_have_empty_ranges(book: gspread.Spreadsheet) -> None:
    """Google keeps a conditional format also where it can have no effect."""
    rule = {"ranges": [cells(1, 1, 0, 2)], "booleanRule": {"condition": {"type": "BLANK"}}}
    edit(book, {"addConditionalFormatRule": {"rule": rule}})
    (sheet,) = book.fetch_sheet_metadata({"fields": "sheets.conditionalFormats"})["sheets"][:1]
    assert sheet["conditionalFormats"][0]["ranges"] == rule["ranges"]
