"""What a person may have meant by a key that the settings do not know."""

from difflib import get_close_matches

from outreach.files.sections import all_tables, table_of, tables_of
from outreach.settings import Section

_CLOSE_ELSEWHERE = 0.8  # stricter than in the same table, where any likeness is likely meant


def unknown_key(root: type[Section], model: type[Section], key: str, *, is_table: bool) -> str:
    """Say that a key is unknown, and which one was likely meant.

    Args:
        root: The whole file.
        model: The table that the key stands in.
        key: As it was written.
        is_table: Whether it was written as a table.
    """
    unknown = "unknown table" if is_table else "unknown key"
    return f"{unknown}; {_guess(root, model, key.lower().replace('-', '_'))}"


def _guess(root: type[Section], model: type[Section], key: str) -> str:
    places = [(name, table) for name, table in all_tables(root) if table is not model]
    if key in model.model_fields:
        return f"did you mean {_named(model, key)}?"
    if owners := [(name, table) for name, table in places if key in table.model_fields]:
        name, table = owners[0]
        if table_of(table, key):
            return f"did you mean [{name}.{key}]?"
        return f"it belongs under {' or '.join(f'[{name}]' for name, _ in owners)}"
    if near := get_close_matches(key, model.model_fields, n=1):
        return f"did you mean {_named(model, near[0])}?"
    elsewhere = {other: name for name, table in places for other in table.model_fields}
    if near := get_close_matches(key, elsewhere, n=1, cutoff=_CLOSE_ELSEWHERE):
        return f"did you mean {near[0]} under [{elsewhere[near[0]]}]?"
    return f"known here: {', '.join(_named(model, known) for known in model.model_fields)}"


def _named(model: type[Section], key: str) -> str:
    """Return a key as the file writes it: `daily_cap`, `[pacing]` or `[[step]]`."""
    if table_of(model, key):
        return f"[{key}]"
    return f"[[{key}]]" if tables_of(model, key) else key
