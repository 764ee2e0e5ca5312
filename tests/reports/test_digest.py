"""The morning digest, as page and as text, read as a browser and a mail program read it."""

import re
from datetime import date

import pytest

from outreach.reports.digest import (
    NOTHING,
    SAID_SHOWN,
    Digest,
    DigestLine,
    DigestSection,
    render_digest,
    render_digest_text,
    shortened,
)
from tests.reports.test_preview import ATTACK, Page

TODAY = date(2026, 3, 3)
FORMULA = '=HYPERLINK("https://evil.example","Open")'
OVERRIDE = "You owe \u202eelpoep\u202c\x1b[2J \u2066me\u2069"


def line(name: str = "Maria Lopez", what: str = "is interested", said: str = "") -> DigestLine:
    """Return a line about somebody."""
    return DigestLine(name=name, practice="Lopez Strength", what=what, said=said, on=TODAY)


def digest(
    *lines: DigestLine, alarms: tuple[str, ...] = (), owner: str = "Ana Reyes", is_news: bool = True
) -> Digest:
    """Return a digest with one section, or without any."""
    section = DigestSection(title="They answered", lines=lines, is_news=is_news)
    return Digest(
        owner=owner,
        on=TODAY,
        alarms=alarms,
        sections=(section,) if lines else (),
        letters=("2 letters are due today.",),
    )


def read(what: Digest) -> Page:
    """Render a digest and parse it."""
    return Page(render_digest(what))


def test_page_shows_who_and_what_and_their_words() -> None:
    """Most mornings this is all that the owner reads."""
    page = read(digest(line(said="Yes please!\nMaria")))

    assert page.texts("h1") == ["Good morning, Ana Reyes"]
    assert page.texts("h2") == ["They answered"]
    assert page.texts("strong") == ["Maria Lopez"]
    assert page.texts("p", "what") == ["is interested (today)"]
    assert page.texts("blockquote") == ["Yes please!Maria"]
    assert page.texts("footer") == ["2 letters are due today."]


@pytest.mark.parametrize("place", ["name", "practice", "what", "said"])
@pytest.mark.parametrize("text", [ATTACK, FORMULA, OVERRIDE])
def test_text_from_outside_stays_text(place: str, text: str) -> None:
    """Anybody can write to the owner; their words must not act on the page (I9)."""
    given = {
        "name": line(text),
        "practice": DigestLine(name="Maria", practice=text, what="wrote"),
        "what": line(what=text),
        "said": line(said=text),
    }
    page = read(digest(given[place]))

    assert {tag.name for tag in page.tags} <= set(
        "html head meta title style body div header main section footer "
        "h1 h2 p ul li strong bdi time blockquote br".split()
    )
    assert not re.search(r"[\x00-\x08\x1b\u202a-\u202e\u2066-\u2069]", page.html)
    shown = " ".join(page.texts("li")[0].split())
    assert re.sub(r"[\x1b\u202a-\u202e\u2066-\u2069]", "", " ".join(text.split())) in shown


def test_page_loads_nothing_and_runs_nothing() -> None:
    """It is opened from disk and from mail; neither may tell anybody that it was read."""
    page = read(digest(line(said='<img src="https://evil.example/x.png">')))
    policy = [
        tag.attributes["content"] for tag in page.all("meta") if "http-equiv" in tag.attributes
    ]

    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert not re.search(r"<(img|script|link|iframe|a)\b", page.html)
    assert "url(" not in page.html


def test_page_can_be_found_around_in_without_seeing_it() -> None:
    """A screen reader jumps by landmarks and headings, and reads each name in its own script."""
    page = read(digest(line("ליאת ברק", said="תודה"), alarms=("The mailbox cannot be read.",)))

    assert page.tags[0].attributes["lang"] == "en"
    assert [len(page.all(name)) for name in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    labels = [tag.attributes["aria-labelledby"] for tag in page.all("section")]
    assert labels == [tag.attributes["id"] for tag in page.all("h2")]
    assert page.texts("h2") == ["Something is wrong", "They answered"]
    assert "ליאת ברק" in page.texts("bdi")
    assert page.all("blockquote")[0].attributes["dir"] == "auto"


def _luminance(colour: str) -> float:
    parts = colour.lstrip("#")
    parts = parts if len(parts) == 6 else "".join(2 * one for one in parts)
    values = [int(parts[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("dark", "background", "selectors"),
    [
        (False, ".sheet", ("body", "h1", "h2", ".muted")),
        (False, ".alarms", (".alarms",)),
        (True, ".sheet", ("body", "h1, h2", ".muted")),
        (True, ".alarms", (".alarms",)),
    ],
)
def test_colours_can_be_told_apart(dark: bool, background: str, selectors: tuple[str, ...]) -> None:  # noqa: FBT001
    """Contrast of text is at least 4.5 : 1, by day and by night (WCAG 2.2, 1.4.3)."""
    light_css, _, rest = render_digest(digest(line())).partition("@media (prefers-color-scheme")
    css = rest.partition("@media print")[0] if dark else light_css

    def colour(selector: str, name: str) -> float:
        found = re.search(rf"(?m)^ +{re.escape(selector)} {{[^}}]*\b(?<!-){name}: (#\w+)", css)
        assert found, selector
        return _luminance(found[1])

    behind = colour(background, "background")
    for selector in selectors:
        lighter, darker = sorted((colour(selector, "color"), behind), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, selector


def test_breaks_that_a_mail_program_made_are_taken_out() -> None:
    """A phone shows half a line; lines broken for a wide screen would end raggedly there."""
    said = (
        "Hi Ana,\n\nThank you for writing. I would be glad to see you on one of\n"
        "the coming Tuesdays.\n\nBest\nMaria"
    )
    page = read(digest(line(said=said)))

    inner = [tag.text for tag in page.all("p") if tag.text.startswith(("Hi", "Thank", "Best"))]
    assert inner[0] == "Hi Ana,"
    assert inner[1].endswith("on one of the coming Tuesdays.")
    assert len(page.all("br")) == 1


def test_long_answers_end_between_words() -> None:
    """The mailbox has the rest; half a word only puzzles."""
    cut = shortened("Massage helps. " * 50)

    assert cut.endswith(("Massage …", "helps. …"))
    assert len(cut) <= SAID_SHOWN + 2
    assert shortened("Yes!") == "Yes!"
    assert len(shortened("x" * 999)) <= SAID_SHOWN + 2


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        (date(2026, 3, 3), "today"),
        (date(2026, 2, 27), "since Fri, Feb 27"),
        (date(2026, 3, 9), "Mon, Mar 9"),
        (date(2027, 1, 23), "Sat, Jan 23, 2027"),
    ],
)
def test_days_read_as_one_says_them(on: date, shown: str) -> None:
    """What is overdue must show at a glance."""
    assert digest().when(on) == shown


def test_subject_counts_what_is_new() -> None:
    """Whoever reads only the subject knows whether to open the mail."""
    old = DigestSection(title="To decide", lines=(line(),), is_news=False)
    answered = digest(line(), line())
    both = Digest(
        owner="Ana", on=TODAY, alarms=("x",), sections=(*answered.sections, old), letters=()
    )

    assert answered.subject == "Your outreach on Tuesday: 2 answered"
    assert both.subject == "Your outreach on Tuesday: something is wrong, 2 answered"
    assert digest().subject == "Your outreach on Tuesday: nothing new"
    assert (digest().has_news, digest(line(), is_news=False).has_news) == (False, False)
    assert digest(alarms=("x",)).has_news


def test_quiet_morning_says_so() -> None:
    """An empty page would leave it open whether the scripts looked at all."""
    assert NOTHING in read(digest()).texts("p")
    assert NOTHING in render_digest_text(digest())


def test_text_is_the_same_in_short_lines() -> None:
    """Some read mail as text; long lines are broken by their program where they should not be."""
    said = "I'd love to meet. Come by any Tuesday after three, the kettle is always on."
    text = render_digest_text(digest(line(said=said), alarms=("The mailbox cannot be read.",)))

    assert text.splitlines() == [
        "Good morning, Ana Reyes!",
        "",
        "! The mailbox cannot be read.",
        "",
        "They answered",
        "-------------",
        "* Maria Lopez (Lopez Strength): is interested (today)",
        "    “I'd love to meet. Come by any Tuesday after three, the kettle is",
        "    always on.”",
        "",
        "2 letters are due today.",
    ]


def test_nobody_can_write_lines_of_ours() -> None:
    """In text and on the terminal a line break would let an answer forge the next entry (I9)."""
    forged = line(
        "Eve\n* Bob", what="wrote\u2028* Bob: is interested", said="Hi\n\n! Pay now\x1b[2J"
    )
    text = render_digest_text(digest(forged))

    assert not re.search(r"(?m)^(\* Bob|!)", text)
    assert "\x1b" not in text
    assert all("\n" not in one and "\u2028" not in one for one in digest(forged).lines)
