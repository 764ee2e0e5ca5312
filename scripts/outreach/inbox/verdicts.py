"""What a message turned out to be; each verdict says why."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from outreach.practitioners.stages import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How one message is understood.

    Attributes:
        why: Short reasons, in the order in which they counted.
    """

    kind: ClassVar[str] = "unrelated"
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrelated(Verdict):
    """No answer to us.

    Attributes:
        text: What somebody wrote whom we wrote to, or at whose practice we wrote to somebody: a
            person should see it. Empty for all else, which is nobody's business.
    """

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce(Verdict):
    """A report that a letter was not delivered (RFC 3464, or in free form).

    Attributes:
        hard: No mail can ever reach this address.
        delayed: The other side still tries; nothing is lost yet.
        recipients: Addresses as we wrote to them, lower case.
        status_code: Enhanced status code (RFC 3463), such as `5.1.1`; empty when none is given.
        diagnostic: What the other side said, in one line of at most 500 characters.
    """

    kind: ClassVar[str] = "bounce"
    hard: bool = False
    delayed: bool = False
    recipients: tuple[str, ...] = ()
    status_code: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReceipt(Verdict):
    """A disposition notification (RFC 8098): displayed, or deleted unread."""

    kind: ClassVar[str] = "read_receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint(Verdict):
    """An abuse report (RFC 5965): somebody pressed "this is spam".

    Attributes:
        recipients: Who complained, lower case, as far as the report says.
        by_person: Whether somebody complained; a report of failed authentication (RFC 6591) is a
            machine's, on our own mail's signature.
    """

    kind: ClassVar[str] = "complaint"
    recipients: tuple[str, ...] = ()
    by_person: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoReply(Verdict):
    """An answer by a machine (RFC 3834).

    Attributes:
        until: The first day back; None when it gives none that is certain.
        gone: The person left the practice, or the practice closed.
        ticket: Only an acknowledgement that mail arrived.
        contact: Whom to write to instead, lower case; empty when nobody is named.
        text: The notice, without quotes and ornaments.
    """

    kind: ClassVar[str] = "auto_reply"
    until: date | None = None
    gone: bool = False
    ticket: bool = False
    contact: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut(Verdict):
    """Somebody asks not to be written to again.

    Attributes:
        text: Their own words.
    """

    kind: ClassVar[str] = "opt_out"
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Verdict):
    """A person answered.

    Attributes:
        intent: What it means for us; `check` when unsure.
        text: Their own words, without quotes, signature and disclaimer.
        until: For `not_now`: the day to come back to; None when none is given.
        referred_to: For `referred_on`: the name or address given, as it is written.
        invitation: Of a calendar answer (RFC 5546): `accepted`, `declined` or `tentative`.
    """

    kind: ClassVar[str] = "reply"
    intent: Intent = Intent.CHECK
    text: str = ""
    until: date | None = None
    referred_to: str = ""
    invitation: str = ""
