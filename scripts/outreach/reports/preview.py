"""The plan as one HTML page: every letter as it will look, and why the others get none."""

from email.utils import format_datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outreach.reports.rows import PlanPage, without_controls

ROWS_SHOWN = 200
"""How many people of one kind of skip the page names; the rest are counted."""


def render_preview(page: PlanPage) -> str:
    """Return the page as one self-contained HTML document.

    It asks nothing of the network and runs no scripts: its Content-Security-Policy forbids both.
    Each letter's HTML stands escaped in the `srcdoc` of a frame with an empty `sandbox`, so that
    even a letter that was composed wrongly cannot act on the page (I9).
    """
    return _environment().get_template("preview.html.j2").render(page=page, rows_shown=ROWS_SHOWN)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters["mail_date"] = format_datetime
    return environment


def _finalize(value: object) -> object:
    """Clean every printed value; it is escaped after that."""
    return without_controls(value) if type(value) is str else value
