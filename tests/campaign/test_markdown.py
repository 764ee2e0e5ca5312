"""One Markdown source, two parts that say the same."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaign.letters import Letter, Letters, TemplateSource
from outreach.campaign.markdown import to_text_and_html

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><b onclick="x">',
    "&lt;b&gt; &amp;amp; &#60;",
    "[text](https://evil.example)",
    "![text](https://evil.example/i.png)",
    "<https://evil.example>",
    "**bold** _it_ `code` ~~no~~",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "    code",
    "---",
    "```",
    "\\*",
    "| a | b |",
    "[a]: https://evil.example",
    "\ue0000\ue001",
    "{{ 7*7 }} {% include 'x' %}",
    "ירושלים 東京 🙂 e\u0301 \u202eabc",
]
CELLS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=60
).filter(str.strip)


class _Words(HTMLParser):
    """Collects what a reader of the HTML part reads, and every attribute and tag."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> _Words:
    """Read the body of an HTML part as a browser does."""
    words = _Words()
    words.feed(html[html.index("<body") :])
    return words


def render(markdown: str, *values: str) -> tuple[str, str]:
    """Render a body in which `$1`, `$2` … stand for values."""
    marked = re.sub(r"\$(\d)", lambda found: f"\ue000{int(found[1]) - 1}\ue001", markdown)
    return to_text_and_html(Letter(subject="Hello", markdown=marked, values=values))


def words_of(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("One\nline.\n\nTwo.", "One line.\n\nTwo."),
        ("One\\\ntwo  \nthree", "One\ntwo\nthree"),
        ("# Title\n\n**bold** and *it* and `a < b`", "Title\n\nbold and it and a < b"),
        ("- a\n- b\n- c", "- a\n- b\n- c"),
        ("- a\n\n- b", "- a\n\n- b"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("0. a\n1. b", "0. a\n1. b"),
        ("- a\n  more\n- b", "- a more\n- b"),
        ("- a\\\n  more\n- b", "- a\n  more\n- b"),
        ("- a\n\n  more\n- b", "- a\n\n  more\n\n- b"),
        ("- a\n  - b\n    1. c\n- d", "- a\n  - b\n    1. c\n- d"),
        ("- - a", "- - a"),
        ("9. a\n10. b\\\n    c", "9. a\n10. b\n    c"),
        ("> a\n> b\n>\n> - c", "> a b\n>\n> - c"),
        ("- > a", "- > a"),
        ("-\n- a", "-\n- a"),
        ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
        ("```sh\na  b\n\n c\n```", "    a  b\n\n     c"),
        ("    a", "    a"),
        ("- a\n\n      b", "- a\n\n      b"),
        ("[me](https://a.example)", "me (https://a.example)"),
        ("[**me**, here](https://a.example 'title')", "me, here (https://a.example)"),
        ("[a.example](mailto:a@a.example)", "a.example (a@a.example)"),
        ("[a@a.example](mailto:a@a.example)", "a@a.example"),
        ("[call](tel:603-555-0100)", "call (603-555-0100)"),
        ("<https://a.example/b>", "https://a.example/b"),
        ("[me][1]\n\n[1]: https://a.example", "me (https://a.example)"),
        ("a &amp; b &copy; \\*c\\*", "a & b © *c*"),
        ("<b>a</b>", "<b>a</b>"),
        ("<div>\na\n</div>", "<div> a </div>"),
        ("**$1**, $2", "Ana, Bo"),
        ("$1\\\n$2", "Ana\nBo"),
    ],
)
def test_the_plain_part_reads_well(markdown: str, text: str) -> None:
    """Many people read mail as text, and spam filters mistrust a plain part that is a mess."""
    assert render(markdown, "Ana", "Bo")[0] == f"{text}\n"


def test_the_html_part_is_a_plain_letter() -> None:
    """Anything beyond paragraphs looks like advertising."""
    html = to_text_and_html(Letter(subject="A <b> & c", markdown="One\n\ntwo\\\nlines", values=()))[
        1
    ]
    assert html.startswith("<!doctype html>\n")
    assert '<meta charset="utf-8">' in html
    assert "<title>A &lt;b&gt; &amp; c</title>" in html
    assert "<p>One</p>\n<p>two<br />\nlines</p>\n" in html
    assert read(html).tags == ["body", "div", "p", "p", "br"]


@pytest.mark.parametrize(
    "markdown", ["3. a\n4. b", "```sh\na\n```", '[a](https://a.example "t")', "- a\n- b"]
)
def test_the_html_part_has_no_empty_attributes(markdown: str) -> None:
    """An attribute that lost its value changes what readers see, such as a list's numbers."""
    assert '=""' not in render(markdown)[1]


def test_a_code_block_names_no_language() -> None:
    """A letter has no use for it, and a value printed there would leave its mark."""
    text, html = render("```$1\na\n```", "Ana")
    assert "<pre><code>a\n</code></pre>" in html
    assert "\ue000" not in text + html


def test_a_numbered_list_begins_where_it_says() -> None:
    """Both parts must count alike."""
    assert '<ol start="3">' in render("3. a\n4. b")[1]


@pytest.mark.parametrize("cell", HOSTILE)
@pytest.mark.parametrize(
    "place", ["$1", "a $1 b", "**$1**", "- $1", "> $1", "`$1`", "```\n$1\n```"]
)
def test_cells_stay_text(cell: str, place: str) -> None:
    """Neither Markdown nor HTML of a cell does anything (I9)."""
    text, html = render(place, cell)
    plain_text, plain_html = render(place, "plain")
    assert text == plain_text.replace("plain", cell)
    assert words_of(read(html).text) == words_of(read(plain_html).text).replace(
        "plain", words_of(cell)
    )
    assert read(html).tags == read(plain_html).tags
    assert read(html).links == []


@pytest.mark.parametrize(
    "cell",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "lopez.example",
        "https:evil.example",
        "",
        "https://",
        "not a link",
    ],
)
@pytest.mark.parametrize("place", ["[site]($1)", "[site](<$1>)", "[site][1]\n\n[1]: $1"])
def test_only_web_mail_and_phone_links_are_links(cell: str, place: str) -> None:
    """A cell must not be able to run anything in the reader's mail program (I9)."""
    text, html = render(place, cell)
    assert text == "site\n"
    assert read(html).links == []
    assert words_of(read(html).text) == "site"


@pytest.mark.parametrize(
    ("markdown", "link"),
    [
        ("[s]($1)", "https://lopez.example/a?b=c&d"),
        ("[s](https://a.example/$2)", "https://a.example/x%20y%22z"),
        ("[s](https://$3/b)", "https://lopez.example/b"),
        ("<https://$3/b>", "https://lopez.example/b"),
        ("[s](mailto:$4)", "mailto:a@lopez.example"),
        ("[s](https://münchen.example/ü)", "https://xn--mnchen-3ya.example/%C3%BC"),
    ],
)
def test_values_may_be_parts_of_links(markdown: str, link: str) -> None:
    """A letter may link to the practice that it speaks of."""
    text, html = render(
        markdown, "https://lopez.example/a?b=c&d", 'x y"z', "lopez.example", "a@lopez.example"
    )
    assert read(html).links == [link]
    assert "\ue000" not in text + html


@pytest.mark.parametrize(
    "markdown",
    ["[a](javascript:alert(1))", "[a](data:text/html,x)", "[a](/relative)", "[a](#here)"],
)
def test_unsafe_links_of_a_template_are_none_either(markdown: str) -> None:
    """A template may be copied from anywhere, and a mail has no place to be relative to."""
    assert read(render(markdown)[1]).links == []


def test_templates_bring_no_html_and_no_images() -> None:
    """An image from elsewhere is a tracker to every mail program, and HTML could be anything."""
    html = render("<b onclick='x'>a</b> ![i](https://a.example/i.png)\n\n<script>b</script>")[1]
    assert not {"b", "img", "script"} & set(read(html).tags)


@given(st.text("ab*_`>-#+.)[]!<&;\\ \n", max_size=60))
def test_both_parts_say_the_same_words(markdown: str) -> None:
    """Whatever the template does, whoever reads the other part reads the same (I6)."""
    text, html = render(markdown)
    assert re.findall("[ab]", text) == re.findall("[ab]", read(html).text)


@given(CELLS, CELLS)
def test_every_value_stands_in_both_parts(first: str, second: str) -> None:
    """No cell is lost, changed or doubled, whatever is in it."""
    source = TemplateSource(
        shown="t", text="Subject: a\n\n1{{ a }}2\n\n- 3{{ b }}4\n\n> **5{{ a }}6**"
    )
    letter = Letters({"t": source}).render("t", {"a": first, "b": second})
    text, html = to_text_and_html(letter)
    assert text == f"1{first}2\n\n- 3{second}4\n\n> 5{first}6\n"
    assert words_of(read(html).text) == words_of(f"1{first}2 3{second}4 5{first}6")
