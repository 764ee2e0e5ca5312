"""Checks the tables of a TOML file and says everything that is wrong, in the file's own words.

Nothing here repeats what was entered: it could be a password in the wrong place (I9).
"""

import copy
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from outreach.errors import ConfigError, Fault
from outreach.files.sections import Location, Spot, spot_at
from outreach.files.suggestions import unknown_key
from outreach.files.toml import Table
from outreach.settings import SecretReference, Section

Checked = TypeVar("Checked", bound=Section)


REFERENCE_HINT = (
    'keep the password elsewhere and name the place: password = {env = "NAME"}, {file = "path"}, '
    '{keyring = "service/user"} or {command = "…"}'
)

# A check of a whole table runs only when each of its keys is right. To say everything at once the
# wrong keys are set right in a copy and the copy is checked again, at most this often.
_ROUNDS = 5
_OF_WHOLE_TABLES = {"value_error", "elsewhere"}

_WANTED: Mapping[str, str] = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list in [ ]",
    "dict_type": "a table",
    "model_type": "a table",
}
_SAID: Mapping[str, str] = {
    "value_error": "{error}",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "too_long": "has {actual_length} values, may have {max_length}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "greater_than": "must be more than {gt:g}",
}
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (str, "a text"),
    (int, "a whole number"),
    (float, "a number with a fraction"),
    (tuple, "a list"),
    (list, "a list"),
    (dict, "a table"),
    (datetime, "a date with a time"),
    (date, "a date"),
    (time, "a time"),
)


def checked(model: type[Checked], table: Table, *, shown: str, hint: str = "") -> Checked:
    """Return the table as settings.

    Args:
        model: What the file may hold.
        table: What it does hold.
        shown: How to name the file to the user.
        hint: What to do about faults.

    Raises:
        ConfigError: With every fault at once.
    """
    try:
        return model.model_validate(table)
    except ValidationError as error:
        found = dict.fromkeys(_all_problems(model, table))
        faults = [Fault(place=f"{shown}: {place}", what=what) for place, what in found]
        secret = any(_wants_reference(problem) for problem in error.errors())
        raise ConfigError.several(faults, hint=REFERENCE_HINT if secret else hint) from error


def _all_problems(model: type[Section], table: Table) -> Iterator[tuple[str, str]]:
    """Yield place and fault of everything wrong, also of what other faults hide at first."""
    trial = copy.deepcopy(table)
    for round_number in range(_ROUNDS):
        try:
            model.model_validate(trial)
        except ValidationError as error:
            for problem in error.errors():
                location = _location(problem)
                spot = spot_at(model, location)
                first_look = round_number == 0 and not _follows(problem)
                if first_look or problem["type"] in _OF_WHOLE_TABLES:
                    yield _described(model, spot, problem)
                _set_right(trial, spot, location)
        else:
            return


def _location(problem: ErrorDetails) -> Location:
    """Return where the fault lies; a check of a whole table may name a key in it."""
    location = problem["loc"] + tuple(problem.get("ctx", {}).get("place", ()))
    if problem["type"] == "missing" and isinstance(location[-1], int):
        return location[:-1]  # of a pair: the pair is what is there to be named
    return location


def _follows(problem: ErrorDetails) -> bool:
    """Tell whether a list is called empty only because its entries are wrong."""
    return (
        problem["type"] == "too_short"
        and isinstance(problem["input"], tuple)
        and bool(problem["input"])
    )


def _set_right(trial: Table, spot: Spot, location: Location) -> None:
    """Replace a wrong value by a right one: none at all, or the example of a required key."""
    holder: object = trial
    table, key = trial, ""
    for step in location:
        if isinstance(holder, dict) and isinstance(step, str):
            table, key = holder, step
            holder = holder.get(step)
        elif isinstance(holder, list) and isinstance(step, int) and step < len(holder):
            holder = holder[step]
        else:
            break
    field = spot.model.model_fields.get(key)
    if not spot.key:
        table[key] = {}
    elif field and field.is_required() and field.examples:
        table[key] = field.examples[0]
    else:
        table.pop(key, None)


def _described(root: type[Section], spot: Spot, problem: ErrorDetails) -> tuple[str, str]:
    """Return a problem's place and what is wrong there."""
    if problem["type"] != "extra_forbidden":
        return str(spot), _what(spot, problem)
    key = str(problem["loc"][-1])
    is_table = isinstance(problem["input"], dict)
    what = unknown_key(root, spot.model, key, is_table=is_table)
    if is_table and not spot.table:
        return f"[{key}]", what
    if is_table and not spot.table.startswith("[["):
        return f"{spot.table.removesuffix(']')}.{key}]", what
    return str(spot), what


def _what(spot: Spot, problem: ErrorDetails) -> str:
    """Return what is wrong, as a clause."""
    kind, context = problem["type"], problem.get("ctx", {})
    if _wants_reference(problem):
        return "must say where the password is kept; the password itself has no place in this file"
    if kind in _WANTED:
        return f"must be {_WANTED[kind]}, is {_kind_of(problem['input'])}"
    if kind in _SAID:
        return _SAID[kind].format_map(context)
    if kind == "literal_error":
        return re.sub(r"'([^']*)'", r'"\1"', f"must be {context['expected']}")
    if kind == "missing" and not spot.key:
        needed = [key for key, field in spot.model.model_fields.items() if field.is_required()]
        return f"is missing; it needs {', '.join(needed)}"
    if kind == "missing":
        return "needs two values" if isinstance(problem["loc"][-1], int) else "is missing"
    return _plain(problem["msg"])


def _wants_reference(problem: ErrorDetails) -> bool:
    """Tell whether a password, or anything else, stands where a reference to it belongs."""
    is_model = problem["type"] == "model_type"
    return is_model and problem.get("ctx", {}).get("class_name") == SecretReference.__name__


def _kind_of(value: object) -> str:
    """Name a value's type as TOML does."""
    return next(name for kind, name in _KINDS if isinstance(value, kind))


def _plain(message: str) -> str:
    """Return the checker's own words with their usual beginning made ours."""
    message = re.sub(r"^(Input|String|Value) should ", "must ", message)
    return message[:1].lower() + message[1:]
