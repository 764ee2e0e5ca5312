"""Where a place in the settings stands in the TOML file, as a person would name it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from outreach.settings import Section

Location = tuple[str | int, ...]
"""Keys, and list positions from 0, that lead from the file's top to a place in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in the file.

    Attributes:
        table: As its heading, such as `[mail.smtp]`, or `[[step]] 2` for the second of several;
            empty at the file's top.
        key: Such as `password.env` or `away, entry 1`; empty for the table itself.
        model: What knows this key, or should.
    """

    table: str
    key: str
    model: type[Section]

    def __str__(self) -> str:
        return " ".join(part for part in (self.table, self.key) if part)


def table_of(model: type[Section], key: str) -> type[Section] | None:
    """Return what a key's table holds; None when the key holds a plain value."""
    field = model.model_fields.get(key)
    kind = field.annotation if field else None
    return kind if isinstance(kind, type) and issubclass(kind, Section) else None


def tables_of(model: type[Section], key: str) -> type[Section] | None:
    """Return what each table of an array of tables such as `[[step]]` holds, or None."""
    inner = _inner(model, key)
    return inner if inner and get_args(model.model_fields[key].annotation)[1:] == (...,) else None


def all_tables(model: type[Section], above: str = "") -> Iterator[tuple[str, type[Section]]]:
    """Yield name and content of each table below this one: `mail`, `mail.smtp`, `[step]`."""
    for key in model.model_fields:
        name = f"{above}.{key}" if above else key
        if below := table_of(model, key):
            yield name, below
            yield from all_tables(below, name)
        elif below := tables_of(model, key):
            yield f"[{name}]", below


def spot_at(model: type[Section], location: Location) -> Spot:
    """Return the place that the location of an error of this model names."""
    names: list[str] = []
    number = ""
    rest = [step for step in location if step != "[key]"]
    while rest and isinstance(rest[0], str):
        if below := table_of(model, rest[0]):
            names.append(str(rest.pop(0)))
        elif below := tables_of(model, rest[0]):
            names.append(f"[{rest.pop(0)}]")
            number = f" {int(rest.pop(0)) + 1}" if rest else ""
        else:
            break
        model = below
    table = f"[{'.'.join(names)}]{number}" if names else ""
    keys = [step for step in rest if isinstance(step, str)]
    entry = next((f", entry {step + 1}" for step in rest if isinstance(step, int)), "")
    inner = _inner(model, keys[0]) if len(keys) > 1 else None
    return Spot(table=table, key=".".join(keys) + entry, model=inner or model)


def _inner(model: type[Section], key: str) -> type[Section] | None:
    """Return the section within an optional one or a tuple of them."""
    field = model.model_fields.get(key)
    kinds = get_args(field.annotation) if field else ()
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, Section)), None)
