"""Letters from templates: Jinja in a sandbox, where an empty field is never printed (I6).

What `{{ }}` prints is kept apart from the template's own Markdown by marks, so that a cell can
become neither Markdown nor HTML nor a header nor a template (I9).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from outreach.errors import ConfigError
from outreach.practitioners.names import is_placeholder

MOST_ITERATIONS = 10_000
"""Rounds of all loops of one letter together; more is an endless loop."""
MARK = re.compile("\ue000([0-9]+)\ue001")
_HEADER = re.compile(r"([A-Za-z][A-Za-z-]*):\s*(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSource:
    """A template as files/ read it.

    Attributes:
        shown: Its path as the user knows it, such as `templates/introduction/default.md.j2`.
        text: Its source.
    """

    shown: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A rendered letter before it becomes text and HTML.

    Attributes:
        subject: One line, values filled in.
        markdown: The body, with a mark for each printed value.
        values: What the marks stand for.
    """

    subject: str
    markdown: str
    values: tuple[str, ...]


class EmptyField(Exception):
    """A template prints a field that is empty or only holds a place."""

    def __init__(self, place: str) -> None:
        """Remember where to fill it: a heading of the sheet, or a key of the configuration."""
        super().__init__(place)
        self.place = place


class Blank:
    """An empty field in a template: false in a test, refused in every other use."""

    def __init__(self, place: str) -> None:
        """Take the place to fill."""
        self._place = place

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return not other

    def __hash__(self) -> int:
        return hash("")

    def __contains__(self, _: object) -> bool:
        return False

    def __str__(self) -> str:
        raise EmptyField(self._place)

    def __html__(self) -> str:
        raise EmptyField(self._place)

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise EmptyField(self._place)


def field(value: object, place: str) -> object:
    """Return a value for a template: itself, or Blank when empty or a placeholder."""
    if value is None or (isinstance(value, str) and (not value or is_placeholder(value))):
        return Blank(place)
    return value


class Letters:
    """Renders letters from template sources; compiles each source once."""

    def __init__(self, sources: Mapping[str, TemplateSource]) -> None:
        """Take name → source, a name being such as `introduction/default.md.j2`."""
        self._sources = sources
        self._environment = _Environment(sources)

    def choose(self, folder: str, slug: str) -> str:
        """Return the name of the template for a specialty, or of the fallback.

        Raises:
            ConfigError: There is neither.
        """
        for name in (f"{folder}/{slug}.md.j2", f"{folder}/default.md.j2"):
            if name in self._sources:
                return name
        raise ConfigError(
            f"templates/{folder}/default.md.j2",
            "is missing",
            hint="every e-mail step needs at least this letter",
        )

    def render(self, name: str, scope: Mapping[str, object]) -> Letter:
        """Render one letter.

        Raises:
            EmptyField: It prints a field that is empty.
            ConfigError: The template is faulty; names file and line.
        """
        printed = self._environment.start()
        try:
            text = self._environment.get_template(name).render(scope)
        except TemplateSyntaxError as error:
            raise self._fault(error.filename or name, error.lineno, str(error.message)) from error
        except TemplateNotFound as error:
            what = f"includes {error}, which is not in templates/"
            raise self._fault(name, _line(error, self._shown(name)), what) from error
        except RecursionError as error:
            raise self._fault(name, None, "includes itself without end") from error
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            place, line = _where(error, {s.shown for s in self._sources.values()})
            raise self._fault(place or name, line, " ".join(str(error).split())) from error
        return self._letter(name, text, tuple(printed))

    def _letter(self, name: str, text: str, values: tuple[str, ...]) -> Letter:
        head, blank, body = text.lstrip("\n").partition("\n\n")
        headers: dict[str, str] = {}
        for number, line in enumerate(head.splitlines(), start=1):
            found = _HEADER.fullmatch(line.strip())
            if not found:
                what = "is no header; begin with `Subject: …`, then leave a line blank"
                raise self._fault(name, number, what)
            headers[found[1].lower()] = found[2]
        if unknown := set(headers) - {"subject"}:
            raise self._fault(name, 1, f"has the header {min(unknown)}; only Subject is known")
        subject = " ".join(fill(headers.get("subject", ""), values).split())
        if not subject or not blank or not body.strip():
            raise self._fault(name, 1, "needs a `Subject:` line, a blank line and a body")
        return Letter(subject=subject, markdown=body, values=values)

    def _shown(self, name: str) -> str:
        return self._sources[name].shown if name in self._sources else name

    def _fault(self, name: str, line: int | None, what: str) -> ConfigError:
        place = self._shown(name) + (f":{line}" if line else "")
        return ConfigError(place, what, hint="mend the template; nothing was sent")


def fill(text: str, values: tuple[str, ...]) -> str:
    """Put the printed values in the place of their marks."""
    return MARK.sub(lambda mark: values[int(mark[1])], text)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja with marks for printed values, and with bounded loops."""

    intercepted_binops = frozenset({"**", "*"})

    def __init__(self, sources: Mapping[str, TemplateSource]) -> None:
        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            source = sources.get(name)
            return (source.text, source.shown, lambda: True) if source else None

        super().__init__(
            loader=FunctionLoader(load),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=self._print,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=-1,
        )
        self.globals["bounded"] = self._bounded
        self._printed: list[str] = []
        self._rounds = 0

    def start(self) -> list[str]:
        """Begin a letter; the list returned collects what it prints."""
        self._printed, self._rounds = [], 0
        return self._printed

    def compile(self, source: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - Jinja's
        """Compile with every loop counted; Jinja itself has no bound."""
        if isinstance(source, str):
            name, filename = (*args, None, None)[:2]
            source = self.parse(source, name, filename)
            for loop in list(source.find_all(nodes.For)):
                counted = nodes.Name("bounded", "load", lineno=loop.lineno)
                loop.iter = nodes.Call(counted, [loop.iter], [], None, None, lineno=loop.lineno)
        return super().compile(source, *args, **options)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Refuse products that would fill the memory."""
        if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
            raise TypeError(f"“{operator}” is for numbers in letters, and ** is not for them")
        return super().call_binop(context, operator, left, right)

    def _bounded(self, items: Iterable[object]) -> Iterator[object]:
        for item in items:
            self._rounds += 1
            if self._rounds > MOST_ITERATIONS:
                raise ValueError(f"loops more than {MOST_ITERATIONS:,} times; is it endless?")
            yield item

    def _print(self, value: object) -> object:
        """Turn what `{{ }}` prints into a mark; text that a template made passes as it is."""
        if isinstance(value, Markup | StrictUndefined):
            return value
        text = str(value)
        if value is None or not text.strip():
            raise EmptyField("")
        self._printed.append(text)
        return Markup(f"\ue000{len(self._printed) - 1}\ue001")  # noqa: S704 - digits only


def _where(error: BaseException, shown: set[str]) -> tuple[str, int | None]:
    """Return the template and line of the innermost template frame of an error."""
    found: tuple[str, int | None] = ("", None)
    traceback = error.__traceback__
    while traceback is not None:
        filename = traceback.tb_frame.f_code.co_filename
        if filename in shown:
            found = (filename, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


def _line(error: BaseException, shown: str) -> int | None:
    return _where(error, {shown})[1]
