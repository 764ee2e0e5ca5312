"""Whom an answer names as the one to talk to."""

import re

from outreach.inbox.header_fields import addresses_in
from outreach.inbox.message import InboundMessage

_TITLED = re.compile(
    r"\b(?:Dra?|Mrs?|Ms|Mme|Mlle|M|Frau|Herrn?|Sra?|Dona|Don|Sig(?:ra)?|mevrouw|meneer)\b\.?"
    r"(?:\s+[^\W\d_a-z][\w'’-]+){1,3}"
)
_NAMED = re.compile(
    r"(?:\b(?:to|ask|contact|with|loop(?:ing)? in|adding|cc(?:ing)?|email|call|try|for|friend|"
    r"manager|director|partner|colleague|owner|desk|collègue|associée?|directrice|responsable|"
    r"Kollegin|Kollege[n]?|Praxismanagerin|collega|sócia|colega|directora|socia|compañera)),?\s+"
    r"((?:[^\W\d_a-z][\w'’-]+)(?:\s+[^\W\d_a-z][\w'’-]+){0,2})"
)
_PHONE = re.compile(r"\+?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}\b")
_MOST = 4_000  # characters in which a name is looked for


def referred_to(message: InboundMessage, text: str) -> str:
    """Return the name, address or number given, as `Name <address>`; empty when none is found."""
    text = text[:_MOST]
    addresses = [one for one in addresses_in(text) if one != message.sender]
    if not addresses:
        copied = addresses_in(" ".join(message.headers.every("cc")))
        addresses = [one for one in copied if one != message.sender]
    named = _TITLED.search(text)
    found = named[0] if named else next((hit[1] for hit in _NAMED.finditer(text)), "")
    name = " ".join(found.split())
    if addresses:
        return f"{name} <{addresses[0]}>" if name else addresses[0]
    number = _PHONE.search(text)
    return ", ".join(part for part in (name, number[0] if number else "") if part)
