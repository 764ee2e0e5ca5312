"""The morning digest as a browser shows it."""

from pathlib import Path

import pytest

from outreach.reports.digest import render_digest
from tests.reports.test_digest import digest, line
from tests.reports.test_preview_in_chromium import IMAGE, LONG, SCRIPT, Browse, browse

pytestmark = pytest.mark.system

__all__ = ["browse"]  # a fixture is found by its name in this module


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Write a page with long words and attacks."""
    lines = (line(said=SCRIPT), line(LONG, what=LONG, said=LONG), line(IMAGE, said="תודה רבה"))
    path = tmp_path / "digest.html"
    path.write_text(render_digest(digest(*lines, alarms=(LONG,), owner=LONG)), "utf-8")
    return path


@pytest.mark.parametrize("width", [320, 800])
def test_page_fits_the_window(browse: Browse, page: Path, width: int) -> None:
    """It is read on a phone; nobody should have to scroll sideways (WCAG 2.2, 1.4.10)."""
    window = page.with_name("window.html")
    window.write_text(
        f'<iframe src="{page.name}" style="width: {width}px; height: 900px; border: 0" onload="'
        "const root = this.contentDocument.documentElement;"
        'document.title = [root.clientWidth, root.scrollWidth]">'
    )
    assert f"<title>{width},{width}</title>" in browse(window, "--dump-dom")


def test_attacks_do_nothing(browse: Browse, page: Path) -> None:
    """An answer must not run in the owner's browser (I9)."""
    seen = browse(page, "--dump-dom")
    assert "<title>Your outreach on Tuesday" in seen
    assert "<script" not in seen
    assert "<img" not in seen


def test_page_can_be_printed(browse: Browse, page: Path) -> None:
    """Some take the day's list along on paper."""
    paper = page.with_name("digest.pdf")
    browse(page, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    assert paper.read_bytes().startswith(b"%PDF")
