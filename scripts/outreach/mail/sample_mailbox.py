"""Makes the mailbox of a rehearsal: a Maildir of made-up messages, there in full or not at all."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outreach.errors import MailError
from outreach.mail.outbox import letter_path

MARK = "SAMPLE.txt"
MARKED = """\
The messages in this folder are made up: nightly_sync.py wrote them for a rehearsal, from
config/sample_answers.toml. Delete the whole folder to have them made anew.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleMessage:
    """A message as it is to lie in the mailbox.

    Attributes:
        at: When it arrived (aware).
        raw: Header and body, with the line ends of a file.
    """

    at: datetime
    raw: bytes


def is_made_up(path: Path) -> bool:
    """Tell whether a Maildir was made by this module."""
    return (path / MARK).is_file()


def read_letter(outbox: Path, message_id: str) -> bytes:
    """Return a letter from the outbox; empty when it is not there any more.

    Raises:
        MailError: It is there and cannot be read.
    """
    path = letter_path(outbox, message_id)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise MailError(
            str(path.name), f"cannot be read ({error.strerror})", hint="check its permissions"
        ) from error


def write_sample_mailbox(path: Path, messages: Iterable[SampleMessage], *, shown: str) -> None:
    """Write a Maildir; only when all of it is on disk does it get its name.

    Args:
        path: Nothing lies there yet.
        shown: The path as the user knows it.

    Raises:
        MailError: It could not be written; nothing lies there then.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if part.exists():  # a killed run left it
            shutil.rmtree(part)
        for place in ("cur", "new", "tmp"):
            (part / place).mkdir(parents=True)
        (part / MARK).write_text(MARKED, "utf-8")
        for number, message in enumerate(messages, start=1):
            # The form of https://cr.yp.to/proto/maildir.html, without what would be of chance.
            name = f"{int(message.at.timestamp())}.M{number:06}.sample"
            (part / "new" / name).write_bytes(message.raw)
        part.rename(path)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)  # the first fault is the one to tell
        raise MailError(
            shown,
            f"cannot be made from the sample ({error.strerror})",
            hint="check the folder's permissions and free space",
        ) from error
