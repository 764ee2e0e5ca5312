"""E-mail addresses and what tells that two people share a practice."""

import re
import unicodedata
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

FREE_MAIL = frozenset(
    "gmail.com googlemail.com yahoo.com ymail.com rocketmail.com outlook.com hotmail.com live.com "
    "msn.com icloud.com me.com mac.com aol.com comcast.net verizon.net att.net sbcglobal.net "
    "bellsouth.net cox.net charter.net spectrum.net earthlink.net optonline.net frontier.com "
    "proton.me protonmail.com pm.me fastmail.com gmx.com gmx.net gmx.de web.de t-online.de "
    "mail.com zoho.com yandex.com hey.com tutanota.com tuta.com myfairpoint.net metrocast.net "
    "yahoo.co.uk hotmail.co.uk btinternet.com orange.fr wanadoo.fr free.fr laposte.net "
    "libero.it qq.com 163.com".split()
)
"""Mail domains that many unrelated people share."""

SHARED_SITES = frozenset(
    "facebook.com instagram.com linkedin.com linktr.ee yelp.com google.com maps.google.com "
    "sites.google.com business.site wixsite.com squarespace.com weebly.com wordpress.com "
    "godaddysites.com mindbodyonline.com psychologytoday.com healthgrades.com zocdoc.com "
    "square.site janeapp.com vagaro.com schedulicity.com youtube.com tiktok.com x.com".split()
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
_LEGAL_FORMS = frozenset("llc pllc inc pc ltd co corp the and of llp pa".split())
_IN_BRACKETS = re.compile(r"^[^<>]*<\s*([^<>\s]+)\s*>$")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def read_address(text: str) -> str:
    """Return one normalised ASCII address from what stands in a cell; empty from an empty cell.

    `Maria Lopez <maria@lopez.example>` and `mailto:` are understood, the domain may be
    internationalised (IDNA 2008), and nothing is looked up in the DNS.

    Raises:
        ValueError: Says what is wrong, as a clause.
    """
    bare = text.translate(_INVISIBLE).strip().removeprefix("mailto:")
    if not bare:
        return ""
    if len(re.findall(r"[^\s,;/<>]@", bare)) > 1:
        raise ValueError("holds more than one address; keep the best one")
    if bracketed := _IN_BRACKETS.match(bare):
        bare = bracketed[1]
    try:
        found = validate_email(bare, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise ValueError(f"is not an e-mail address ({reason})") from error
    if not found.ascii_email:
        raise ValueError(
            "has letters before the @ that many mail servers refuse; ask for another address"
        )
    return found.ascii_email.lower()


def identity_address(text: str) -> str:
    """Return the address that tells who a row is, also where it could not be mailed."""
    try:
        return read_address(text)
    except ValueError:
        return " ".join(text.casefold().split())


def plain_words(text: str) -> str:
    """Fold case, accents, punctuation and space, for comparing names of any script."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare.replace("'", "").replace("’", "")))


def practice_keys(*, practice: str, website: str, email: str) -> frozenset[str]:
    """Return what identifies the practice; two people who share a key share a practice."""
    name = " ".join(w for w in plain_words(practice).split() if w not in _LEGAL_FORMS)
    domain = email.rpartition("@")[2]
    site = _site(website)
    keys = {f"name:{name}": name not in NO_PRACTICE, f"site:{site}": bool(site)}
    keys[f"site:{domain}"] = bool(domain) and domain not in FREE_MAIL
    return frozenset(key for key, counts in keys.items() if counts)


def _site(website: str) -> str:
    """Return the host without `www.`; empty for hosts that many practices share."""
    if not website:
        return ""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:  # such as an unclosed [: then the name and address must do
        return ""
    host = host.removeprefix("www.")
    shared = host in SHARED_SITES or host.partition(".")[2] in SHARED_SITES
    return "" if shared or "." not in host else host
