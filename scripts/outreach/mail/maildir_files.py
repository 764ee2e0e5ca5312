"""Files of a Maildir, as https://cr.yp.to/proto/maildir.html and Maildir++ lay them out.

A message is a file in `new` or `cur`; the part of its name before `:2,` names it for good, while
mail programs move it from one to the other and change the flags that follow.
"""

import os
import re
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

MOST_BYTES = 2 * 1024 * 1024
_MOST_HEADER = 256 * 1024
_BLOCK = 16 * 1024
_PLACES = ("new", "cur")  # in the order in which files move, so that none is missed
_INFO = re.compile(r"[:;!][12],.*", re.DOTALL)  # Windows allows no colon
_HEADER_END = re.compile(rb"\A\r?\n|\n\r?\n")
_DIGITS = re.compile(r"\d{1,15}")
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The start of a file: its header with the empty line, and the size of all of it."""

    header: bytes
    size: int


def folder_path(root: Path, name: str) -> Path | None:
    """Return the Maildir of a folder; None when there is none of that name."""
    return next((path for path in _candidates(root, name) if is_maildir(path)), None)


def _candidates(root: Path, name: str) -> Iterator[Path]:
    if name.upper() == "INBOX":
        yield root
        yield root / name
        return
    for spelt in (name, _as_imap_spells(name)):
        yield root / f".{spelt.replace('/', '.')}"  # Maildir++, of Courier and Dovecot
        yield root / spelt  # mbsync, OfflineIMAP


def _as_imap_spells(name: str) -> str:
    """Return a name in modified UTF-7 (RFC 3501 5.1.3), which IMAP servers give their folders."""
    if name.isascii() and "&" not in name:
        return name
    from imapclient.imap_utf7 import encode

    return str(encode(name).decode("ascii"))


def is_maildir(path: Path) -> bool:
    """Tell whether messages lie in a folder."""
    return any((path / place).is_dir() for place in _PLACES)


def folder_names(root: Path) -> list[str]:
    """Return the folders that there are, as the configuration would name them.

    Raises:
        OSError: The folder cannot be looked into.
    """
    names = ["INBOX"] if is_maildir(root) else []
    within = sorted(entry.name for entry in os.scandir(root) if is_maildir(Path(entry.path)))
    return names + [name.removeprefix(".") for name in within]


def list_messages(folder: Path) -> Mapping[str, Path]:
    """Return the files of a folder by the unique part of their names, the oldest first.

    Raises:
        OSError: It cannot be looked into.
    """
    found: dict[str, Path] = {}
    for place in _PLACES:
        with suppress(FileNotFoundError), os.scandir(folder / place) as entries:
            for entry in entries:
                if not entry.name.startswith(".") and entry.is_file():
                    found[_INFO.sub("", entry.name)] = Path(entry.path)
    return dict(sorted(found.items(), key=lambda item: _age(item[0])))


def _age(unique: str) -> tuple[int, str]:
    """Return what sorts by age: the name begins with the second in which it was delivered."""
    digits = _DIGITS.match(unique)
    return int(digits[0]) if digits else 0, unique


def read_beginning(path: Path) -> Beginning:
    """Read a file as far as its header goes.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(_BLOCK)
        while (end := _HEADER_END.search(start)) is None and len(start) < _MOST_HEADER:
            block = file.read(_BLOCK)
            if not block:
                break
            start += block
        size = os.fstat(file.fileno()).st_size
    header = start[: end.end()] if end else start.rstrip(b"\r\n") + b"\n\n"
    return Beginning(header=header, size=size)


def read_message(path: Path) -> bytes:
    """Read a file; of a huge one the beginning.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def add_message(folder: Path, raw: bytes) -> None:
    """Put a message into a folder, as one that was seen; it is there in full or not at all.

    Raises:
        OSError: It cannot be written.
    """
    host = socket.gethostname().replace("/", r"\057").replace(":", r"\072")
    seconds, micros = divmod(time.time_ns() // 1000, 1_000_000)
    name = f"{seconds}.M{micros}P{os.getpid()}Q{next(_numbers)}.{host}"
    for place in ("tmp", "cur"):
        (folder / place).mkdir(mode=0o700, exist_ok=True)
    part = folder / "tmp" / name
    try:
        with os.fdopen(os.open(part, _NEW_FILE, 0o600), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / "cur" / f"{name}:2,S")
    except OSError:
        with suppress(OSError):  # the first fault is the one to tell
            part.unlink(missing_ok=True)
        raise
