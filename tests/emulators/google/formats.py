"""Cell formats: colours in both of Google's spellings, and the writing of CellData."""

import copy

from tests.emulators.google.entering import typed
from tests.emulators.google.errors import Json, invalid
from tests.emulators.google.masks import Mask, merged
from tests.emulators.google.model import EMPTY, Cell, Entered, Formula
from tests.emulators.google.reading import plain_number
from tests.emulators.google.writing import LONGEST_TEXT

_COLOURS = "backgroundColor foregroundColor tabColor color headerColor footerColor".split()
_COLOURS += ["firstBandColor", "secondBandColor"]
_STORED = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation")
_COMPUTED = ("effectiveValue", "formattedValue", "effectiveFormat", "hyperlink")


def both_spellings(value: object) -> object:
    """Return a JSON value with each colour also as a ColorStyle, and each style also as colour."""
    if isinstance(value, list):
        return [both_spellings(item) for item in value]
    if not isinstance(value, dict):
        return value
    result: Json = {name: both_spellings(item) for name, item in value.items()}
    for name in _COLOURS:
        style = f"{name}Style"
        if isinstance(result.get(style), dict) and isinstance(result[style].get("rgbColor"), dict):
            result[style] = {"rgbColor": _colour(result[style]["rgbColor"])}
            result[name] = result[style]["rgbColor"]
        elif isinstance(result.get(name), dict):
            result[name] = _colour(result[name])
            result[style] = {"rgbColor": result[name]}
    return result


def _colour(colour: Json) -> Json:
    return {part: _number(share) for part, share in colour.items() if share}


def _number(value: str | float) -> float:
    """Return a number of a request; JSON for protocol buffers may have it as a text."""
    try:
        return plain_number(float(value) if isinstance(value, str) else value)
    except ValueError:
        raise invalid(f'Invalid value (TYPE_DOUBLE), "{value}"') from None


def formatted(old: Json | None, new: Json | None, mask: Mask) -> Json | None:
    """Return a format with the masked fields as in another; None when nothing is left."""
    spelled = both_spellings(new or {})
    wide = _with_spellings(mask)
    result = merged(old or {}, spelled if isinstance(spelled, dict) else {}, wide)
    number_format = result.get("numberFormat")
    if number_format is not None and not number_format.get("type"):
        raise invalid("Must specify a numberFormat type.")
    return result or None


def _with_spellings(mask: Mask) -> Mask:
    wide: Mask = {}
    for name, below in mask.items():
        wide[name] = _with_spellings(below)
        if name in _COLOURS:
            wide[f"{name}Style"] = {}
            wide[name] = {}
        elif name.removesuffix("Style") in _COLOURS:
            wide[name.removesuffix("Style")] = {}
            wide[name] = {}
    return wide


def value_of(extended: Json | None) -> Entered:
    """Return the value that an ExtendedValue holds."""
    if not extended:
        return None
    ((kind, value),) = extended.items()
    if kind == "formulaValue":
        return Formula(value) if str(value).startswith("=") else typed(str(value)).value
    if kind == "numberValue":
        return _number(value)
    if kind == "boolValue":
        return bool(value)
    if kind != "stringValue":
        raise invalid(f"Invalid value: {kind} cannot be entered.")
    if len(value) > LONGEST_TEXT:
        raise invalid(
            "Your input contains more than the maximum of 50000 characters in a single cell."
        )
    return str(value) or None


def with_data(cell: Cell, data: Json, mask: Mask) -> Cell:
    """Return a cell with the masked fields as CellData has them; those it lacks are cleared."""
    everything = not mask or "*" in mask
    names = {*_STORED, *data, *(cell.extras or {})} if everything else set(mask)
    below: dict[str, Mask] = {} if everything else dict(mask)
    if "userEnteredValue" in names:
        cell = cell._replace(value=value_of(data.get("userEnteredValue")))
    if "userEnteredFormat" in names:
        inner = below.get("userEnteredFormat", {})
        cell = cell._replace(format=formatted(cell.format, data.get("userEnteredFormat"), inner))
    if "note" in names:
        cell = cell._replace(note=data.get("note") or None)
    if "dataValidation" in names:
        cell = cell._replace(validation=copy.deepcopy(data.get("dataValidation")) or None)
    others = names - {*_STORED, *_COMPUTED}
    if others:
        kept = {name: item for name, item in (cell.extras or {}).items() if name not in others}
        new = {name: copy.deepcopy(data[name]) for name in others if data.get(name)}
        cell = cell._replace(extras=kept | new or None)
    return EMPTY if cell == EMPTY else cell
