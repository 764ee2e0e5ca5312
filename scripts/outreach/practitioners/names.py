"""How to greet somebody whose name stands in one cell."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from outreach.practitioners.folding import without_invisibles

TITLES = {"dr": "Dr.", "doctor": "Dr.", "prof": "Prof.", "professor": "Prof.", "dra": "Dra."}
"""Folded title → how a greeting has it."""
TITLE_TAILS = frozenset("med rer nat phil habil dent univ hc".split())  # Dr. med., Dr. rer. nat.
COURTESIES = frozenset("mr mrs ms mx miss coach rev sr sra srta fr frau herr mme mlle".split())
BEFORE_NAMES = TITLES.keys() | COURTESIES
PARTICLES = frozenset(
    "van von vom der den de del dela della dello di da dos das do du la las le los st bin ben ibn "
    "al el ter ten te zu zum zur 't ’t".split()
)
SUFFIXES = frozenset("jr sr ii iii iv esq".split())
CREDENTIALS = SUFFIXES | frozenset(
    "dc pt dpt md do lac dacm dpm lmt lmbt lmp cmt rmt mmt bctmb ot otr otd rn np fnp aprn dnp pa "
    "cpt cscs pes ces nasm acsm phd psyd edd ma ms msc mba mph mspt bs ba bsc ryt eryt cyt cyat "
    "atc ocs scs fafs faaompt ccsp dacbr nd dds dmd dvm lcsw lmft lpc cnm ibclc rd rdn dipl om "
    "omd daom cert bcb".split()
)
SURNAMES_TOO = frozenset({"do", "ma", "pa", "om", "ba"})
"""Credentials that are names as well, unless their capitals say otherwise."""
NOT_A_PERSON = frozenset(
    "owner founder director manager therapist chiropractor physiotherapist trainer coach teacher "
    "instructor podiatrist acupuncturist physician doctor nurse clinic center centre wellness "
    "studio practice health therapy chiropractic acupuncture podiatry yoga pilates fitness gym "
    "office llc inc certified licensed registered reception staff".split()
)
"""Words after a comma that tell a role or a business, not a given name."""
PLACEHOLDERS = (
    frozenset(
        "tbd tba todo n/a na none unknown xx xxx x name test fname lname firstname lastname "
        "first last your_name".split()
    )
    | {"your name", "first last", "first name", "last name", "full name", "your business"}
    | {
        "not sure",
        "find out",
    }
)

_HOLDER = re.compile(r"[\[{<«].*[\]}>»]|\*\|.*\|\*|%.*%|\$\{?\w+\}?|[?_.\-–—\s]+")
_ASIDE = re.compile(r"""\s[("“‘'«\[][^()"“”«»\[\]]*[)"”’'»\]](?=\s|,|$)""")
_MORE = re.compile(r"\s+(?:[-–—|/&+]|and|y)\s.*", re.IGNORECASE | re.DOTALL)  # a place, a partner
_GLUED = re.compile(r"\b((?:dra?|prof|mrs?|ms)\.)(?=[^\W\d_])", re.IGNORECASE)
_INITIAL = re.compile(r"[^\W\d_]\.?")


def is_placeholder(text: str) -> bool:
    """Tell whether a value only holds a place, so that no letter may print it."""
    folded = " ".join(text.casefold().split())
    return folded in PLACEHOLDERS or bool(_HOLDER.fullmatch(folded))


def is_only_titles(name: str) -> bool:
    """Tell whether nothing of a name is left without titles and credentials: `Dr.`, `DC`."""
    _, words = _split(name)
    return not words or (len(words) == 1 and _is_credential(words[0]))


def first_name(name: str) -> str:
    """Return the given name: `Dr. Maria Lopez, DC` → `Maria`."""
    return _given(_split(name)[1]) or name


def salutation(name: str) -> str:
    """Return what to put after `Hello`.

    `Dr. Lopez` for a doctor, `Ms. Lopez` for somebody of whom only that is known, else the given
    name.
    """
    title, words = _split(name)
    if not words:
        return name
    if _fold(title) in TITLES:
        return f"{TITLES[_fold(title)]} {_family(words)}"
    return f"{title} {words[0]}" if title and len(words) == 1 else _given(words)


def _given(words: Sequence[str]) -> str:
    """Return the given name, which is not an initial where there is more of it."""
    if not words[1:] or _is_wide(words) or _begins_family(words[0]):
        return " ".join(words)
    given = [word for word in words[:-1] if not _begins_family(word)]
    full = (word for word in given if not _is_initial(word) and not _is_title(word))
    # Nobody wants to be greeted as `J.` alone, or as `Md.`.
    return next(full, " ".join(words if len(given) == 1 else given))


def _family(words: Sequence[str]) -> str:
    """Return the family name with its particles: `Jan van der Berg` → `van der Berg`."""
    if _is_wide(words):
        return " ".join(words)
    start = len(words) - 1
    while start > 1 and _fold(words[start - 1]) in PARTICLES:
        start -= 1
    return " ".join(words if _begins_family(words[0]) else words[start:])


@lru_cache(maxsize=50_000)
def _split(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the title, and the words of the name itself in the order in which they are said.

    Reading a row asks this of a name, and so does greeting them, once all rows are read.
    """
    spaced = _GLUED.sub(r"\1 ", without_invisibles(name))
    ordered = _in_order(_ASIDE.sub("", _MORE.sub("", spaced)))
    words = [bare for word in ordered.split() if _says(bare := _bare(word))]
    titles: list[str] = []
    while words and _fold(words[0]) in BEFORE_NAMES:
        titles.append(words.pop(0))
        while words and _fold(words[0]) in TITLE_TAILS and words[0].endswith("."):
            words.pop(0)
    while len(words) > 1 and _is_credential(words[-1]):
        words.pop()
    return (titles or [""])[0], tuple(words)


def _in_order(name: str) -> str:
    """Turn `Lopez, Maria` round, and drop what a comma sets apart otherwise."""
    head, *tails = (part.strip() for part in name.split(","))
    for tail in tails:
        words = tail.split()
        if words and not _is_role(words) and not _is_credentials(words, after=head):
            return f"{tail} {head}"
    return head


def _is_role(words: list[str]) -> bool:
    return any(_fold(word) in NOT_A_PERSON for word in words)


def _is_credentials(words: list[str], *, after: str) -> bool:
    """Tell `Maria Lopez, MSPT` from `Lopez, JP`: after one word alone only known ones count."""
    known = [_is_credential(word, set_apart=True) for word in words]
    if len(after.split()) == 1:
        return all(known)
    return known[0] or all(sum(c.isupper() for c in word) > 1 for word in words)


def _is_credential(word: str, *, set_apart: bool = False) -> bool:
    """Tell `MA` from the surname `Ma`; what a comma sets apart needs no capitals."""
    folded = _fold(word)
    if folded in SUFFIXES or (folded in CREDENTIALS and sum(c.isupper() for c in word) > 1):
        return True
    if folded not in CREDENTIALS or folded in SURNAMES_TOO:
        return folded in CREDENTIALS and set_apart and word.islower()
    return set_apart or word.islower() or word.endswith(".")


def _is_title(word: str) -> bool:
    return _fold(word) in BEFORE_NAMES or _is_credential(word)


def _begins_family(word: str) -> bool:
    return word.islower() and _fold(word) in PARTICLES


def _is_initial(word: str) -> bool:
    return bool(_INITIAL.fullmatch(word)) and word[0].upper() != word[0].lower()


def _is_wide(words: Sequence[str]) -> bool:
    """Tell whether the family name comes first, as it does in Chinese characters and Hangul."""
    letters = (c for word in words if not word.isascii() for c in word)
    return any(unicodedata.east_asian_width(c) == "W" and c.isalpha() for c in letters)


def _bare(word: str) -> str:
    """Take brackets, quotes and emoji off; `'t` keeps its apostrophe and `Dr.` its full stop."""
    if word.isalnum() and word.isascii():
        return word  # as most are: this is a hot path
    shown = [
        n for n, c in enumerate(word) if unicodedata.category(c)[0] in "LMN" and c.isprintable()
    ]
    if not shown:
        return ""
    start, end = shown[0], shown[-1] + 1
    return word[start - (word[start - 1 : start] in {"'", "’"}) : end + word.startswith(".", end)]


def _says(word: str) -> bool:
    return any(c.isalpha() for c in word)


def _fold(word: str) -> str:
    return word.casefold().replace(".", "").replace("-", "")
