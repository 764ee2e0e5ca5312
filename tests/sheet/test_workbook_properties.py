"""What holds of the .xlsx adapter whatever is written."""

import random
import warnings
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.practitioners.row import Cell
from outreach.sheet.workbook import Workbook
from tests.contracts.spreadsheet import put, shown
from tests.sheet.raw_workbook import raw_workbook, worksheet
from tests.sheet.rich_workbook import PEOPLE_PART, make_rich_workbook

TEXT = st.text(max_size=60)
NUMBERS = st.integers(-(2**50), 2**50) | st.floats(allow_nan=False, allow_infinity=False, width=32)
MOMENTS = st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
VALUES: st.SearchStrategy[Cell] = (
    st.none() | st.booleans() | NUMBERS | TEXT | MOMENTS | MOMENTS.map(datetime.date)
)


def parts_of(path: Path) -> dict[str, bytes]:
    """Return every part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def legal(text: str) -> str | None:
    """Return what of a text XML can hold (XML 1.0, 2.2)."""
    kept = (
        letter
        for letter in text
        if letter in "\t\n\r" or (letter >= " " and letter not in "\ufffe\uffff")
    )
    return "".join(kept).encode("utf-8", "ignore").decode() or None


@settings(deadline=None, max_examples=40)
@given(texts=st.lists(TEXT | st.from_regex(r"\s?_x[0-9a-fA-F]{4}_=?\r?\n?"), max_size=20))
def test_any_text_is_read_back_exactly(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """People's names come in all languages, and replies in all forms (I9)."""
    path = tmp_path_factory.getbasetemp() / "texts.xlsx"
    path.write_bytes(raw_workbook(worksheet("<sheetData/>")))
    Workbook(path).write([put("People", row, 1, text) for row, text in enumerate(texts, 1)])
    expected = [legal(text) for text in texts]
    found = shown(Workbook(path).read()["People"].rows)
    assert found == shown([[text] for text in expected])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of styles that are missing
        sheet = openpyxl.load_workbook(path).worksheets[0]
    for row, text in enumerate(expected, 1):
        # openpyxl leaves Excel's names of characters as they are
        cell = sheet.cell(row, 1)
        value = None if cell.value is None else str(cell.value).replace("_x005F_", "_")
        assert value == text
        assert cell.data_type in "sn"


@settings(deadline=None, max_examples=30)
@given(
    writes=st.lists(
        st.tuples(st.integers(1, 16), st.integers(1, 9).filter(lambda c: c != 7), VALUES),
        max_size=40,
    ),
    seed=st.integers(0, 2**16),
)
def test_random_writes_equal_a_model_and_change_nothing_else(
    writes: list[tuple[int, int, Cell]], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is written, in however many goes, every other cell and part stays (I4)."""
    path = tmp_path_factory.getbasetemp() / "model.xlsx"
    make_rich_workbook(path)
    before = parts_of(path)
    workbook = Workbook(path)
    tabs = workbook.read()
    model = {
        (row, column): value
        for row, cells in enumerate(tabs["People"].rows, 1)
        for column, value in enumerate(cells, 1)
    }
    chance = random.Random(seed)
    pending = list(writes)
    while pending:
        many = chance.randint(1, len(pending))
        tabs = workbook.write([put("People", *write) for write in pending[:many]])
        model |= {
            (row, column): legal(value) if isinstance(value, str) else value
            for row, column, value in pending[:many]
        }
        pending = pending[many:]
    grid = [[model.get((row, column)) for column in range(1, 10)] for row in range(1, 17)]
    assert shown(tabs["People"].rows) == shown(grid)
    assert shown(Workbook(path).read()["People"].rows) == shown(grid)
    after = parts_of(path)
    assert {name for name in before if before[name] != after[name]} <= {
        PEOPLE_PART,
        "xl/workbook.xml",
    }
    marks = (b"</sheetData>", b"<sheetData>")
    assert before[PEOPLE_PART].partition(marks[0])[2] == after[PEOPLE_PART].partition(marks[0])[2]
