"""The sandbox of the letters' templates: what they print is marked, what they do is bounded.

Jinja's own sandbox keeps templates from Python's insides. This one also keeps cells from becoming
Markdown (I9), and a slip of the pen from running for hours or filling the memory.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from jinja2 import FunctionLoader, StrictUndefined, TemplateSyntaxError, Undefined, nodes
from jinja2.filters import do_default, make_attrgetter
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from outreach.campaign.blanks import Blank, Fields

MOST_ROUNDS = 10_000
"""Rounds of all loops and macros of one letter together; more is an endless loop."""
LONGEST_TEXT = 100_000
LARGEST_NUMBER = 10**12
MARK = re.compile("\ue000([0-9]+)\ue001")
"""Stands for a printed value: the value's number between two private-use characters."""

# A letter needs few filters. Left out are those that make HTML or Markdown of a value (safe,
# escape, urlize, …), pad it without bound (center, indent, format, …), or depend on chance.
_FILTERS = (
    "abs capitalize count dictsort first float groupby int items last length list lower map max "
    "min reject rejectattr round select selectattr sort string title truncate unique upper "
    "urlencode wordcount"
).split()
# The same for methods; there is a filter for what a letter may need of them.
_UNSAFE_METHODS = frozenset(
    "center encode expandtabs format format_map join ljust replace rjust translate zfill".split()
)
_PRINTABLE = (str, int, float, date, Blank, Undefined)
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}")
_LAST_TAG = re.compile(r"(.*(?:\{%|\{#).*?[^-+])(%\}|#\})[ \t]*")
_NUMBERS = (int, float, Blank, Undefined)  # the last two refuse by themselves, and say why
_Body = TypeVar("_Body", nodes.Template, nodes.Block, nodes.Macro, nodes.CallBlock)
_Import = TypeVar("_Import", nodes.Import, nodes.FromImport)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja with marks for printed values, and with bounds."""

    intercepted_binops = frozenset({"**", "*", "+", "%"})

    def __init__(self, sources: Mapping[str, tuple[str, str]]) -> None:
        """Take name → (text, path as the user knows it)."""

        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            return (*sources[name], lambda: True) if name in sources else None

        super().__init__(
            loader=FunctionLoader(load),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=self._print,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=-1,
        )
        del self.globals["lipsum"]  # chance
        plain = self.filters
        own = {"replace": _replace, "join": self._join}
        of_values = {name: plain[name] for name in _FILTERS} | own
        self.filters = {name: _of_values(name, made) for name, made in of_values.items()}
        self.filters |= {"d": _default, "default": _default, "trim": plain["trim"]}
        self._printed: list[str] = []
        self._rounds = 0

    def start(self) -> list[str]:
        """Begin a letter; the list returned collects what it prints."""
        self._printed, self._rounds = [], 0
        return self._printed

    def count(self) -> None:
        """Count one round; compiled templates call this."""
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            raise ValueError(f"loops more than {MOST_ROUNDS:,} times; is it endless?")

    def counted(self, items: Iterable[object]) -> Iterator[object]:
        """Yield the items of a loop and count them; compiled templates call this."""
        if isinstance(items, Markup):
            raise TypeError("a loop is for values, not for text of a macro or a {% set %} block")
        for item in items:
            self.count()
            yield item

    def joined(self, *texts: object) -> str:
        """Join texts as `~` does; compiled templates call this.

        Beside text of the template's own, a value becomes a mark: Jinja would escape it for HTML
        and take it for the template's own from there on.
        """
        own = any(isinstance(text, Markup) for text in texts)
        parts = [self._marked(text) if own else _text_of(text) for text in texts]
        _check_length(sum(map(len, parts)))
        return Markup("").join(parts) if own else "".join(parts)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - Jinja's
        """Refuse what would fill the memory: `'a' * 10**9`, and text that doubles in a loop."""
        if operator == "**":
            raise TypeError("“**” is not for letters")
        if operator != "+" and not (isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS)):
            raise TypeError(f"“{operator}” is for numbers")
        if isinstance(left, Markup) or isinstance(right, Markup):
            return self.joined(left, right)
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, int | float) and abs(result) > LARGEST_NUMBER:
            raise ValueError(f"counts beyond {LARGEST_NUMBER:,}")
        if isinstance(result, Sized):
            _check_length(len(result))
        return result

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's
        """Return a field at once: its value is a plain one, so there is nothing to guard."""
        if type(obj) is Fields and not attribute.startswith("_"):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - Jinja's
        """Refuse methods that could fill the memory, or mix values with the template's own text."""
        if isinstance(obj, Markup) or (isinstance(obj, str) and attr in _UNSAFE_METHODS):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401 - Jinja's
        """Leave `format` to `is_safe_attribute`, which refuses it."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        lines = map(_with_its_end, source.split("\n"))
        tree = super()._parse("\n".join(lines), name, filename)
        _Bounds(name, filename).visit(tree)
        tree.set_environment(self)
        return tree

    def _print(self, value: object) -> object:
        """Turn what `{{ }}` prints into a mark; text that a template made passes as it is."""
        if type(value) is Undefined:
            return ""  # of `{{ "…" if … }}` without `else`, which is a test and no empty field
        if not _text_of(value).strip() and not isinstance(value, Markup):
            raise ValueError("prints an empty value; test it with {% if %} first")
        return self._marked(value)

    def _marked(self, value: object) -> Markup:
        text = _text_of(value)
        if isinstance(value, Markup) or not text:
            _check_length(len(text))
            return Markup(text)  # noqa: S704 - the template's own text, or none
        self._printed.append(text)
        return Markup(f"\ue000{len(self._printed) - 1}\ue001")  # noqa: S704 - digits only

    def _join(
        self, values: Iterable[object], separator: object = "", attribute: str | None = None
    ) -> str:
        get = make_attrgetter(self, attribute)
        parts = [part for value in values for part in (separator, get(value))]
        return self.joined(*parts[1:])


class _Bounds(NodeTransformer):
    """Rewrites a template so that it counts its rounds and joins its texts as the sandbox wants."""

    def __init__(self, name: str | None, filename: str | None) -> None:
        self._name = name
        self._filename = filename

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's name
        if node.recursive:
            raise self._refused(node, "letters have no recursive loops")
        self.generic_visit(node)
        node.iter = _call("counted", node.iter, at=node)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _call("joined", *node.nodes, at=node)

    def visit_ScopedEvalContextModifier(  # noqa: N802
        self, node: nodes.ScopedEvalContextModifier
    ) -> nodes.Node:
        # What is printed inside would pass for a value when it is printed again outside.
        raise self._refused(node, "letters have no autoescape blocks")

    def _imported(self, node: _Import) -> _Import:
        # Without the context a module is made once and kept, with the marks of another letter.
        node.with_context = True
        return node

    def _counted(self, node: _Body) -> _Body:
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_call("count", at=node), lineno=node.lineno))
        return node

    visit_Import = visit_FromImport = _imported  # noqa: N815
    visit_Template = visit_Block = visit_Macro = visit_CallBlock = _counted  # noqa: N815

    def _refused(self, node: nodes.Node, what: str) -> TemplateSyntaxError:
        return TemplateSyntaxError(what, node.lineno, self._name, self._filename)


def _with_its_end(line: str) -> str:
    """Mark the last tag of a line that has words too, so that Jinja leaves the line's end.

    Without that a paragraph that ends with a tag would run into the next one. A line of tags alone
    leaves nothing.
    """
    last = _LAST_TAG.fullmatch(line)
    return f"{last[1]}+{last[2]}" if last and _TAG.sub("", line).strip() else line


def _call(method: str, *arguments: nodes.Node, at: nodes.Node) -> nodes.Call:
    """Return the call of one of the sandbox's own methods."""
    function = nodes.EnvironmentAttribute(method, lineno=at.lineno)
    return nodes.Call(function, list(arguments), [], None, None, lineno=at.lineno)


def _of_values(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that refuses the template's own text, whose marks it could tear apart."""

    @wraps(function)
    def of_values(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - as Jinja's filters are
        if any(isinstance(value, Markup) for value in (*args, *options.values())):
            raise TypeError(
                f"“{name}” is for values, not for text of a macro or a {{% set %}} block"
            )
        return function(*args, **options)

    return of_values


def _default(value: object, other: object = "", boolean: bool = False) -> object:  # noqa: FBT001, FBT002 - Jinja's
    return other if isinstance(value, Blank) else do_default(value, other, boolean)


def _replace(text: object, old: str, new: str) -> str:
    whole = str(text)
    _check_length(len(whole) + whole.count(old) * len(new))
    return whole.replace(old, new)


def _text_of(value: object) -> str:
    """Return a value as a letter prints it; an empty field or an undefined name refuses here."""
    if isinstance(value, bool) or not isinstance(value, _PRINTABLE):
        raise TypeError(f"prints a {type(value).__name__}, which is no text")
    return str(value)


def _check_length(length: int) -> None:
    if length > LONGEST_TEXT:
        raise ValueError(f"makes a text of more than {LONGEST_TEXT:,} characters")
