"""A real PostgreSQL on loopback, in a folder that is gone afterwards."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

from tests.programs import program

_numbers = count(1)


@contextmanager
def postgresql_url() -> Iterator[str]:
    """Yield the URL of an empty database; the server is started once."""
    sockets = _server()
    name = f"practice{next(_numbers)}"
    _run([program("createdb"), "-h", sockets, "-U", "ana", name])
    query = f"?unix_sock={quote(f'{sockets}/.s.PGSQL.5432')}"
    yield f"postgresql+pg8000://ana@/{name}{query}"


@cache
def _server() -> str:
    """Start the server and return the folder of its socket."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="outreach-pg-"))
    cluster = folder / "cluster"
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    _run([initdb, "-D", cluster, "-U", "ana", "-A", "trust", "--no-sync", "-E", "UTF8"])
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    _run([pg_ctl, "-D", cluster, "-w", "-l", folder / "log", "-o", options, "start"])

    def stop() -> None:
        _run([pg_ctl, "-D", cluster, "-m", "immediate", "stop"])
        shutil.rmtree(folder)

    atexit.register(stop)
    return str(folder)


def _run(command: list[str | Path]) -> None:
    unprivileged = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    prefix = unprivileged if os.getuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, capture_output=True, cwd="/")
