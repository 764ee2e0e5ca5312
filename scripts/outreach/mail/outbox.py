"""The outbox: a transport that writes each message as a file, for rehearsals and for reading."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from outreach.campaign.message import DeliveryOutcome, DeliveryReceipt, OutgoingMessage
from outreach.errors import MailError
from outreach.mail.mime import message_bytes


def letter_path(folder: Path, message_id: str) -> Path:
    """Return where the outbox in a folder keeps the letter of a Message-ID."""
    return folder / f"{message_id[1:].partition('@')[0]}.eml"


class Outbox:
    """Writes `<Message-ID local part>.eml` files; a file is there in full or not at all."""

    is_live = False
    leaves_computer = False

    def __init__(self, folder: Path, *, shown: str) -> None:
        """Take the folder, and how the user knows it."""
        self._folder = folder
        self._shown = shown

    def check_ready(self) -> None:
        """Make the folder, and see whether files can be made in it.

        Raises:
            MailError: It cannot be made or written to.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Only trying tells: permission bits say nothing of a read-only disk, or of root.
            with tempfile.TemporaryFile(dir=self._folder, prefix="."):
                pass
        except OSError as error:
            raise self._fault(error) from error

    def deliver(self, message: OutgoingMessage) -> DeliveryReceipt:
        """Write one message; a file that is there already is left as it is.

        Raises:
            MailError: It could not be written, and is not there.
        """
        path = self._path(message.message_id)
        try:
            if not _is_there(path):
                _write(path, message_bytes(message))
        except OSError as error:
            raise self._fault(error) from error
        return DeliveryReceipt(outcome=DeliveryOutcome.SENT, detail=f"{self._shown}/{path.name}")

    def was_delivered(self, message_id: str) -> bool:
        """Say whether the file is there; for the outbox absence is proof.

        Raises:
            MailError: The folder cannot be looked into.
        """
        try:
            return _is_there(self._path(message_id))
        except OSError as error:
            raise self._fault(error) from error

    def close(self) -> None:
        """Do nothing: no file stays open."""

    def _path(self, message_id: str) -> Path:
        return letter_path(self._folder, message_id)

    def _fault(self, error: OSError) -> MailError:
        if isinstance(error, FileExistsError | NotADirectoryError):
            hint = "a file stands where the folder should be; move it, or name another folder"
            return MailError(self._shown, "is no folder", hint=hint)
        return MailError(
            self._shown,
            f"cannot be written to ({error.strerror})",
            hint="free space or check its permissions, then run again: nobody is written twice",
        )


def _is_there(path: Path) -> bool:
    """Say whether a file exists; a folder that cannot be read is an error, and proves nothing."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    """Write a file that is there in full or not at all, also after a power cut."""
    # A name of its own, so that what a killed run left is replaced by the next one.
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):  # the first fault is the one to tell
            part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name durable too; Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
