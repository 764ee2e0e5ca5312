"""Writes docs/configuration.md from the settings; `make docs` runs it."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from outreach.files.campaigns import CampaignTable, StepTable, WhenTable
from outreach.files.sections import all_tables, table_of, tables_of
from outreach.settings import SecretReference, Section, Settings

OPENING = """\
# Configuration

<!-- Written by `make docs` from scripts/outreach/settings.py; do not edit by hand. -->

The scripts read `config/outreach.toml`, or the file that `--config` names. While that file does not
exist they run the demo, `config/outreach.example.toml`, which shows every key in place. Copy it,
and delete what you do not need: a key that is absent takes the default below, which is the careful
one. Unknown keys are errors, and all faults are reported at once.

**Relative paths** are taken from the project's folder when the configuration lies inside the
project, else from the configuration's own folder. A campaign is looked for in `campaigns/` beside
the configuration, then in the project's `config/campaigns/`; a letter in `templates/` of the same
folder as other relative paths, then in the project's.

**No waiting** at all, for trials: `spacing_seconds = 0`, `window = "00:00-24:00"`, all seven
`weekdays`, `holidays = ""`.
"""

SECRETS = """\
## Passwords

A password never stands in the file. The file says where it is kept, in one of four ways, such as
`password = {env = "OUTREACH_SMTP_PASSWORD"}`:
"""

CAMPAIGNS = """\
## Campaign files

`config/campaigns/NAME.toml` holds one campaign: the keys of the campaign itself, then a `[[step]]`
for each step in order. At most four steps are e-mails. A task never holds up the letters after it,
and an e-mail step for somebody without an address becomes a task.
"""

STEPS = """\
### `[[step]]`

One for each step, in order.
"""

WHEN = """\
### `when`

Narrows a step to those whose fields all have one of the values named, such as
`when = {specialty = ["chiropractor", "yoga-teacher"], city = "Dover"}`:
"""


def configuration_page() -> str:
    """Return the page."""
    parts = [OPENING]
    for name, model in all_tables(Settings):
        parts += [f"## `[{name}]`\n\n{model.__doc__}\n", _with_defaults(model)]
    parts += [SECRETS, _without_defaults(SecretReference)]
    parts += [CAMPAIGNS, _with_defaults(CampaignTable), STEPS, _with_defaults(StepTable)]
    parts += [WHEN, _without_defaults(WhenTable)]
    return "\n".join(parts)


def plain_fields(model: type[Section]) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the keys of a table that hold values, not tables of their own."""
    for key, field in model.model_fields.items():
        if not (table_of(model, key) or tables_of(model, key)):
            yield key, field


def toml_value(value: object) -> str:
    """Return a value as TOML writes it; nothing for no value."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str() | date():
            return f'"{value}"'
        case float() | int():
            return f"{value:g}"
        case tuple() | list():
            return f"[{', '.join(map(toml_value, value))}]"
        case dict():
            return "{" + ", ".join(f"{k} = {toml_value(v)}" for k, v in value.items()) + "}"
        case _:
            raise TypeError(f"TOML has no {type(value).__name__}")


def _with_defaults(model: type[Section]) -> str:
    rows = [
        f"| `{key}` | {_default(field)} | {_meaning(field)} |" for key, field in plain_fields(model)
    ]
    return "\n".join(["| key | default | meaning |", "|---|---|---|", *rows]) + "\n"


def _without_defaults(model: type[Section]) -> str:
    rows = [f"| `{key}` | {_meaning(field)} |" for key, field in plain_fields(model)]
    return "\n".join(["| key | meaning |", "|---|---|", *rows]) + "\n"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "(needed)"
    written = toml_value(field.default)
    return f"`{written}`" if written else "(none)"


def _meaning(field: FieldInfo) -> str:
    """Return the description with the choices there are, or else an example."""
    parts = [str(field.description)]
    if choices := list(_choices(field.annotation)):
        parts.append("Choices: " + ", ".join(f"`{toml_value(choice)}`" for choice in choices) + ".")
    elif field.examples:
        parts.append(f"Such as `{toml_value(field.examples[0])}`.")
    return " ".join(parts)


def _choices(kind: object) -> Iterator[str]:
    """Yield the values of a Literal, also of one within a list or table."""
    if get_origin(kind) is Literal:
        yield from get_args(kind)
    else:
        for inner in get_args(kind):
            yield from _choices(inner)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(configuration_page(), "utf-8", newline="\n")
