"""A real IMAP server, Debian's Dovecot, on loopback without root, in a folder that is gone then."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from tests.programs import program
from tests.unprivileged import NOBODY

if TYPE_CHECKING:
    import grp
    import pwd

PASSWORD = "correct-horse-battery"
_GREETING = b"* OK"
_STARTS = 5  # somebody may take the port between choosing it and listening
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
auth_failure_delay = 0
auth_cache_size = 0
disable_plaintext_auth = no
auth_mechanisms = plain login {mechanisms}
mail_location = maildir:~/Maildir
mail_fsync = never
ssl = no
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
  {sent}
}}
{more}
"""
SENT = r"""
  mailbox Gesendet {
    auto = create
    special_use = \Sent
  }
"""


class Dovecot:
    """A server; everybody who has the password is let in, and has a mailbox.

    Attributes:
        port: Where it listens, for STARTTLS too.
        tls_port: Where it listens for TLS from the start; 0 without.
    """

    def __init__(self, folder: Path, *, sent: str, more: str, mechanisms: str, tls: bool) -> None:
        """Prepare a server in a folder that belongs to whoever runs it; `running` says the rest."""
        self.folder = folder
        self._sent, self._mechanisms, self._tls = sent, mechanisms, tls
        self._more = more.replace("FOLDER", str(folder))
        self.port = self.tls_port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it greets; once more on the same port after `stop`."""
        for _ in range(_STARTS):
            ports = (self.port, self.tls_port) if self.port else self._choose()
            if self._started(*ports):
                self.port, self.tls_port = ports
                return
        raise RuntimeError((self.folder / "log").read_text("utf-8", "replace"))

    def stop(self) -> None:
        """End it, and with it all connections."""
        if self._process is not None:
            # Asked kindly, it takes a second to end.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            while _listens(self.port):
                sleep(0.001)

    def maildir(self, user: str) -> Path:
        """Return the folder in which a user's mail lies."""
        return self.folder / "home" / user / "Maildir"

    def _choose(self) -> tuple[int, int]:
        return _free_port(), _free_port() if self._tls else 0

    def _started(self, port: int, tls_port: int) -> bool:
        user, group = _owner()
        config = self.folder / "dovecot.conf"
        config.write_text(
            _CONFIG.format(
                folder=self.folder,
                user=user.pw_name,
                group=group.gr_name,
                uid=user.pw_uid,
                gid=group.gr_gid,
                port=port,
                tls_port=tls_port,
                password=PASSWORD,
                sent=self._sent,
                mechanisms=self._mechanisms,
                more=self._more,
            ),
            "utf-8",
        )
        command = [program("dovecot"), "-F", "-c", str(config)]
        self._process = subprocess.Popen(
            [*as_nobody(), *command], cwd="/", stderr=subprocess.DEVNULL, start_new_session=True
        )
        while self._process.poll() is None:
            if _greets(port):
                return True
            sleep(0.005)
        self._process = None
        return False


def as_nobody() -> Sequence[str]:
    """Return what comes before a command that root must not run as root."""
    if os.getuid() != 0:
        return ()
    return ("setpriv", f"--reuid={NOBODY}", f"--regid={_owner()[1].gr_gid}", "--clear-groups")


@contextmanager
def running(
    *,
    sent: str = SENT,
    more: str = "",
    files: Mapping[str, bytes] | None = None,
    mechanisms: str = "",
    tls: bool = False,
) -> Iterator[Dovecot]:
    """Yield a server that runs.

    Args:
        sent: What its configuration says of folders.
        more: More configuration; `FOLDER` stands for where its files are.
        files: More files, by their paths.
        mechanisms: More ways to log in.
        tls: Also listen for TLS from the start.
    """
    program("dovecot")
    folder = Path(tempfile.mkdtemp(prefix="outreach-imap-"))
    try:
        give_to_nobody(folder)
        for name, content in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content.replace(b"FOLDER", bytes(folder)))
        server = Dovecot(folder, sent=sent, more=more, mechanisms=mechanisms, tls=tls)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give_to_nobody(path: Path) -> None:
    """Let the server own a file or folder that root made."""
    if os.getuid() == 0:
        os.chown(path, NOBODY, _owner()[1].gr_gid)


def _owner() -> "tuple[pwd.struct_passwd, grp.struct_group]":
    """Return whom the server runs as."""
    import grp  # Windows has neither
    import pwd

    user = pwd.getpwuid(NOBODY if os.getuid() == 0 else os.getuid())
    return user, grp.getgrgid(user.pw_gid)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _greets(port: int) -> bool:
    with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port))) as connection:
        return connection.recv(len(_GREETING)) == _GREETING
    return False


def _listens(port: int) -> bool:
    """Tell whether one of the server's processes still holds the port."""
    with closing(socket.socket()) as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
