"""One message from a mailbox, parsed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One leaf of a message's MIME tree.

    Attributes:
        kind: Lower case, such as `text/plain` or `message/delivery-status`.
        text: Decoded; empty where the content is not text.
        depth: How many returned or forwarded messages it lies within; 0 for the message's own.
        name: File name of an attachment.
        attached: Whether it is shown as an attachment rather than as text.
        parameters: Of its Content-Type, such as `method` or `report-type`; names in lower case.
    """

    kind: str
    text: str = ""
    depth: int = 0
    name: str = ""
    attached: bool = False
    parameters: tuple[tuple[str, str], ...] = ()

    def parameter(self, name: str) -> str:
        """Return a parameter of the Content-Type in lower case; empty when it has none."""
        return dict(self.parameters).get(name, "").lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """Header fields in their order, names in lower case, values unfolded and decoded (RFC 2047)."""

    fields: tuple[tuple[str, str], ...] = ()

    def every(self, name: str) -> tuple[str, ...]:
        """Return all values of one field."""
        return tuple(value for key, value in self.fields if key == name)

    def first(self, name: str) -> str:
        """Return the first value of one field; empty when there is none."""
        return next((value for key, value in self.fields if key == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """What a mailbox holds, as far as it can be understood; nothing in it is trusted.

    Attributes:
        sender: The From address, lower case; empty when there is none.
        recipients: Addresses in To, Cc, Delivered-To and X-Original-To, lower case.
        sent_at: From the Date field (aware); None when it has no readable one.
        message_id: With angle brackets; empty when it has none.
        refers_to: Message-IDs of In-Reply-To and then References, the newest first.
        kind: The outermost Content-Type, lower case.
        report: The outermost `report-type`, such as `delivery-status`; else empty.
        parts: Leaves in their order. Fields of a delivery report (RFC 3464) and headers of a
            returned message are leaves too: `message/delivery-status`, `text/rfc822-headers`,
            or `message/rfc822` with the headers as its text.
    """

    headers: Headers
    sender: str = ""
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    message_id: str = ""
    refers_to: tuple[str, ...] = ()
    kind: str = "text/plain"
    report: str = ""
    parts: tuple[Part, ...] = ()

    def own(self, *kinds: str) -> Iterator[Part]:
        """Yield the message's own leaves of some kinds, not those of messages within."""
        return (part for part in self.parts if not part.depth and part.kind in kinds)


def read_date(text: str) -> datetime | None:
    """Return the moment of a Date field (RFC 5322), aware; None when it cannot be read."""
    try:
        moment = parsedate_to_datetime(text)
        # "-0000" says that the zone is not known; UTC is as good as any.
        return moment if moment.utcoffset() is not None else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
