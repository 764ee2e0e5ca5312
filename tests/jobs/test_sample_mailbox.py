"""The mailbox of a rehearsal: made once, as a whole, and never for real letters."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outreach.errors import ConfigError, MailError
from outreach.files.config import load_config
from outreach.jobs.sample_mailbox import has_mailbox, make_sample_mailbox
from outreach.ledger.database import ledger_url
from outreach.ledger.ledger import Ledger
from outreach.ledger.values import Binding
from outreach.practitioners.touches import TouchKey, TouchRecord, TouchState
from tests.desk import CONFIG
from tests.people import PROJECT

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
NIGHT = AT + timedelta(hours=11)
INBOX = """
[mail.inbox]
kind = "maildir"
path = "var/mailbox"
sample = "config/sample_answers.toml"
"""
LIVE = '\n[mail]\ntransport = "smtp"\n'


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Return an empty ledger."""
    (tmp_path / "var").mkdir()
    url = ledger_url("sqlite:///var/ledger.sqlite3", tmp_path, place="url")
    with closing(Ledger(url)) as opened:
        yield opened


def write_to_abigail(ledger: Ledger) -> None:
    """Record a letter to one of the sample people."""
    touch = TouchRecord(
        key=TouchKey(practitioner="P-N1HV7G", campaign="referral_partners", step="introduction"),
        state=TouchState.SENT,
        at=AT,
        message_id="<one@reyesmassage.example>",
        address="abigail@lighthousemidwifery.example",
        subject="A massage therapist with a question",
    )
    ledger.queue([touch], Binding.REHEARSAL)


def make(folder: Path, ledger: Ledger, extra: str = INBOX) -> bool:
    """Make the mailbox with these settings."""
    path = folder / "outreach.toml"
    path.write_text(CONFIG.format(cap=10) + extra, "utf-8")
    return make_sample_mailbox(load_config(path, project=PROJECT), ledger, now=NIGHT)


def files(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder by name."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_mailbox_is_made_once_and_left_alone_then(tmp_path: Path, ledger: Ledger) -> None:
    """The mailbox is read only from then on, as a real one is."""
    write_to_abigail(ledger)

    assert make(tmp_path, ledger)
    mailbox = tmp_path / "var" / "mailbox"
    made = files(mailbox)
    assert sorted(path.name for path in mailbox.iterdir()) == ["SAMPLE.txt", "cur", "new", "tmp"]
    assert len([name for name in made if name.startswith("new/")]) == 3
    assert make(tmp_path, ledger)
    assert files(mailbox) == made
    assert not list((tmp_path / "var").glob(".mailbox*"))


def test_nothing_is_made_before_a_sample_letter_left(tmp_path: Path, ledger: Ledger) -> None:
    """A mailbox that is made too early would never hold an answer."""
    assert not make(tmp_path, ledger)
    assert not (tmp_path / "var" / "mailbox").exists()


def test_folder_that_is_there_is_somebody_s_own(tmp_path: Path, ledger: Ledger) -> None:
    """Made-up answers must not come among real mail, nor into an empty mailbox."""
    write_to_abigail(ledger)
    (tmp_path / "var" / "mailbox" / "new").mkdir(parents=True)

    assert make(tmp_path, ledger)
    assert files(tmp_path / "var" / "mailbox") == {}


def test_without_a_sample_nothing_is_made(tmp_path: Path, ledger: Ledger) -> None:
    """A mailbox that is missing is then a fault, which its reader tells."""
    write_to_abigail(ledger)

    assert make(tmp_path, ledger, INBOX.replace("sample =", "#sample ="))
    assert make(tmp_path, ledger, "")
    assert not (tmp_path / "var" / "mailbox").exists()


def test_what_a_killed_run_left_is_replaced(tmp_path: Path, ledger: Ledger) -> None:
    """Half a mailbox must neither count as one nor be in the way."""
    write_to_abigail(ledger)
    left = tmp_path / "var" / ".mailbox.part" / "new"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"Subject: ha")

    assert make(tmp_path, ledger)
    assert "new/half" not in files(tmp_path / "var" / "mailbox")


def test_real_letters_never_meet_made_up_answers(tmp_path: Path, ledger: Ledger) -> None:
    """Else a later letter would leave although nobody looked into the real mailbox (I7)."""
    write_to_abigail(ledger)
    with pytest.raises(ConfigError, match="for rehearsals only"):
        make(tmp_path, ledger, LIVE + INBOX)
    make(tmp_path, ledger)
    kept = INBOX.replace("sample =", "#sample =")
    with pytest.raises(ConfigError, match="for rehearsals only"):
        make(tmp_path, ledger, LIVE + kept)
    config = load_config(tmp_path / "outreach.toml", project=PROJECT)
    with pytest.raises(ConfigError):
        has_mailbox(config)


def test_missing_sample_file_is_named(tmp_path: Path, ledger: Ledger) -> None:
    """A typing error in the configuration must not end in silence."""
    with pytest.raises(ConfigError, match=r"\[mail.inbox\] sample: there is no file answers.toml"):
        make(tmp_path, ledger, INBOX.replace("config/sample_answers.toml", "answers.toml"))


def test_faults_of_the_sample_file_are_named(tmp_path: Path, ledger: Ledger) -> None:
    """Whoever writes answers of their own learns the place of what is wrong."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "sample_answers.toml").write_text('[[answer]]\nto = "abigail"\n')
    with pytest.raises(ConfigError, match=r"sample_answers.toml: \[\[answer\]\] 1 to: must be"):
        make(tmp_path, ledger)


@pytest.mark.skipif(os.name != "posix", reason="Windows lets files be made in such a folder")
def test_mailbox_that_cannot_be_made_is_a_mail_fault(tmp_path: Path, ledger: Ledger) -> None:
    """It says where, and leaves nothing behind that a reader could take for a mailbox."""
    write_to_abigail(ledger)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MailError, match="file/mailbox: cannot be made from the sample"):
        make(tmp_path, ledger, INBOX.replace("var/mailbox", "file/mailbox"))
