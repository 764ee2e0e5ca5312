"""A quick way through the answers of a sweep, in the form that nearly all servers give them.

IMAPClient looks at each octet of the names of fields, which a server repeats for every message;
that takes several times as long as all else. What has another form is left to it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

# The octets before a header: RFC 3501 7.4.2. Each item once, in any order, the header last.
_BEFORE_HEADER = re.compile(
    rb'\d+ \((?:(?:UID (\d+)|RFC822\.SIZE (\d+)|INTERNALDATE "([^"]*)") )*'
    rb"BODY\[HEADER\.FIELDS [^\]]*\] \{\d+\}"
)
_MOMENT = re.compile(
    rb" ?(\d{1,2})-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"
)
_MONTHS = {
    name: number
    for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}


def read_quickly(answers: Sequence[Any]) -> Mapping[int, Mapping[bytes, Any]] | None:
    """Return what imaplib gives for a FETCH of headers, by UID and the items' names.

    Returns:
        None if any answer has another form.
    """
    found: dict[int, Mapping[bytes, Any]] = {}
    for answer in answers:
        if not isinstance(answer, tuple):
            if answer == b")":
                continue
            return None
        head, header = answer
        items = _BEFORE_HEADER.fullmatch(head)
        if items is None or items[1] is None:
            return None
        found[int(items[1])] = {
            b"RFC822.SIZE": int(items[2]) if items[2] else None,
            b"INTERNALDATE": _moment(items[3]) if items[3] else None,
            b"BODY[HEADER.FIELDS]": header,
        }
    return found


def _moment(text: bytes) -> datetime | None:
    parts = _MOMENT.fullmatch(text)
    if parts is None or parts[2] not in _MONTHS:
        return None
    day, month, year, hour, minute, second, sign, zone_hours, zone_minutes = parts.groups()
    offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
    try:
        zone = timezone(-offset if sign == b"-" else offset)
        return datetime(
            int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=zone
        )
    except ValueError:
        return None
