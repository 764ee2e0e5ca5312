"""The morning digest: who answered and what they said, what to do, what went wrong."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outreach.reports.rows import without_controls


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One person in one section.

    Attributes:
        name: As the sheet has it.
        practice: As the sheet has it; may be empty.
        what: What happened or is to be done, as a short clause.
        said: Their own words; may be empty.
        on: The day that it is about, or None.
    """

    name: str
    what: str
    practice: str = ""
    said: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSection:
    """Lines of one kind, the most urgent first.

    Attributes:
        is_news: Whether it alone is worth a mail.
    """

    title: str
    lines: tuple[DigestLine, ...]
    is_news: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All that the owner should know this morning.

    Attributes:
        alarms: What keeps the scripts from their work, each a sentence with what to do.
        sections: Only those with lines.
        letters: What happens to today's letters, each a sentence.
    """

    owner: str
    on: date
    alarms: tuple[str, ...]
    sections: tuple[DigestSection, ...]
    letters: tuple[str, ...]

    @property
    def has_news(self) -> bool:
        """Whether it is worth a mail."""
        return bool(self.alarms) or any(section.is_news for section in self.sections)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is new, a line each, for the terminal."""
        return tuple(
            without_controls(f"{line.name}: {line.what}")
            for section in self.sections
            if section.is_news
            for line in section.lines
        )

    @property
    def subject(self) -> str:
        """The subject of the mail: what is in it, in a few words."""
        counts = [
            f"{section.title.lower()}: {len(section.lines)}"
            for section in self.sections
            if section.is_news
        ]
        if self.alarms:
            counts.insert(0, "something is wrong")
        return f"Your outreach, {self.on:%A}: {', '.join(counts) or 'nothing new'}"


def render_digest(digest: Digest) -> str:
    """Return the digest as one self-contained HTML document, safe to open and to mail."""
    return _environment().get_template("digest.html.j2").render(digest=digest)


def render_digest_text(digest: Digest) -> str:
    """Return the digest as plain text, for the mail's plain part."""
    lines = [f"Good morning {digest.owner},", ""]
    lines += [line for alarm in digest.alarms for line in (f"! {alarm}", "")]
    for section in digest.sections:
        lines += [section.title, "-" * len(section.title)]
        for one in section.lines:
            who = f"{one.name} ({one.practice})" if one.practice else one.name
            when = f", {one.on:%a, %b} {one.on.day}" if one.on else ""
            lines.append(f"* {who}: {one.what}{when}")
            if one.said:
                lines.append("    “" + " ".join(one.said.split()) + "”")
        lines.append("")
    lines += digest.letters
    return without_controls("\n".join(lines).rstrip() + "\n")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: without_controls(value) if type(value) is str else value,
    )
