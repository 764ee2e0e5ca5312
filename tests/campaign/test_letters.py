"""Letters from templates: what a template may do, what it may print, and what it says when wrong.

What the sandbox bounds is tried in test_sandbox.py.
"""

import pytest

from outreach.campaign.blanks import Blank, EmptyField, field
from outreach.campaign.letters import Letters, TemplateSource, fill
from outreach.errors import ConfigError
from tests.campaign.one_letter import NAME, SHOWN, body, fault, fault_of_body, letters, render


def test_a_letter_has_a_subject_and_a_body() -> None:
    """The two are all that a template decides."""
    letter = render("Subject: For {{ practitioner.name }}\n \nHello {{ practitioner.name }}\n\nBye")
    assert letter.subject == "For Maria Lopez"
    assert fill(letter.markdown, letter.values) == "Hello Maria Lopez\n\nBye"
    assert "Lopez" not in letter.markdown


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("Hello\n\nHow are you?", "“Hello” is no header"),
        ("Hello {{ practitioner.city }}\n\nHow are you?", "“Hello Dover” is no header"),
        ("Subject: Hello", "needs a subject and a body"),
        ("Subject: Hello\n\n \n", "needs a subject and a body"),
        ("Subject:\n\nHow are you?", "needs a subject and a body"),
        ("Subject: Hello\nBcc: x@y.example\n\nHow are you?", "has the header bcc; only Subject"),
        ("Subject: a\nSubject: b\n\nHow are you?", "has the header subject twice"),
        ("Subject: Hel\x07lo\n\nHow are you?", "has an invisible character in its subject"),
    ],
)
def test_anything_but_a_subject_and_a_body_is_refused(source: str, what: str) -> None:
    """A forgotten header would send the first sentence as the subject, or none."""
    assert fault(source).startswith(f"{SHOWN}:1: {what}")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One{% if previous %} more{% endif %}\n\ntwo", "One\n\ntwo"),
        ("One {# a note #}\n\ntwo", "One \n\ntwo"),
        ("{% if minutes %}One{% endif %} \n\ntwo", "One\n\ntwo"),
        ("{% if minutes %}\nOne\n{% endif %}\ntwo", "One\ntwo"),
        ("  {% if minutes %}{# why #}\nOne\n  {% endif %}\n\ntwo", "One\n\ntwo"),
        ("One{% if previous %} more{% endif -%}\n\ntwo", "Onetwo"),
        ("One {% if minutes and\n  minutes %}x{% endif %}\n\ntwo", "One x\n\ntwo"),
    ],
)
def test_only_lines_of_tags_alone_vanish(source: str, text: str) -> None:
    """Jinja drops the line break after a tag, and two paragraphs would run into each other."""
    assert body(source) == text


def test_a_subject_may_end_with_a_tag() -> None:
    """The body would become part of the headers."""
    letter = render("Subject: Hello{% if previous %} again{% endif %}\n\nNote: it is I\n\nBye")
    assert letter.subject == "Hello"
    assert letter.markdown == "Note: it is I\n\nBye"


def test_the_letter_of_the_specialty_is_chosen() -> None:
    """Whoever has no letter of their own gets the default; without that there is no step."""
    both = Letters(
        {
            f"step/{slug}.md.j2": TemplateSource(shown=slug, text="")
            for slug in ("default", "yoga-teacher")
        }
    )
    assert both.choose("step", "yoga-teacher") == "step/yoga-teacher.md.j2"
    assert both.choose("step", "midwife") == "step/default.md.j2"
    assert both.choose("step", "../partials/closing") == "step/default.md.j2"
    with pytest.raises(ConfigError, match=r"^templates/other/default\.md\.j2: is missing"):
        both.choose("other", "yoga-teacher")


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ practitionr.name }}", "'practitionr' is undefined"),
        ("{{ practitioner.naem }}", "practitioner has no naem; it has city, miles_away, name,"),
        ("{% if practitioner.naem %}x{% endif %}", "practitioner has no naem"),
        ("{% if nobody %}x{% endif %}", "'nobody' is undefined"),
        ("{{ previous[0].subject }}", "has no element 0"),
        ("{{ practitioner.name", "unexpected end of template"),
        ("{% if %}x{% endif %}", "Expected an expression"),
        ("{{ practitioner.name | shout }}", "No filter named 'shout'"),
        ("{{ practitioner.miles_away > 'x' }}", "'>' not supported"),
        ("{{ minutes / 0 }}", "division by zero"),
        ("{% for x in 5 %}{% endfor %}", "'int' object is not iterable"),
        ('{% include "partials/none.md.j2" %}', "needs partials/none.md.j2, which is not in"),
        ('{% extends "../../etc/passwd" %}', "needs ../../etc/passwd, which is not in templates/"),
        ('{% include "step/default.md.j2" %}', "includes or calls itself without end"),
    ],
)
def test_faults_name_file_and_line(source: str, what: str) -> None:
    """The owner is no programmer: the message must lead to the place."""
    assert fault_of_body(f"Hello\n{source}").startswith(f"{SHOWN}:4: ")
    assert what in fault_of_body(f"Hello\n{source}")


@pytest.mark.parametrize(
    ("partial", "what"),
    [
        ("{% if %}", "Expected an expression"),
        ("{{ nobody }}", "'nobody' is undefined"),
        ('{% include "partials/none.md.j2" %}', "needs partials/none.md.j2"),
        ('{% include "partials/one.md.j2" %}', "includes or calls itself without end"),
    ],
)
def test_faults_of_a_partial_name_the_partial(partial: str, what: str) -> None:
    """Looking for a fault in the letter that only includes it is maddening."""
    told = fault_of_body('{% include "partials/one.md.j2" %}', one=f"Hi\n\n{partial}\n")
    assert told.startswith("templates/partials/one.md.j2:3: ")
    assert what in told


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("{% if practitioner.practice %}x{% else %}none{% endif %}", "none"),
        ("{{ practitioner.practice or 'your practice' }}", "your practice"),
        ("{{ practitioner.practice | default('your practice') }}", "your practice"),
        ("{{ practitioner.city | default('your town') }}", "Dover"),
        ("{% if practitioner.practice == '' %}empty{% endif %}", "empty"),
        ("{% if practitioner.practice != 'x' %}empty{% endif %}", "empty"),
        ("{% if practitioner.practice in ['', 'x'] %}empty{% endif %}", "empty"),
        ("{% if 'x' in practitioner.practice %}x{% else %}empty{% endif %}", "empty"),
        ("{{ [practitioner.practice, practitioner.city] | select | join(', ') }}", "Dover"),
        ("Hi{{ ' at ' ~ practitioner.practice if practitioner.practice }}.", "Hi."),
        ("{{ 'Dover' if practitioner.city == 'Dover' else practitioner.practice }}", "Dover"),
    ],
)
def test_an_empty_field_may_be_tested(source: str, printed: str) -> None:
    """A letter has to do without what is not known."""
    assert body(source) == printed


@pytest.mark.parametrize(
    "use",
    [
        "practitioner.practice",
        "practitioner.practice | upper",
        "practitioner.practice | trim",
        "practitioner.practice | int",
        "practitioner.practice | float",
        "practitioner.practice | round",
        "practitioner.practice | length",
        "practitioner.practice | first",
        "practitioner.practice | join(' ')",
        "practitioner.practice | replace('a', 'b')",
        "practitioner.practice | truncate(5)",
        "practitioner.practice | urlencode",
        "practitioner.practice.upper()",
        "practitioner.practice.split(',')[0]",
        "practitioner.practice[0]",
        "practitioner.practice()",
        "practitioner.practice + 's'",
        "'Dr. ' + practitioner.practice",
        "'at ' ~ practitioner.practice",
        "practitioner.practice * 2",
        "2 * practitioner.practice",
        "practitioner.practice // 2",
        "-practitioner.practice",
        "'a' if practitioner.practice < 5 else 'b'",
        "[practitioner.practice, practitioner.city] | join(', ')",
        "[practitioner.city, practitioner.practice] | sort | first",
    ],
)
def test_any_other_use_of_an_empty_field_names_the_cell(use: str) -> None:
    """A letter with a hole is worse than none (I6); a filter must not fill it with 0 or nothing."""
    for source in (f"{{{{ {use} }}}}", f"{{% set x %}}{{{{ {use} }}}}{{% endset %}}{{{{ x }}}}"):
        with pytest.raises(EmptyField) as caught:
            render(f"Subject: Hello\n\n{source}")
        assert caught.value.place == "Practice"
    with pytest.raises(EmptyField):
        render(f"Subject: Hello {{{{ {use} }}}}\n\nHow are you?")


def test_a_loop_over_an_empty_field_names_the_cell() -> None:
    """A sentence that a loop should have made is a hole as well."""
    with pytest.raises(EmptyField):
        body("{% for part in practitioner.practice %}{{ part }}{% endfor %}x")


@pytest.mark.parametrize(
    "value", ["", "  ", None, "TBD", "n/a", "?", "[name]", "<practice>", "--", "{{ name }}"]
)
def test_placeholders_count_as_empty(value: object) -> None:
    """`Hello [name]` is the mail that everybody has laughed about."""
    assert isinstance(field(value, "Name"), Blank)


@pytest.mark.parametrize("value", ["Lopez", 0, 3.5, "2", ("a",)])
def test_values_stay_what_they_are(value: object) -> None:
    """A template compares numbers as numbers."""
    assert field(value, "Name") is value


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ practitioner.name.upper }}", "prints a builtin_function_or_method"),
        ("{{ practitioner }}", "prints a Fields, which is no text"),
        ("{{ previous }}", "prints a tuple"),
        ("{{ practitioner.name.split() }}", "prints a list"),
        ("{{ practitioner.name == 'x' }}", "prints a bool"),
        ("{{ none if minutes else 'x' }}", "prints a NoneType"),
        ("{{ 'a' ~ none }}", "prints a NoneType"),
        ("{{ ['a', none] | join(', ') }}", "prints a NoneType"),
        ("{% set own %}a{% endset %}{{ own ~ practitioner.name.upper }}", "prints a builtin"),
        ("{{ practitioner.name | replace('Maria Lopez', ' ') }}", "prints an empty value"),
    ],
)
def test_only_text_is_printed(source: str, what: str) -> None:
    """`Hello <built-in method upper>` would reach a person."""
    told = fault_of_body(source)
    assert told.startswith(f"{SHOWN}:3: ")
    assert what in told


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("{% macro hi(who) %}Hi **{{ who }}**{% endmacro %}{{ hi(practitioner.name) }}", None),
        ("{% set hi %}Hi **{{ practitioner.name }}**{% endset %}{{ hi }}", None),
        ("{% set who = practitioner.name %}Hi **{{ who }}**", None),
        ("{% set hi %}Hi {% endset %}{{ hi ~ '**' }}{{ practitioner.name }}**", None),
        ("{% from 'partials/one.md.j2' import hi %}{{ hi() }}", None),
        ("{% import 'partials/one.md.j2' as one %}{{ one.hi() }}", None),
        ("{% for x in ['a', 'b'] %}{{ loop.index }}/{{ loop.length }} {% endfor %}", "1/2 2/2"),
        ("{% call wrap() %}in{% endcall %}", "(in)"),
        ("{{ practitioner.miles_away + 1 }} miles", "4 miles"),
        ("{{ practitioner.name | lower | title }}", "Maria Lopez"),
        ("{{ '*' | string }}{{ ['a', 'b'] | join(' & ') }}", "*a &amp; b"),
    ],
)  # fmt: skip
def test_jinja_works(source: str, printed: str | None) -> None:
    """Whoever knows Jinja should find it as they know it."""
    partial = "{% macro hi() %}Hi **{{ practitioner.name }}**{% endmacro %}"
    wrap = "{% macro wrap() %}({{ caller() }}){% endmacro %}"
    assert body(wrap + source, one=partial) == (printed or "Hi **Maria Lopez**")


def test_a_letter_may_extend_another() -> None:
    """Seven letters that differ in one paragraph share the rest."""
    parent = "Subject: {% block subject %}A{% endblock %}\n\nHi\n{% block ask %}Ask{% endblock %}"
    child = (
        '{% extends "partials/one.md.j2" %}{% block ask %}{{ super() }} {{ minutes }}{% endblock %}'
    )
    letter = render(child, one=parent)
    assert letter.subject == "A"
    assert fill(letter.markdown, letter.values) == "Hi\nAsk 30"


def test_a_letter_prints_nothing_of_the_letter_before() -> None:
    """A module that is imported once must not keep the first practitioner's values (I6)."""
    source = "Subject: Hi\n\n{% from 'partials/one.md.j2' import hi %}{{ hi }}"
    both = letters(source, one="{% set hi %}Hi {{ who }}{% endset %}")
    for who in ("Ana", "Bo", "Cy"):
        letter = both.render(NAME, {"who": who})
        assert fill(letter.markdown, letter.values) == f"Hi {who}"


@pytest.mark.parametrize(
    "value",
    [
        "{{ 7*7 }}",
        "{% include 'partials/one.md.j2' %}",
        "# **bold** [link](https://x.example) `code` <b>&amp;</b>",
        "\ue0000\ue001",
        "\ue000",
        "\ue0017\ue000",
        "Subject: other\n\nbody",
        "é 東京 ירושלים 🙂 e\u0301",
    ],
)
def test_a_value_is_printed_as_it_is(value: str) -> None:
    """A cell is never a template, a header or a mark (I9)."""
    both = letters("Subject: For {{ first }} {{ value }}\n\n{{ first }}, **{{ value }}**", one="!")
    letter = both.render(NAME, {"value": value, "first": "1st"})
    assert letter.subject == f"For 1st {' '.join(value.split())}"
    assert fill(letter.markdown, letter.values) == f"1st, **{value}**"
    assert value in letter.values
    assert letter.markdown == "\ue0002\ue001, **\ue0003\ue001**"


@pytest.mark.parametrize("separator", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028"])
def test_a_line_break_in_a_value_makes_no_header(separator: str) -> None:
    """A cell that adds a recipient is the oldest trick of all (I9)."""
    both = letters("Subject: For {{ value }}\n\nHello")
    letter = both.render(NAME, {"value": f"you{separator}Bcc: x@y.example"})
    assert letter.subject == "For you Bcc: x@y.example"


def test_entities_mean_the_same_in_the_subject_as_in_the_body() -> None:
    """Jinja escapes a template's own strings; nobody should read `&amp;` in a subject."""
    letter = render("Subject: {{ 'Tea & cake' }} {{ practitioner.name }}\n\nHello")
    assert letter.subject == "Tea & cake Maria Lopez"
