"""Patching worksheets of all legal forms, each read back by the adapter and by openpyxl."""

import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

from outreach.sheet.workbook import Workbook
from tests.contracts.spreadsheet import put
from tests.sheet.raw_workbook import MAIN, SHEET_PART, raw_workbook, worksheet


def patched(path: Path, sheet: str, *cells: tuple[int, int, str | None]) -> str:
    """Write cells, check that both readers find them, and return the new worksheet part."""
    path.write_bytes(raw_workbook(sheet))
    Workbook(path).write([put("People", *cell) for cell in cells])
    rows = Workbook(path).read()["People"].rows
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(path)
    for row, column, value in cells:
        here = rows[row - 1] if row <= len(rows) else ()
        assert (here[column - 1] if column <= len(here) else None) == value
        assert book.worksheets[0].cell(row, column).value == value
    with zipfile.ZipFile(path) as archive:
        return archive.read(SHEET_PART).decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the workbook goes."""
    return tmp_path / "raw.xlsx"


def text(address: str, value: str, *, prefix: str = "", style: str = "") -> str:
    """Return a cell as we write text."""
    p = prefix
    return (
        f'<{p}c r="{address}"{style} t="inlineStr"><{p}is><{p}t xml:space="preserve">{value}'
        f"</{p}t></{p}is></{p}c>"
    )


def test_a_sheet_without_cells(path: Path) -> None:
    """A new tab has `<sheetData/>`."""
    part = patched(path, worksheet('<sheetData xml:lang="en" />'), (2, 2, "x"), (1, 3, "y"))
    rows = f'<row r="1">{text("C1", "y")}</row><row r="2">{text("B2", "x")}</row>'
    assert f'<sheetData xml:lang="en">{rows}</sheetData>' in part


def test_rows_are_put_in_order(path: Path) -> None:
    """Excel calls a file damaged whose rows are out of order."""
    part = patched(
        path,
        worksheet('<sheetData>\n<row r="2"/>\n<row r="4" ht="20" />\n</sheetData>'),
        (5, 1, "five"),
        (1, 1, "one"),
        (3, 1, "three"),
        (4, 1, "four"),
    )
    assert [part.index(word) for word in ("one", "three", "four", "five")] == sorted(
        part.index(word) for word in ("one", "three", "four", "five")
    )
    assert '<row r="2"/>' in part
    assert f'<row r="4" ht="20">{text("A4", "four")}</row>' in part


def test_cells_are_put_in_order_and_spans_dropped(path: Path) -> None:
    """A cell beyond its row's `spans` would be overlooked by readers that trust them."""
    part = patched(
        path,
        worksheet(
            '<sheetData><row r="1" spans="2:4" ht="9"><c r="B1"><v>1</v></c>'
            '<c r="D1" s="4"/></row></sheetData>'
        ),
        (1, 5, "e"),
        (1, 3, "c"),
        (1, 1, "a"),
        (1, 4, "d"),
    )
    cells = text("C1", "c") + text("D1", "d", style=' s="4"') + text("E1", "e")
    assert f'<row r="1" ht="9">{text("A1", "a")}<c r="B1"><v>1</v></c>{cells}</row>' in part


def test_spans_stay_when_no_cell_is_added(path: Path) -> None:
    """Change only what differs."""
    row = '<sheetData><row r="1" spans="1:1"><c r="A1"><v>1</v></c></row></sheetData>'
    assert '<row r="1" spans="1:1">' in patched(path, worksheet(row), (1, 1, "a"))


def test_cells_without_addresses_stay_in_their_columns(path: Path) -> None:
    """Blanking or filling one must not shift its neighbours."""
    part = patched(
        path,
        worksheet(
            "<sheetData><row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row></sheetData>"
        ),
        (1, 1, None),
        (1, 2, "b"),
        (1, 4, "d"),
        (2, 1, "below"),
    )
    assert f'<row><c r="A1"/>{text("B1", "b")}<c><v>3</v></c>{text("D1", "d")}</row>' in part


def test_prefixed_sheets_get_prefixed_cells(path: Path) -> None:
    """An element without its prefix would be in no namespace, and vanish."""
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:dimension ref="A1"/><x:sheetData>'
        '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    part = patched(path, sheet, (1, 1, "a"), (2, 2, "b"))
    rows = f'<x:row r="1">{text("A1", "a", prefix="x:")}</x:row>'
    assert f'{rows}<x:row r="2">{text("B2", "b", prefix="x:")}</x:row>' in part


@pytest.mark.parametrize(
    ("declared", "grown"), [("B2", "A1:C3"), ("A1:C3", "A1:C3"), ("A1:XFD9", "A1:XFD9")]
)
def test_the_declared_range_grows_but_never_shrinks(path: Path, declared: str, grown: str) -> None:
    """Readers that trust it would overlook new rows."""
    part = patched(
        path,
        worksheet(f'<dimension  ref="{declared}" /><sheetData/>'),
        (1, 1, "a"),
        (3, 3, "c"),
    )
    assert f'<dimension  ref="{grown}" />' in part


def test_an_overwritten_cell_loses_what_belonged_to_its_old_value(path: Path) -> None:
    """`cm` and `vm` tell Excel that the value is an array or a picture, which it is no more."""
    sheet = worksheet(
        '<sheetData><row r="1"><c r="A1" s="4" cm="1" vm="2" t="str"><f>B1</f><v>x</v></c>'
        "</row></sheetData>"
    )
    assert text("A1", "new", style=' s="4"') in patched(path, sheet, (1, 1, "new"))


def test_new_cells_take_the_format_of_their_row_or_column(path: Path) -> None:
    """A coloured column stays coloured."""
    sheet = worksheet(
        '<cols><col min="2" max="2" style="4"/></cols>'
        '<sheetData><row r="1" s="5" customFormat="1"/></sheetData>'
    )
    part = patched(path, sheet, (1, 2, "row"), (2, 2, "column"), (2, 3, "none"))
    assert text("B1", "row", style=' s="5"') in part
    assert text("B2", "column", style=' s="4"') + text("C2", "none") in part


def test_array_formulas_and_their_cells_are_left_alone(tmp_path: Path) -> None:
    """Excel refuses to change a part of an array; a spilled cell that is filled shows #SPILL!."""
    path = tmp_path / "array.xlsx"
    path.write_bytes(
        raw_workbook(
            worksheet(
                '<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3</f><v>1</v></c>'
                '<c r="B1"><f>C1</f><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
                '</sheetData><mergeCells><mergeCell ref="D1:D1048576"/></mergeCells>'
            )
        )
    )
    workbook = Workbook(path)
    assert workbook.read()["People"].locked == {(1, 1), (2, 1), (3, 1)}
    tabs = workbook.write(
        [put("People", row, column, "x") for row in (1, 2, 3, 9) for column in (1, 2, 4)]
    )
    assert tabs["People"].rows[:3] == ((1, "x", None, "x"), (2, "x"), (None, "x"))
    assert tabs["People"].rows[8] == ("x", "x")
