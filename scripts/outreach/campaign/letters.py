"""Letters from templates: Jinja in a sandbox, where an empty field is never printed (I6).

What `{{ }}` prints is kept apart from the template's own Markdown by marks, so that a cell can
become neither Markdown nor HTML nor a header nor a template (I9).
"""

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from outreach.campaign.sandbox import MARK, Sandbox
from outreach.errors import ConfigError

_HEADER = re.compile(r"([A-Za-z][A-Za-z-]*):[ \t]*(.*)")
_FORM = "begin with `Subject: …`, then leave a line blank"
_MARK_CHARACTER = re.compile("[\ue000\ue001]")
_NEVER_IN_A_HEADER = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TEMPLATE_FAULTS = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


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


class Letters:
    """Renders letters from template sources; compiles each source once."""

    def __init__(self, sources: Mapping[str, TemplateSource]) -> None:
        """Take name → source, a name being such as `introduction/default.md.j2`."""
        self._sources = sources
        self._sandbox = Sandbox({name: (one.text, one.shown) for name, one in sources.items()})

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
        printed = self._sandbox.start()
        try:
            text = self._sandbox.get_template(name).render(scope)
        except TemplateSyntaxError as error:
            place = f"{error.filename or self.shown(name)}:{error.lineno}"
            raise _fault(place, str(error.message)) from error
        except TemplateNotFound as error:
            missing = " and ".join(map(str, error.templates))
            what = f"needs {missing}, which is not in templates/"
            raise _fault(self._where(error, name), what) from error
        except RecursionError as error:
            what = "includes or calls itself without end"
            raise _fault(self._where(error, name), what) from error
        except MemoryError as error:
            raise _fault(self._where(error, name), "makes too long a text") from error
        except _TEMPLATE_FAULTS as error:
            what = " ".join(str(error).split())
            raise _fault(self._where(error, name), what) from error
        return self._letter(name, text, tuple(printed))

    def shown(self, name: str) -> str:
        """Return a template's path as the user knows it."""
        return self._sources[name].shown

    def _letter(self, name: str, text: str, values: tuple[str, ...]) -> Letter:
        head, *rest = _BLANK_LINE.split(text.lstrip("\n"), maxsplit=1)
        body = "".join(rest)
        headers: dict[str, str] = {}
        for line in head.splitlines():
            found = _HEADER.fullmatch(line.strip())
            if not found:
                what = f"“{fill(line, values)}” is no header; {_FORM}"
                raise _fault(f"{self.shown(name)}:1", what)
            name_of_header = found[1].lower()
            if name_of_header in headers:
                raise _fault(f"{self.shown(name)}:1", f"has the header {name_of_header} twice")
            headers[name_of_header] = found[2]
        if unknown := set(headers) - {"subject"}:
            what = f"has the header {min(unknown)}; only Subject is known"
            raise _fault(f"{self.shown(name)}:1", what)
        # Entities mean the same here as in the body, where Markdown resolves them.
        subject = " ".join(fill(html.unescape(headers.get("subject", "")), values).split())
        if not subject or not body.strip():
            raise _fault(f"{self.shown(name)}:1", f"needs a subject and a body; {_FORM}")
        if not subject.isprintable() and any(map(_is_never_in_a_header, subject)):
            raise _fault(f"{self.shown(name)}:1", "has an invisible character in its subject")
        if _MARK_CHARACTER.search(MARK.sub("", text)) or not _all_known(text, values):
            what = "takes text of a macro or a {% set %} block to pieces; print it whole"
            raise _fault(self.shown(name), what)
        return Letter(subject=subject, markdown=body, values=values)

    def _where(self, error: BaseException, name: str) -> str:
        """Return template and line of the innermost template that an error came through."""
        shown = {source.shown for source in self._sources.values()}
        found = self.shown(name)
        traceback = error.__traceback__
        while traceback is not None:
            filename = traceback.tb_frame.f_code.co_filename
            if filename in shown:
                found = f"{filename}:{traceback.tb_lineno}"
            traceback = traceback.tb_next
        return found


def fill(text: str, values: Sequence[str]) -> str:
    """Put the printed values in the place of their marks."""
    return MARK.sub(lambda mark: values[int(mark[1])], text)


def _is_never_in_a_header(character: str) -> bool:
    return unicodedata.category(character) in _NEVER_IN_A_HEADER


def _all_known(text: str, values: tuple[str, ...]) -> bool:
    return all(int(mark[1]) < len(values) for mark in MARK.finditer(text))


def _fault(place: str, what: str) -> ConfigError:
    return ConfigError(place, what, hint="mend the template; nothing was sent")
