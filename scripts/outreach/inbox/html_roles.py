"""What an HTML element stands for in a letter, by the marks that mail programs leave in it."""

import re
from collections.abc import Iterable
from enum import StrEnum

_QUOTED = re.compile(
    r"(?:^| )(?:x_|ecx|ydp\w{0,20})?(?:yahoo_quoted|protonmail_quote|tutanota_quote|hmquote"
    r"|cite|zmail_extra|freebirdmailquote|iscale_quote|mail_quote|msg-quote)(?: |$)"
)
_ATTRIBUTION = re.compile(
    r"(?:^| )(?:x_|ecx)?(?:gmail_attr|moz-cite-prefix|moz-email-headers-table|reply-intro"
    r"|appleoriginalcontents-intro|gmail_default_attr)(?: |$)"
)
_BELOW = re.compile(
    r"(?:^| )(?:x_|ecx)?(?:divrplyfwdmsg|outlookmessageheader|olk_src_body_section"
    r"|mail-editor-reference-message-container|stopspelling|replysplit|isforwardcontent"
    r"|moz-forward-container|zmail_extra_hr)(?: |$)"
)
_SIGNATURE = re.compile(
    r"(?:^| )(?:x_|ecx)?(?:gmail_signature|gmail_signature_prefix|moz-signature"
    r"|protonmail_signature_block(?:-\w+)?|ms-outlook-mobile-signature|ms-outlook-ios-signature"
    r"|tutanota_signature|signature|divsignature|composer_signature|bloop_sign|mailspring-signature"
    r"|zm-signature)(?: |$)"
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all")
_INDENTED = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)")


class Role(StrEnum):
    """What the words in an element are."""

    PLAIN = "plain"
    TIGHT = "tight"
    """A paragraph without space around it, as Word writes."""
    PRE = "pre"
    QUOTED = "quoted"
    ATTRIBUTION = "attribution"
    BELOW = "below"
    """All that follows in the document is the letter that is answered."""
    HIDDEN = "hidden"
    """Nothing that the writer wrote for this letter: signatures, what is not shown."""


def role_of(tag: str, attributes: Iterable[tuple[str, str | None]]) -> Role:
    """Return the role of an element by its name and attributes."""
    values = {name: (value or "").lower() for name, value in attributes}
    style = values.get("style", "")
    if _HIDDEN.search(style):
        return Role.HIDDEN
    names = f"{values.get('class', '')} {values.get('id', '')}"[:500]
    if tag == "blockquote":
        return _quote_role(names, style, values.get("type", ""))
    for pattern, role in (
        (_QUOTED, Role.QUOTED),
        (_ATTRIBUTION, Role.ATTRIBUTION),
        (_BELOW, Role.BELOW),
        (_SIGNATURE, Role.HIDDEN),
    ):
        if names != " " and pattern.search(names):
            return role
    if tag == "pre":
        return Role.PRE
    return Role.TIGHT if tag == "p" and _is_tight(names, style) else Role.PLAIN


def _quote_role(names: str, style: str, kind: str) -> Role:
    """Tell a quotation from what was only moved to the right with the same element."""
    if "webkit-indent-blockquote" in names:
        return Role.PLAIN
    marked = kind == "cite" or "quote" in names
    return Role.PLAIN if _INDENTED.search(style) and not marked else Role.QUOTED


def _is_tight(names: str, style: str) -> bool:
    return "msonormal" in names or re.search(r"margin(?:-top|-bottom)?\s*:\s*0", style) is not None
