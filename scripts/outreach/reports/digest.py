"""The morning digest: who answered and what they said, what to do, what went wrong."""

import re
import textwrap
from dataclasses import dataclass
from datetime import date

from outreach.reports.pages import page_environment
from outreach.reports.rows import without_controls

SAID_SHOWN = 300
"""Characters of an answer; the mailbox has the rest."""
BROKEN_BEYOND = 55
"""Characters after which a line break is the mail program's, not the writer's."""
NOTHING = "Nobody answered, and nothing waits for you."


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
            _plain(f"{line.name}: {line.what}")
            for section in self.sections
            if section.is_news
            for line in section.lines
        )

    @property
    def summary(self) -> str:
        """What is new, counted: `2 answered, 1 came back`; empty when nothing is."""
        counts = [
            f"{len(section.lines)} {section.title.lower().removeprefix('they ')}"
            for section in self.sections
            if section.is_news
        ]
        return ", ".join(["something is wrong"] * bool(self.alarms) + counts)

    @property
    def subject(self) -> str:
        """The subject of the mail: what is in it, in a few words."""
        return f"Your outreach on {self.on:%A}: {self.summary or 'nothing new'}"

    def when(self, on: date) -> str:
        """Return a day as it reads on this morning: `today`, `since Fri, Nov 20`, `Sat, Jan 23`."""
        if on == self.on:
            return "today"
        shown = f"{on:%a, %b} {on.day}" + (f", {on.year}" if on.year != self.on.year else "")
        return f"since {shown}" if on < self.on else shown


def shortened(text: str) -> str:
    """Return somebody's words as far as a digest shows them, cut between words."""
    if len(text) <= SAID_SHOWN:
        return text
    kept = re.match(r"(?s).+(?=\s)", text[:SAID_SHOWN])
    return f"{(kept[0] if kept else text[: SAID_SHOWN - 1]).rstrip()} …"


def render_digest(digest: Digest) -> str:
    """Return the digest as one self-contained HTML document, safe to open and to mail."""
    template = page_environment().get_template("digest.html.j2")
    return template.render(digest=digest, paragraphs=_paragraphs, nothing=NOTHING)


def render_digest_text(digest: Digest) -> str:
    """Return the digest as plain text, for the mail's plain part."""
    blocks = [f"Good morning, {_plain(digest.owner)}!"]
    blocks += [_wrapped(_plain(alarm), first="! ", rest="  ") for alarm in digest.alarms]
    for section in digest.sections:
        lines = [section.title, "-" * len(section.title)]
        for one in section.lines:
            who = f"{one.name} ({one.practice})" if one.practice else one.name
            when = f" ({digest.when(one.on)})" if one.on else ""
            lines.append(_wrapped(_plain(f"{who}: {one.what}{when}"), first="* ", rest="  "))
            if said := _plain(one.said):
                lines.append(_wrapped(f"“{said}”", first="    ", rest="    "))
        blocks.append("\n".join(lines))
    if not digest.sections:
        blocks.append(NOTHING)
    blocks += [_wrapped(_plain(sentence)) for sentence in digest.letters]
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    """Return text from outside on one line, so that it cannot pass for lines of ours (I9)."""
    return " ".join(without_controls(text).split())


def _wrapped(text: str, *, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text,
        width=72,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _paragraphs(text: str) -> list[list[str]]:
    """Return paragraphs of lines, without the breaks that a mail program put into long lines."""
    paragraphs: list[list[str]] = []
    for block in re.split(r"\n\s*\n", without_controls(text).strip()):
        lines: list[str] = []
        was_long = False
        for line in block.splitlines():
            if was_long:
                lines[-1] += f" {line.strip()}"
            else:
                lines.append(line.strip())
            was_long = len(line) > BROKEN_BEYOND
        paragraphs.append(lines)
    return paragraphs
