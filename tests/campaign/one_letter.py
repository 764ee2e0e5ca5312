"""One letter made of one template, for tests of what templates may do."""

import pytest

from outreach.campaign.blanks import Blank, Fields
from outreach.campaign.letters import Letter, Letters, TemplateSource, fill
from outreach.errors import ConfigError

NAME = "step/default.md.j2"
SHOWN = f"templates/{NAME}"


def letters(source: str, **partials: str) -> Letters:
    """Return letters of one template, and of partials/<keyword>.md.j2."""
    sources = {NAME: source} | {f"partials/{name}.md.j2": text for name, text in partials.items()}
    return Letters(
        {
            name: TemplateSource(shown=f"templates/{name}", text=text)
            for name, text in sources.items()
        }
    )


def render(source: str, **partials: str) -> Letter:
    """Render a whole template for a practitioner with a name and no practice."""
    fields = {
        "name": "Maria Lopez",
        "city": "Dover",
        "miles_away": 3,
        "practice": Blank("Practice"),
    }
    scope = {"practitioner": Fields("practitioner", fields), "previous": (), "minutes": 30}
    return letters(source, **partials).render(NAME, scope)


def body(source: str, **partials: str) -> str:
    """Render a body and fill in what it prints."""
    letter = render(f"Subject: Hello\n\n{source}", **partials)
    return fill(letter.markdown, letter.values).strip()


def fault(source: str, **partials: str) -> str:
    """Return what is wrong with a template."""
    with pytest.raises(ConfigError) as caught:
        render(source, **partials)
    assert caught.value.exit_code == 3
    assert caught.value.hint
    return str(caught.value)


def fault_of_body(source: str, **partials: str) -> str:
    """Return what is wrong with a body; it begins in line 3."""
    return fault(f"Subject: Hello\n\n{source}", **partials)
