"""Workbooks made of raw XML, to meet what programs other than openpyxl write."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_PART = "xl/worksheets/sheet1.xml"

# Formats 1 to 6 show: 14 a day, 164 day and time, 20 a clock, 10 per cent, 165 month, 46 duration.
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts count="2">
<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/>
<numFmt numFmtId="165" formatCode="[Red]mmmm&quot;d&quot;"/></numFmts>
<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>
<cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="20"/>
<xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="46"/></cellXfs></styleSheet>"""


def worksheet(inside: str) -> str:
    """Return a worksheet part."""
    return f'<?xml version="1.0"?>\n<worksheet xmlns="{MAIN}">{inside}</worksheet>'


def workbook_part(*, before: str = "", after: str = "") -> str:
    """Return a workbook part with one tab, People."""
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}'
        f'<sheets><sheet name="People" sheetId="7" r:id="rId1"/></sheets>{after}</workbook>'
    )


def raw_workbook(
    sheet: str | bytes,
    *,
    parts: Mapping[str, str] | None = None,
    workbook: str | None = None,
) -> bytes:
    """Return a workbook with one tab, People.

    Args:
        sheet: Its worksheet part.
        parts: Further parts, or others in place of the usual ones.
        workbook: Its workbook part.
    """
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_SPREADSHEET}.styles+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{_SPREADSHEET}.sharedStrings+xml"/>
</Types>""",
        "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"
 Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
        "xl/workbook.xml": workbook or workbook_part(),
        "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="rId4" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>""",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f"""<sst xmlns="{MAIN}" count="2" uniqueCount="2">
<si><t>shared</t></si><si><r><t>ri</t></r><r><rPr><b/></rPr><t>ch</t></r></si></sst>""",
        SHEET_PART: sheet,
    }
    content.update(parts or {})
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return target.getvalue()
