"""What the HTML pages share: where their templates lie, and how values are printed."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outreach.reports.rows import without_controls


@cache
def page_environment() -> Environment:
    """Return the pages' environment; what they print is cleaned, and escaped after that."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: without_controls(value) if type(value) is str else value,
    )
