"""Replacing a workbook file so that at every moment it is the old or the new one, in full."""

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from outreach.errors import SheetError

_DISK_IS_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def check_replaceable(path: Path, shown: str) -> None:
    """Raise SheetError when somebody has the file open, or when it must not be written."""
    target = path.resolve()
    for place in (path, target):
        for program, lock in (
            ("Excel", f"~${place.name}"),
            ("LibreOffice", f".~lock.{place.name}#"),
        ):
            if place.with_name(lock).exists():
                raise SheetError(
                    shown,
                    f"the workbook is open in {program}",
                    hint=f"save and close it there, then run this again (if nobody has it open, "
                    f"delete {lock} beside it)",
                )
    if target.exists() and not _is_writable(target):
        raise SheetError(
            shown, "the workbook is read-only", hint="allow writing in the file's properties"
        )
    if target.parent.exists() and not _is_writable(target.parent):
        raise SheetError(
            shown,
            "the folder it lies in is read-only",
            hint="allow writing in the folder, or move the workbook elsewhere",
        )


def backup_of(path: Path) -> Path:
    """Return where the previous content of a workbook is kept."""
    target = path.resolve()
    return target.with_name(f"{target.name}.bak")


def replace_file(
    path: Path,
    content: bytes,
    *,
    old: bytes,
    shown: str,
    verify: Callable[[bytes], None],
    move: Callable[[Path, Path], None] = os.replace,
) -> bool:
    """Replace a file's content, keeping the old one beside it as `.bak`.

    Args:
        path: The file; a symbolic link is followed.
        content: What it is to hold.
        old: What it held when it was read.
        shown: How to name it to the user.
        verify: Raises SheetError when what was written does not read as it should.
        move: Puts the first path in the place of the second.

    Returns:
        Whether it was replaced; False when it no longer held `old`, and nothing was done.

    Raises:
        SheetError: The file is as it was.
    """
    target, backup = path.resolve(), backup_of(path)
    new = target.with_name(f".{target.stem}.new{target.suffix}")
    new_backup = target.with_name(f".{backup.name}")
    try:
        _write(new, content, like=target)
        verify(new.read_bytes())
        _write(new_backup, old, like=target)
        if target.read_bytes() != old:
            new.unlink()
            return False
        new_backup.replace(backup)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise _not_written(error, shown) from error
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    finally:
        new_backup.unlink(missing_ok=True)
    try:
        move(new, target)
    except PermissionError as error:  # Windows: somebody has it open
        raise SheetError(
            shown,
            f"the workbook cannot be replaced ({error.strerror})",
            hint=f"close it wherever it is open, then run this again; what was to be written "
            f"lies beside it as {new.name}",
        ) from error
    except OSError as error:
        new.unlink(missing_ok=True)
        raise _not_written(error, shown) from error
    _settle_folder(target.parent)
    return True


def _is_writable(path: Path) -> bool:
    """Say whether we may write there; root, whom nothing stops, asks whether anybody may."""
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & 0o222)


def _write(path: Path, content: bytes, *, like: Path) -> None:
    """Write a file durably, with the owner and the permissions of another."""
    path.unlink(missing_ok=True)  # left by a run that was killed
    with path.open("xb") as file:
        model, made = like.stat(), path.stat()
        if (model.st_uid, model.st_gid) != (made.st_uid, made.st_gid):
            # Only root can give files away; to anybody else a group that differs does no harm.
            with contextlib.suppress(PermissionError):
                os.chown(path, model.st_uid, model.st_gid)
        path.chmod(stat.S_IMODE(model.st_mode))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle_folder(folder: Path) -> None:
    """Make the renaming itself durable; Windows has no way to ask for it."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _not_written(error: OSError, shown: str) -> SheetError:
    if error.errno in _DISK_IS_FULL:
        hint = "make room on the disk, then run this again"
    else:
        hint = "see to the folder and the disk it lies on, then run this again"
    return SheetError(
        shown, f"the workbook could not be written ({error.strerror}); it is as it was", hint=hint
    )
