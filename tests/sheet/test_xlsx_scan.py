"""Mapping worksheet parts of all legal forms, and refusing the others."""

import pytest

from outreach.sheet.port import CellRange
from outreach.sheet.xlsx.ends import end_of_cell, end_of_row
from outreach.sheet.xlsx.scan import NAMESPACES, NotAWorksheet, scan
from tests.sheet.raw_workbook import MAIN, worksheet

ROW = '<sheetData><row r="1"><c r="A1" s="3"><v>1</v></c><c r="C1"/></row></sheetData>'


def cells_of(part: bytes) -> dict[tuple[int, int], bytes]:
    """Return the bytes of every cell that the map names."""
    layout = scan(part)
    return {
        (number, layout.columns[index]): part[
            layout.starts[index] : end_of_cell(part, layout, index)
        ]
        for number, row in layout.rows.items()
        for index in range(row.first, row.last)
    }


def test_cells_are_found_byte_for_byte() -> None:
    """A patch replaces exactly these bytes."""
    part = worksheet(ROW).encode()
    assert cells_of(part) == {(1, 1): b'<c r="A1" s="3"><v>1</v></c>', (1, 3): b'<c r="C1"/>'}


@pytest.mark.parametrize("namespace", NAMESPACES)
@pytest.mark.parametrize("start", ["", "\ufeff", '<?xml version="1.0" encoding="UTF-8"?>\r\n'])
def test_prefixes_namespaces_and_byte_order_marks(namespace: str, start: str) -> None:
    """Several programs write `x:row`; offsets must not shift by a mark or an umlaut before."""
    part = (
        f'{start}<x:worksheet xmlns:x="{namespace}" xmlns:o="other"><!-- für <x:row/> -->'
        '<o:row r="7"/><x:sheetData><x:row r="2" hidden="true"><x:c r="B2" o:note="1 > 0">'
        "<x:v>1</x:v></x:c ></x:row></x:sheetData></x:worksheet>"
    ).encode()
    layout = scan(part)
    assert layout.prefix == "x:"
    assert layout.hidden == {2}
    assert cells_of(part) == {(2, 2): b'<x:c r="B2" o:note="1 > 0"><x:v>1</x:v></x:c >'}


def test_comments_and_cdata_hold_no_cells() -> None:
    """What looks like a cell inside them is text."""
    part = worksheet(
        '<sheetData><row r="1"><!-- <c r="A1"/> --><c r="B1" t="inlineStr"><is><t>'
        '<![CDATA[</c><c r="C1">]]></t></is></c></row></sheetData>'
    ).encode()
    (cell,) = cells_of(part).values()
    assert cell.startswith(b'<c r="B1"')
    assert cell.endswith(b"]]></t></is></c>")


def test_rows_and_cells_without_addresses_are_counted() -> None:
    """`r` may be left out (18.3.1.4, 18.3.1.73); small exporters do."""
    part = worksheet(
        '<sheetData><row><c><v>1</v></c></row><row r="3"><c r="C3"/><c><v>5</v></c></row>'
        "<row/><row><c/></row></sheetData>"
    ).encode()
    assert list(cells_of(part)) == [(1, 1), (3, 3), (3, 4), (5, 1)]
    layout = scan(part)
    ends = [end_of_row(part, layout, row) for row in layout.rows.values()]
    assert [is_closed for _, is_closed in ends] == [False, False, True, False]
    assert [part[end : end + 6] for end, _ in ends[:2]] == [b"</row>", b"</row>"]


def test_the_last_cell_that_is_not_empty_is_known() -> None:
    """A formatted row at the very end must not count as a million rows."""
    part = worksheet(
        '<sheetData><row r="2"><c r="B2"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    ).encode()
    assert (scan(part).bottom, scan(part).right) == (2, 2)


def test_formats_of_new_cells() -> None:
    """A new cell looks as the person who formatted its row or column wants it to."""
    layout = scan(
        worksheet(
            '<cols><col min="2" max="3" style="4"/><col min="5" max="5" width="9"/></cols>'
            '<sheetData><row r="1" s="2" customFormat="1"/><row r="2" s="2"/></sheetData>'
        ).encode()
    )
    assert [layout.format_of_new_cell(1, 2), layout.format_of_new_cell(2, 3)] == [2, 4]
    assert [layout.format_of_new_cell(2, 5), layout.format_of_new_cell(9, 1)] == [0, 0]


def test_formulas_and_merges() -> None:
    """Shared and array formulas span cells, so writing one would break the others."""
    layout = scan(
        worksheet(
            '<sheetData><row r="1"><c r="A1"><f>1</f></c><c r="B1"><f t="shared" si="0"/></c>'
            '<c r="C1"><f t="array" ref="C1:C9">2</f></c></row></sheetData>'
            '<mergeCells count="1"><mergeCell ref="D1:E2"/></mergeCells>'
        ).encode()
    )
    assert [formula.kind for formula in layout.formulas] == ["normal", "shared", "array"]
    assert layout.formulas[2].area == CellRange(top=1, left=3, bottom=9, right=3)
    assert layout.merged == (CellRange(top=1, left=4, bottom=2, right=5),)


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (worksheet(ROW)[:-20].encode(), "no element found|unclosed"),
        (worksheet(ROW.replace("</row>", "")).encode(), "mismatched tag"),
        (worksheet("").encode(), "no cells"),
        (f'<chartsheet xmlns="{MAIN}"/>'.encode(), "chartsheet"),
        (b"<worksheet/>", "worksheet"),
        (worksheet(ROW).replace("?>", ' encoding="ISO-8859-1"?>', 1).encode(), "ISO-8859-1"),
        (worksheet(ROW).encode("utf-16"), "UTF-8"),
        (f'<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet xmlns="{MAIN}"/>'.encode(), "document"),
        (worksheet(ROW.replace("C1", "C2")).encode(), "C2 is not in its place"),
        (worksheet(ROW.replace("C1", "A1")).encode(), "A1 is not in its place"),
        (worksheet(ROW.replace("C1", "XFE1")).encode(), "no column 'XFE'"),
        (worksheet(ROW.replace("C1", "1")).encode(), "no column ''"),
        (worksheet(ROW.replace("C1", "é1")).encode(), "no column|É"),
        (worksheet(ROW.replace("</row>", '</row><row r="1"/>')).encode(), "row 1 comes after"),
        (worksheet(ROW.replace('row r="1"', 'row r="one"')).encode(), "one"),
        (worksheet(ROW + '<mergeCells><mergeCell ref="A"/></mergeCells>').encode(), "'A' is not"),
    ],
)
def test_what_is_no_worksheet_is_refused(part: bytes, why: str) -> None:
    """Guessing at a damaged part could write into somebody else's row."""
    with pytest.raises(NotAWorksheet, match=why):
        scan(part)
