"""A desk whose answers come into a Maildir."""

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.desk import Desk
from tests.people import ZONE

MAILDIR = """
[mail.inbox]
kind = "maildir"
path = "var/mailbox"
"""
OWNER = "ana@reyesmassage.example"


class MailDesk:
    """Puts mail where the configured Maildir is."""

    def __init__(self, desk: Desk, extra: str = "") -> None:
        """Configure the desk, and make an empty Maildir."""
        self.desk = desk
        self.folder = desk.folder / "var" / "mailbox"
        desk.configure(MAILDIR + extra)
        for name in ("cur", "new", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def letter_to(self, address: str) -> EmailMessage:
        """Return the newest letter that went to an address."""
        return [letter for letter in self.desk.letters() if address in letter["To"]][-1]

    def answer(
        self,
        address: str,
        text: str,
        *,
        on: str,
        sender: str = "",
        **headers: str,
    ) -> Path:
        """Put the answer to the newest letter to somebody into the mailbox.

        Args:
            on: The owner's day and clock, `2026-03-03T09:00`.
            headers: Further headers, with underscores for hyphens; an empty one leaves it out.
        """
        letter = self.letter_to(address)
        fields = {
            "Subject": f"Re: {letter['Subject']}",
            "In_Reply_To": str(letter["Message-ID"]),
            **headers,
        }
        return self.put(text, sender=sender or address, on=on, **fields)

    def put(self, text: str, *, sender: str, on: str, **headers: str) -> Path:
        """Put a message into the mailbox."""
        at = datetime.fromisoformat(on)
        at = at if at.tzinfo else at.replace(tzinfo=ZONE)
        number = sum(1 for _ in self.folder.glob("*/*")) + 1
        message = EmailMessage()
        message["From"] = sender
        message["To"] = OWNER
        message["Date"] = at.astimezone(ZoneInfo("UTC"))
        message["Message-ID"] = f"<answer-{number}@mail.example>"
        for name, value in headers.items():
            if value:
                message[name.replace("_", "-")] = value
        message.set_content(text)
        path = self.folder / "new" / f"{at.timestamp():.0f}.M{number}.mail"
        path.write_bytes(message.as_bytes())
        return path

    def bounce(self, address: str, *, on: str, status: str = "5.1.1") -> Path:
        """Put the report of a letter that came back into the mailbox (RFC 3464)."""
        letter = self.letter_to(address)
        path = self.put("", sender="MAILER-DAEMON@mail.example", on=on, Subject="Undelivered")
        report = (
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mail.example\r\n\r\n"
            f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: {status}\r\n"
            f"Diagnostic-Code: smtp; 550 {status} No such user here\r\n\r\n"
            "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            f"To: {address}\r\nMessage-ID: {letter['Message-ID']}\r\n\r\n--b--\r\n"
        )
        head = path.read_bytes().partition(b"Content-Type:")[0]
        path.write_bytes(head + report.encode())
        return path
