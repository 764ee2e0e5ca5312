"""The configuration file: which one, where its paths lead, and that it gives no secret away."""

import logging
import shutil
import traceback
from pathlib import Path

import pytest

from outreach.errors import ConfigError
from outreach.files.config import load_config

PROJECT = Path(__file__).resolve().parents[2]
OWNER = """
[owner]
name = "Ana Reyes"
email = "ana@reyesmassage.example"
timezone = "America/New_York"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project's folder with nothing but the demo in it."""
    (tmp_path / "config").mkdir()
    shutil.copy(PROJECT / "config/outreach.example.toml", tmp_path / "config")
    return tmp_path


def write(project: Path, text: str) -> Path:
    """Write the project's own configuration."""
    path = project / "config" / "outreach.toml"
    path.write_text(text, "utf-8")
    return path


def test_without_a_configuration_the_demo_runs(project: Path) -> None:
    """A newcomer's first command must do real work."""
    config = load_config(None, project=project)

    assert config.is_demo
    assert config.shown == "config/outreach.example.toml"
    assert config.settings.mail.transport == "outbox"


def test_an_own_configuration_takes_the_demo_s_place(project: Path) -> None:
    """Once it exists, nothing of the sample person may be left."""
    write(project, OWNER.replace("Ana Reyes", "Bo Lind"))

    config = load_config(None, project=project)

    assert not config.is_demo
    assert config.settings.owner.name == "Bo Lind"


def test_the_demo_named_outright_is_still_the_demo(project: Path) -> None:
    """What follows from being a rehearsal must not depend on how the file was named."""
    assert load_config(project / "config/outreach.example.toml", project=project).is_demo


def test_a_missing_configuration_is_never_replaced_by_the_demo(project: Path) -> None:
    """A cron line with a mistyped path must not write to sample people."""
    with pytest.raises(ConfigError, match=r"config/other\.toml: there is no such file") as caught:
        load_config(project / "config/other.toml", project=project)

    assert "copy config/outreach.example.toml" in caught.value.hint


def test_inside_the_project_paths_start_at_the_project(project: Path) -> None:
    """`var/` is the project's, whatever folder the script is started from."""
    config = load_config(write(project, OWNER), project=project)

    assert config.resolve("var/outbox") == project.resolve() / "var/outbox"


def test_outside_the_project_paths_start_at_the_configuration(project: Path) -> None:
    """A second practice keeps all it has in one folder."""
    elsewhere = project / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.toml").write_text(OWNER)
    (project / "project").mkdir()

    config = load_config(elsewhere / "mine.toml", project=project / "project")

    assert config.base == elsewhere.resolve()
    assert config.shown == str(elsewhere.resolve() / "mine.toml")
    assert config.resolve("/var/mail") == Path("/var/mail")


def test_the_home_folder_may_be_written_short(project: Path) -> None:
    """Keys are often kept beside other keys of the person."""
    config = load_config(write(project, OWNER), project=project)

    assert config.resolve("~/key.json") == Path.home() / "key.json"


@pytest.mark.parametrize(
    ("text", "place", "what", "hint"),
    [
        ("[owner]\nname = Ana", ":2", "invalid value", "needs quotes"),
        ("[owner]\nname 'Ana'", ":2", "expected '=' after a key", "key = value"),
        ("a = 'x'\n\na = 'y'", ":3", "cannot overwrite a value", "keep one"),
        ("[owner]\n[owner]", ":2", "cannot declare", "keep one"),
        ('[sheet]\nworkbook = "C:\\Sheets\\a.xlsx"', ":2", "unescaped", "with / or"),
        ('[sheet]\nworkbook = "C:\\users\\a.xlsx"', ":2", "invalid hex", "with / or"),
        ("[owner]\nname = '''Ana\n", ":2", "", ""),
    ],
)
def test_what_is_not_toml_is_said_with_its_line(
    project: Path, text: str, place: str, what: str, hint: str
) -> None:
    """People edit this file by hand, and an editor jumps to `path:line`."""
    path = write(project, text)

    with pytest.raises(ConfigError) as caught:
        load_config(path, project=project)

    fault = caught.value.faults[0]
    assert fault.place == f"config/outreach.toml{place}"
    assert what in fault.what
    assert hint in caught.value.hint


def test_a_byte_order_mark_is_fine(project: Path) -> None:
    """Notepad writes one, and TOML's own parser refuses it."""
    path = write(project, "\ufeff" + OWNER)

    assert load_config(path, project=project).settings.owner.name == "Ana Reyes"


def test_another_encoding_is_said(project: Path) -> None:
    """An old editor's accents would otherwise surface in letters."""
    path = write(project, "")
    path.write_bytes(OWNER.replace("Ana", "Aña").encode("latin-1"))

    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        load_config(path, project=project)


def test_a_folder_is_no_configuration(project: Path) -> None:
    """`--config config` is an easy slip, and no reason for a traceback."""
    with pytest.raises(ConfigError, match=r"config: cannot be read"):
        load_config(project / "config", project=project)


def test_days_away_may_be_dates_or_texts(project: Path) -> None:
    """TOML has dates of its own, and both spellings are natural."""
    text = OWNER + 'away = [["2026-12-24", 2027-01-02]]'

    (away,) = load_config(write(project, text), project=project).settings.owner.away

    assert [str(day) for day in away] == ["2026-12-24", "2027-01-02"]


@pytest.mark.parametrize(
    "text",
    [
        "[mail.smtp]\npassword = 'hunter2'",
        "[mail.smtp]\npassword = ['hunter2']",
        "[mail.smtp]\npasword = 'hunter2'",
        "[mail.smtp]\npassword = {value = 'hunter2'}",
        "[mail.smtp]\npassword = {env = 'hunter2!'}",
        "[mail.smtp]\npassword = {env = ['hunter2']}",
        "[mail.smtp]\nport = 'hunter2'",
        "[mail.smtp]\nauth = 'hunter2'",
        "[mail]\npassword = 'hunter2'",
        "password = 'hunter2'",
        "[pacing]\nwindow = 'hunter2'",
        "[owner]\npassword = hunter2",
        "[ledger]\nurl = ['hunter2']",
    ],
)
def test_no_error_repeats_what_may_be_a_password(project: Path, text: str) -> None:
    """People paste passwords into wrong places, and errors end up in logs and mails (I9)."""
    path = write(project, text if text.startswith("[owner]") else OWNER + text)

    with pytest.raises(ConfigError) as caught:
        load_config(path, project=project)

    error = caught.value
    assert "hunter2" not in "".join(traceback.format_exception(error))
    assert "hunter2" not in repr(error) + str(error.faults) + error.hint


def test_a_password_in_the_file_is_refused_with_the_way_out(project: Path) -> None:
    """The file is copied, mailed and committed; the password must be somewhere else."""
    write(project, OWNER + "[mail.smtp]\npassword = 'hunter2'")

    with pytest.raises(ConfigError, match="must say where the password is kept") as caught:
        load_config(None, project=project)

    assert 'password = {env = "NAME"}' in caught.value.hint


def test_logging_the_settings_shows_no_secret(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """`-v` may log them whole, and the places of secrets are half the way to them."""
    text = """
        [mail.smtp]
        password = {env = "HUNTER2"}
        [mail.inbox]
        password = {command = "pass show hunter2"}
        [ledger]
        url = "postgresql+pg8000://ana:hunter2@db.example/outreach"
    """
    config = load_config(write(project, OWNER + text), project=project)

    with caplog.at_level(logging.DEBUG):
        logging.getLogger("outreach").debug("settings: %s %r", config.settings, config)

    assert "Ana Reyes" in caplog.text
    assert "hunter2" not in caplog.text.lower()


def test_no_waiting_can_be_asked_for(project: Path) -> None:
    """Trials and checks need a run that never waits."""
    text = '[pacing]\nspacing_seconds = 0\nwindow = "00:00-24:00"\nholidays = ""'

    pacing = load_config(write(project, OWNER + text), project=project).settings.pacing

    assert pacing.spacing_seconds == (0, 0)
    assert pacing.window == "00:00-24:00"
