"""The preview page as a browser shows it."""

import html
import re
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.reports.preview import render_preview
from tests.programs import program
from tests.reports.plans import mail, plan, skip

pytestmark = pytest.mark.system

QUIET = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --allow-file-access-from-files"
).split()
SCRIPT = "<script>document.title = 'owned'; top.document.title = 'owned'</script>"
IMAGE = '"><img src=x onerror="top.document.title = \'owned\'">'
SUBJECTS = ("Two practices, three miles apart", "Zwei Türen weiter", f"{IMAGE} & you")
LONG = "Extraordinarily-Long-Name-Without-A-Space-" * 4

Browse = Callable[..., str]


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    """Return a function that runs Chromium on a file and returns what it prints."""
    chromium = program("chromium")

    def run(page: Path, *options: str) -> str:
        command = [chromium, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", *options]
        done = subprocess.run(
            [*command, page.as_uri()], check=True, capture_output=True, text=True, timeout=120
        )
        return done.stdout

    return run


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Write a page with letters, problems and attacks."""
    rows = (
        mail(2, subject=SUBJECTS[0], html=f"<p>Hello</p>{SCRIPT}{IMAGE}"),
        mail(3, "ليلى حداد", subject=SUBJECTS[1]),
        mail(4, SCRIPT, practice=IMAGE, subject=SUBJECTS[2]),
        mail(5, LONG, practice=LONG, reason=LONG, text=LONG, html=f"<p>{LONG}</p>"),
        skip(6, "row problem", name=IMAGE, reason=LONG, cell="Practitioners!AB123456"),
        skip(7, "not due yet", name=LONG, practice=LONG),
    )
    path = tmp_path / "preview.html"
    path.write_text(render_preview(plan(*rows, warnings=(LONG,))), "utf-8")
    return path


def test_attacks_are_shown_as_text_and_do_nothing(browse: Browse, page: Path) -> None:
    """Neither a cell nor even a letter's own HTML may run in the owner's browser (I9)."""
    seen = browse(page, "--dump-dom")
    shown = html.unescape(re.sub(r"<[^>]*>", "", seen))
    assert "<title>Letters for today" in seen
    assert all(subject in shown for subject in SUBJECTS)
    assert SCRIPT in shown
    assert not re.search(r"<(script|img)\b", seen)


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_page_fits_the_window(browse: Browse, page: Path, width: int) -> None:
    """On a phone, or at 200 % zoom, nobody should have to scroll sideways (WCAG 2.2, 1.4.10)."""
    window = page.with_name("window.html")
    window.write_text(
        f'<iframe src="{page.name}" style="width: {width}px; height: 900px; border: 0" onload="'
        "const root = this.contentDocument.documentElement;"
        'document.title = [root.clientWidth, root.scrollWidth, this.contentDocument.title]">'
    )
    seen = browse(window, "--dump-dom")
    assert f"<title>{width},{width},Letters for today" in seen


@pytest.mark.parametrize("width", [320, 1280])
def test_page_is_painted(browse: Browse, page: Path, width: int) -> None:
    """A page may parse well and still show nothing."""
    window = page.with_name("window.html")
    window.write_text(
        f'<body style="margin: 0"><iframe src="{page.name}" style="width: {width}px; '
        'height: 1500px; border: 0">'
    )
    image = page.with_name("page.png")
    browse(window, f"--screenshot={image}", f"--window-size={width},1500")
    assert len(set(_pixels(image.read_bytes()))) > 50


def _pixels(png: bytes) -> bytes:
    """Return an image's filtered bytes; a blank one has next to no different ones (RFC 2083)."""
    data, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return zlib.decompress(data)
