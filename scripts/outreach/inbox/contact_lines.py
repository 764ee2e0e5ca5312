"""What one line at the end of a letter is: words, closing words, a name, a contact detail."""

import re
from enum import Enum, auto

from outreach.inbox.phrases import Phrases

_LONGEST = 110
_LONGEST_NAME = 45
_MOST_NAME_WORDS = 5
_MOST_PLAIN_WORDS = 4
_PHONE = re.compile(
    r"(?<![\w/])(?:\+\d{1,3}[\s.\-/]?)?(?:\(\d{1,5}\)[\s.\-/]?)?\d{2,8}(?:[\s.\-/]{1,3}\d{2,8}){1,5}(?!\w)"
)
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b|\d{1,2}:\d\d")
_FEWEST_DIGITS = 9
_FEWEST_DIGITS_LABELLED = 6
_LABELLED = re.compile(
    r"(?:^|[|•·/,;\s])(?:t|p|f|m|c|o|d|h|w|e|ph|tel|tél|tlf|fon|fax|cell|mob|mobil|mobile|móvil|cel"
    r"|phone|office|direct|main|work|home|telefon|telefono|teléfono|telefone|téléphone|telefoon"
    r"|handy|portable|desk|電話|携帯)\.?\s?[:.]?\s*[+(]?\d",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>()@]{1,64}@[^\s<>()@]{1,100}\.\w{2,}")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]{2,60}(?:\.[\w-]{2,40}){0,3}\.(?:com|net|org|info|biz|health|care"
    r"|clinic|yoga|fit|de|fr|es|nl|pt|br|it|jp|uk|ca|ch|at|be|se|dk|no|mx|eu|us|example)\b(?:/\S*)?",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b\d{1,5}[a-z]?,? (?:[\w.'’-]{1,20} ){1,4}(?:st|street|ave|avenue|rd|road|blvd|boulevard|ln"
    r"|lane|dr|drive|way|ct|court|pl|place|hwy|highway|sq|square|pkwy|parkway|ter|terrace|turnpike"
    r"|tpke|cir|circle|plaza)\b|\b(?:suite|ste|unit|floor|fl|p\.?o\.? box|postfach|bp)\.? ?#?\d"
    r"|\b\w{3,40}(?:straße|strasse|str\.|weg|gasse|platz|allee|straat|laan|gracht|plein|kade) ?\d"
    r"|\b(?:rue|avenue|boulevard|place|calle|avenida|av\.|c/|plaza|paseo|rua|travessa|largo|via"
    r"|piazza|corso|viale)\s.{2,40}\d|\d{1,4}(?: ?bis)?,? (?:rue|avenue|boulevard|place|chemin)\b"
    r"|\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|〒|\d{3}-\d{4}\s*[一-龥]"
    r"|^\W*(?:[A-Z]{1,2}-)?\d{4,5}(?: ?[A-Z]{2})? [A-ZÀ-Þ][\w.-]{2,}(?: [\w.-]{2,}){0,3}\W*$"
    r"|^\d{4}-\d{3} [A-ZÀ-Þ]",
    re.IGNORECASE,
)
_CASED_STREET = re.compile(r"\b[A-Z]{2} \d{5}\b")
# In lower case: "ME" and "OR" are states, and people are called Will.
_PERSON = re.compile(
    r"\b(?:I|I'm|me|my|we|us|our|you|your|ich|mich|mir|wir|uns|sie|ihnen|je|j'|moi|nous|vous|yo|mí"
    r"|nosotros|usted|você|ik|mij|wij|ons|jij|jou|call|text|ask|please|bitte|merci|gracias|obrigad[ao]"
    r"|is|are|was|have|has|will|would|can|not|no|yes|but|if|bin|ist|sind|suis|soy|está|sou|ben"
    r"|nein|ja|non|oui|sí|não|nee|until|after|before|let's)\b"
    r"|^\W*(?:My|We|Our|You|Your|Call|Text|Ask|Please|Is|Are|Would|Not|No|Yes|But|If|Let's|Let’s|Ich"
    r"|Wir|Bitte|Je|Nous|Vous|Merci|Gracias|Ik|Wij|Nein|Ja|Oui|Sí|Não|Nee)\b"
)
_MOTTO = re.compile(r"[\"“„«”'‘][^\"“”„«»]{3,90}[\"“”»'’]\.?(?:\s*[-–—~].{2,40})?")
_ASKS = re.compile(r"[?？!！。…]|\.{2,}|[^.]\.\s+[a-z]|[:;]-?[)(DP]|[\U0001f300-\U0001faff]")
_PARTICLES = frozenset(
    "of and the for in at on to de la le les du des del da do dos das di della van von der den ter"
    " und y e et en i & dem für pour para op bij zu zur zum".split()
)
_PRONOUNS = re.compile(
    r"\W{0,3}(?:pronouns:? )?(?:she|he|they|ze|elle|il|ella|él|sie|er|ela|ele)"
    r"(?: ?/ ?\w{2,6}){1,2}\W{0,3}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s,|•·/]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class Form(Enum):
    """What a line is."""

    WORDS = auto()
    """A sentence, or anything that is none of the others."""
    CLOSING = auto()
    """Such as "Best regards,"."""
    NAME = auto()
    """One to five capitalised words."""
    SHORT = auto()
    """Something short and capitalised, such as the name of a town."""
    TITLE = auto()
    """A profession, a position, a practice."""
    CONTACT = auto()
    """A telephone number, an address, a page."""


def form_of(line: str, phrases: Phrases) -> Form:
    """Return what a line at the end of a letter is."""
    text = line.strip(" \t*_|>")
    if not text or len(text) > _LONGEST:
        return Form.WORDS
    # "Best, Amy" closes a letter too.
    closing = text.partition(",")[0] if text.count(" ") <= _MOST_PLAIN_WORDS else text
    if len(text) <= _LONGEST_NAME and (
        phrases.first("closing", text) or phrases.first("closing", closing)
    ):
        return Form.CLOSING
    if _PRONOUNS.fullmatch(text) or _MOTTO.fullmatch(text):
        return Form.SHORT
    if phrases.first("card_line", text):
        return Form.CONTACT
    return Form.WORDS if _is_sentence(text) else _form_of_card(text, phrases)


def _form_of_card(text: str, phrases: Phrases) -> Form:
    """Return what a line is that may stand on a visiting card."""
    if is_contact(text):
        return Form.CONTACT
    if phrases.first("signature_title", text):
        return Form.TITLE
    words = _WORD.findall(text)
    if any(letter.isdigit() for letter in text) or text.endswith((",", ":")):
        return Form.WORDS
    if len(text) <= _LONGEST_NAME and len(words) <= _MOST_NAME_WORDS and _is_name(words):
        return Form.NAME
    return Form.SHORT if words[:1] and words[0][:1].isupper() and "," not in text else Form.WORDS


def is_contact(text: str) -> bool:
    """Tell whether a line gives a telephone number, an address of any kind, or a page."""
    return bool(
        _ADDRESS.search(text)
        or _LINK.search(text)
        or _has_phone(text)
        or _CASED_STREET.search(text)
        or _STREET.search(text)
    )


def _has_phone(text: str) -> bool:
    bare = _DATE.sub(" ", text)
    fewest = _FEWEST_DIGITS_LABELLED if _LABELLED.search(text) else _FEWEST_DIGITS
    return any(
        sum(letter.isdigit() for letter in found[0]) >= fewest for found in _PHONE.finditer(bare)
    ) or bool(re.search(r"\+\d{8,14}\b|(?<![\d.])\d{10,11}(?![\d.])", text))


def _is_sentence(text: str) -> bool:
    """Tell whether a line is part of a letter rather than of a visiting card."""
    bare = _LINK.sub("", _ADDRESS.sub("", text))
    if _UNSPACED.search(bare):
        return bool(re.search(r"[。？！?!]|(?:です|ます|さい)\W*$", bare))
    if _ASKS.search(bare) or _PERSON.search(bare):
        return True
    plain = [
        word for word in bare.split() if word[:1].islower() and word.strip(".,") not in _PARTICLES
    ]
    return len(plain) > _MOST_PLAIN_WORDS or (
        bool(plain) and bare.rstrip().endswith(".") and len(plain) > 1
    )


def _is_name(words: list[str]) -> bool:
    named = [word for word in words if word.strip(".,()").lower() not in _PARTICLES]
    return bool(named) and all(
        word.lstrip("(\"'“")[:1].isupper() or _UNSPACED.match(word) for word in named
    )
