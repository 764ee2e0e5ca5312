"""Templates as they lie in folders: the owner's take the place of the project's."""

from dataclasses import replace
from pathlib import Path

import pytest

from outreach.campaign.campaign import Campaign, Channel, Step
from outreach.errors import ConfigError
from outreach.files.config import Config
from outreach.files.templates import load_templates
from tests.people import default_campaign, demo_config
from tests.unprivileged import public_folder, unprivileged


def campaign(*templates: str) -> Campaign:
    """Return a campaign with an e-mail step for each of these folders, and a task."""
    mails = [
        Step(name=name, title=name, channel=Channel.EMAIL, template=name, after_days=1)
        for name in templates
    ]
    call = Step(name="call", title="Call", channel=Channel.TASK, template="call", after_days=1)
    return Campaign(name="c", title="C", steps=(*mails, call), rest_days=1)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Return a configuration outside the project."""
    return replace(demo_config(), project=tmp_path / "project", base=tmp_path / "mine")


def put(root: Path, name: str, content: str | bytes = "Subject: a\n\nb") -> Path:
    """Write a template."""
    path = root / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def texts(config: Config, *steps: str) -> dict[str, str]:
    """Return name → text of all templates."""
    return {name: source.text for name, source in load_templates(config, campaign(*steps)).items()}


def test_what_ships_is_found() -> None:
    """Every e-mail step has its letters, and they may include the partials."""
    found = load_templates(demo_config(), default_campaign())
    assert {"introduction/default.md.j2", "partials/closing.md.j2"} <= found.keys()
    assert found["introduction/default.md.j2"].shown == "templates/introduction/default.md.j2"


def test_a_folder_of_one_s_own_replaces_the_project_s(config: Config) -> None:
    """A letter left over from the project's folder would speak in another voice."""
    put(config.project, "hello/default.md.j2", "theirs")
    put(config.project, "hello/yoga-teacher.md.j2", "theirs")
    put(config.project, "partials/a.md.j2", "theirs")
    put(config.base, "hello/default.md.j2", "mine")
    assert texts(config, "hello") == {"hello/default.md.j2": "mine", "partials/a.md.j2": "theirs"}


def test_own_templates_are_shown_where_they_lie(config: Config) -> None:
    """An error must lead to the file that is wrong, not to its namesake."""
    path = put(config.base, "hello/default.md.j2")
    assert load_templates(config, campaign("hello"))["hello/default.md.j2"].shown == str(path)


def test_templates_may_lie_at_the_top_and_deep(config: Config) -> None:
    """`extends "base.md.j2"` is what Jinja's own manual teaches."""
    put(config.project, "hello/default.md.j2")
    put(config.project, "base.md.j2", "theirs")
    put(config.project, "other.md.j2", "theirs")
    put(config.base, "base.md.j2", "mine")
    put(config.base, "partials/more/deep.md.j2", "deep")
    found = texts(config, "hello")
    assert found["base.md.j2"] == "mine"
    assert found["other.md.j2"] == "theirs"
    assert found["partials/more/deep.md.j2"] == "deep"


@pytest.mark.parametrize(
    "name", ["hello/.#default.md.j2", "hello/._default.md.j2", ".git/x.md.j2", "hello/notes.txt"]
)
def test_what_editors_and_systems_leave_is_no_template(config: Config, name: str) -> None:
    """Editors and macOS put files of their own beside each file, and not as UTF-8."""
    put(config.project, "hello/default.md.j2")
    put(config.project, name, b"\xff\xfe")
    assert texts(config, "hello").keys() == {"hello/default.md.j2"}


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbfSubject: \xc3\xa9\r\n\r\nb\r\n", "Subject: é\n\nb\n"]
)
def test_files_of_any_system_are_read(config: Config, content: str | bytes) -> None:
    """Windows writes a mark at the start and its own line ends; neither is part of a letter."""
    put(config.project, "hello/default.md.j2", content)
    assert texts(config, "hello") == {"hello/default.md.j2": "Subject: é\n\nb\n"}


def test_other_encodings_are_refused(config: Config) -> None:
    """A guess would send wrong letters to everybody."""
    path = put(config.project, "hello/default.md.j2", "Subject: é\n\nb".encode("latin-1"))
    with pytest.raises(ConfigError) as caught:
        load_templates(config, campaign("hello"))
    assert str(caught.value) == "templates/hello/default.md.j2: is not UTF-8 text"
    assert "UTF-8" in caught.value.hint
    assert path.exists()


def test_every_step_without_a_letter_is_named(config: Config) -> None:
    """One round of writing should do; tasks need none."""
    put(config.project, "hello/yoga-teacher.md.j2")
    put(config.project, "bye/default.md.j2")
    with pytest.raises(ConfigError) as caught:
        load_templates(config, campaign("hello", "bye", "again"))
    assert [str(fault) for fault in caught.value.faults] == [
        "templates/hello/default.md.j2: is missing; the step hello needs at least this letter",
        "templates/again/default.md.j2: is missing; the step again needs at least this letter",
    ]
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("locked", "mode", "named"),
    [
        ("templates", 0o000, "templates"),
        ("templates/hello", 0o000, "templates/hello"),
        ("templates/hello", 0o444, "templates/hello/default.md.j2"),
        ("templates/hello/x.md.j2", 0o000, "templates/hello/x.md.j2"),
    ],
)
def test_what_cannot_be_read_is_named(config: Config, locked: str, mode: int, named: str) -> None:
    """Leaving it out in silence would send the default to everybody."""
    with public_folder() as folder:
        for name in ("default", "x"):
            put(folder, f"hello/{name}.md.j2")
        (folder / locked).chmod(mode)
        with unprivileged(), pytest.raises(ConfigError) as caught:
            load_templates(replace(config, project=folder, base=folder), campaign("hello"))
        (folder / locked).chmod(0o700)
    assert str(caught.value) == f"{named}: cannot be read (Permission denied)"
    assert "permissions" in caught.value.hint
