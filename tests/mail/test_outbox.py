"""The outbox folder: a file is there in full or not at all, whatever breaks off."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from outreach.campaign.message import DeliveryOutcome
from outreach.errors import MailError
from outreach.mail.mime import message_bytes
from outreach.mail.outbox import Outbox
from tests.contracts.transport import TransportContract, message
from tests.people import PROJECT
from tests.unprivileged import public_folder, unprivileged


class TestOutbox(TransportContract):
    """The outbox keeps the contract of all transports."""

    is_live = False

    @pytest.fixture(autouse=True)
    def _place(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "var" / "outbox"

    def transport(self) -> Outbox:
        """Make an outbox whose folder nobody has made yet."""
        return Outbox(self.folder, shown="var/outbox")

    def broken(self) -> Outbox:
        """Make an outbox where a file stands in the way."""
        self.folder.parent.mkdir()
        self.folder.write_bytes(b"")
        return self.transport()

    def taken(self) -> Sequence[bytes]:
        """Return what lies in the folder."""
        return [path.read_bytes() for path in self.folder.glob("*")]


def outbox(folder: Path) -> Outbox:
    """Return an outbox in a folder."""
    return Outbox(folder, shown="var/outbox")


def names(folder: Path) -> set[str]:
    """Return the names of all files, hidden ones too."""
    return {path.name for path in folder.iterdir()}


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow beyond 3,000 bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.fixture
def public() -> Iterator[Path]:
    """Return a folder that the unprivileged can reach."""
    with public_folder() as folder:
        yield folder


def test_files_are_named_by_the_message_id(tmp_path: Path) -> None:
    """People and scripts find a letter by it; the receipt says where it lies."""
    receipt = outbox(tmp_path).deliver(message(3))
    assert names(tmp_path) == {"letter3.eml"}
    assert receipt.outcome is DeliveryOutcome.SENT
    assert receipt.detail == "var/outbox/letter3.eml"


def test_a_file_that_is_there_is_left(tmp_path: Path) -> None:
    """It is the letter that a run before this one delivered (I1)."""
    (tmp_path / "letter1.eml").write_bytes(b"as it was")
    assert outbox(tmp_path).deliver(message(1)).outcome is DeliveryOutcome.SENT
    assert (tmp_path / "letter1.eml").read_bytes() == b"as it was"
    assert names(tmp_path) == {"letter1.eml"}


def test_absence_is_proof(tmp_path: Path) -> None:
    """For the outbox there is no doubt: what is not there never left."""
    assert outbox(tmp_path / "none").was_delivered("<letter1@reyes.example>") is False
    outbox(tmp_path).deliver(message(1))
    assert outbox(tmp_path).was_delivered("<letter1@reyes.example>") is True
    assert outbox(tmp_path).was_delivered("<letter2@reyes.example>") is False


def test_half_a_file_is_no_letter_and_is_cleaned_up(tmp_path: Path) -> None:
    """What a killed run leaves is hidden, and the next delivery of the letter takes its place."""
    (tmp_path / ".letter1.eml.part").write_bytes(b"half a l")
    assert outbox(tmp_path).was_delivered("<letter1@reyes.example>") is False
    outbox(tmp_path).deliver(message(1))
    assert names(tmp_path) == {"letter1.eml"}
    assert (tmp_path / "letter1.eml").read_bytes() == message_bytes(message(1))


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """The owner reads what stands in the way, and every question fails alike."""
    path = tmp_path / "outbox"
    path.write_bytes(b"mine")
    asked = outbox(path)
    for ask in (
        asked.check_ready,
        lambda: asked.deliver(message()),
        lambda: asked.was_delivered("<letter1@reyes.example>"),
        Outbox(path / "deeper", shown="var/outbox").check_ready,
    ):
        with pytest.raises(MailError, match=r"^var/outbox: is no folder$") as caught:
            ask()
        assert "move it" in caught.value.hint
    assert path.read_bytes() == b"mine"


def test_a_folder_that_vanished(tmp_path: Path) -> None:
    """A network drive may go away between the check and the letter."""
    gone = outbox(tmp_path / "outbox")
    with pytest.raises(MailError, match=r"cannot be written to \(No such file or directory\)"):
        gone.deliver(message())
    assert names(tmp_path) == set()


def test_a_read_only_folder(public: Path) -> None:
    """The check says so before anything is recorded; a letter that comes later is not lost."""
    folder = public / "outbox"
    folder.mkdir(mode=0o555)
    with unprivileged():
        for ask in (outbox(folder).check_ready, lambda: outbox(folder).deliver(message())):
            with pytest.raises(MailError, match=r"cannot be written to \(Permission denied\)") as e:
                ask()
            assert e.value.exit_code == 5
            assert "permissions" in e.value.hint
        assert outbox(folder).was_delivered("<letter1@reyes.example>") is False
    assert names(folder) == set()


def test_what_cannot_be_cleaned_up_hides_no_fault(public: Path) -> None:
    """Half a file lies in a read-only folder, and the disk is full: that came first."""
    folder = public / "outbox"
    folder.mkdir()
    part = folder / ".letter1.eml.part"
    part.write_bytes(b"half")
    part.chmod(0o666)
    folder.chmod(0o555)
    with unprivileged(), full_disk(), pytest.raises(MailError, match=r"\(File too large\)"):
        outbox(folder).deliver(message(1, text="x" * 5000))
    assert names(folder) == {part.name}


def test_a_folder_that_cannot_be_looked_into_proves_nothing(public: Path) -> None:
    """Taking it for absence would deliver again what lies in there (I1)."""
    folder = public / "outbox"
    folder.mkdir()
    outbox(folder).deliver(message())
    folder.chmod(0o000)
    with unprivileged(), pytest.raises(MailError, match=r"\(Permission denied\)"):
        outbox(folder).was_delivered("<letter1@reyes.example>")
    folder.chmod(0o700)


def test_a_full_disk(tmp_path: Path) -> None:
    """Half a letter must not stay, and the one before it must."""
    box = outbox(tmp_path)
    box.deliver(message(1))
    long = message(2, text="x" * 5000)
    with (
        full_disk(),
        pytest.raises(MailError, match=r"cannot be written to \(File too large\)") as caught,
    ):
        box.deliver(long)
    assert caught.value.exit_code == 5
    assert "free space" in caught.value.hint
    assert names(tmp_path) == {"letter1.eml"}
    box.deliver(long)
    assert (tmp_path / "letter2.eml").read_bytes() == message_bytes(long)


def test_checking_leaves_nothing(tmp_path: Path) -> None:
    """The folder is people's to look into."""
    outbox(tmp_path / "a" / "b").check_ready()
    assert names(tmp_path / "a" / "b") == set()


CHILD = """
import sys
from pathlib import Path
from outreach.mail.outbox import Outbox
from tests.contracts.transport import message
outbox = Outbox(Path(sys.argv[1]), shown="outbox")
print("ready", flush=True)
for number in range(int(sys.argv[2]), 10**9):
    outbox.deliver(message(number, text="x" * 200_000))
    print(number, flush=True)
"""


def test_kill_leaves_whole_letters(tmp_path: Path) -> None:
    """The power may fail at any point: each .eml is whole, and each that was told of is there."""
    number = 1
    for round_ in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, tmp_path, str(number)],
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": f"{PROJECT / 'scripts'}{os.pathsep}{PROJECT}"},
        )
        assert child.stdout is not None
        # Killed after so many answers, at whatever point of the next letter that is.
        told = [line for line, _ in zip(child.stdout, range(2 + 3 * round_), strict=False)]
        child.kill()
        told += child.stdout.readlines()
        child.wait()
        child.stdout.close()
        number = int(told[-1]) + 1
        assert all(outbox(tmp_path).was_delivered(f"<letter{n}@x>") for n in range(1, number))
    for path in tmp_path.glob("*.eml"):
        of = int(path.stem.removeprefix("letter"))
        assert path.read_bytes() == message_bytes(message(of, text="x" * 200_000))
    assert {name for name in names(tmp_path) if not name.endswith((".eml", ".part"))} == set()
    assert all(name.startswith(".") for name in names(tmp_path) if name.endswith(".part"))
