"""The preview page, read as a browser's parser reads it."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import outreach.reports
from outreach.reports.preview import ROWS_SHOWN, render_preview
from outreach.reports.rows import PlanPage, PlanRow
from tests.reports.plans import NOW, mail, plan, skip

ATTACK = '"><img src=x onerror=alert(1)></pre><script>alert(2)</script>{{ 7*7 }}&amp;'


@dataclass
class Tag:
    """An element with what stands in it."""

    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """Collects the elements of a page."""

    html: str
    tags: list[Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Parse at once."""
        super().__init__()
        self._open: list[Tag] = []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}))
        if tag not in {"meta", "input", "wbr", "br"}:
            self._open.append(self.tags[-1])

    def handle_endtag(self, tag: str) -> None:
        """Close it; a tag that closes another one than the last opened is a fault of the page."""
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        """Add text to every element that it stands in."""
        for element in self._open:
            element.text += data

    def all(self, name: str, css_class: str = "") -> list[Tag]:
        """Return the elements of one name, in order."""
        return [
            tag
            for tag in self.tags
            if tag.name == name and css_class in tag.attributes.get("class", "")
        ]

    def texts(self, name: str, css_class: str = "") -> list[str]:
        """Return their texts with single spaces."""
        return [" ".join(tag.text.split()) for tag in self.all(name, css_class)]


def read(page: PlanPage) -> Page:
    """Render a page and parse it."""
    return Page(render_preview(page))


def test_letter_shows_what_a_mail_program_shows() -> None:
    """People decide by this page, so sender, recipient, subject, date and both parts are true."""
    row = mail(2)
    assert row.message
    page = read(plan(row))
    assert page.texts("dd")[2:6] == [
        "Ada Marsh, LMT <ada@marsh.example>",
        "Dr. Maria Lopez <maria@lopez.example>",
        "Two practices, three miles apart",
        "Tue, 24 Nov 2026 09:30:00 +0000",
    ]
    (frame,) = page.all("iframe")
    assert frame.attributes["srcdoc"].endswith(row.message.html)
    assert page.all("pre")[0].text == "\n" + row.message.text
    assert "takes no insurance" in page.texts("li")


def test_frame_may_do_nothing() -> None:
    """Even a letter that was composed wrongly cannot act on the page (I9)."""
    page = read(plan(mail(2, html="<script>top.document.title='owned'</script>")))
    (frame,) = page.all("iframe")
    assert frame.attributes["sandbox"] == ""
    assert not page.all("script")


@pytest.mark.parametrize(
    "row",
    [
        mail(2, ATTACK),
        mail(2, practice=ATTACK),
        mail(2, reason=ATTACK),
        mail(2, subject=ATTACK),
        mail(2, text=ATTACK),
        mail(2, html=ATTACK),
        mail(2, fit=ATTACK),
        skip(2, "not due yet", name=ATTACK),
        skip(2, "not due yet", practice=ATTACK),
        skip(2, "not due yet", reason=ATTACK),
        skip(2, "row problem", cell=f"Practitioners!{ATTACK}"),
        skip(2, ATTACK),
    ],
)
def test_outside_text_never_becomes_markup(row: PlanRow) -> None:
    """A cell is data wherever it is shown (I9)."""
    page = read(plan(row))
    assert [tag.name for tag in page.tags] == [tag.name for tag in read(plan(_like(row))).tags]
    assert not [name for tag in page.tags for name in tag.attributes if name.startswith("on")]
    frames = [frame.attributes["srcdoc"] for frame in page.all("iframe")]
    assert any(ATTACK in shown for shown in (*frames, *page.texts("main")))


def _like(row: PlanRow) -> PlanRow:
    """Return a harmless row of the same shape."""
    return mail(2) if row.message else skip(2, "row problem", cell=row.cell and "Practitioners!B2")


def test_warnings_title_and_hint_are_escaped_too() -> None:
    """Warnings quote the sheet."""
    page = read(plan(mail(2), warnings=(ATTACK,)))
    assert ATTACK in page.texts("li")
    assert not page.all("script")


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    """A page with a lone surrogate in it could not be written to a file at all."""
    html = render_preview(plan(mail(2, "Ma\x1b[31mria\x00\ud800\u202e Lopez")))
    assert "Ma[31mria Lopez" in html
    html.encode()


def test_page_asks_nothing_of_the_network() -> None:
    """A preview that phones home would tell others whom we are about to write to."""
    page = read(plan(mail(2), skip(3, "not due yet")))
    (policy,) = [
        tag.attributes["content"]
        for tag in page.all("meta")
        if tag.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none';")
    assert not {"script", "link", "img", "base"} & {tag.name for tag in page.tags}
    assert all(link.attributes["href"].startswith("#") for link in page.all("a"))
    assert "url(" not in page.all("style")[0].text
    assert "@import" not in page.all("style")[0].text


def test_problems_come_first_with_the_cell_to_mend() -> None:
    """What a person can mend now stands above what only time changes."""
    page = read(
        plan(
            skip(4, "suppressed"),
            *(skip(number, "row problem", cell=f"Practitioners!B{number}") for number in (5, 6)),
            skip(7, "not due yet"),
            skip(8, "not due yet"),
        )
    )
    assert page.texts("h3") == ["Row problems 2", "Suppressed 1", "Not due yet 2"]
    assert page.texts("td", "at")[:3] == ["Practitioners!B5", "Practitioners!B6", "Practitioners!4"]
    assert page.texts("div", "mend") == ["cells to mend2"]


@pytest.mark.parametrize(
    ("letters", "heading"), [(0, "No letters"), (1, "1 letter"), (2, "2 letters")]
)
def test_letters_are_counted(letters: int, heading: str) -> None:
    """The figure at the top is the one that a person checks before saying yes."""
    page = read(plan(*(mail(number) for number in range(letters)), skip(9, "not due yet")))
    assert page.texts("h2") == [heading, "1 skipped, and why"]
    assert page.texts("dd")[:2] == [str(letters), "1"]
    assert len(page.all("article")) == letters


def test_rehearsal_and_live_are_told_apart() -> None:
    """Nobody should take a rehearsal for the real thing, or the reverse."""
    assert read(plan(rehearsal=True)).texts("p", "eyebrow") == ["Rehearsal"]
    assert read(plan(rehearsal=False)).texts("p", "eyebrow") == ["Live"]


def test_row_without_a_name_is_still_named() -> None:
    """A blank link or heading could not be clicked or heard."""
    assert "No name" in read(plan(skip(2, "row problem", name=" "))).texts("th")[-1]


def test_large_plan_stays_a_usable_page() -> None:
    """10,000 rows must neither take long nor drown the 200 letters."""
    kinds = ("not due yet", "research", "not a fit", "suppressed")
    skipped = (skip(number, kinds[number % 4]) for number in range(10_000))
    started = time.perf_counter()
    html = render_preview(plan(*(mail(number) for number in range(200)), *skipped))
    assert time.perf_counter() - started < 2
    page = Page(html)
    assert len(page.all("iframe")) == 200
    assert len(page.all("td", "at")) == 4 * ROWS_SHOWN
    assert page.texts("p", "soft").count("and 2300 more") == 4


def test_long_cells_are_cut() -> None:
    """One cell of 40,000 characters must not bury the other rows."""
    row = skip(2, "row problem", name="x" * 40_000, practice="y" * 40_000, reason="z" * 40_000)
    assert len(render_preview(plan(row))) < len(render_preview(plan(skip(2, "row problem")))) + 600


def test_structure_serves_screen_readers_and_keyboards() -> None:
    """Headings step down one by one, anchors lead somewhere, and nothing is named twice."""
    page = read(plan(mail(2), mail(3), skip(4, "not due yet"), warnings=("One warning.",)))
    levels = [int(tag.name[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag.name)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [tag.attributes["id"] for tag in page.tags if "id" in tag.attributes]
    assert len(ids) == len(set(ids))
    assert set(_references(page)) <= set(ids)
    assert all("scope" in cell.attributes for cell in page.all("th"))
    assert all(frame.attributes["title"] for frame in page.all("iframe"))
    assert page.all("html")[0].attributes == {"lang": "en"}
    assert all(len(page.all(landmark)) == 1 for landmark in ("header", "nav", "main", "footer"))


def _references(page: Page) -> Iterator[str]:
    for tag in page.tags:
        for name, value in tag.attributes.items():
            if name in {"for", "aria-labelledby", "aria-describedby"}:
                yield value
            elif name == "href":
                yield value.removeprefix("#")


def test_names_are_isolated_from_the_direction_of_the_line() -> None:
    """A right-to-left name must not turn the address beside it around."""
    name = "ليلى حداد"
    page = read(plan(mail(2, name), skip(3, "not due yet", name=name)))
    assert page.texts("bdi").count(name) == 4


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "mend"])
@pytest.mark.parametrize("ground", ["ground", "sheet", "mend-ground"])
def test_contrast_meets_wcag_aa(scheme: int, ink: str, ground: str) -> None:
    """Every text colour reads on every ground it may stand on (WCAG 2.2, 1.4.3: 4.5 to 1)."""
    css = (Path(outreach.reports.__path__[0]) / "preview.html.j2").read_text("utf-8")
    found = re.findall(r"--([a-z-]+): (#[0-9a-f]{6})\b", css)
    colours = dict(found[: len(found) // 2] if scheme == 0 else found[len(found) // 2 :])
    light, dark = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Return the relative luminance as WCAG defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_row_is_a_mail_or_a_skip() -> None:
    """A row that were both, or neither, would be counted twice or not at all."""
    with pytest.raises(ValueError, match="either a mail or a skip"):
        skip(2, "")


def test_same_plan_gives_the_same_page() -> None:
    """Runs can be compared by their pages."""
    assert render_preview(plan(mail(2))) == render_preview(plan(mail(2)))
    assert NOW.isoformat() in render_preview(plan())
