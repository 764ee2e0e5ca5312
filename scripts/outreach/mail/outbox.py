"""The outbox: a transport that writes each message as a file, for rehearsals and for reading."""

import os
from pathlib import Path

from outreach.campaign.message import DeliveryOutcome, DeliveryReceipt, OutgoingMessage
from outreach.errors import MailError
from outreach.mail.mime import message_bytes


class Outbox:
    """Writes `<Message-ID local part>.eml` files; a file is there in full or not at all."""

    is_live = False

    def __init__(self, folder: Path, *, shown: str) -> None:
        """Take the folder, and how the user knows it."""
        self._folder = folder
        self._shown = shown

    def check_ready(self) -> None:
        """Make the folder.

        Raises:
            MailError: It cannot be made or written to.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._fault(error) from error
        if not os.access(self._folder, os.W_OK):
            raise MailError(self._shown, "cannot be written to", hint="check its permissions")

    def deliver(self, message: OutgoingMessage) -> DeliveryReceipt:
        """Write one message; a file that is there already is left as it is.

        Raises:
            MailError: It could not be written, and is not there.
        """
        path = self._path(message.message_id)
        part = path.with_name(f".{path.name}.part")
        try:
            if not path.exists():
                with part.open("wb") as file:
                    file.write(message_bytes(message))
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(path)
                _sync_folder(self._folder)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise self._fault(error) from error
        return DeliveryReceipt(outcome=DeliveryOutcome.SENT, detail=f"{self._shown}/{path.name}")

    def was_delivered(self, message_id: str) -> bool:
        """Say whether the file is there; for the outbox absence is proof."""
        return self._path(message_id).exists()

    def _path(self, message_id: str) -> Path:
        return self._folder / f"{message_id[1:].partition('@')[0]}.eml"

    def _fault(self, error: OSError) -> MailError:
        return MailError(
            self._shown,
            f"cannot be written to ({error.strerror})",
            hint="free space or check its permissions, then run again: nobody is written twice",
        )


def _sync_folder(folder: Path) -> None:
    """Make the new name durable too; Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
