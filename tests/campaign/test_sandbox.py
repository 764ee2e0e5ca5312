"""The sandbox: no template runs on, fills the memory, gets out, or makes Markdown of a cell."""

import pytest

from tests.campaign.one_letter import SHOWN, body, fault_of_body, letters

LOOPS = {
    "nested": "{% for a in range(1000) %}" * 3 + "x" + "{% endfor %}" * 3,
    "nested, and all filtered out": "{% for a in range(9999) %}{% for b in range(99999) if false %}"
    "{% endfor %}{% endfor %}",
    "in a macro": "{% macro m() %}{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}"
    "{% endfor %}{% endmacro %}{{ m() }}",
    "macro that calls itself twice": "{% macro m(n) %}{% if n %}{% set a = m(n - 1) %}"
    "{% set b = m(n - 1) %}{% endif %}{% endmacro %}{% set a = m(60) %}",
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_endless_loops_end(loop: str) -> None:
    """10^9 rounds would take minutes for each person of the sheet."""
    told = fault_of_body(loop)
    assert told == f"{SHOWN}:3: loops more than 10,000 times; is it endless?"


@pytest.mark.parametrize(
    "source",
    [
        "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(1) }}",
        "{% block b %}{{ self.b() }}{% endblock %}",
        "{% for x in [1] %}{% include 'step/default.md.j2' %}{% endfor %}",
    ],
)
def test_what_calls_itself_without_end_ends(source: str) -> None:
    """Python's own bound is reached soon, and is told in the owner's words."""
    assert fault_of_body(source) == f"{SHOWN}:3: includes or calls itself without end"


def test_rounds_are_counted_for_each_letter() -> None:
    """The two-hundredth letter of a run has the same right to its loops."""
    both = letters("Subject: Hi\n\n{% for a in range(4000) %}x{% endfor %}")
    for _ in range(5):
        both.render("step/default.md.j2", {})


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 10**9 }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 1000000000 * 'a' }}",
        "{{ ['a'] * 1000000000 }}",
        "{{ 9 ** 999999999 }}",
        "{{ 'a'.center(1000000000) }}",
        "{{ 'a'.ljust(1000000000) }}",
        "{{ '1'.zfill(1000000000) }}",
        "{{ 'a' | center(1000000000) }}",
        "{{ 'a' | indent(1000000000) }}",
        "{{ '%1000000000d' % 5 }}",
        "{{ '%1000000000d' | format(5) }}",
        "{{ '{:1000000000}'.format(5) }}",
        "{{ '{x:1000000000}'.format_map({'x': 5}) }}",
        "{{ range(1000000000) | join }}",
    ],
)
def test_nothing_fills_the_memory(source: str) -> None:
    """One letter must not bring the owner's computer to a standstill."""
    assert fault_of_body(source).startswith(f"{SHOWN}:3: ")


@pytest.mark.parametrize(
    ("start", "grow"),
    [
        ("'ab'", "{% set n.s = n.s ~ n.s %}"),
        ("'ab'", "{% set n.s = n.s + n.s %}"),
        ("'ab'", "{% set n.s = n.s | join(n.s) %}"),
        ("'ab'", "{% set n.s = n.s | replace('a', n.s) %}"),
        ("'ab'", "{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}"),
        ("[1]", "{% set n.s = n.s + n.s %}"),
        ("3", "{% set n.s = n.s * n.s %}"),
        ("3", "{% set n.s = n.s + n.s %}"),
    ],
)
def test_nothing_grows_without_bound(start: str, grow: str) -> None:
    """What doubles in each round outgrows every computer before the rounds are counted."""
    loop = f"{{% for i in range(9999) %}}{grow}{{% endfor %}}"
    told = fault_of_body(f"{{% set n = namespace(s={start}) %}}{loop}{{{{ n.s }}}}")
    limit = "counts beyond 1,000" if start == "3" else "makes a text of more than 100,000"
    assert told.startswith(f"{SHOWN}:3: {limit}")


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ practitioner.__class__.__init__.__globals__ }}",
        "{{ practitioner.practice.__class__.__init__.__globals__ }}",
        "{{ practitioner._name }}",
        "{{ practitioner.practice._place }}",
        "{{ practitioner['__class__'] }}",
        "{{ (practitioner | map(attribute='__class__') | list)[0] }}",
        "{{ practitioner | attr('__class__') }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format(practitioner) }}",
        "{% set practitioner.name = 'x' %}",
        "{{ previous.append(1) }}",
        "{{ [].append(1) or 'x' }}",
        "{{ open('/etc/passwd').read() }}",
        "{{ lipsum() }}",
        "{{ [1, 2, 3] | random }}",
    ],
)
def test_nothing_gets_out(source: str) -> None:
    """Templates are often copied from somewhere; they reach no file and no chance (I9)."""
    assert fault_of_body(source).startswith(f"{SHOWN}:")


@pytest.mark.parametrize(
    "source",
    [
        "{{ value }}",
        "{{ value ~ '' }}",
        "{% set own %}{% endset %}{{ own ~ value }}",
        "{% set own %}{% endset %}{{ own + value }}",
        "{% set own %}{% endset %}{{ value + own }}",
        "{% set own %}{% endset %}{{ [own, value] | join }}",
        "{% set own %}{{ value }}{% endset %}{{ own | trim }}",
        "{% macro own(x) %}{{ x }}{% endmacro %}{{ own(value) }}",
        "{% macro own() %}{{ caller() }}{% endmacro %}{% call own() %}{{ value }}{% endcall %}",
        "{% filter trim %}{{ value }}{% endfilter %}",
        "{% with x = value %}{{ x }}{% endwith %}",
        "{% for x in [value] %}{{ x }}{% endfor %}",
        "{% include 'partials/one.md.j2' %}",
        "{{ value | string | trim | replace('nothing', '') }}",
        "{{ value if value else '' }}",
        "{{ [value] | first }}",
    ],
)
def test_no_way_of_printing_lets_a_cell_become_markdown(source: str) -> None:
    """A link in a cell must not become a link in the owner's letter (I9)."""
    value = "*x* [y](https://z.example) &lt;b> \\* `c`"
    both = letters(f"Subject: Hi\n\n{source}", one="{{ value }}")
    letter = both.render("step/default.md.j2", {"value": value})
    assert letter.markdown.strip() == "\ue0000\ue001"
    assert letter.values == (value,)


@pytest.mark.parametrize(
    "source",
    [
        "{{ value | safe }}",
        "{{ value | escape }}",
        "{{ value | e }}",
        "{{ value | forceescape }}",
        "{{ value | urlize }}",
        "{{ value | tojson }}",
        "{{ {'a': value} | xmlattr }}",
        "{% autoescape false %}{{ value }}{% endautoescape %}",
        "{% set own %}{{ value }}{% endset %}{{ own | upper }}",
        "{% set own %}{{ value }}{% endset %}{{ own | title }}",
        "{% set own %}{{ value }}{% endset %}{{ own | urlencode }}",
        "{% set own %}x{% endset %}{{ own | replace('x', value) }}",
        "{% set own %}x{% endset %}{{ value | replace('x', own) }}",
        "{% set own %}%s{% endset %}{{ own % value }}",
        "{% set own %}{}{% endset %}{{ own.format(value) }}",
        "{% set own %}, {% endset %}{{ own.join([value, value]) }}",
        "{% set own %}{{ value }}{% endset %}{{ ''.join([own]) }}",
        "{% set own %}{{ value }}{% endset %}{{ 'x'.replace('x', own) }}",
        "{% set own %}{{ value }}{% endset %}{{ own.upper() }}",
        "{% set own %}{{ value }}{% endset %}{{ own.split()[0] }}",
        "{% set own %}{{ value }}{% endset %}{{ own.unescape() }}",
        "{% set own %}{{ value }}{% endset %}{{ own[:2] }}",
        "{% set own %}{{ value }}{% endset %}{{ own | first }}",
        "{% set own %}{{ value }}{% endset %}{{ own | list | last }}",
        "{% set own %}{{ value }}{% endset %}{{ own | map('upper') | join }}",
        "{% set own %}{{ value }}{% endset %}{{ own | join }}",
        "{% set own %}*{% endset %}{{ [value, value] | join(own) }}",
        "{% set own %}{{ value }}{% endset %}{% for x in own %}{{ x }}{% endfor %}",
        "{% for x in [value] recursive %}{{ x }}{% endfor %}",
        "\ue0007\ue001",
    ],
)
def test_what_could_mix_cells_with_the_template_s_own_text_is_refused(source: str) -> None:
    """Jinja takes what it has escaped for HTML to be safe; in Markdown it is not."""
    source = source.replace("value", "practitioner.name")
    assert fault_of_body(source).startswith(SHOWN)


def test_the_template_s_own_markdown_survives() -> None:
    """Only what is printed is literal."""
    assert body("{{ '*a*' }} {% set x %}**b**{% endset %}{{ x ~ ' c' }}") == "*a* **b** c"
