"""IMAP, against a real Dovecot."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest

from outreach.mail.imap import Imap
from outreach.mail.mailbox import Swept
from tests.contracts.mailbox import NOON, MailboxContract
from tests.emulators.dovecot import running
from tests.mail.imap_boxes import Box

pytestmark = pytest.mark.system


class TestImap(MailboxContract):
    """IMAP keeps the contract."""

    @pytest.fixture(autouse=True)
    def _box(self, box: Box) -> None:
        self.box = box

    def mailbox(self, *folders: str) -> Imap:
        """Log in anew."""
        return self.box.open(*folders)

    def deliver(self, raw: bytes, *, folder: str = "INBOX", arrived: datetime = NOON) -> None:
        """Append a message; the server's folder for sent mail has a name of another language."""
        self.box.put(raw, folder="Gesendet" if folder == "Sent" else folder, arrived=arrived)

    def remove(self, swept: Swept) -> None:
        """Delete and expunge."""
        self.box.remove(swept.key, folder=swept.folder)

    def state(self) -> object:
        """Ask the server, and look at its files."""
        return self.box.state()

    def sent(self) -> Sequence[bytes]:
        """Look at the files, of which Dovecot may have changed the line ends."""
        files = [path for path in self.box.files() if path.parent.parent.name == ".Gesendet"]
        assert all(path.name.endswith(":2,S") for path in files if path.parent.name == "cur")
        return [path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for path in files]

    def without_sent(self) -> Imap:
        """Use a server that has INBOX only."""
        return self.bare.open()

    @pytest.fixture(autouse=True)
    def _bare(self, request: pytest.FixtureRequest) -> Iterator[None]:
        if "without_a_folder" not in request.node.name:
            yield
            return
        with running(sent="") as server:
            self.bare = Box(server)
            yield
            self.bare.close()
