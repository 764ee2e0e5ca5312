"""How to greet somebody whose name stands in one cell."""

import re

TITLES = frozenset("dr doctor prof professor".split())
COURTESIES = frozenset("mr mrs ms mx miss coach rev sr fr".split())
PARTICLES = frozenset("van von der den de del della di da dos du la le st bin al el ter".split())
CREDENTIALS = frozenset(
    "dc pt dpt md do lac dacm dpm lmt lmbt rmt ot otr rn np pa cpt cscs phd ma ms msc mba ryt "
    "eryt cyt atc ocs scs fafs faaompt ccsp dacbr nd dds dmd lcsw cnm jr sr ii iii".split()
)
PLACEHOLDERS = frozenset(
    "tbd tba todo n/a na none unknown ? ?? ??? - -- . xxx xx x name test "
    "[name] <name> first last your_name".split()
) | {"your name", "first last", "first name", "not sure", "find out", "your business"}


def is_placeholder(text: str) -> bool:
    """Tell whether a value only holds a place, so that no letter may print it."""
    folded = " ".join(text.casefold().split())
    return folded in PLACEHOLDERS or bool(re.fullmatch(r"[\[{<].*[\]}>]|[?_.\-\s]+", folded))


def first_name(name: str) -> str:
    """Return the given name: `Dr. Maria Lopez, DC` → `Maria`."""
    words = _given_and_family(name)
    return words[0] if words else name


def salutation(name: str) -> str:
    """Return what to put after `Hello`: `Dr. Lopez` for a doctor, else the given name."""
    words = _given_and_family(name)
    title = _fold((name.split() or [""])[0])
    if title not in TITLES or not words:
        return words[0] if words else name
    family = [words[-1]]
    for word in reversed(words[1:-1]):
        if _fold(word) not in PARTICLES:
            break
        family.insert(0, word)
    return f"{'Prof.' if title.startswith('prof') else 'Dr.'} {' '.join(family)}"


def _given_and_family(name: str) -> list[str]:
    """Return the words of the name itself, in order, without titles, credentials and emoji."""
    head, _, tail = name.partition(",")
    if tail and not _is_credentials(tail):
        head = f"{tail.partition(',')[0]} {head}"  # `Lopez, Maria`
    words = [w.strip('()"“”') for w in head.split() if any(c.isalpha() for c in w)]
    while words and _fold(words[0]) in TITLES | COURTESIES:
        words.pop(0)
    while len(words) > 1 and _fold(words[-1]) in CREDENTIALS and words[-1].isupper():
        words.pop()
    return words


def _is_credentials(text: str) -> bool:
    words = text.replace(",", " ").split()
    return all(_fold(w) in CREDENTIALS or sum(c.isupper() for c in w) > 1 for w in words)


def _fold(word: str) -> str:
    return word.casefold().replace(".", "").replace("-", "")
