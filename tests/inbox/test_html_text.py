"""Bodies in HTML are read as a reader sees them, whatever is in them and in bounded time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.html_text import MARK, html_to_text

MOST_TEXT = 256 * 1024
HOSTILE = [
    "<",
    "<div>",
    "<blockquote>",
    "<blockquote>a</blockquote>",
    "<!--",
    "<!-- -->",
    "<style>",
    "<STYLE></style>",
    "<script>",
    "<a ",
    '<a b="',
    "<a b='\">",
    "<a b c d=>",
    "<p>a",
    "<br>",
    "&",
    "&amp",
    "</div>",
    "</x",
    "<!",
    "<?",
    "<![CDATA[",
    "<pre>\n",
    "<td>",
    "<textarea>",
    "<plaintext>",
    "<title>",
    '<div class="gmail_attr">-- x',
]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("one\n   two", "one two"),
        ("<pre>one\n  two</pre>", "one\n  two"),
        ("a&nbsp;&amp;&#8217;b", "a\xa0&’b"),
        ("x<style>p{}</style>y<!-- z -->", "xy"),
        (
            "<p class=MsoNormal>one</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>two",
            "one\n\ntwo",
        ),
        ("a <b>c</b>d", "a cd"),
        ("a<o:p></o:p>b", "ab"),
    ],
)
def test_words_stand_in_lines(html: str, text: str) -> None:
    """Signatures and closing words are told by the lines they stand in."""
    assert html_to_text(html).strip("\n") == text


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote>Hi</blockquote>",
        '<blockquote type="cite" style="border:none">Hi</blockquote>',
        '<div class="gmail_attr">Hi</div>',
        '<div class="x_yahoo_quoted">Hi</div>',
        '<div class="ydp9f8e7yahoo_quoted">Hi</div>',
        '<div class="moz-cite-prefix">Hi</div>',
        '<p id="reply-intro">Hi</p>',
        '<div class="protonmail_quote">Hi</div>',
    ],
)
def test_quotations_are_marked(html: str) -> None:
    """Each mail program marks our letter in its own way; all of them must be known as ours."""
    assert html_to_text(f"Yes{html}No").replace("\n\n", "\n") in {
        "Yes\n> Hi\nNo",
        "Yes\n> Hi\n>\nNo",
    }


@pytest.mark.parametrize("mark", ["divRplyFwdMsg", "x_divRplyFwdMsg", "OLK_SRC_BODY_SECTION"])
def test_letter_below_is_marked(mark: str) -> None:
    """Outlook puts nothing around the letter below, only a mark before it."""
    assert html_to_text(f'Yes<div id="{mark}">Hi</div>Ho') == f"Yes\n{MARK}\nHi\nHo"


@pytest.mark.parametrize(
    "html",
    [
        '<div class="gmail_signature">Pat</div>',
        '<div class="moz-signature">Pat</div>',
        '<div id="ms-outlook-mobile-signature">Pat</div>',
        '<span style="display:none">Pat</span>',
    ],
)
def test_what_nobody_wrote_anew_is_left_out(html: str) -> None:
    """Where the mail program itself says that it is a signature, nothing must be guessed."""
    assert html_to_text(f"Yes{html}").strip() == "Yes"


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("end", ["", ">", "-->", "</div>"])
def test_time_is_linear(unit: str, end: str) -> None:
    """The parser of the standard library is slow on broken HTML, which anybody can send."""
    html = unit * (MOST_TEXT // len(unit)) + end
    started = time.process_time()

    html_to_text(html)

    assert time.process_time() - started < 5  # a squared term takes minutes


@given(st.lists(st.sampled_from([*HOSTILE, "</blockquote>", "yes", ">", '"', "&#"]), max_size=40))
def test_nothing_raises(pieces: list[str]) -> None:
    """What no browser shows must not stop the night either."""
    html_to_text("".join(pieces))
