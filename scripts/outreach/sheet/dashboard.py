"""The Dashboard of a new workbook: whose sheet it is, how many stand where, and a chart."""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from outreach.practitioners.stages import Stage
from outreach.sheet.columns import PRACTITIONERS, PRACTITIONERS_TAB
from outreach.sheet.headings import column_letter
from outreach.sheet.heartbeat import DASHBOARD_LINES, DATED_LINES
from outreach.sheet.looks import (
    CHART_COLOURS,
    DATETIME_FORMAT,
    FADED,
    FONT,
    INK,
    LAST_ROW,
    LINE,
    STAGE_COLOURS,
    TEAL,
    fit_to_page_width,
    solid,
)

FIRST_FACT = 4
FIRST_STAGE = 13
WIDTHS = {"A": 3, "B": 26, "C": 30, "D": 3}
TITLE = "Where things stand"
LEGEND = (
    "On the other tabs, dark headings are yours to fill in, and light ones are filled in by the "
    "scripts. Point at a heading to read what it is for."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The columns that the Dashboard counts, as formulas name them.

    Attributes:
        separator: What stands between a function's arguments.
    """

    stage: str
    next_on: str
    problem: str
    separator: str = ","


def counted(
    columns: Mapping[str, int],
    *,
    tab: str,
    top: int,
    last: str = f"${LAST_ROW}",
    separator: str = ",",
) -> Counted:
    """Return how formulas name the counted columns.

    Args:
        columns: Heading → column number on the Practitioners tab.
        tab: That tab's title as it stands.
        top: The first row below the headings.
        last: The last row; empty for all there will be.
        separator: What stands between a function's arguments.
    """
    quoted = tab if tab.isidentifier() else "'" + tab.replace("'", "''") + "'"

    def area(heading: str) -> str:
        letter = column_letter(columns[heading])
        return f"{quoted}!${letter}${top}:${letter}{last}"

    return Counted(
        stage=area("Stage"),
        next_on=area("Next on"),
        problem=area("Problem"),
        separator=separator,
    )


COUNTED = counted(
    {column.heading: number for number, column in enumerate(PRACTITIONERS, start=1)},
    tab=PRACTITIONERS_TAB,
    top=2,
)
"""The counted columns of a new spreadsheet."""


def facts(columns: Counted) -> Mapping[str, str | None]:
    """Return label → formula of the lines above the table; None where the scripts write."""
    return {
        **dict.fromkeys(DASHBOARD_LINES),
        "Next steps due by today": f'=COUNTIF({columns.next_on}{columns.separator}"<="&TODAY())',
        "Rows with a problem": f'=COUNTIF({columns.problem}{columns.separator}"?*")',
    }


def people_in(stage: Stage, columns: Counted) -> str:
    """Return the formula that counts the people of a stage."""
    return f'=COUNTIF({columns.stage}{columns.separator}"{stage.value}")'


def fill_dashboard(sheet: Worksheet, columns: Counted) -> None:
    """Lay the Dashboard out; the scripts write beside the first lines."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = TEAL
    for letter, wide in WIDTHS.items():
        sheet.column_dimensions[letter].width = wide
    sheet["B2"] = TITLE
    sheet["B2"].font = Font(name=FONT, size=20, bold=True, color=TEAL)
    sheet.row_dimensions[2].height = 30
    for number, (label, value) in enumerate(facts(columns).items(), start=FIRST_FACT):
        _line(sheet, number, label, value)
    for number, label in enumerate(DASHBOARD_LINES, start=FIRST_FACT):
        if label in DATED_LINES:
            sheet.cell(number, 3).number_format = DATETIME_FORMAT
    _heading(sheet, FIRST_STAGE - 1)
    for number, name in enumerate(Stage, start=FIRST_STAGE):
        _line(sheet, number, name.value, people_in(name, columns))
        ink, ground = STAGE_COLOURS[name]
        sheet.cell(number, 2).font = Font(name=FONT, size=11, bold=True, color=ink)
        sheet.cell(number, 2).fill = solid(ground)
    last = FIRST_STAGE + len(Stage)
    sheet.merge_cells(start_row=last + 1, end_row=last + 1, start_column=2, end_column=12)
    legend = sheet.cell(last + 1, 2, LEGEND)
    legend.font = Font(name=FONT, size=10, italic=True, color=FADED)
    sheet.add_chart(_chart(sheet), f"E{FIRST_FACT}")
    fit_to_page_width(sheet)


def _line(sheet: Worksheet, number: int, label: str, value: str | None) -> None:
    edge = Border(bottom=Side("thin", color=LINE))
    for column, shown in ((2, label), (3, value)):
        cell = sheet.cell(number, column, shown)
        cell.border = edge
        cell.font = Font(name=FONT, size=11, color=INK, bold=column == 3)  # noqa: PLR2004
        cell.alignment = Alignment(horizontal="left", vertical="center", indent=1)
    sheet.row_dimensions[number].height = 20


def _heading(sheet: Worksheet, number: int) -> None:
    for column, title in ((2, "Stage"), (3, "People")):
        cell = sheet.cell(number, column, title)
        cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
        cell.fill = solid(TEAL)
        cell.alignment = Alignment(horizontal="left", vertical="center", indent=1)
    sheet.row_dimensions[number].height = 22


def _chart(sheet: Worksheet) -> BarChart:
    """Return a bar for each stage, the first on top."""
    last = FIRST_STAGE + len(Stage) - 1
    chart = BarChart()
    chart.type = "bar"
    chart.title = "People by stage"
    chart.add_data(Reference(sheet, min_col=3, min_row=FIRST_STAGE, max_row=last))
    chart.set_categories(Reference(sheet, min_col=2, min_row=FIRST_STAGE, max_row=last))
    chart.legend = None
    chart.gapWidth = 45
    chart.height, chart.width = 9.6, 17
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = False
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = 0
    series = chart.series[0]
    series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False)
    series.dLbls.showLegendKey = False
    for index, stage in enumerate(Stage):
        point = DataPoint(idx=index)
        point.graphicalProperties = GraphicalProperties(solidFill=CHART_COLOURS[stage])
        series.data_points.append(point)
    return chart
