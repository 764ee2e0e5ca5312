"""What a delivery status notification says of each recipient (RFC 3464)."""

import re
from dataclasses import dataclass, field

from outreach.inbox.header_fields import addresses_in

_FIELD = re.compile(
    r"^[ \t>]{0,4}(original-recipient|final-recipient|x-actual-recipient|action|status"
    r"|diagnostic-code|remote-mta|x-powermta-bouncecategory)[ \t]*:[ \t]*(.*)$",
    re.IGNORECASE,
)
_RECIPIENTS = ("original-recipient", "final-recipient")
_TYPE = re.compile(r"^\s*[\w-]{1,20}\s*;\s*")  # such as `rfc822;` and `smtp;`
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_VAGUE = re.compile(r"\.0\.0$|\.1\.0$")
_ARRIVED = ("delivered", "relayed", "expanded")
_MOST_LINES = 2_000
_MOST_STATUSES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStatus:
    """The fields of one recipient.

    Attributes:
        original: Whom we wrote to, lower case; empty when it is not said.
        final: Where it was to go in the end, lower case; empty when that is no address.
        action: Lower case, such as `failed` or `delayed`.
        status: As it is written; often vague where `diagnostic` is not.
        diagnostic: What the other side said, with the comment of `status`.
        remote: The server that said it.
    """

    original: str = ""
    final: str = ""
    action: str = ""
    status: str = ""
    diagnostic: str = ""
    remote: str = ""

    @property
    def arrived(self) -> bool:
        """Whether it is no failure at all."""
        return self.action.startswith(_ARRIVED)

    @property
    def delayed(self) -> bool:
        """Whether the other side still tries."""
        return self.action.startswith("delay")


@dataclass
class _Gathered:
    """The fields of one recipient, while they are read."""

    fields: dict[str, str] = field(default_factory=dict)

    def status(self) -> DeliveryStatus:
        fields = self.fields
        said, _, comment = fields.get("status", "").partition("(")
        diagnostic = _TYPE.sub("", fields.get("diagnostic-code", ""))
        category = fields.get("x-powermta-bouncecategory", "")
        notes = [diagnostic, comment.rstrip(") "), category.replace("-", " ")]
        return DeliveryStatus(
            original=_address(fields.get("original-recipient", "")),
            final=_address(fields.get("final-recipient", ""))
            or _address(fields.get("x-actual-recipient", "")),
            action=fields.get("action", "").lower(),
            status=said.strip(),
            diagnostic="\n".join(note for note in notes if note.strip()),
            remote=fields.get("remote-mta", "").lower(),
        )


def delivery_statuses(text: str) -> tuple[DeliveryStatus, ...]:
    """Return what a report says of each recipient; it may stand in a notice for people, too."""
    current = _Gathered()
    gathered = [current]
    apart, last = False, ""
    for line in text.splitlines()[:_MOST_LINES]:
        found = _FIELD.match(line)
        if found is None:
            apart = apart or not line.strip()
            # Further lines of a diagnostic; another field ends it.
            if last == "diagnostic-code" and line.strip() and not re.match(r"[\w-]+:\s", line):
                current.fields[last] = f"{current.fields[last]}\n{line.strip()}"
            else:
                last = ""
            continue
        name, value = found[1].lower(), found[2].strip()
        begun = name in current.fields and (apart or name in _RECIPIENTS)
        if begun or (
            apart
            and name in _RECIPIENTS
            and "action" in current.fields
            and any(one in current.fields for one in _RECIPIENTS)
        ):
            current = _Gathered()
            gathered.append(current)
        current.fields.setdefault(name, value)
        apart, last = False, name
    statuses = (one.status() for one in gathered[:_MOST_STATUSES] if one.fields)
    return tuple(one for one in statuses if one.action or one.original or one.final)


def enhanced_code(*texts: str) -> str:
    """Return the most telling enhanced status code (RFC 3463); empty when there is none.

    Args:
        texts: The other side's own words first: what is made of them is often vaguer.
    """
    vague = ""
    for text in texts:
        codes = [".".join(groups) for groups in _CODE.findall(text) if groups[0] != "2"]
        for code in codes:
            if not _VAGUE.search(code):
                return code
        # x.1.0 tells little, x.0.0 nothing.
        vague = max([vague, *codes], key=lambda code: (code[1:4] == ".1.", bool(code)))
    return vague


def _address(text: str) -> str:
    """Return the address of a recipient field, such as `rfc822; <a@b.example>`."""
    bare = _TYPE.sub("", text).strip().strip("<>").strip().lower()
    local, at, domain = bare.rpartition("@")
    if at and local and domain and not re.search(r"[\s<>;,/|]", bare):
        return bare
    return next(iter(addresses_in(bare)), "") if not bare.startswith(("/", "|")) else ""
