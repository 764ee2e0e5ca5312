"""Which formats show dates, and which one a new date gets."""

from datetime import date, datetime

import pytest

from outreach.sheet.xlsx.formats import CellFormats, read_formats
from tests.sheet.raw_workbook import MAIN, STYLES


def formats_of(*codes: str) -> CellFormats:
    """Return the formats of a workbook with these number formats, as cell formats from 1."""
    known = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(codes)
    )
    used = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(codes)))
    return read_formats(
        f'<styleSheet xmlns="{MAIN}"><numFmts>{known}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>'.encode()
    )


@pytest.mark.parametrize(
    ("code", "days", "clock", "full"),
    [
        ("dd.mm.yyyy", True, False, True),
        ("[$-407]d. mmmm yyyy;@", True, False, True),
        ("yyyy\\-mm\\-dd\\ hh:mm", True, True, True),
        ("mmm-yy", True, False, False),
        ("mmmm", True, False, False),
        ("[h]:mm", False, True, False),
        ("mm:ss.0", False, True, False),
        ("General", False, False, False),
        ("0.00&quot; days&quot;", False, False, False),
        ("[Red]0.0;[Blue]-0.0", False, False, False),
        ("0_d", False, False, False),
        ("#,##0\\d", False, False, False),
        ("@", False, False, False),
    ],
)
def test_a_format_is_known_for_what_it_shows(
    code: str, *, days: bool, clock: bool, full: bool
) -> None:
    """A date in a format for numbers shows as 46327, and a number in one for dates as 1900."""
    formats = formats_of(code)
    assert (1 in formats.days, 1 in formats.clocks, 1 in formats.full) == (days, clock, full)


def test_formats_that_every_program_knows_need_no_code() -> None:
    """Excel writes 14 for the usual date, without saying what it means."""
    formats = read_formats(STYLES.encode())
    assert formats.days == {1, 2, 5}
    assert formats.clocks == {2, 3, 6}
    assert formats.full == {1, 2}


def test_a_date_takes_its_own_format_then_one_of_its_column_then_any() -> None:
    """It should look like its neighbours wherever it can."""
    formats = formats_of("mmm", "d.m.yyyy", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0")
    day, moment = date(2026, 11, 2), datetime(2026, 11, 2, 10, 30)  # noqa: DTZ001
    assert formats.for_date(day, 1, frozenset) == 1
    assert formats.for_date(day, 5, lambda: frozenset({1, 3})) == 3
    assert formats.for_date(day, 5, frozenset) == 2
    assert formats.for_date(moment, 5, frozenset) == 4
    assert formats_of("0").for_date(day, 1, frozenset) is None


def test_a_damaged_part_is_said_to_be_damaged() -> None:
    """The caller names the file."""
    with pytest.raises(ValueError, match="mismatched tag"):
        read_formats(b"<styleSheet><cellXfs></styleSheet>")
