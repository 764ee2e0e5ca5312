"""The plan as one HTML page: every letter as it will look, and why the others get none."""

from email.utils import format_datetime

from outreach.reports.pages import page_environment
from outreach.reports.rows import PlanPage

ROWS_SHOWN = 200
"""How many people of one kind of skip the page names; the rest are counted."""


def render_preview(page: PlanPage) -> str:
    """Return the page as one self-contained HTML document.

    It asks nothing of the network and runs no scripts: its Content-Security-Policy forbids both.
    Each letter's HTML stands escaped in the `srcdoc` of a frame with an empty `sandbox`, so that
    even a letter that was composed wrongly cannot act on the page (I9).
    """
    template = page_environment().get_template("preview.html.j2")
    return template.render(page=page, rows_shown=ROWS_SHOWN, mail_date=format_datetime)
