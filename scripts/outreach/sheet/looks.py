"""How a new practice workbook looks: colours, widths and formats."""

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from outreach.practitioners.stages import Stage
from outreach.sheet.headings import Column, Kind, Owner

LAST_ROW = 1_048_576  # of every tab: colours, dropdowns and counts take in rows to come
FONT = "Calibri"
INK = "2B2B2B"
TEAL = "1F5F5B"
SAND = "E9E3D5"
PAPER = "FBF9F4"
LINE = "DDD8CC"
FADED = "9A958A"
ALARM_INK, ALARM = "8C1D18", "FADBD8"

STAGE_COLOURS: dict[Stage, tuple[str, str]] = {
    Stage.RESEARCH: ("5F5A4E", "EDEAE1"),
    Stage.READY: ("7A5B00", "FFF0C2"),
    Stage.CONTACT: ("1B4F7A", "DCEBF7"),
    Stage.CONNECT: ("4C3386", "E6DEF6"),
    Stage.VET: ("8A420E", "FCE3D2"),
    Stage.REFER: ("1D6330", "D7EED9"),
    Stage.LATER: ("4F5B66", "E3E8EC"),
    Stage.CLOSED: ("8B8B8B", "F3F3F3"),
}
"""Stage → colour of its text and of its ground."""

CHART_COLOURS: dict[Stage, str] = {
    Stage.RESEARCH: "B8B09C",
    Stage.READY: "E3B23C",
    Stage.CONTACT: "5B97C7",
    Stage.CONNECT: "8F76C4",
    Stage.VET: "DE8A4B",
    Stage.REFER: "55A868",
    Stage.LATER: "94A3AE",
    Stage.CLOSED: "CFCFCF",
}

DATE_FORMAT = "mmm d, yyyy"
DATETIME_FORMAT = "ddd, mmm d, yyyy h:mm AM/PM"
HEADING_HEIGHT = 40
ROW_HEIGHT = 31  # two lines, so that a problem can be read where it stands
_FORMATS = {Kind.DATE: DATE_FORMAT, Kind.DATETIME: DATETIME_FORMAT, Kind.NUMBER: "0.#"}
_AS_TYPED = {"Phone", "Client code", "ID", "Practitioner ID"}  # 007 stays 007

_WIDTHS = {
    "Name": 26,
    "Stage": 11,
    "Status": 16,
    "Next step": 30,
    "Problem": 48,
    "Practice": 30,
    "Specialty": 21,
    "Email": 36,
    "Phone": 15,
    "Website": 30,
    "Address": 26,
    "City": 15,
    "Miles away": 9,
    "Found via": 30,
    "Consent": 18,
    "Introduced by": 20,
    "Notes": 38,
    "Decide": 18,
    "Fit": 12,
    "Fit reasons": 44,
    "Last touch": 15,
    "Reply": 44,
    "ID": 11,
    "Practitioner": 26,
    "Practitioner ID": 14,
    "What": 20,
    "Detail": 70,
}
_WIDTHS_BY_KIND = {Kind.DATE: 14, Kind.DATETIME: 27, Kind.YES_NO: 15, Kind.CHECKBOX: 11}
_WRAPPED = {"Problem", "Notes", "Fit reasons", "Reply", "Detail"}
_CENTRED = {Kind.YES_NO, Kind.CHECKBOX, Kind.NUMBER}


def width(column: Column) -> float:
    """Return a column's width in characters."""
    return _WIDTHS.get(column.heading, _WIDTHS_BY_KIND.get(column.kind, 14))


def number_format(column: Column) -> str:
    """Return how a column's numbers, dates and texts are shown, as Excel writes it."""
    if column.heading in _AS_TYPED:
        return "@"
    return _FORMATS.get(column.kind, "General")


def solid(colour: str) -> PatternFill:
    """Return a plain fill."""
    return PatternFill("solid", start_color=colour, end_color=colour)


def fit_to_page_width(sheet: Worksheet) -> None:
    """Let a tab print on landscape pages as wide as it is."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def heading_style(column: Column) -> NamedStyle:
    """Return how a heading looks: dark above what people fill in, light above the scripts' own."""
    people = column.owner is Owner.PEOPLE
    centred = column.kind in _CENTRED
    words = ["Yours" if people else "Scripts", "heading", *(["centred"] if centred else [])]
    return NamedStyle(
        name=", ".join(words),
        font=Font(name=FONT, size=11, bold=True, color="FFFFFF" if people else "5A5343"),
        fill=solid(TEAL if people else SAND),
        alignment=Alignment(
            horizontal="center" if centred else "left",
            vertical="center",
            indent=0 if centred else 1,
            wrap_text=True,
        ),
        border=Border(
            right=Side("thin", color="3E7A76" if people else "D3CBB8"),
            bottom=Side("medium", color="163F3C" if people else "B9AF98"),
        ),
    )


def cell_style(column: Column) -> NamedStyle:
    """Return how a column's cells look; columns that look alike share a style's name."""
    people = column.owner is Owner.PEOPLE
    wrapped = column.heading in _WRAPPED
    centred = column.kind in _CENTRED
    typed = column.heading in _AS_TYPED
    words = ["Yours" if people else "Scripts"]
    words += [column.kind.value] if column.kind in _FORMATS or centred else []
    words += ["as typed"] if typed else []
    words += ["wrapped"] if wrapped else []
    line = Side("thin", color=LINE)
    return NamedStyle(
        name=", ".join(words),
        font=Font(name=FONT, size=11, color=INK if people else "6A6353"),
        fill=PatternFill() if people else solid(PAPER),
        alignment=Alignment(
            horizontal="center" if centred else "left",
            vertical="center",
            indent=0 if centred else 1,
            wrap_text=wrapped or None,
        ),
        border=Border(bottom=line, right=None if people else line),
        number_format=number_format(column),
    )
