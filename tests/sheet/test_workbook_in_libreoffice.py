"""A patched workbook, opened by a program that people use."""

import subprocess
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from outreach.sheet.workbook import Workbook
from tests.contracts.spreadsheet import put
from tests.programs import program
from tests.sheet.rich_workbook import make_rich_workbook


def opened(path: Path) -> openpyxl.Workbook:
    """Open a workbook with openpyxl, which warns of what it cannot keep."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path)


def what_people_see(path: Path) -> dict[str, object]:
    """Return what LibreOffice made of a workbook but for its values."""
    book = opened(path)
    people, summary = book["People"], book["Summary"]
    assert isinstance(people, Worksheet)
    assert isinstance(summary, Worksheet)
    with zipfile.ZipFile(path) as archive:
        extended = b"x14:dataBar" in archive.read("xl/worksheets/sheet1.xml")
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    return {
        "tabs": book.sheetnames,
        "dropdowns": [
            (str(one.sqref), one.type, one.formula1)
            for one in people.data_validations.dataValidation
        ],
        "conditional formats": sorted(str(area.sqref) for area in people.conditional_formatting),
        "data bars": extended,
        "notes": {
            cell.coordinate: cell.comment.text
            for row in people.iter_rows()
            for cell in row
            if cell.comment
        },
        "charts": len(charts),
        "tables": list(summary.tables),
        "panes": people.freeze_panes,
        "filter": people.auto_filter.ref,
        "hidden": [n for n, size in people.row_dimensions.items() if size.hidden],
        "names": list(book.defined_names),
        "formats": [
            (people.cell(2, column).number_format, people.cell(2, column).fill.fgColor.rgb)
            for column in range(1, 8)
        ],
        "foreign columns": [(row[5].value, row[6].value) for row in people.iter_rows()],
        "merged": [str(area) for area in book["Merged"].merged_cells.ranges],
    }


@pytest.mark.system
def test_libreoffice_shows_all_else_as_before(tmp_path: Path) -> None:
    """What we wrote is there, and everything that people made looks as it did (I4)."""
    soffice = program("soffice")
    before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    for path in (before, after):
        make_rich_workbook(path)
    text = '=1+1 <b> & "ü" 🙂\n  two lines'
    Workbook(after).write([put("People", 2, 3, "Sent"), put("People", 14, 1, text)])
    converted = tmp_path / "converted"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("xlsx", "pdf"):
        subprocess.run(
            [
                *(soffice, profile, "--headless", "--convert-to", kind),
                *("--outdir", converted, before, after),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    assert what_people_see(converted / "after.xlsx") == what_people_see(converted / "before.xlsx")
    people = opened(converted / "after.xlsx")["People"]
    assert people["C2"].value == "Sent"
    assert people["A14"].value == text
    assert (converted / "after.pdf").stat().st_size > 1000
