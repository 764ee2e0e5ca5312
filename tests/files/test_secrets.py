"""Passwords are fetched from where they are kept, and never shown on the way."""

import sys
import traceback
from pathlib import Path

import pytest

from outreach.errors import ConfigError
from outreach.files import secrets
from outreach.files.secrets import resolve_secret
from outreach.settings import SecretReference

PLACE = "config/outreach.toml: [mail.smtp] password"
SECRET = "hunter2 ♥"


def fetch(base: Path, **reference: str) -> str:
    """Return the secret that a reference leads to."""
    found = resolve_secret(SecretReference(**reference), place=PLACE, base=base)
    assert SECRET not in f"{found!r} {found}"
    return found.get_secret_value()


def refusal(base: Path, **reference: str) -> str:
    """Return what is said of a reference that leads nowhere, having looked for leaks."""
    with pytest.raises(ConfigError) as caught:
        fetch(base, **reference)
    error = caught.value
    assert error.faults[0].place == PLACE
    assert "hunter2" not in "".join(traceback.format_exception(error)) + error.hint
    return error.faults[0].what


def python(base: Path, code: str) -> str:
    """Return a command line that runs Python code from a file in the base folder."""
    (base / "keeper.py").write_text(code, "utf-8")
    return f'"{sys.executable}" -X utf8 keeper.py'


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Provide a keyring package with one entry, as the real one answers."""
    package = tmp_path / "site" / "keyring"
    package.mkdir(parents=True)
    (package / "errors.py").write_text("class KeyringError(Exception):\n    pass\n")
    (package / "__init__.py").write_text(
        "from keyring.errors import KeyringError\n"
        "def get_password(service, user):\n"
        "    if service == 'locked': raise KeyringError('denied')\n"
        f"    return {SECRET!r} if (service, user) == ('mail/smtp', 'ana') else None\n",
        "utf-8",
    )
    monkeypatch.syspath_prepend(package.parent)
    for name in ("keyring", "keyring.errors"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way of containers and systemd."""
    monkeypatch.setenv("OUTREACH_TEST", SECRET)

    assert fetch(tmp_path, env="OUTREACH_TEST") == SECRET


def test_from_the_first_line_of_a_file(tmp_path: Path) -> None:
    """Editors end files with a line break that is no part of the password; spaces may be one."""
    (tmp_path / "smtp.txt").write_bytes(f"{SECRET} \r\nnotes\r\n".encode())

    assert fetch(tmp_path, file="smtp.txt") == SECRET + " "


def test_a_byte_order_mark_is_no_part_of_a_password(tmp_path: Path) -> None:
    """Notepad writes one, and the server would refuse the login without saying why."""
    (tmp_path / "smtp.txt").write_text("\ufeff" + SECRET, "utf-8")

    assert fetch(tmp_path, file="smtp.txt") == SECRET


@pytest.mark.usefixtures("keyring")
def test_from_the_keyring(tmp_path: Path) -> None:
    """The way of desktops; a service's name may hold slashes."""
    assert fetch(tmp_path, keyring="mail/smtp/ana") == SECRET


def test_from_a_command(tmp_path: Path) -> None:
    """The way of password managers; the command runs in the base folder."""
    command = python(tmp_path, f"print({SECRET!r})\nprint('notes')")

    assert fetch(tmp_path, command=command) == SECRET


def test_an_environment_variable_that_is_not_set(tmp_path: Path) -> None:
    """Cron starts scripts without it; the name is not shown, it may be the password itself."""
    assert refusal(tmp_path, env="hunter2") == "the environment variable named there is not set"


def test_an_empty_environment_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty password would be tried at the server, which then locks the account."""
    monkeypatch.setenv("OUTREACH_TEST", "")

    assert "empty" in refusal(tmp_path, env="OUTREACH_TEST")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "there is no file"),
        (b"", "empty"),
        (b"\nhunter2\n", "its first line is"),
        (b"hunter2\xff", "is not UTF-8 text"),
    ],
)
def test_a_file_that_holds_no_password(tmp_path: Path, content: bytes | None, what: str) -> None:
    """Each says what to look at, none shows what is in the file."""
    if content is not None:
        (tmp_path / "smtp.txt").write_bytes(content)

    assert what in refusal(tmp_path, file="smtp.txt")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A system's own error is translated, not passed on."""
    assert "cannot be read" in refusal(tmp_path, file=".")


@pytest.mark.usefixtures("keyring")
@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("hunter2", "must be named as service/user"),
        ("mail/hunter2", "the keyring has no such entry"),
        ("locked/hunter2", "the system's keyring does not answer (KeyringError)"),
    ],
)
def test_a_keyring_that_does_not_answer(tmp_path: Path, entry: str, what: str) -> None:
    """A locked keyring under cron is the usual case, and no bug of ours."""
    assert what in refusal(tmp_path, keyring=entry)


def test_the_keyring_package_is_the_user_s_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few need it, so it is no requirement; the hint says how to get it."""
    monkeypatch.setitem(sys.modules, "keyring", None)

    assert refusal(tmp_path, keyring="a/b") == "the keyring package is not installed"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import sys; print('hunter2'); sys.exit('hunter2')", "failed with code 1"),
        ("", "empty"),
        ("import sys; sys.stdout.buffer.write(b'hunter2\\xff')", "(UnicodeDecodeError)"),
    ],
)
def test_a_command_that_gives_no_password(tmp_path: Path, code: str, what: str) -> None:
    """What it printed before it failed may be a secret all the same."""
    assert what in refusal(tmp_path, command=python(tmp_path, code))


@pytest.mark.parametrize("command", ["no-such-program hunter2", "'hunter2"])
def test_a_command_that_cannot_be_run(tmp_path: Path, command: str) -> None:
    """The command may carry a secret as an argument, so it is not shown."""
    assert "cannot be run or understood" in refusal(tmp_path, command=command)


def test_a_command_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password manager that waits for a person would hold up the night for ever."""
    monkeypatch.setattr(secrets, "COMMAND_SECONDS", 0.3)
    command = python(tmp_path, "print('hunter2', flush=True)\nwhile True: pass")

    assert refusal(tmp_path, command=command) == "the command took over 0.3 seconds"


def test_a_command_s_complaints_stay_off_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What it writes to stderr would land in cron's mail."""
    refusal(tmp_path, command=python(tmp_path, "import sys; sys.exit('hunter2')"))

    assert "hunter2" not in "".join(capfd.readouterr())
