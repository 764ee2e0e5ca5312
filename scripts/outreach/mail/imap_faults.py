"""What stops a run at the IMAP server, in words for the owner: where, what, and what to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from outreach.errors import MailError
from outreach.fields import Auth
from outreach.mail.server_faults import LATER, ServerFaults

_LONGEST = 200
_MOST_FOLDERS = 20
# RFC 5530 and what providers say instead: the login may be right all the same.
_FOR_NOW = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)\b|too many|try again", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapFaults(ServerFaults):
    """Makes the errors; none holds a secret."""

    starttls_port: ClassVar[int] = 143
    tls_port: ClassVar[int] = 993

    def wants_login(self) -> MailError:
        """The settings have no login, and the server wants one."""
        what = f"{self._server} wants a login"
        return self._fault("auth", what, hint='set auth = "password" and say where it is kept')

    def unfit_password(self) -> MailError:
        """The server takes only the old LOGIN, which knows nothing but ASCII."""
        what = f"{self._server} takes only names and passwords in ASCII"
        return self._fault("password", what, hint="make a password of letters, digits and signs")

    def login_refused(self, said: str, auth: Auth) -> MailError:
        """The server refused the login."""
        if _FOR_NOW.search(said):
            return self.answered("the login", said)
        return self.wrong_login(said, auth)

    def answered(self, to: str, said: str) -> MailError:
        """The server refused what it should not."""
        return self._fault("host", f"{self._server} answered {to} with: {said}", hint=LATER)

    def no_folder(self, name: str, existing: Sequence[str]) -> MailError:
        """The configuration names a folder that is not there."""
        what = f"{self._server} has no folder {shown(name)!r}"
        return self._fault("folders", what, hint=f"it has: {listed(existing)}")

    def folder_refused(self, name: str, said: str) -> MailError:
        """The folder is there, but cannot be opened."""
        what = f"{self._server} cannot read the folder {shown(name)!r}: {said}"
        return self._fault("folders", what, hint="see whether your mail program opens it")

    def renumbered(self, name: str) -> MailError:
        """Another program made the folder anew while it was being read."""
        what = f"the folder {shown(name)!r} was renumbered while it was being read"
        return self._fault("folders", what, hint=LATER)

    def no_sent(self, existing: Sequence[str]) -> MailError:
        """No folder is marked as the one for sent mail."""
        hint = "make a folder named Sent, or set [mail] save_sent = false; it has: "
        return self._fault(
            "host", f"{self._server} has no folder for sent mail", hint=hint + listed(existing)
        )

    def lost(self) -> MailError:
        """The connection broke, and a fresh one too."""
        what = f"{self._server} keeps closing the connection, or falls silent"
        return self._fault("host", what, hint=LATER)


def shown(text: str) -> str:
    """Return what a server says as one short line without control characters (I9)."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."


def listed(folders: Sequence[str]) -> str:
    """Return the names of folders as one line."""
    names = [shown(name) for name in folders[:_MOST_FOLDERS]]
    more = len(folders) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
