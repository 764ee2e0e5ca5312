"""Field masks: which fields an answer shows, and which fields a request changes."""

import copy
import re
from typing import TypeAlias

from tests.emulators.google.errors import Json, invalid

Mask: TypeAlias = dict[str, "Mask"]
"""Names to masks of what is below; an empty mask means everything, as does the name *."""

_TOKEN = re.compile(r"\s*([\w*]+|[(),./])")


def parse_mask(text: str) -> Mask:
    """Return the mask that a text such as `a(b,c/d),e.f` means; refuse one that is malformed."""
    tokens: list[str] = []
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if not match:
            raise invalid(f"Invalid field selection {text}")
        tokens.append(match[1])
        position = match.end()
    mask: Mask = {}
    if _fields(tokens, mask) or tokens:
        raise invalid(f"Invalid field selection {text}")
    return mask


def _fields(tokens: list[str], mask: Mask) -> bool:
    """Take fields from the front of the tokens; say whether a closing bracket ended them."""
    while tokens:
        _path(tokens, mask)
        if not tokens:
            return False
        mark = tokens.pop(0)
        if mark == ")":
            return True
        if mark != ",":
            raise invalid(f"Invalid field selection {mark}")
    return False


def _path(tokens: list[str], mask: Mask) -> None:
    here, new = mask, False
    while True:
        name = tokens.pop(0) if tokens else ""
        if name in ("", *"(),./"):
            raise invalid(f"Invalid field selection {name}")
        new = name not in here
        below = here.setdefault(name, {})
        follows = tokens[0] if tokens else ","
        if follows in ",)":
            below.clear()
            return
        if not new and not below:
            below = {}  # everything below is selected already
        tokens.pop(0)
        if follows == "(":
            if not _fields(tokens, below):
                raise invalid("Invalid field selection: a bracket is not closed")
            return
        here = below


def wants(mask: Mask | None, *path: str) -> bool:
    """Say whether a mask selects something at or below this path; no mask selects all."""
    if mask is None:
        return True
    for name in path:
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def names(mask: Mask | None, *path: str) -> bool:
    """Say whether a mask spells out this path."""
    for name in path:
        if not mask or name not in mask:
            return False
        mask = mask[name]
    return True


def select(value: object, mask: Mask) -> object:
    """Return what a mask shows of a JSON value; lists are passed through element by element."""
    if not mask or mask.get("*") == {}:
        return value
    if isinstance(value, list):
        return [select(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    if "*" in mask:
        return {name: select(item, mask["*"]) for name, item in value.items()}
    return {name: select(value[name], below) for name, below in mask.items() if name in value}


def required_mask(fields: object) -> Mask:
    """Return the mask of a request that changes fields, which has to name at least one."""
    if not isinstance(fields, str) or not fields.strip():
        raise invalid(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    return parse_mask(fields)


def merged(old: Json, new: Json, mask: Mask) -> Json:
    """Return `old` with the masked fields as in `new`; those that `new` lacks are gone."""
    if not mask or "*" in mask:
        return copy.deepcopy(new)
    result = dict(old)
    for name, below in mask.items():
        value = new.get(name)
        if below and isinstance(value, dict | None):
            before = old.get(name)
            value = merged(before if isinstance(before, dict) else {}, value or {}, below)
        if value is None or value == {}:
            result.pop(name, None)
        else:
            result[name] = copy.deepcopy(value)
    return result
