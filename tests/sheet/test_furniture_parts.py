"""Repairing workbooks that other programs wrote, part by part."""

import subprocess
import warnings
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from outreach.errors import SheetError
from outreach.sheet.columns import PRACTITIONERS, locate
from outreach.sheet.dashboard import LEGEND
from outreach.sheet.furniture import FURNITURE
from outreach.sheet.repairs import HeadingsFrozen
from outreach.sheet.workbook import Workbook
from outreach.sheet.xlsx.furnishing import with_column, with_frozen
from outreach.sheet.xlsx.outline import outline
from outreach.sheet.xlsx.repairing import repair_workbook
from tests.programs import program
from tests.sheet.raw_workbook import MAIN, OFFICE, SHEET_PART, raw_workbook, workbook_part
from tests.sheet.rich_workbook import PEOPLE_PART, make_rich_workbook

HEADINGS = ("Name", "Email", "Stage", "Next on")
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def cells(prefix: str = "") -> str:
    """Return the cells of a small tab: headings, and one person."""
    p = prefix
    heads = "".join(
        f'<{p}c r="{"ABCD"[at]}1" t="inlineStr"><{p}is><{p}t>{heading}</{p}t></{p}is></{p}c>'
        for at, heading in enumerate(HEADINGS)
    )
    return (
        f'<{p}sheetData><{p}row r="1">{heads}</{p}row><{p}row r="2">'
        f'<{p}c r="A2" t="inlineStr"><{p}is><{p}t>Eva</{p}t></{p}is></{p}c>'
        f'<{p}c r="D2" s="4"><{p}v>46000</{p}v></{p}c></{p}row></{p}sheetData>'
    )


def book(tmp_path: Path, sheet: str, parts: Mapping[str, str] | None = None) -> Path:
    """Write a workbook whose only tab is Practitioners."""
    path = tmp_path / "raw.xlsx"
    named = workbook_part().replace("People", "Practitioners")
    path.write_bytes(raw_workbook(sheet, parts=parts, workbook=named))
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    """Return every part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(path: Path) -> openpyxl.Workbook:
    """Open a workbook with openpyxl, which warns of what it cannot keep."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path)


def check_whole(path: Path) -> Worksheet:
    """Repair a workbook twice and return its first tab of ours."""
    assert repair_workbook(path, shown="raw.xlsx")
    content = path.read_bytes()
    assert repair_workbook(path, shown="raw.xlsx") == ()
    assert path.read_bytes() == content
    grid = Workbook(path).read()["Practitioners"]
    assert not locate(grid, PRACTITIONERS).missing
    sheet = opened(path)["Practitioners"]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_a_part_with_prefixes_stays_one(tmp_path: Path) -> None:
    """Some programs write every element of theirs as x:row."""
    sheet = f'<x:worksheet xmlns:x="{MAIN}">{cells("x:")}</x:worksheet>'
    repaired = check_whole(book(tmp_path, sheet))
    assert repaired["D2"].is_date
    assert repaired["A1"].comment is not None
    assert repaired.freeze_panes == "B2"
    written = parts_of(tmp_path / "raw.xlsx")[SHEET_PART]
    assert b"<row" not in written
    assert b"<x:dataValidations " in written


def test_notes_join_those_that_are_there(tmp_path: Path) -> None:
    """Excel's part for the boxes of notes is not always XML, and holds buttons too."""
    sheet = (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{cells()}'
        '<legacyDrawing r:id="rId7"/></worksheet>'
    )
    boxes = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s1030">'
        "one<br>line</v:shape></xml>\n"
    )
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>Ana</author></authors><commentList>'
        '<comment ref="B1" authorId="0"><text><t>ask Ana</t></text></comment></commentList>'
        "</comments>"
    )
    relations = (
        f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId7" Type="{OFFICE}/vmlDrawing" Target="../drawings/vml1.vml"/>'
        f'<Relationship Id="rId8" Type="{OFFICE}/comments" Target="/xl/comments9.xml"/>'
        "</Relationships>"
    )
    path = book(
        tmp_path,
        sheet,
        {
            "xl/drawings/vml1.vml": boxes,
            "xl/comments9.xml": comments,
            "xl/worksheets/_rels/sheet1.xml.rels": relations,
        },
    )
    repaired = check_whole(path)
    assert repaired["B1"].comment is not None
    assert repaired["B1"].comment.text == "ask Ana"
    assert repaired["A1"].comment is not None
    parts = parts_of(path)
    added = parts["xl/drawings/vml1.vml"]
    assert added.startswith(boxes.encode().removesuffix(b"</xml>\n"))
    assert b'id="_x0000_s1031"' in added
    assert added.endswith(b"</xml>\n")
    assert parts["xl/worksheets/_rels/sheet1.xml.rels"] == relations.encode()


def test_all_else_stays_byte_for_byte(tmp_path: Path) -> None:
    """Sparklines, threaded comments, charts and a custom part are nobody's to lose (I4)."""
    path = tmp_path / "rich.xlsx"
    make_rich_workbook(path)
    before = parts_of(path)
    repair_workbook(path, shown="rich.xlsx")
    after = parts_of(path)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
    }
    assert after[PEOPLE_PART] == before[PEOPLE_PART]
    assert opened(path).sheetnames[-4:] == ["Practitioners", "Referrals", "Activity", "Dashboard"]


def test_only_what_is_missing_is_put_into_a_tab(tmp_path: Path) -> None:
    """Take our pieces out again, and the rest is what people had."""
    path = tmp_path / "rich.xlsx"
    make_rich_workbook(path)
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/workbook.xml":
                content = content.replace(b'name="People"', b'name="Practitioners"')
            new.writestr(info, content)
    before = parts_of(path)[PEOPLE_PART]
    sheet = check_whole(path)
    after = parts_of(path)[PEOPLE_PART]
    for kept in (b"<sheetViews>", b"<extLst>", b"<autoFilter", b'<dataValidation sqref="C2:C100"'):
        start = before.index(kept)
        assert before[start : start + 150] in after
    assert sheet.freeze_panes == "B2"
    assert "C2:C100" in {str(one.sqref) for one in sheet.data_validations.dataValidation}
    assert sheet.auto_filter.ref == "A1:G13"
    assert sheet["A2"].comment is not None


BLANK = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
SCROLLED = (
    f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView tabSelected="1" topLeftCell="A9" '
    'workbookViewId="0"><selection activeCell="C3" sqref="C3"/></sheetView></sheetViews>'
    f'<cols><col min="1" max="16384" width="12"/></cols>{cells()}'
    '<mergeCells><mergeCell ref="F5:G6"/></mergeCells></worksheet>'
)


@pytest.mark.parametrize("sheet", [BLANK, SCROLLED], ids=["blank", "scrolled"])
def test_other_tabs_are_furnished_too(tmp_path: Path, sheet: str) -> None:
    """A blank tab, and one whose columns are described together."""
    repaired = check_whole(book(tmp_path, sheet))
    assert repaired.freeze_panes == "B2"
    heads = [cell.value for cell in repaired[1] if cell.value]
    assert set(heads) == {column.heading for column in FURNITURE[0].columns}


def test_columns_described_together_keep_their_width() -> None:
    """A format for one column must not change its neighbours."""
    sheet = b'<worksheet><cols><col min="2" max="9" width="5" style="1"/></cols></worksheet>'
    new = outline(with_column(sheet, 4, style=7))
    columns = [node.attributes for node in new.within("col")]
    assert columns == [
        {"min": "2", "max": "3", "width": "5", "style": "1"},
        {"min": "4", "max": "4", "width": "5", "style": "7"},
        {"min": "5", "max": "9", "width": "5", "style": "1"},
    ]
    assert with_column(b"<worksheet/>", 2, style=3, width=9) == (
        b'<worksheet><cols><col min="2" max="2" width="9" customWidth="1" style="3"/></cols>'
        b"</worksheet>"
    )


def test_a_frozen_column_of_people_stays_frozen() -> None:
    """Whoever froze three columns reads by them."""
    sheet = (
        b'<worksheet><sheetViews><sheetView><pane xSplit="3" state="frozen"/><selection '
        b'activeCell="D4"/><pivotSelection/></sheetView></sheetViews></worksheet>'
    )
    frozen = with_frozen(sheet, HeadingsFrozen(tab="x", rows=2, columns=3))
    assert b'<pane xSplit="3" ySplit="2" topLeftCell="D3"' in frozen
    assert frozen.count(b"<pane ") == 1
    assert b'activeCell="D4"' in frozen
    assert b"<pivotSelection/>" in frozen


def test_a_strict_workbook_is_refused_in_words(tmp_path: Path) -> None:
    """Its namespaces are others, and a mixture would be damaged."""
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    sheet = f'<worksheet xmlns="{strict}">{cells()}</worksheet>'
    named = workbook_part().replace("People", "Practitioners").replace(MAIN, strict)
    path = tmp_path / "strict.xlsx"
    path.write_bytes(raw_workbook(sheet, workbook=named))
    content = path.read_bytes()
    with pytest.raises(SheetError, match="Strict Open XML"):
        repair_workbook(path, shown="strict.xlsx")
    assert path.read_bytes() == content


@pytest.mark.slow
@pytest.mark.system
def test_libreoffice_shows_what_was_put_in(tmp_path: Path) -> None:
    """A program that people use opens it, and its own copy needs no repair but of its panes."""
    path = book(tmp_path, f'<worksheet xmlns="{MAIN}">{cells()}</worksheet>')
    check_whole(path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program("soffice"), profile, "--headless", "--convert-to", "xlsx"]
    folder = tmp_path / "converted"
    subprocess.run(
        [*command, "--outdir", folder, path], check=True, capture_output=True, timeout=120
    )
    copy = folder / "raw.xlsx"
    assert Workbook(copy).read()["Practitioners"] == Workbook(path).read()["Practitioners"]
    book_ = opened(copy)
    assert book_.sheetnames == ["Practitioners", "Referrals", "Activity", "Dashboard"]
    assert any(LEGEND in str(cell.value) for row in book_["Dashboard"].iter_rows() for cell in row)
    with zipfile.ZipFile(copy) as archive:
        assert [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    # Without a window LibreOffice saves no panes.
    left = repair_workbook(copy, shown="copy")
    assert all(isinstance(change, HeadingsFrozen) for change in left)
