"""A Maildir, which other programs use at the same time."""

import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from outreach.errors import ConfigError, MailError
from outreach.mail.mailbox import Swept
from outreach.mail.maildir import Maildir
from tests.contracts.mailbox import (
    LONG_AGO,
    NOON,
    OTHER,
    PLACE,
    MailboxContract,
    letter,
    message,
    subjects,
)
from tests.unprivileged import public_folder, unprivileged

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows takes no colons in names of files"
)
SPELT = {"INBOX": "", OTHER: ".Entw&APw-rfe &- mehr"}
"""How Dovecot and Courier spell folders."""


class Files:
    """A Maildir as a mail system keeps it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._numbers = count(1)
        self.make("INBOX")

    def folder(self, name: str) -> Path:
        """Return where a folder lies."""
        return self.root / SPELT.get(name, f".{name}")

    def make(self, name: str) -> Path:
        """Make a folder."""
        for place in ("cur", "new", "tmp"):
            (self.folder(name) / place).mkdir(parents=True, exist_ok=True)
        return self.folder(name)

    def put(self, raw: bytes, *, folder: str = "INBOX") -> Path:
        """Deliver a message."""
        number = next(self._numbers)
        path = self.make(folder) / "new" / f"{1_700_000_000 + number}.M1P{number}.mx,S={len(raw)}"
        path.write_bytes(raw)
        return path

    def open(self, *folders: str) -> Maildir:
        """Open it as the scripts do."""
        return Maildir(self.root, shown="Mail", folders=folders or ("INBOX",), place=PLACE)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return an empty Maildir."""
    return Files(tmp_path / "Mail")


class TestMaildir(MailboxContract):
    """A Maildir keeps the contract."""

    @pytest.fixture(autouse=True)
    def _files(self, files: Files) -> None:
        self.files = files

    def mailbox(self, *folders: str) -> Maildir:
        """Open it anew; there is a folder for sent mail."""
        self.files.make("Sent")
        return self.files.open(*folders)

    def deliver(self, raw: bytes, *, folder: str = "INBOX", arrived: datetime = NOON) -> None:  # noqa: ARG002 (its header says when)
        """Deliver a file."""
        self.files.put(raw, folder=folder)

    def remove(self, swept: Swept) -> None:
        """Delete the file."""
        next(self.files.folder(swept.folder).rglob(f"{swept.key}*")).unlink()

    def state(self) -> object:
        """Look at all files and folders, and at when they changed."""
        return {
            path: (path.stat().st_mtime_ns, path.is_file() and path.read_bytes())
            for path in self.files.root.rglob("*")
        }

    def sent(self) -> Sequence[bytes]:
        """Look at the files."""
        assert list((self.files.folder("Sent") / "tmp").iterdir()) == []
        return [
            path.read_bytes() for path in self.files.folder("Sent").rglob("*.*") if path.is_file()
        ]

    def without_sent(self) -> Maildir:
        """Open one that has no folder for sent mail."""
        return self.files.open()


def read(files: Files, bookmark: str = "") -> tuple[list[Swept], str]:
    """Sweep the inbox as one run does."""
    mailbox = files.open()
    found = list(mailbox.sweep("INBOX", bookmark, since=LONG_AGO))
    return found, mailbox.bookmark("INBOX", unread=())


def see(path: Path, flags: str = "S") -> Path:
    """Let a mail program show a message, and keep flags of it."""
    moved = path.parent.parent / "cur" / f"{path.name.partition(':')[0]}:2,{flags}"
    return path.rename(moved)


def test_reading_and_answering_makes_nothing_new(files: Files) -> None:
    """Mail programs move files and rename them; the message stays the same."""
    path = files.put(message(1))
    _, bookmark = read(files)
    for flags in ("", "S", "RS", "FRS"):
        path = see(path, flags)
        found, bookmark = read(files, bookmark)
        assert found == []


def test_a_file_that_moves_while_it_is_read(files: Files) -> None:
    """The owner's mail program is open while we read."""
    paths = [files.put(message(number)) for number in (1, 2, 3)]
    mailbox = files.open()
    sweep = mailbox.sweep("INBOX", "", since=LONG_AGO)
    first = next(sweep)
    moved = see(paths[0])
    see(paths[1])
    paths[2].unlink()
    assert subjects(list(sweep)) == ["Answer 2"]
    assert mailbox.raw(first) == message(1)
    see(moved, "RS")
    assert mailbox.raw(first) == message(1)
    assert read(files, mailbox.bookmark("INBOX", unread=()))[0] == []


def test_what_is_no_message_is_left_alone(files: Files) -> None:
    """Half-delivered files lie in tmp; a pipe would be waited for without end."""
    inbox = files.folder("INBOX")
    (inbox / "tmp" / "1700000000.half.mx").write_bytes(message(1))
    (inbox / "new" / ".hidden").write_bytes(message(2))
    (inbox / "new" / "folder").mkdir()
    (inbox / "dovecot-uidlist").write_bytes(b"3 V1 N2\n")
    os.mkfifo(inbox / "new" / "1700000000.pipe.mx")
    files.put(message(3))
    assert subjects(read(files)[0]) == ["Answer 3"]


def test_the_oldest_comes_first(files: Files) -> None:
    """A refusal that follows a yes is the later word; the number of a second grows a digit."""
    for number, second in ((1, 1_700_000_001), (2, 999_999_999), (3, 1_700_000_000)):
        path = files.put(message(number))
        path.rename(path.with_name(f"{second}.{number}.mx"))
    see(files.put(message(4)).rename(files.root / "new" / "1699999999.x"))
    assert subjects(read(files)[0]) == ["Answer 2", "Answer 4", "Answer 3", "Answer 1"]


def test_the_bookmark_is_small(files: Files) -> None:
    """It lies in the ledger for years; what was deleted is forgotten."""
    paths = [files.put(message(number)) for number in range(100)]
    _, bookmark = read(files)
    assert json.loads(bookmark)["read"]
    assert len(bookmark) < 100 * 16
    for path in paths[1:]:
        path.unlink()
    found, bookmark = read(files, bookmark)
    assert found == []
    assert len(bookmark) < 60


def test_a_message_without_a_trace_of_its_arrival(files: Files) -> None:
    """Nobody can say that it is too old, so it is read."""
    files.put(letter(1))
    files.put(b"Received: by mx.example; someday\r\nSubject: Undated\r\n\r\n")
    files.put(b"Received: by mx.example\r\nSubject: Traceless\r\n\r\n")
    found, _ = read(files)
    assert subjects(found) == ["", "Undated", "Traceless"]
    assert [one.received_at for one in found] == [None, None, None]


def test_the_topmost_trace_is_the_newest(files: Files) -> None:
    """Each server on the way puts its own above those before."""
    older = b"Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n"
    newer = b"Received: from b\r\n by c;\r\n\tMon, 2 Mar 2026 07:00:00 -0500 (EST)\r\n"
    files.put(newer + older + b"Subject: Two\r\n\r\n")
    (one,) = read(files)[0]
    assert one.received_at == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_old_mail_that_is_copied_in_later_stays_unread(files: Files) -> None:
    """Whoever moves an archive into the folder does not want its people answered."""
    _, bookmark = read(files)
    files.put(message(1, arrived=NOON - timedelta(days=400)))
    assert read(files, bookmark)[0] == []


def test_of_a_huge_message_the_beginning_is_read(files: Files) -> None:
    """A film in an attachment must not fill the memory."""
    path = files.put(message(1))
    with path.open("r+b") as file:
        file.truncate(200 * 1024 * 1024)  # a hole: it takes no room
    mailbox = files.open()
    (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
    raw = mailbox.raw(one)
    assert len(raw) == 2 * 1024 * 1024
    assert raw.startswith(message(1))
    assert one.size == 200 * 1024 * 1024


def test_a_header_without_end(files: Files) -> None:
    """Some files are no mail at all."""
    files.put(b"\0" * 3_000_000)
    files.put(b"")
    found, _ = read(files)
    assert len(found[0].header) < 300_000
    assert found[1].header == b"\n\n"


@pytest.mark.parametrize("name", ["Work/Ärzte", "INBOX", "Sent"])
def test_folders_as_mbsync_lays_them_out(tmp_path: Path, name: str) -> None:
    """Not everybody's folders begin with a dot."""
    (tmp_path / name / "new").mkdir(parents=True)
    (tmp_path / name / "new" / "1700000000.1.mx").write_bytes(message(1))
    mailbox = Maildir(tmp_path, shown="Mail", folders=(name,), place=PLACE)
    assert subjects(list(mailbox.sweep(name, "", since=LONG_AGO))) == ["Answer 1"]


def test_nested_folders(files: Files) -> None:
    """Maildir++ writes what lies within what with dots."""
    files.put(message(1), folder="Work.Answers")
    mailbox = files.open("Work/Answers", "Work.Answers")
    for folder in mailbox.folders:
        assert subjects(list(mailbox.sweep(folder, "", since=LONG_AGO))) == ["Answer 1"]


def test_a_folder_that_is_no_maildir(tmp_path: Path) -> None:
    """The path is easily one too high or too low."""
    for path, what in ((tmp_path, "is no Maildir"), (tmp_path / "no", "No such file")):
        mailbox = Maildir(path, shown="Mail", folders=("INBOX",), place=PLACE)
        with pytest.raises(MailError, match=what) as caught:
            mailbox.check_ready()
        assert str(caught.value).startswith(f"{PLACE} path: Mail")
        assert caught.value.hint


@pytest.mark.parametrize(
    ("shown", "folders", "key"), [("", ("INBOX",), "path"), ("Mail", (), "folders")]
)
def test_settings_that_name_no_folder(
    tmp_path: Path, shown: str, folders: tuple[str, ...], key: str
) -> None:
    """The configuration is checked before anything is sent."""
    with pytest.raises(ConfigError, match=rf"\[mail.inbox\] {key}: is empty"):
        Maildir(tmp_path, shown=shown, folders=folders, place=PLACE)


@pytest.fixture
def public() -> Iterator[Files]:
    """Return a Maildir in a folder that the unprivileged can reach."""
    with public_folder() as folder:
        yield Files(folder / "Mail")


def test_a_message_that_may_not_be_read(public: Files, caplog: pytest.LogCaptureFixture) -> None:
    """It loses no other, and comes again when it may be read."""
    path = public.put(message(1))
    public.put(message(2))
    path.chmod(0)
    with unprivileged():
        found, bookmark = read(public)
    assert subjects(found) == ["Answer 2"]
    assert "Permission denied" in caplog.text
    path.chmod(0o644)
    with unprivileged():
        assert subjects(read(public, bookmark)[0]) == ["Answer 1"]


def test_a_folder_that_may_not_be_read(public: Files) -> None:
    """No answer must not be taken for nothing new."""
    public.put(message(1))
    (public.root / "new").chmod(0)
    with unprivileged(), pytest.raises(MailError, match="Permission denied") as caught:
        read(public)
    assert caught.value.exit_code == 5


def test_a_message_that_may_no_longer_be_read(public: Files) -> None:
    """What was promised by its header must not pass for empty."""
    path = public.put(message(1))
    mailbox = public.open()
    with unprivileged():
        (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
    path.chmod(0)
    with unprivileged(), pytest.raises(MailError, match="Permission denied"):
        mailbox.raw(one)


def test_a_copy_that_cannot_be_saved(public: Files) -> None:
    """The folder may belong to the mail server alone; nothing half-written is left."""
    public.make("Sent")
    with unprivileged(), pytest.raises(MailError, match="Permission denied"):
        public.open().save_sent(letter(1))
    assert [path for path in public.folder("Sent").rglob("*") if path.is_file()] == []


def test_a_saved_copy_counts_as_read(files: Files) -> None:
    """The owner wrote it; it must not stand there as unread."""
    sent = files.make("Sent")
    files.open().save_sent(letter(1))
    (path,) = (sent / "cur").iterdir()
    assert path.name.endswith(":2,S")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_bookmark_of_another_day(files: Files) -> None:
    """The day of the first sweep stays, whatever later ones ask for."""
    files.put(message(1))
    mailbox = files.open()
    assert list(mailbox.sweep("INBOX", "", since=date(2026, 6, 1))) == []
    bookmark = mailbox.bookmark("INBOX", unread=())
    assert list(mailbox.sweep("INBOX", bookmark, since=LONG_AGO)) == []
