"""The Dashboard of a Google Sheet: the same facts in the same places as the workbook's; pure."""

from collections.abc import Iterator
from typing import Any

from outreach.practitioners.stages import Stage
from outreach.sheet.dashboard import (
    FIRST_FACT,
    FIRST_STAGE,
    LEGEND,
    TITLE,
    WIDTHS,
    Counted,
    facts,
    people_in,
)
from outreach.sheet.gsheets.anchors import Area, Request, name_block
from outreach.sheet.gsheets.furnish_looks import colour, pixels
from outreach.sheet.heartbeat import DATED_LINES
from outreach.sheet.looks import DATETIME_FORMAT, FADED, STAGE_COLOURS, TEAL

_LABELS, _VALUES, _CHART_COLUMN = 1, 2, 4  # from 0


def dashboard_requests(gid: int, columns: Counted) -> Iterator[Request]:
    """Yield what fills a new Dashboard and marks the lines of the scripts on it."""
    for index, wide in enumerate(WIDTHS.values()):
        span = {"sheetId": gid, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
        size = {"range": span, "properties": {"pixelSize": pixels(wide)}, "fields": "pixelSize"}
        yield {"updateDimensionProperties": size}
    first = FIRST_FACT - 1
    rows: dict[int, list[dict[str, Any]]] = {
        1: [_text(TITLE, TEAL, size=20, bold=True)],
        FIRST_STAGE - 2: [_title("Stage"), _title("People")],
        FIRST_STAGE + len(Stage): [_text(LEGEND, FADED, size=10)],
    }
    moment = {"type": "DATE_TIME", "pattern": DATETIME_FORMAT.replace("AM/PM", "am/pm")}
    for number, (name, formula) in enumerate(facts(columns).items(), start=first):
        rows[number] = [_text(name), _formula(formula)]
        if name in DATED_LINES:
            rows[number][1]["userEnteredFormat"]["numberFormat"] = moment
    for number, stage in enumerate(Stage, start=FIRST_STAGE - 1):
        ink, ground = STAGE_COLOURS[stage]
        label = _text(stage.value, ink, bold=True, ground=ground)
        rows[number] = [label, _formula(people_in(stage, columns))]
    for number, cells in sorted(rows.items()):
        start = {"sheetId": gid, "rowIndex": number, "columnIndex": _LABELS}
        fields = "userEnteredValue,userEnteredFormat"
        yield {"updateCells": {"rows": [{"values": cells}], "fields": fields, "start": start}}
    yield _chart(gid)
    yield from name_block(gid, top=first, left=_LABELS)


def _chart(gid: int) -> Request:
    """Return the request for a chart with a column for each stage."""

    def sources(column: int) -> dict[str, Any]:
        top = FIRST_STAGE - 1
        area = Area(gid=gid, top=top, left=column, bottom=top + len(Stage), right=column + 1)
        return {"sourceRange": {"sources": [area.grid_range()]}}

    spec = {
        "title": "People by stage",
        "basicChart": {
            "chartType": "COLUMN",
            "legendPosition": "NO_LEGEND",
            "domains": [{"domain": sources(_LABELS)}],
            "series": [{"series": sources(_VALUES), "targetAxis": "LEFT_AXIS"}],
        },
    }
    anchor = {"sheetId": gid, "rowIndex": FIRST_FACT - 1, "columnIndex": _CHART_COLUMN}
    position = {"overlayPosition": {"anchorCell": anchor}}
    return {"addChart": {"chart": {"spec": spec, "position": position}}}


def _text(
    text: str, ink: str = "", *, size: int = 11, bold: bool = False, ground: str = ""
) -> dict[str, Any]:
    style: dict[str, Any] = {"fontSize": size, "bold": bold}
    if ink:
        style["foregroundColor"] = colour(ink)
    form: dict[str, Any] = {"textFormat": style, "horizontalAlignment": "LEFT"}
    if ground:
        form["backgroundColor"] = colour(ground)
    return {"userEnteredValue": {"stringValue": text}, "userEnteredFormat": form}


def _title(text: str) -> dict[str, Any]:
    return _text(text, "FFFFFF", bold=True, ground=TEAL)


def _formula(formula: str | None) -> dict[str, Any]:
    form = {"textFormat": {"fontSize": 11, "bold": True}, "horizontalAlignment": "LEFT"}
    value = {"userEnteredValue": {"formulaValue": formula}} if formula else {}
    return {**value, "userEnteredFormat": form}
