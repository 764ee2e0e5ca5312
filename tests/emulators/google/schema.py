"""The names that Google knows: an unknown one in a request or in a mask is refused, not ignored."""

import re

from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.masks import Mask

REQUEST_FIELDS = {
    name: frozenset(fields.split())
    for name, fields in {
        "addBanding": "bandedRange",
        "addChart": "chart",
        "addConditionalFormatRule": "rule index",
        "addDimensionGroup": "range",
        "addFilterView": "filter",
        "addNamedRange": "namedRange",
        "addProtectedRange": "protectedRange",
        "addSheet": "properties",
        "appendCells": "sheetId rows fields tableId",
        "appendDimension": "sheetId dimension length tableId",
        "autoFill": "useAlternateSeries range sourceAndDestination",
        "autoResizeDimensions": "dimensions dataSourceSheetDimensions",
        "clearBasicFilter": "sheetId tableId",
        "copyPaste": "source destination pasteType pasteOrientation",
        "createDeveloperMetadata": "developerMetadata",
        "cutPaste": "source destination pasteType",
        "deleteBanding": "bandedRangeId",
        "deleteConditionalFormatRule": "index sheetId",
        "deleteDeveloperMetadata": "dataFilter",
        "deleteDimension": "range",
        "deleteDimensionGroup": "range",
        "deleteDuplicates": "range comparisonColumns",
        "deleteEmbeddedObject": "objectId",
        "deleteFilterView": "filterId",
        "deleteNamedRange": "namedRangeId",
        "deleteProtectedRange": "protectedRangeId",
        "deleteRange": "range shiftDimension",
        "deleteSheet": "sheetId",
        "duplicateFilterView": "filterId",
        "duplicateSheet": "sourceSheetId insertSheetIndex newSheetId newSheetName",
        "findReplace": (
            "find replacement matchCase matchEntireCell searchByRegex includeFormulas range "
            "sheetId allSheets"
        ),
        "insertDimension": "range inheritFromBefore",
        "insertRange": "range shiftDimension",
        "mergeCells": "range mergeType",
        "moveDimension": "source destinationIndex",
        "pasteData": "coordinate data type delimiter html",
        "randomizeRange": "range",
        "repeatCell": "range cell fields",
        "setBasicFilter": "filter",
        "setDataValidation": "range rule filteredRowsIncluded",
        "sortRange": "range sortSpecs",
        "textToColumns": "source delimiter delimiterType",
        "trimWhitespace": "range",
        "unmergeCells": "range",
        "updateBanding": "bandedRange fields",
        "updateBorders": "range top bottom left right innerHorizontal innerVertical",
        "updateCells": "rows fields start range tableId",
        "updateChartSpec": "chartId spec",
        "updateConditionalFormatRule": "index sheetId rule newIndex",
        "updateDeveloperMetadata": "dataFilters developerMetadata fields",
        "updateDimensionGroup": "dimensionGroup fields",
        "updateDimensionProperties": "range dataSourceSheetRange properties fields",
        "updateEmbeddedObjectPosition": "objectId newPosition fields",
        "updateFilterView": "filter fields",
        "updateNamedRange": "namedRange fields",
        "updateProtectedRange": "protectedRange fields",
        "updateSheetProperties": "properties fields",
        "updateSpreadsheetProperties": "properties fields",
    }.items()
}

CHOICES = {
    name: frozenset(choices.split())
    for name, choices in {
        "mergeType": "MERGE_ALL MERGE_COLUMNS MERGE_ROWS",
        "pasteOrientation": "NORMAL TRANSPOSE",
        "pasteType": (
            "PASTE_NORMAL PASTE_VALUES PASTE_FORMAT PASTE_NO_BORDERS PASTE_FORMULA "
            "PASTE_DATA_VALIDATION PASTE_CONDITIONAL_FORMATTING"
        ),
        "shiftDimension": "DIMENSION_UNSPECIFIED ROWS COLUMNS",
        "delimiterType": (
            "DELIMITER_TYPE_UNSPECIFIED COMMA SEMICOLON PERIOD SPACE CUSTOM AUTODETECT"
        ),
    }.items()
}
CELL = frozenset(
    (
        "userEnteredValue effectiveValue formattedValue userEnteredFormat effectiveFormat "
        "hyperlink note textFormatRuns dataValidation pivotTable dataSourceTable "
        "dataSourceFormula chipRuns"
    ).split()
)
SHEET_PROPERTIES = frozenset(
    (
        "sheetId title index sheetType gridProperties hidden tabColor tabColorStyle rightToLeft "
        "dataSourceSheetProperties"
    ).split()
)
GRID_PROPERTIES = frozenset(
    (
        "rowCount columnCount frozenRowCount frozenColumnCount hideGridlines "
        "rowGroupControlAfter columnGroupControlAfter"
    ).split()
)
LINE = frozenset(
    ("hiddenByFilter hiddenByUser pixelSize developerMetadata dataSourceColumnReference").split()
)
SPREADSHEET_PROPERTIES = frozenset(
    (
        "title locale autoRecalc timeZone defaultFormat iterativeCalculationSettings "
        "spreadsheetTheme importFunctionsExternalUrlAccessAllowed"
    ).split()
)
SHEET = frozenset(
    (
        "properties data merges conditionalFormats filterViews protectedRanges basicFilter charts "
        "bandedRanges developerMetadata rowGroups columnGroups slicers tables"
    ).split()
)
SPREADSHEET = frozenset(
    (
        "spreadsheetId properties sheets namedRanges spreadsheetUrl developerMetadata dataSources "
        "dataSourceSchedules"
    ).split()
)
DATA = frozenset("startRow startColumn rowData rowMetadata columnMetadata".split())
_VALUE_RANGE = "range majorDimension values"
_UPDATES = (
    "valueInputOption data includeValuesInResponse responseValueRenderOption "
    "responseDateTimeRenderOption"
)
_BOOK = "/v4/spreadsheets/{id}"
BODY_FIELDS = {
    "/v4/spreadsheets": SPREADSHEET,
    **{
        _BOOK + path: frozenset(fields.split())
        for path, fields in {
            ":batchUpdate": (
                "requests includeSpreadsheetInResponse responseRanges responseIncludeGridData"
            ),
            ":getByDataFilter": "dataFilters includeGridData excludeTablesInBandedRanges",
            "/sheets/{sheetId}:copyTo": "destinationSpreadsheetId",
            "/developerMetadata:search": "dataFilters",
            "/values/{range}": _VALUE_RANGE,
            "/values/{range}:append": _VALUE_RANGE,
            "/values/{range}:clear": "",
            "/values:batchUpdate": _UPDATES,
            "/values:batchUpdateByDataFilter": _UPDATES,
            "/values:batchClear": "ranges",
            "/values:batchClearByDataFilter": "dataFilters",
            "/values:batchGetByDataFilter": (
                "dataFilters majorDimension valueRenderOption dateTimeRenderOption"
            ),
        }.items()
    },
}


def check_body(kind: str, body: Json) -> None:
    """Refuse the body of a call of this kind of path when it has a field that there is not."""
    for name in body:
        if name not in BODY_FIELDS[kind]:
            raise invalid(_unknown(name))


def check_request(place: str, name: str, details: Json) -> None:
    """Refuse a request of an unknown kind, or with a field that its kind does not have."""
    if name not in REQUEST_FIELDS:
        raise invalid(_unknown(name, place))
    for field, value in details.items():
        if field not in REQUEST_FIELDS[name]:
            raise invalid(_unknown(field, f"{place}.{_snake(name)}"))
        if field in CHOICES and value not in CHOICES[field]:
            raise invalid(f"Invalid value at '{place}.{_snake(name)}.{_snake(field)}', \"{value}\"")


def _unknown(name: str, place: str = "") -> str:
    where = f" at '{place}'" if place else ""
    return f'Invalid JSON payload received. Unknown name "{name}"{where}: Cannot find field.'


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def check_names(mask: Mask, known: frozenset[str]) -> Mask:
    """Return a mask whose first names are all known; refuse any other."""
    for name in mask:
        if name != "*" and name not in known:
            raise invalid(f"Invalid field: {_snake(name)}")
    return mask


def check_spreadsheet_mask(mask: Mask) -> None:
    """Refuse a mask of spreadsheets.get that selects what there is not."""
    _check_selection(mask, SPREADSHEET)
    sheets = _check_selection(mask.get("sheets", {}), SHEET)
    _check_selection(sheets.get("properties", {}), SHEET_PROPERTIES)
    data = _check_selection(sheets.get("data", {}), DATA)
    _check_selection(data.get("rowMetadata", {}), LINE)
    _check_selection(data.get("columnMetadata", {}), LINE)
    rows = _check_selection(data.get("rowData", {}), frozenset(["values"]))
    _check_selection(rows.get("values", {}), CELL)


def _check_selection(mask: Mask, known: frozenset[str]) -> Mask:
    for name in mask:
        if name != "*" and name not in known:
            raise invalid(f"Invalid field selection {name}")
    return mask
