"""Makes a new practice workbook that is a pleasure to work in.

Existing workbooks are never written this way (openpyxl loses what it does not know): they are
patched instead.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from outreach.errors import SheetError
from outreach.practitioners.row import Cell
from outreach.sheet.columns import DASHBOARD_TAB, PRACTITIONERS_TAB
from outreach.sheet.dashboard import COUNTED, Counted, fill_dashboard
from outreach.sheet.furniture import (
    FURNITURE,
    NOTE_AUTHOR,
    ColourRule,
    ColumnFurniture,
    TabFurniture,
)
from outreach.sheet.headings import Owner, column_letter
from outreach.sheet.looks import (
    HEADING_HEIGHT,
    LAST_ROW,
    ROW_HEIGHT,
    cell_style,
    fit_to_page_width,
    heading_style,
    solid,
)
from outreach.sheet.xlsx.cells import cell_address, is_too_long, shown_value

MOST_ON_A_PAGE = 12  # columns; more would be too small to read in print
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def new_workbook(
    people: Sequence[Mapping[str, Cell]] = (), *, counted: Counted = COUNTED
) -> Workbook:
    """Return a workbook with all tabs, and these people on the first.

    Args:
        people: One mapping a row: canonical heading → value. Text that begins with = stays text.
        counted: The columns that the Dashboard counts.

    Raises:
        SheetError: A text is longer than a cell can hold.
    """
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    _add_styles(workbook)
    for furniture in FURNITURE:
        rows = people if furniture.title == PRACTITIONERS_TAB else ()
        _fill_tab(workbook.create_sheet(furniture.title), furniture, rows)
    fill_dashboard(workbook.create_sheet(DASHBOARD_TAB), counted)
    return workbook


def save_workbook(workbook: Workbook, path: Path, *, made_at: datetime) -> None:
    """Save a new workbook; the same workbook and moment give the same bytes.

    Args:
        made_at: Aware; stands in the file as when it was made.
    """
    buffer = BytesIO()
    workbook.save(buffer)
    moment = made_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + moment, content)
            part = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, content)


def _fill_tab(
    sheet: Worksheet, furniture: TabFurniture, rows: Sequence[Mapping[str, Cell]]
) -> None:
    """Write headings with their notes, then rows; set up what rows to come inherit."""
    columns = furniture.columns
    for number, column in enumerate(columns, start=1):
        letter = column_letter(number)
        head = sheet.cell(1, number, column.heading)
        head.style = heading_style(column.column).name
        head.comment = _note(column)
        _dress_column(sheet.column_dimensions[letter], column)
        if column.choices:
            dropdown = _dropdown(column)
            dropdown.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(dropdown)
    for rule in furniture.rules:
        _add_rule(sheet, columns, rule)
    names = [cell_style(column.column).name for column in columns]
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, columns, row, names)
        sheet.row_dimensions[number].height = ROW_HEIGHT
    _lay_out(sheet, len(columns), max(len(rows) + 1, 2))
    sheet.sheet_properties.tabColor = furniture.colour


def _lay_out(sheet: Worksheet, columns: int, last_row: int) -> None:
    """Set heights, panes, the filter and the printed page of a tab."""
    sheet.row_dimensions[1].height = HEADING_HEIGHT
    sheet.sheet_format.defaultRowHeight = ROW_HEIGHT
    sheet.sheet_format.customHeight = True
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{column_letter(columns)}{last_row}"
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = "1:1"
    if columns <= MOST_ON_A_PAGE:
        fit_to_page_width(sheet)
    else:
        sheet.page_setup.orientation = "landscape"
        sheet.print_title_cols = "A:A"


def _add_styles(workbook: Workbook) -> None:
    columns = [column.column for furniture in FURNITURE for column in furniture.columns]
    for style in (*map(heading_style, columns), *map(cell_style, columns)):
        if style.name not in workbook.named_styles:
            workbook.add_named_style(style)


def _dress_column(dimension: ColumnDimension, column: ColumnFurniture) -> None:
    """Give a whole column its width and look, for rows that people will add."""
    style = cell_style(column.column)
    dimension.width = column.width
    dimension.font = style.font
    dimension.fill = style.fill
    dimension.border = style.border
    dimension.alignment = style.alignment
    dimension.number_format = style.number_format


def _write_row(
    sheet: Worksheet,
    number: int,
    columns: Sequence[ColumnFurniture],
    row: Mapping[str, Cell],
    styles: Sequence[str],
) -> None:
    for at, column in enumerate(columns, start=1):
        value = row.get(column.heading)
        if is_too_long(value):
            place = f"{sheet.title}!{cell_address(number, at)}"
            raise SheetError(place, "is longer than a cell can hold")
        if value is None and column.column.owner is Owner.PEOPLE:
            continue  # takes the column's format when somebody types there
        cell = sheet.cell(number, at, shown_value(value))
        cell.style = styles[at - 1]
        if isinstance(value, str):
            cell.data_type = "s"  # or openpyxl takes text that begins with = for a formula


def _note(column: ColumnFurniture) -> Comment:
    """Return the note on a heading: what it is for, and who fills it in."""
    height = 70 + 16 * (len(column.note) // 42)
    return Comment(column.note, NOTE_AUTHOR, width=300, height=height)


def _dropdown(column: ColumnFurniture) -> DataValidation:
    """Return a column's dropdown; yes and no may also be said in other words."""
    dropdown = DataValidation(
        type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True
    )
    dropdown.showErrorMessage = column.is_strict
    dropdown.errorTitle = column.heading
    dropdown.error = f"Please choose from the list: {', '.join(column.choices)}."
    return dropdown


def _add_rule(sheet: Worksheet, columns: Sequence[ColumnFurniture], rule: ColourRule) -> None:
    """Colour cells by what others show, in rows to come too."""
    letters = {column.heading: column_letter(at) for at, column in enumerate(columns, start=1)}
    over = rule.over or tuple(letters)
    cells = f"{letters[over[0]]}2:{letters[over[-1]]}{LAST_ROW}"
    font = Font(bold=True, color=rule.ink) if rule.is_bold else Font(color=rule.ink)
    style = DifferentialStyle(font=font, fill=solid(rule.ground) if rule.ground else None)
    formula = rule.formula(letters[rule.watches], 2)
    sheet.conditional_formatting.add(cells, Rule(type="expression", dxf=style, formula=[formula]))
