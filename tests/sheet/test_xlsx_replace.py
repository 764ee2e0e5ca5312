"""Safe writing: at every moment the file is the old or the new one, in full."""

import contextlib
import os
import random
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.errors import SheetError
from outreach.sheet.workbook import Workbook
from outreach.sheet.xlsx.replace import backup_of, replace_file
from tests.contracts.spreadsheet import put
from tests.sheet.raw_workbook import raw_workbook, worksheet

ROOT = Path(__file__).parents[2]
ROWS = 60
WRITE = [put("People", 1, 1, "new")]
OLD = raw_workbook(
    worksheet('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a small workbook in a folder of its own."""
    path = tmp_path / "practice" / "people.xlsx"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


def files(path: Path) -> set[str]:
    """Return the names of the files beside a file, itself included."""
    return {one.name for one in path.parent.iterdir()}


@pytest.mark.parametrize(
    ("lock", "program"),
    [("~$people.xlsx", "Excel"), (".~lock.people.xlsx#", "LibreOffice")],
)
def test_an_open_workbook_is_not_written(path: Path, lock: str, program: str) -> None:
    """Whoever has it open would overwrite our statuses with their next save."""
    workbook = Workbook(path, shown="var/people.xlsx")
    workbook.read()
    path.with_name(lock).write_bytes(b"")
    for attempt in (workbook.check_writable, lambda: workbook.write(WRITE)):
        with pytest.raises(SheetError, match=f"var/people.xlsx: .* open in {program}") as caught:
            attempt()
        assert lock in caught.value.hint
        assert caught.value.exit_code == 4
    assert path.read_bytes() == OLD
    path.with_name(lock).unlink()
    workbook.check_writable()
    assert workbook.write(WRITE)["People"].rows == (("new",),)


def test_an_open_workbook_may_be_written_nothing(path: Path) -> None:
    """A night with nothing to write must not fail because somebody left Excel open."""
    path.with_name("~$people.xlsx").write_bytes(b"")
    assert Workbook(path).write([put("People", 1, 1, 1)])["People"].rows == ((1,),)


def test_a_read_only_workbook_is_not_written(path: Path) -> None:
    """Replacing it would work, and would betray whoever protected it."""
    path.chmod(0o444)
    with pytest.raises(SheetError, match="the workbook is read-only"):
        Workbook(path).write(WRITE)
    assert path.read_bytes() == OLD


def test_a_read_only_folder_is_not_written(path: Path) -> None:
    """The new file has to be put beside the old one."""
    path.parent.chmod(0o555)
    try:
        with pytest.raises(SheetError, match="the folder it lies in is read-only"):
            Workbook(path).check_writable()
    finally:
        path.parent.chmod(0o755)


def test_the_previous_content_is_kept_once(path: Path) -> None:
    """People who rue a change find the last state beside the file, and no heap of others."""
    workbook = Workbook(path)
    workbook.write(WRITE)
    assert backup_of(path).read_bytes() == OLD
    second = path.read_bytes()
    workbook.write([put("People", 1, 1, "newer")])
    assert backup_of(path).read_bytes() == second
    assert files(path) == {"people.xlsx", "people.xlsx.bak"}


def test_permissions_and_owner_are_kept(path: Path) -> None:
    """A private file stays private, and a job run by root leaves it to its owner."""
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
    owner = path.stat().st_uid
    Workbook(path).write(WRITE)
    for written in (path, backup_of(path)):
        assert stat.S_IMODE(written.stat().st_mode) == 0o640
        assert written.stat().st_uid == owner


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    """People link the workbook into a synced folder; the file there is the one to write."""
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    Workbook(link).write(WRITE)
    assert link.is_symlink()
    assert Workbook(path).read()["People"].rows == (("new",),)
    assert files(link) == {"link.xlsx", "practice"}
    path.with_name("~$people.xlsx").write_bytes(b"")
    with pytest.raises(SheetError, match="open in Excel"):
        Workbook(link).check_writable()


def test_what_a_killed_run_left_is_no_obstacle(path: Path) -> None:
    """The next run must not need somebody to clean up."""
    path.with_name(".people.new.xlsx").write_bytes(b"half a file")
    path.with_name(".people.xlsx.bak").write_bytes(b"half a file")
    Workbook(path).write(WRITE)
    assert files(path) == {"people.xlsx", "people.xlsx.bak"}


def test_a_full_disk_harms_nothing(path: Path) -> None:
    """The old file must survive, whole, and no half of a new one lie about."""
    workbook = Workbook(path)
    workbook.read()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(SheetError, match=r"could not be written .* it is as it was") as caught:
            workbook.write(WRITE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "make room" in caught.value.hint
    assert path.read_bytes() == OLD
    assert files(path) == {"people.xlsx"}
    assert workbook.write(WRITE)["People"].rows == (("new",),)


def test_a_folder_that_vanished_is_an_error_with_a_place(path: Path) -> None:
    """A network drive may go away between reading and writing."""
    with pytest.raises(SheetError, match="could not be written"):
        replace_file(
            path.parent / "gone" / "people.xlsx",
            b"new",
            old=OLD,
            shown="people.xlsx",
            verify=lambda _: None,
        )


def test_a_file_that_may_not_be_replaced_leaves_the_new_one_beside_it(path: Path) -> None:
    """On Windows an open file cannot be replaced; the work of the run is kept for the user."""

    def refuse(_: Path, __: Path) -> None:
        raise PermissionError(13, "The process cannot access the file")

    with pytest.raises(SheetError, match=r"cannot be replaced .*cannot access") as caught:
        replace_file(path, b"new", old=OLD, shown="people.xlsx", verify=lambda _: None, move=refuse)
    assert ".people.new.xlsx" in caught.value.hint
    assert path.with_name(".people.new.xlsx").read_bytes() == b"new"
    assert path.read_bytes() == OLD


def test_any_other_failure_to_replace_leaves_nothing(path: Path) -> None:
    """Only a file that is open deserves a copy beside it."""

    def fail(_: Path, __: Path) -> None:
        raise OSError(5, "Input/output error")

    with pytest.raises(SheetError, match="Input/output error"):
        replace_file(path, b"new", old=OLD, shown="p", verify=lambda _: None, move=fail)
    assert path.read_bytes() == OLD
    assert files(path) == {"people.xlsx", "people.xlsx.bak"}


def test_what_does_not_read_back_is_not_put_in_place(path: Path) -> None:
    """A disk or a bug that garbles what we write must not cost the sheet."""

    def differs(content: bytes) -> None:
        assert content == b"new"
        raise SheetError("people.xlsx", "People!A1 differs")

    with pytest.raises(SheetError, match="differs"):
        replace_file(path, b"new", old=OLD, shown="people.xlsx", verify=differs)
    assert path.read_bytes() == OLD
    assert files(path) == {"people.xlsx"}


def test_a_save_at_the_last_moment_wins(path: Path) -> None:
    """Somebody may save while we are writing beside them; theirs is the newer word (I4)."""

    def save_meanwhile(_: bytes) -> None:
        path.write_bytes(b"saved by a person")

    assert not replace_file(path, b"new", old=OLD, shown="p", verify=save_meanwhile)
    assert path.read_bytes() == b"saved by a person"
    assert files(path) == {"people.xlsx"}


_LOOP = """
import sys
from pathlib import Path
from outreach.sheet.port import CellWrite
from outreach.sheet.workbook import Workbook

workbook = Workbook(Path(sys.argv[1]))
workbook.read()
round = 0
while True:
    round += 1
    workbook.write([
        CellWrite(tab="People", row=row, column=1, value=round) for row in range(1, 61)
    ])
    print(round, flush=True)
"""


def test_a_run_that_is_killed_leaves_a_whole_file(path: Path) -> None:
    """Laptops are shut in the middle of anything; every row must show one and the same run."""
    chance = random.Random(7)
    seen = set()
    for _ in range(8):
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
        with subprocess.Popen(
            [sys.executable, "-c", _LOOP, str(path)], env=environment, stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            for _ in range(chance.randint(1, 8)):
                child.stdout.readline()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=chance.uniform(0, 0.02))  # some way into the next round
            child.send_signal(signal.SIGKILL)
        rows = Workbook(path).read()["People"].rows
        assert len(rows) == ROWS
        assert len(set(rows)) == 1
        seen.add(rows[0])
        assert files(path) <= {
            "people.xlsx",
            "people.xlsx.bak",
            ".people.new.xlsx",
            ".people.xlsx.bak",
        }
    assert len(seen) > 1
