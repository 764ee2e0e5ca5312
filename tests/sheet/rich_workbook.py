"""A workbook with everything that people put into one, much of which openpyxl cannot keep."""

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

PEOPLE_PART = "xl/worksheets/sheet1.xml"
HEADINGS = ("Name", "Email", "Status", "Next on", "Miles away", "Favourite tea", "Miles twice")
ROWS: tuple[tuple[str | float | date | None, ...], ...] = tuple(
    (
        f"Person {number}",
        f"p{number}@clinic.example",
        "Not contacted",
        date(2026, 11, number),
        number + 0.5,
        "Assam" if number % 2 else None,
        f"=E{number + 1}*2",
    )
    for number in range(1, 13)
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_EXTENSIONS = f"""<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{_X14}">
<x14:conditionalFormattings><x14:conditionalFormatting
 xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="dataBar"
 id="{{DA7ABA51-AAAA-BBBB-0001-000000000001}}"><x14:dataBar minLength="0" maxLength="100"
 gradient="0"><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/><x14:negativeFillColor
 rgb="FFFF0000"/><x14:axisColor rgb="FF000000"/></x14:dataBar></x14:cfRule>
<xm:sqref>E2:E13</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>
<ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="{_X14}"><x14:sparklineGroups
 xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup
 displayEmptyCellsAs="gap"><x14:sparklines><x14:sparkline><xm:f>People!E2:E13</xm:f>
<xm:sqref>J2</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>
</x14:sparklineGroups></ext></extLst>"""
_PERSON = "{AAAAAAAA-0000-0000-0000-000000000001}"
_THREADS_NAMESPACE = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_ADDED_PARTS = {
    "xl/threadedComments/threadedComment1.xml": (
        f'<ThreadedComments xmlns="{_THREADS_NAMESPACE}"><threadedComment ref="B3"'
        f' dT="2026-11-01T09:00:00.00" personId="{_PERSON}"'
        ' id="{BBBBBBBB-0000-0000-0000-000000000001}"><text>Met at the run</text>'
        "</threadedComment></ThreadedComments>"
    ),
    "xl/persons/person.xml": (
        f'<personList xmlns="{_THREADS_NAMESPACE}"><person displayName="Owner" id="{_PERSON}"'
        ' userId="owner" providerId="None"/></personList>'
    ),
    "xl/calcChain.xml": f'<calcChain xmlns="{_MAIN}"><c r="G2" i="1"/><c r="G3"/></calcChain>',
    "customXml/item1.xml": '<practice xmlns="urn:example:practice">kept as it is</practice>',
    "customXml/itemProps1.xml": (
        f'<ds:datastoreItem xmlns:ds="{_OFFICE}/customXml"'
        ' ds:itemID="{CCCCCCCC-0000-0000-0000-000000000001}"/>'
    ),
    "customXml/_rels/item1.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/customXmlProps"'
        ' Target="itemProps1.xml"/></Relationships>'
    ),
}
_CONTENT_TYPES = {
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
    "xl/calcChain.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
    "customXml/itemProps1.xml": (
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    ),
}
_MICROSOFT = "http://schemas.microsoft.com/office/2017/10/relationships"


def make_rich_workbook(path: Path) -> None:
    """Write the workbook: tabs People, Summary, Merged and a sheet that is only a chart."""
    book = Workbook()
    people = book.active
    assert isinstance(people, Worksheet)
    people.title = "People"
    _fill_people(people)
    _fill_summary(book.create_sheet("Summary"), people)
    merged = book.create_sheet("Merged")
    merged["A1"] = "Over three columns"
    merged.merge_cells("A1:C1")
    merged["A2"] = "below"
    chart = BarChart()
    chart.add_data(Reference(people, min_col=5, min_row=1, max_row=13), titles_from_data=True)
    book.create_chartsheet("Only a chart").add_chart(chart)
    book.defined_names["Statuses"] = DefinedName("Statuses", attr_text="Summary!$A$2:$A$4")
    stream = BytesIO()
    book.save(stream)
    path.write_bytes(_with_what_openpyxl_lacks(stream.getvalue()))


def _fill_people(people: Worksheet) -> None:
    people.append(HEADINGS)
    for row in ROWS:
        people.append(row)
    for (next_on,) in people.iter_rows(min_row=2, min_col=4, max_col=4):
        next_on.number_format = "d mmm yyyy"
    for cell in people[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFDDEEFF")
    people.column_dimensions["B"].width = 30
    people.freeze_panes = "B2"
    people.auto_filter.ref = "A1:G13"
    people.auto_filter.add_filter_column(2, ["Not contacted"])
    for number in (5, 9):
        people.row_dimensions[number].hidden = True
    choices = DataValidation(type="list", formula1="Statuses", allow_blank=True)
    choices.prompt = "Is 1 > 0? Choose one"
    people.add_data_validation(choices)
    choices.add("C2:C100")
    red = DifferentialStyle(fill=PatternFill("solid", bgColor="FFFFCCCC"))
    people.conditional_formatting.add(
        "E2:E13", Rule(type="cellIs", operator="greaterThan", formula=["10"], dxf=red)
    )
    people["A2"].comment = Comment("Prefers the phone", "Owner")
    people["C2"].fill = PatternFill("solid", fgColor="FFFFFF00")


def _fill_summary(summary: Worksheet, people: Worksheet) -> None:
    for row in (("Status", "Number"), ("Sent", 3), ("Replied", 2), ("Not contacted", 7)):
        summary.append(row)
    summary.add_table(Table(displayName="Counts", ref="A1:B4"))
    chart = BarChart()
    chart.title = "Miles"
    chart.add_data(Reference(people, min_col=5, min_row=1, max_row=13), titles_from_data=True)
    summary.add_chart(chart, "D2")


def _with_what_openpyxl_lacks(content: bytes) -> bytes:
    edits: Mapping[str, Callable[[str], str]] = {
        "[Content_Types].xml": lambda text: text.replace(
            "</Types>",
            "".join(
                f'<Override PartName="/{part}" ContentType="{kind}"/>'
                for part, kind in _CONTENT_TYPES.items()
            )
            + "</Types>",
        ),
        "xl/_rels/workbook.xml.rels": lambda text: _related(
            text,
            (f"{_OFFICE}/relationships/calcChain", "/xl/calcChain.xml"),
            (f"{_MICROSOFT}/person", "/xl/persons/person.xml"),
            (f"{_OFFICE}/relationships/customXml", "/customXml/item1.xml"),
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": lambda text: _related(
            text, (f"{_MICROSOFT}/threadedComment", "/xl/threadedComments/threadedComment1.xml")
        ),
        "xl/workbook.xml": lambda text: text.replace(' fullCalcOnLoad="1"', ""),
        PEOPLE_PART: _with_extensions,
    }
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        new.comment = b"a comment on the zip itself"
        for info in old.infolist():
            text = old.read(info)
            if info.filename in edits:
                text = edits[info.filename](text.decode()).encode()
            new.writestr(info, text)
        for name, part in _ADDED_PARTS.items():
            info = zipfile.ZipInfo(name, date_time=(2026, 11, 1, 9, 0, 0))
            new.writestr(info, part)  # stored, not deflated
    return target.getvalue()


def _related(text: str, *relations: tuple[str, str]) -> str:
    added = "".join(
        f'<Relationship Id="added{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations)
    )
    return text.replace("</Relationships>", added + "</Relationships>")


def _with_extensions(text: str) -> str:
    """Add the extensions, cached values of formulas, and a comment between the cells."""
    text = text.replace("</worksheet>", _EXTENSIONS + "</worksheet>")
    text = re.sub(
        r"<f>E(\d+)\*2</f><v\s*/?>(?:</v>)?",
        lambda found: f"<f>{found[0][3:].partition('<')[0]}</f><v>{2 * int(found[1]) - 1}</v>",
        text,
    )
    return text.replace("</row>", "<!-- <c r='A1'/> --></row>", 1)
