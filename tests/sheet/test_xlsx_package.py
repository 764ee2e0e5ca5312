"""Files that are no workbook, or no longer a whole one."""

import contextlib
import struct
import warnings
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import SheetError
from outreach.sheet.workbook import Workbook
from outreach.sheet.xlsx.calculation import calculated_cells, order_calculation
from outreach.sheet.xlsx.package import MOST_BYTES, NotAWorkbook, open_package
from outreach.sheet.xlsx.snapshot import take_snapshot
from tests.contracts.spreadsheet import put
from tests.sheet.raw_workbook import (
    MAIN,
    SHEET_PART,
    raw_workbook,
    workbook_part,
    worksheet,
)

CELLS = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
GOOD = raw_workbook(worksheet(CELLS))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def zipped(**parts: str) -> bytes:
    """Return a zip of some parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def with_two_parts_of_one_name() -> bytes:
    """Return a workbook whose reader would have to choose."""
    target = BytesIO(GOOD)
    with warnings.catch_warnings(), zipfile.ZipFile(target, "a") as archive:
        warnings.simplefilter("ignore", UserWarning)
        archive.writestr(SHEET_PART, worksheet(CELLS))
    return target.getvalue()


def with_declared_size(size: int) -> bytes:
    """Return a workbook whose first part claims to unpack to so many bytes."""
    content = bytearray(GOOD)
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, size)
    return bytes(content)


BAD_FILES = {
    "empty": (b"", "the file is empty", ".bak"),
    "text": (b"Name;Email\n", "not an Excel workbook", "save it as"),
    "truncated": (GOOD[:-100], "damaged or incomplete", ".bak"),
    "cut in half": (GOOD[: len(GOOD) // 2], "damaged or incomplete", ".bak"),
    "only a beginning": (b"PK\x03\x04", "damaged or incomplete", ".bak"),
    "a flipped bit": (GOOD.replace(b"PK\x01\x02", b"PK\x01\x03", 1), "damaged", ".bak"),
    "old .xls": (OLE, "old .xls kind", "save it as"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "password", "without a password"),
    "other zip": (zipped(readme="hello"), "some other zip", "save it as"),
    "ods": (zipped(**{"META-INF/manifest.xml": "<m/>"}), "OpenDocument", "save it as"),
    "docx": (
        zipped(**{"_rels/.rels": "<Relationships/>"}),
        "not an Excel workbook of the .xlsx kind",
        "save it as",
    ),
    "broken tab": (raw_workbook(worksheet(CELLS)[:-30]), "the tab People is damaged", ".bak"),
    "broken workbook": (raw_workbook(worksheet(CELLS), workbook="<workbook"), "damaged", ".bak"),
    "broken formats": (
        raw_workbook(worksheet(CELLS), parts={"xl/styles.xml": "<a><b></a>"}),
        "damaged",
        ".bak",
    ),
    "missing text": (raw_workbook(worksheet(CELLS.replace("<v>0", "<v>9"))), "damaged", ".bak"),
    "twice": (with_two_parts_of_one_name(), "two parts of one name", ".bak"),
    "bomb": (with_declared_size(MOST_BYTES), "unpacks to more than 512 MiB", "delete"),
    "lying bomb": (with_declared_size(10), "damaged", ".bak"),
    "stray cell": (
        raw_workbook(
            worksheet(
                '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
                '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            )
        ),
        "the tab People holds something as far down as row 1048576",
        "Ctrl+End",
    ),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_named_with_what_to_do(kind: str, tmp_path: Path) -> None:
    """People meet these on a bad day; they need one line of what, and one of what to do."""
    content, what, hint = BAD_FILES[kind]
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    with pytest.raises(SheetError, match=what) as caught:
        Workbook(path, shown="var/practitioners.xlsx").read()
    assert str(caught.value).startswith("var/practitioners.xlsx: ")
    assert "\n" not in str(caught.value)
    assert hint in caught.value.hint
    assert caught.value.__cause__ is not None
    assert path.read_bytes() == content


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    """A wrong path in the configuration is the commonest fault of all."""
    with pytest.raises(SheetError, match="there is no such file") as missing:
        Workbook(tmp_path / "none.xlsx").read()
    assert "workbook" in missing.value.hint
    with pytest.raises(SheetError, match="the file cannot be read"):
        Workbook(tmp_path).read()


@settings(deadline=None, max_examples=150)
@given(
    damage=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1),
    end=st.integers(0, len(GOOD)),
)
def test_no_damage_does_worse_than_refuse(damage: list[tuple[int, int]], end: int) -> None:
    """Whatever a bad disk or a broken upload does, the user gets a sentence, not a traceback."""
    content = bytearray(GOOD)
    for place, byte in damage:
        content[place] = byte
    for damaged in (bytes(content), bytes(content[:end])):
        with contextlib.suppress(NotAWorkbook):
            take_snapshot(damaged)


@settings(deadline=None, max_examples=100)
@given(
    sheet=st.binary(max_size=40),
    shared=st.text(max_size=20),
    kind=st.sampled_from(["n", "s", "b", "e", "d", "str", "inlineStr", "?"]),
    style=st.integers(0, 9),
    value=st.text(st.characters(codec="utf-8", exclude_characters="<&"), max_size=12)
    | st.floats().map(repr),
)
def test_no_nonsense_in_a_part_does_worse_than_refuse(
    sheet: bytes, shared: str, kind: str, style: int, value: str
) -> None:
    """Other programs write odd things; reading them must end in cells or in a sentence."""
    cell = f'<sheetData><row r="1"><c r="A1" s="{style}" t="{kind}"><v>{value}</v></c></row>'
    for part in (sheet, worksheet(f"{cell}</sheetData>").encode("utf-8", "ignore")):
        with contextlib.suppress(NotAWorkbook):
            take_snapshot(raw_workbook(part, parts={"xl/sharedStrings.xml": shared}))


def test_rows_formatted_to_the_very_end_cost_nothing() -> None:
    """Somebody who colours whole columns has made a million rows that are empty."""
    part = worksheet(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="2"><c r="B2"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    )
    assert take_snapshot(raw_workbook(part)).grids["People"].rows == ((), (None, 1))


def test_values_of_every_kind() -> None:
    """Rich text, shared text, named characters and clocks are read as what they show."""
    cells = (
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="str"><f>A1</f><v>a_x000D_b</v></c>'
        '<c><v>3</v></c><c><v>3.0</v></c><c><v>0.5</v></c><c t="b"><v>1</v></c>'
        '<c s="1"><v>46327</v></c><c s="2"><v>46327.5</v></c><c s="3"><v>0.4375</v></c>'
        '<c s="6"><v>1.5</v></c><c s="4"><v>0.25</v></c><c t="d"><v>2026-11-02</v></c>'
    )
    part = worksheet(f'<sheetData><row r="1">{cells}</row></sheetData>')
    (row,) = take_snapshot(raw_workbook(part)).grids["People"].rows
    assert [str(value) for value in row] == [
        *("shared", "rich", "a\rb", "3", "3", "0.5", "True"),
        *("2026-11-01", "2026-11-01 12:00:00", "10:30", "36:00", "0.25", "2026-11-02"),
    ]
    assert [type(value) for value in row[3:7]] == [int, int, float, bool]


def test_absolute_targets_and_any_folder_are_found() -> None:
    """Google's and openpyxl's exports write `/xl/worksheets/…`, others choose other names."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://x/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        "</Relationships>"
    )
    content = raw_workbook(worksheet(CELLS), parts={"xl/_rels/workbook.xml.rels": relations})
    assert open_package(content).sheets[0].part == SHEET_PART


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '<calcPr fullCalcOnLoad="1"/>'),
        ("<extLst/>", '<calcPr fullCalcOnLoad="1"/><extLst/>'),
        (
            "<definedNames/><oleSize/><pivotCaches/>",
            '<definedNames/><calcPr fullCalcOnLoad="1"/><oleSize/><pivotCaches/>',
        ),
        ('<calcPr calcId="9"/>', '<calcPr fullCalcOnLoad="1" calcId="9"/>'),
        ("<calcPr fullCalcOnLoad='0' />", '<calcPr fullCalcOnLoad="1" />'),
        ('<calcPr fullCalcOnLoad="true"/>', '<calcPr fullCalcOnLoad="true"/>'),
    ],
)
def test_calculation_is_ordered_where_the_schema_has_it(before: str, after: str) -> None:
    """Formulas that count our statuses must be fresh; a calcPr in the wrong place is damage."""
    old, new = workbook_part(after=before), workbook_part(after=after)
    assert order_calculation(old.encode()).decode() == new


def test_calculation_is_ordered_under_a_prefix() -> None:
    """The element must be in the workbook's own namespace."""
    part = f'<x:workbook xmlns:x="{MAIN}"><x:sheets/></x:workbook>'.encode()
    expected = b'<x:sheets/><x:calcPr fullCalcOnLoad="1"/></x:workbook>'
    assert order_calculation(part).endswith(expected)


def test_a_calculation_chain_names_its_sheet_once() -> None:
    """`i` is left out while it stays the same (18.6.1)."""
    chain = f'<calcChain xmlns="{MAIN}"><c r="A1" i="7"/><c r="B2"/><c r="C3" i="2"/></calcChain>'
    assert calculated_cells(chain.encode()) == {"7": [(1, 1), (2, 2)], "2": [(3, 3)]}
    cells = '<sheetData><row r="2"><c r="B2"><f>1</f><v>1</v></c></row></sheetData>'
    parts = {"xl/calcChain.xml": chain}
    snapshot = take_snapshot(raw_workbook(worksheet(cells), parts=parts))
    assert snapshot.grids["People"].locked == {(2, 2)}


def test_a_workbook_packed_for_streaming_is_written_plainly(tmp_path: Path) -> None:
    """Some programs write sizes after the parts, or room to grow; both are needless afterwards."""
    path, target = tmp_path / "streamed.xlsx", BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name)
            info.extra = b"\x20\xa2\x02\x00\x00\x00"  # as Excel leaves room to grow
            with new.open(info, "w", force_zip64=True) as part:
                part.write(old.read(name))
    path.write_bytes(target.getvalue())
    tabs = Workbook(path).write([put("People", 1, 2, "x")])
    assert tabs["People"].rows == (("shared", "x"),)
    with zipfile.ZipFile(path) as archive:
        assert {info.extra for info in archive.infolist()} == {b""}
