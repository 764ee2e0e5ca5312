"""The .xlsx adapter: what it reads, what it writes, and what it leaves alone."""

import warnings
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from outreach.errors import SheetError
from outreach.sheet.port import CellRange, CellWrite, Grid, Spreadsheet
from outreach.sheet.workbook import Workbook
from outreach.sheet.xlsx.cells import MOST_CHARACTERS
from tests.contracts.spreadsheet import SpreadsheetContract, put
from tests.sheet.raw_workbook import SHEET_PART, raw_workbook, workbook_part, worksheet
from tests.sheet.rich_workbook import PEOPLE_PART, make_rich_workbook


class TestWorkbook(SpreadsheetContract):
    """The contract of every adapter."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.path = tmp_path / "people.xlsx"

    def spreadsheet(self, tabs: Mapping[str, Grid]) -> Workbook:
        """Make a file with openpyxl."""
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, grid in tabs.items():
            sheet = book.create_sheet(title)
            for number, row in enumerate(grid.rows, 1):
                for column, value in enumerate(row, 1):
                    sheet.cell(number, column, value)
            for number in grid.hidden:
                sheet.row_dimensions[number].hidden = True
            for area in grid.merged:
                sheet.merge_cells(
                    start_row=area.top,
                    start_column=area.left,
                    end_row=area.bottom,
                    end_column=area.right,
                )
        book.save(self.path)
        return Workbook(self.path)

    def edit(self, spreadsheet: Spreadsheet, write: CellWrite) -> None:
        """Save the file again, as Excel would."""
        del spreadsheet
        book = openpyxl.load_workbook(self.path)
        book[write.tab].cell(write.row, write.column, write.value)
        book.save(self.path)


def parts_of(path: Path) -> dict[str, bytes]:
    """Return every part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_of(path: Path, title: str = "People") -> Worksheet:
    """Return a tab as openpyxl reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of what openpyxl cannot keep
        sheet = openpyxl.load_workbook(path)[title]
    assert isinstance(sheet, Worksheet)
    return sheet


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """Return a workbook with everything in it."""
    path = tmp_path / "rich.xlsx"
    make_rich_workbook(path)
    return path


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Return where to put a workbook of raw XML."""
    return tmp_path / "raw.xlsx"


def test_every_other_part_stays_byte_equal(rich: Path) -> None:
    """People's charts, notes and comments are theirs, also those that we do not understand (I4)."""
    before = parts_of(rich)
    Workbook(rich).write([put("People", 2, 3, "Sent"), put("People", 30, 1, "New")])
    after = parts_of(rich)
    assert list(after) == list(before)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {PEOPLE_PART, "xl/workbook.xml"}
    order = b'<calcPr fullCalcOnLoad="1" '
    assert before["xl/workbook.xml"].replace(b"<calcPr ", order) == after["xl/workbook.xml"]


def test_the_zip_keeps_its_form(rich: Path) -> None:
    """Dates, packing and comment of the file's parts are not ours to change."""

    def form() -> tuple[bytes, list[tuple[object, ...]]]:
        with zipfile.ZipFile(rich) as archive:
            return archive.comment, [
                (info.filename, info.date_time, info.compress_type, info.external_attr)
                for info in archive.infolist()
            ]

    before = form()
    Workbook(rich).write([put("People", 2, 3, "Sent")])
    assert form() == before


def test_only_the_bytes_of_written_cells_change(rich: Path) -> None:
    """Validations, formats and extensions stand in the same part as the cells."""
    before = parts_of(rich)[PEOPLE_PART]
    Workbook(rich).write([put("People", 2, 3, "Sent")])
    after = parts_of(rich)[PEOPLE_PART]
    old = b'<c r="C2" s="2" t="inlineStr"><is><t>Not contacted</t></is></c>'
    new = b'<c r="C2" s="2" t="inlineStr"><is><t xml:space="preserve">Sent</t></is></c>'
    assert old in before
    assert after == before.replace(old, new)


def test_formulas_show_their_cached_values(rich: Path) -> None:
    """A person's formula is read as what it shows, and its text never mailed."""
    grid = Workbook(rich).read()["People"]
    assert [row[6] for row in grid.rows[1:4]] == [3, 5, 7]


def test_hidden_merged_and_locked_are_found(rich: Path) -> None:
    """Hidden rows are not mailed; merges and chained formulas are not written."""
    tabs = Workbook(rich).read()
    assert list(tabs) == ["People", "Summary", "Merged"]  # and no chart
    assert tabs["People"].hidden == {5, 9}
    assert tabs["People"].locked == {(2, 7), (3, 7)}
    assert tabs["Merged"].merged == (CellRange(top=1, left=1, bottom=1, right=3),)
    assert tabs["Merged"].locked == {(1, 2), (1, 3)}


def test_a_formula_of_the_calculation_chain_is_left_alone(rich: Path) -> None:
    """Excel calls a workbook damaged whose chain names a cell without a formula."""
    tabs = Workbook(rich).write([put("People", 2, 7, "x"), put("People", 4, 7, "y")])
    assert tabs["People"].rows[1][6] == 3
    assert sheet_of(rich)["G2"].value == "=E2*2"
    assert sheet_of(rich)["G4"].value == "y"


def test_nothing_is_written_when_nothing_differs(rich: Path) -> None:
    """A file that syncs to a cloud must not be sent there every night for nothing."""
    before = rich.stat()
    tabs = Workbook(rich).write(
        [
            put("People", 2, 1, "Person 1"),
            put("People", 2, 4, datetime(2026, 11, 1)),  # noqa: DTZ001
            put("People", 2, 5, 1.5),
            put("People", 3, 6, ""),
            put("People", 99, 99, None),
        ]
    )
    assert rich.stat() == before
    assert list(rich.parent.iterdir()) == [rich]
    assert tabs["People"].rows[1][0] == "Person 1"


def test_a_tick_is_not_the_number_one(rich: Path) -> None:
    """Python takes True for 1, so that a write of one over the other might seem needless."""
    workbook = Workbook(rich)
    workbook.write([put("People", 2, 5, 1)])
    assert workbook.write([put("People", 2, 5, value=True)])["People"].rows[1][4] is True
    assert Workbook(rich).read()["People"].rows[1][4] is True


def test_dates_keep_the_look_of_their_column(rich: Path) -> None:
    """A new date below a column of dates must look like them, not like the number 46400."""
    Workbook(rich).write([put("People", 2, 4, date(2027, 1, 15)), put("People", 20, 4, date.max)])
    sheet = sheet_of(rich)
    assert sheet["D2"].value == datetime(2027, 1, 15)  # noqa: DTZ001
    assert sheet["D2"].number_format == sheet["D20"].number_format == "d mmm yyyy"


def test_a_date_without_any_date_format_is_text(tmp_path: Path) -> None:
    """We may not add a format, and a bare serial number would tell nobody anything."""
    path = tmp_path / "plain.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].title = "People"
    book.save(path)
    workbook = Workbook(path)
    moment = datetime(2026, 11, 2, 10, 30)  # noqa: DTZ001
    written = workbook.write([put("People", 1, 1, date(2026, 11, 2)), put("People", 1, 2, moment)])
    assert written["People"].rows == (("2026-11-02", "2026-11-02 10:30"),)
    before = path.stat()
    workbook.write([put("People", 1, 1, date(2026, 11, 2))])
    assert path.stat() == before


def test_dates_before_march_1900_are_text(rich: Path) -> None:
    """Excel counts a 29 February 1900 that never was."""
    tabs = Workbook(rich).write([put("People", 2, 4, date(1900, 2, 28))])
    assert tabs["People"].rows[1][3] == "1900-02-28"


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(1904, 1, 2), date(9999, 12, 31)])
def test_dates_of_workbooks_that_count_from_1904(raw: Path, day: date) -> None:
    """Workbooks once made on a Mac would show every date four years off."""
    workbook = workbook_part(before='<workbookPr date1904="1"/>')
    cells = '<sheetData><row r="1"><c r="A1" s="1"><v>10</v></c></row></sheetData>'
    raw.write_bytes(raw_workbook(worksheet(cells), workbook=workbook))
    assert Workbook(raw).read()["People"].rows == ((date(1904, 1, 11),),)
    assert Workbook(raw).write([put("People", 1, 1, day)])["People"].rows == ((day,),)


def test_a_number_in_a_date_cell_shows_as_a_number(rich: Path) -> None:
    """Twelve miles must not become 12 January 1900."""
    tabs = Workbook(rich).write([put("People", 2, 4, 12)])
    assert tabs["People"].rows[1][3] == 12


def test_a_text_that_no_cell_can_hold_is_refused_by_name(rich: Path) -> None:
    """Cutting somebody's words silently would be a lie; half a write would be worse."""
    before = rich.read_bytes()
    workbook = Workbook(rich)
    workbook.write([put("People", 2, 6, "🙂" * (MOST_CHARACTERS // 2))])
    rich.write_bytes(before)
    workbook.read()
    with pytest.raises(SheetError, match=r"People!F2: .* 32,767 characters"):
        workbook.write([put("People", 2, 3, "x"), put("People", 2, 6, "🙂" * 16_384)])
    assert rich.read_bytes() == before


def test_a_number_that_is_none_is_refused(rich: Path) -> None:
    """`nan` in a cell makes Excel call the whole file damaged."""
    with pytest.raises(SheetError, match=r"People!E2: nan"):
        Workbook(rich).write([put("People", 2, 5, float("nan"))])


def test_characters_that_no_xml_may_hold_are_left_out(rich: Path) -> None:
    """One control character out of a reply would damage the whole file."""
    tabs = Workbook(rich).write([put("People", 2, 6, "a\x00b\x1b\ud800\uffffc")])
    assert tabs["People"].rows[1][5] == "abc"


def test_a_blanked_cell_keeps_its_look(rich: Path) -> None:
    """People colour cells, also those that are empty for now."""
    Workbook(rich).write([put("People", 2, 3, None)])
    cell = sheet_of(rich)["C2"]
    assert cell.value is None
    assert cell.fill.fgColor.rgb == "FFFFFF00"


def test_the_path_is_named_as_the_user_knows_it(tmp_path: Path) -> None:
    """Messages name the place as the configuration does."""
    workbook = Workbook(tmp_path / "x.xlsx", shown="var/practitioners.xlsx")
    assert workbook.name == "var/practitioners.xlsx"
    assert Workbook(tmp_path / "x.xlsx").name == str(tmp_path / "x.xlsx")
    with pytest.raises(SheetError, match=r"^var/practitioners.xlsx: there is no such file"):
        workbook.read()


def test_a_file_changed_meanwhile_is_read_anew_and_not_written(rich: Path) -> None:
    """Positions of an older reading would hit other people's rows (I3)."""
    workbook = Workbook(rich)
    workbook.read()
    Workbook(rich).write([put("People", 3, 1, "Edited by a person")])
    before = rich.read_bytes()
    tabs = workbook.write([put("People", 2, 3, "Sent")])
    assert rich.read_bytes() == before
    assert tabs["People"].rows[2][0] == "Edited by a person"
    assert tabs["People"].rows[1][2] == "Not contacted"
    assert workbook.write([put("People", 2, 3, "Sent")])["People"].rows[1][2] == "Sent"


def test_a_file_changed_meanwhile_is_noticed_with_nothing_to_write(rich: Path) -> None:
    """What seemed right already may not be so any more."""
    workbook = Workbook(rich)
    workbook.read()
    Workbook(rich).write([put("People", 2, 3, "Edited by a person")])
    tabs = workbook.write([put("People", 2, 3, "Not contacted")])
    assert tabs["People"].rows[1][2] == "Edited by a person"


def test_it_goes_on_writing_what_it_wrote(rich: Path) -> None:
    """A live run writes after every mail, each time on top of the last."""
    workbook = Workbook(rich)
    workbook.read()
    for step in range(3):
        workbook.write([put("People", 2, 3, f"Sent {step}"), put("People", 40 + step, 9, step)])
    tabs = Workbook(rich).read()
    assert tabs["People"].rows[1][2] == "Sent 2"
    assert [tabs["People"].rows[row][8] for row in (39, 40, 41)] == [0, 1, 2]
    assert tabs["People"].locked == {(2, 7), (3, 7)}


def test_a_cell_that_shows_an_error_is_read_and_survives_writing(raw: Path) -> None:
    """One #REF! must not stop the night, nor one of the errors that Excel learned lately."""
    errors = ("#REF!", "#N/A", "#SPILL!", "#CALC!")
    cells = "".join(f'<c t="e"><f>X{n}</f><v>{e}</v></c>' for n, e in enumerate(errors))
    raw.write_bytes(raw_workbook(worksheet(f'<sheetData><row r="1">{cells}</row></sheetData>')))
    workbook = Workbook(raw)
    assert workbook.read()["People"].rows == (errors,)
    assert workbook.write([put("People", 1, 6, "x")])["People"].rows == ((*errors, None, "x"),)
    assert b'<c t="e"><f>X0</f><v>#REF!</v></c>' in parts_of(raw)[SHEET_PART]
