"""spreadsheets.batchUpdate: all requests in order, or none of them."""

from collections.abc import Callable
from typing import Any, TypeAlias

from tests.emulators.google import (
    metadata,
    requests_cells,
    requests_lines,
    requests_objects,
    requests_paste,
    requests_sheets,
    requests_sorting,
    requests_text,
)
from tests.emulators.google.areas import find_area
from tests.emulators.google.calculate import Calculator
from tests.emulators.google.errors import ApiError, Json, invalid, within
from tests.emulators.google.masks import Mask, select
from tests.emulators.google.model import Spreadsheet, all_or_nothing
from tests.emulators.google.render import spreadsheet
from tests.emulators.google.schema import check_request

Doing: TypeAlias = Callable[[Spreadsheet, Json], Json]

REQUESTS: dict[str, Doing] = {
    "addSheet": requests_sheets.add_sheet,
    "deleteSheet": requests_sheets.delete_sheet,
    "duplicateSheet": requests_sheets.duplicate_sheet,
    "updateSheetProperties": requests_sheets.update_sheet_properties,
    "updateSpreadsheetProperties": requests_sheets.update_spreadsheet_properties,
    "updateCells": requests_cells.update_cells,
    "repeatCell": requests_cells.repeat_cell,
    "appendCells": requests_cells.append_cells,
    "setDataValidation": requests_cells.set_data_validation,
    "updateBorders": requests_cells.update_borders,
    "mergeCells": requests_cells.merge_cells,
    "unmergeCells": requests_cells.unmerge_cells,
    "insertDimension": requests_lines.insert_dimension,
    "appendDimension": requests_lines.append_dimension,
    "deleteDimension": requests_lines.delete_dimension,
    "moveDimension": requests_lines.move_dimension,
    "updateDimensionProperties": requests_lines.update_dimension_properties,
    "autoResizeDimensions": requests_lines.auto_resize_dimensions,
    "insertRange": requests_lines.insert_range,
    "deleteRange": requests_lines.delete_range,
    "addDimensionGroup": requests_lines.add_dimension_group,
    "deleteDimensionGroup": requests_lines.delete_dimension_group,
    "updateDimensionGroup": requests_lines.update_dimension_group,
    "sortRange": requests_sorting.sort_range,
    "randomizeRange": requests_sorting.randomize_range,
    "setBasicFilter": requests_sorting.set_basic_filter,
    "clearBasicFilter": requests_sorting.clear_basic_filter,
    "deleteDuplicates": requests_sorting.delete_duplicates,
    "copyPaste": requests_paste.copy_paste,
    "cutPaste": requests_paste.cut_paste,
    "pasteData": requests_paste.paste_data,
    "autoFill": requests_paste.auto_fill,
    "findReplace": requests_text.find_replace,
    "trimWhitespace": requests_text.trim_whitespace,
    "textToColumns": requests_text.text_to_columns,
    "addNamedRange": requests_objects.add_named_range,
    "updateNamedRange": requests_objects.update_named_range,
    "deleteNamedRange": requests_objects.delete_named_range,
    "addProtectedRange": requests_objects.adder(requests_objects.PROTECTED),
    "updateProtectedRange": requests_objects.updater(requests_objects.PROTECTED),
    "deleteProtectedRange": requests_objects.deleter(requests_objects.PROTECTED),
    "addBanding": requests_objects.adder(requests_objects.BANDED),
    "updateBanding": requests_objects.updater(requests_objects.BANDED),
    "deleteBanding": requests_objects.deleter(requests_objects.BANDED),
    "addFilterView": requests_objects.adder(requests_objects.FILTER_VIEW),
    "updateFilterView": requests_objects.updater(requests_objects.FILTER_VIEW),
    "deleteFilterView": requests_objects.deleter(requests_objects.FILTER_VIEW, "filterId"),
    "duplicateFilterView": requests_objects.duplicate_filter_view,
    "addConditionalFormatRule": requests_objects.add_conditional_format_rule,
    "updateConditionalFormatRule": requests_objects.update_conditional_format_rule,
    "deleteConditionalFormatRule": requests_objects.delete_conditional_format_rule,
    "addChart": requests_objects.add_chart,
    "updateChartSpec": requests_objects.update_chart_spec,
    "updateEmbeddedObjectPosition": requests_objects.update_embedded_object_position,
    "deleteEmbeddedObject": requests_objects.deleter(requests_objects.CHART, "objectId"),
    "createDeveloperMetadata": metadata.create,
    "updateDeveloperMetadata": metadata.update,
    "deleteDeveloperMetadata": metadata.delete,
}


def without_nulls(request: Json) -> Json:
    """Return a request without the fields that are null, which mean as much as absent ones.

    The value of a condition becomes a text, as its type is: clients also send numbers there.
    """

    def clean(value: object, name: str = "") -> object:
        if isinstance(value, list):
            return [clean(item) for item in value]
        if isinstance(value, dict):
            return {key: clean(item, key) for key, item in value.items() if item is not None}
        return str(value) if name == "userEnteredValue" else value

    return {name: clean(value, name) for name, value in request.items() if value is not None}


def flattened(requests: list[Any]) -> list[Json]:
    """Return the requests of a list; those of a list within it are more of the same.

    Google documents no such nesting, but takes it: clients send, for example, the heights of
    several rows as a list of their own.
    """
    flat: list[Json] = []
    for request in requests:
        if isinstance(request, list):
            flat += flattened(request)
        elif isinstance(request, dict):
            flat.append(request)
        else:
            raise invalid("Invalid value at 'requests': an object was expected.")
    return flat


def apply(book: Spreadsheet, requests: list[Json]) -> list[Json]:
    """Do the requests in order and return the replies; a refused one undoes them all."""
    with all_or_nothing(book):
        return _all_done(book, requests)


def _all_done(book: Spreadsheet, requests: list[Json]) -> list[Json]:
    clean = map(without_nulls, flattened(requests))
    return [_done(book, *numbered) for numbered in enumerate(clean)]


def _done(book: Spreadsheet, number: int, request: Json) -> Json:
    place = f"requests[{number}]"
    if len(request) != 1:
        raise invalid(f"Invalid value at '{place}': exactly one kind of request must be set.")
    ((name, details),) = request.items()
    if not isinstance(details, dict):
        raise invalid(f"Invalid value at '{place}.{name}': an object was expected.")
    check_request(place, name, details or {})
    try:
        reply = REQUESTS[name](book, details or {})
    except ApiError as error:
        raise within(f"{place}.{name}", error) from error
    except KeyError as error:
        raise invalid(f"Invalid {place}.{name}: {error.args[0]} must be specified.") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise invalid(f"Invalid value at '{place}.{name}': {error}") from error
    return {name: reply} if reply else {}


def batch_update(book: Spreadsheet, body: Json, mask: Mask | None) -> Json:
    """Answer spreadsheets.batchUpdate."""
    requests = body.get("requests")
    if not requests or not isinstance(requests, list):
        raise invalid("Must specify at least one request.")
    answer: Json = {"spreadsheetId": book.id, "replies": _all_done(book, requests)}
    if body.get("includeSpreadsheetInResponse"):
        ranges = body.get("responseRanges")
        answer["updatedSpreadsheet"] = spreadsheet(
            book,
            Calculator(book),
            areas=[find_area(book, text) for text in ranges] if ranges else None,
            grid_data=bool(body.get("responseIncludeGridData")),
            mask=mask.get("updatedSpreadsheet") or None if mask else None,
        )
    whole: Mask = {"updatedSpreadsheet": {}} if mask and "updatedSpreadsheet" in mask else {}
    shown = select(answer, mask | whole) if mask else answer
    return shown if isinstance(shown, dict) else answer
