"""Makes the sample practice sheet: `python -m tests.make_sample config/sample_practitioners.xlsx`.

The people are in tests/data/sample_practitioners.toml. The same source gives the same bytes.
"""

import copy
import re
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from outreach.practitioners.row import Cell
from outreach.sheet.columns import PRACTITIONERS, PRACTITIONERS_TAB
from outreach.sheet.create import new_workbook, save_workbook
from outreach.sheet.xlsx.cells import cell_address

PROJECT = Path(__file__).resolve().parents[1]
SOURCE = PROJECT / "tests" / "data" / "sample_practitioners.toml"
SAMPLE = PROJECT / "config" / "sample_practitioners.xlsx"
MADE_AT = datetime(2020, 1, 1, tzinfo=UTC)  # any fixed moment: it stands in the file only
FIRST_ROW = 2
PRACTITIONERS_PART = "xl/worksheets/sheet1.xml"
COLUMNS = {column.heading: at for at, column in enumerate(PRACTITIONERS, start=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula and what it shows, which openpyxl cannot write and readers need."""

    formula: str
    shows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePerson:
    """One row of the sample.

    Attributes:
        cells: Heading → shown value.
        formulas: Heading → formula behind the shown value.
        hidden: Whether the row is hidden.
    """

    cells: Mapping[str, Cell]
    formulas: Mapping[str, Formula]
    hidden: bool


def sample_people() -> tuple[SamplePerson, ...]:
    """Return the people of the source file, in its order."""
    tables = tomllib.loads(SOURCE.read_text("utf-8"))["practitioner"]
    return tuple(map(_person, tables))


def _person(table: dict[str, object]) -> SamplePerson:
    cells: dict[str, Cell] = {}
    formulas: dict[str, Formula] = {}
    hidden = bool(table.pop("hidden", False))
    for heading, value in table.items():
        if heading not in COLUMNS:
            raise ValueError(f"{SOURCE.name}: {heading!r} is no heading")
        if isinstance(value, dict):
            formulas[heading] = Formula(**value)
            cells[heading] = formulas[heading].shows
        elif isinstance(value, str | int | float | bool):
            cells[heading] = value
        else:
            raise TypeError(f"{SOURCE.name}: {heading} = {value!r}")
    return SamplePerson(cells=cells, formulas=formulas, hidden=hidden)


def make_sample(path: Path) -> None:
    """Write the sample workbook."""
    people = sample_people()
    workbook = new_workbook([person.cells for person in people])
    sheet = workbook[PRACTITIONERS_TAB]
    shown: dict[str, str] = {}
    for number, person in enumerate(people, start=FIRST_ROW):
        if person.hidden:
            sheet.row_dimensions[number].hidden = True
        for heading, formula in person.formulas.items():
            address = cell_address(number, COLUMNS[heading])
            sheet[address] = formula.formula
            shown[address] = formula.shows
    save_workbook(workbook, path, made_at=MADE_AT)
    _show_results(path, shown)


def _show_results(path: Path, shown: Mapping[str, str]) -> None:
    """Put beside each formula what it shows, as Excel does when it saves."""
    source = zipfile.ZipFile(BytesIO(path.read_bytes()))
    with source, zipfile.ZipFile(path, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == PRACTITIONERS_PART:
                xml = content.decode()
                for address, result in shown.items():
                    xml = _with_result(xml, address, result)
                content = xml.encode()
            target.writestr(copy.copy(part), content)


def _with_result(xml: str, address: str, result: str) -> str:
    kind = "e" if result.startswith("#") else "str"
    pattern = rf'(<c r="{address}"[^>]*?)( t="[a-z]+")?>(<f>[^<]*</f>)<v ?(?:/>|></v>)'
    replaced, times = re.subn(pattern, rf'\1 t="{kind}">\3<v>{escape(result)}</v>', xml)
    if times != 1:
        raise ValueError(f"{address} holds no formula")
    return replaced


if __name__ == "__main__":
    make_sample(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
