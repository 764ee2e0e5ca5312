"""E-mail addresses and what tells that two people share a practice."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from outreach.practitioners.folding import plain_words, without_invisibles
from outreach.practitioners.names import is_placeholder

FREE_MAIL = frozenset(
    "gmail.com googlemail.com yahoo.com ymail.com rocketmail.com outlook.com hotmail.com live.com "
    "msn.com icloud.com me.com mac.com aol.com comcast.net verizon.net att.net sbcglobal.net "
    "bellsouth.net cox.net charter.net spectrum.net earthlink.net optonline.net frontier.com "
    "proton.me protonmail.com pm.me fastmail.com gmx.com gmx.net gmx.de web.de t-online.de "
    "mail.com zoho.com yandex.com hey.com tutanota.com tuta.com myfairpoint.net metrocast.net "
    "yahoo.co.uk hotmail.co.uk btinternet.com orange.fr wanadoo.fr free.fr laposte.net "
    "libero.it qq.com 163.com yahoo.ca yahoo.fr yahoo.de hotmail.fr hotmail.de outlook.fr "
    "outlook.de live.ca live.co.uk aim.com rogers.com shaw.ca sympatico.ca videotron.ca "
    "duck.com".split()
)
"""Mail domains that many unrelated people share."""

SHARED_SITES = frozenset(
    "facebook.com instagram.com linkedin.com linktr.ee yelp.com google.com maps.google.com "
    "sites.google.com business.site wixsite.com squarespace.com weebly.com wordpress.com "
    "godaddysites.com mindbodyonline.com psychologytoday.com healthgrades.com zocdoc.com "
    "square.site janeapp.com vagaro.com schedulicity.com youtube.com tiktok.com x.com fb.com "
    "g.page goo.gl bit.ly wix.com blogspot.com github.io simplepractice.com clientsecure.me "
    "glossgenius.com acuityscheduling.com as.me massagebook.com booksy.com twitter.com".split()
)
"""Websites that many unrelated practices share."""

NO_PRACTICE = frozenset(
    {
        "",
        "private practice",
        "independent",
        "self employed",
        "selfemployed",
        "solo",
        "solo practice",
        "freelance",
        "none",
        "na",
        "unknown",
        "self",
    }
)
RESERVED = frozenset("example test invalid localhost example.com example.net example.org".split())
"""Domains that reach nobody (RFC 2606, RFC 6761)."""

_LEGAL_FORMS = frozenset("llc pllc inc pc ltd co corp the and of llp pa".split())
_PLAIN = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
_IN_BRACKETS = re.compile(r"[^<>]*<\s*([^<>\s]+)\s*>")
_MAILTO = re.compile(r"mailto:\s*([^?]*)(?:\?.*)?", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"[^\s.,@]+(\.[^\s.,@]+)+")


def read_address(text: str) -> str:
    """Return one normalised ASCII address from what stands in a cell; empty from an empty cell.

    `Maria Lopez <maria@lopez.example>` and `mailto:` are understood, the domain may be
    internationalised (IDNA 2008), and nothing is looked up in the DNS.

    Raises:
        ValueError: Says what is wrong, as a clause.
    """
    from email_validator import EmailNotValidError, validate_email  # slow to import

    bare = without_invisibles(text).strip(" ,;\t\r\n\xa0")
    if not bare:
        return ""
    if len(re.findall(r"[^\s,;/<>@]@", bare)) > 1:
        raise ValueError("holds more than one address; keep the best one")
    for shape in (_IN_BRACKETS, _MAILTO):
        if found := shape.fullmatch(bare):
            bare = found[1].strip()
    try:
        address = validate_email(
            bare, check_deliverability=False, test_environment=True, strict=True
        )
    except EmailNotValidError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise ValueError(f"is not an e-mail address ({reason})") from error
    if not address.ascii_email:
        raise ValueError(
            "has letters before the @ that many mail servers refuse; ask for another address"
        )
    return address.ascii_email.lower()


def identity_address(text: str) -> str:
    """Return the address that tells who a row is, also where it could not be mailed.

    What is no address at all, such as `none` or `ask her`, tells nobody apart: it is empty.
    """
    plain = text.strip().lower()
    if _PLAIN.fullmatch(plain):
        return plain  # as read_address has it, without its look at every letter: this is a hot path
    try:
        return read_address(text)
    except ValueError:
        folded = " ".join(without_invisibles(text).casefold().split())
        return folded if re.search(r"\w@\w", folded) else ""


def practice_keys(*, practice: str, website: str, email: str) -> frozenset[str]:
    """Return what identifies the practice; two people who share a key share a practice."""
    named = "" if is_placeholder(practice) else plain_words(practice.replace(".", ""))
    name = " ".join(word for word in named.split() if word not in _LEGAL_FORMS)
    domain = email.rpartition("@")[2]
    site = _site(website) if website else ""
    keys = {f"name:{name}": name not in NO_PRACTICE, f"site:{site}": bool(site)}
    keys[f"site:{domain}"] = bool(domain) and domain not in FREE_MAIL
    keys[f"mail:{email}"] = bool(email)
    return frozenset(key for key, counts in keys.items() if counts)


def _site(website: str) -> str:
    """Return the host without `www.`; empty for hosts that many practices share."""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
        host = host.rstrip(".").encode("idna").decode()  # as a mail domain has it
    except ValueError:  # such as an unclosed [: then the name and address must do
        return ""
    host = host.removeprefix("www.")
    shared = any(parent in SHARED_SITES or parent in FREE_MAIL for parent in _parents(host))
    return host if _HOST.fullmatch(host) and not shared else ""


def _parents(host: str) -> Iterator[str]:
    """Yield the host and the domains above it: `a.b.example` → itself, `b.example`, `example`."""
    while host:
        yield host
        host = host.partition(".")[2]


def is_reserved(address: str) -> bool:
    """Tell whether an address is of a domain that is kept for examples and tests."""
    labels = address.rpartition("@")[2].lower().split(".")
    return labels[-1] in RESERVED or ".".join(labels[-2:]) in RESERVED
