"""Yes, No or unknown, in the words that people use."""

import re
import unicodedata

from outreach.practitioners.practitioner import Trait
from outreach.practitioners.row import Cell, text_of
from outreach.practitioners.stages import Answer

YES = frozenset(
    "yes y yep yeah true t 1 x on ok si oui ja ✓ ✔ ✅ ☑ 👍 definitely always sometimes".split()
)
NO = frozenset("no n nope false f 0 off non nein ✗ ✘ ❌ ☐ 👎 never none not".split())
UNKNOWN = frozenset({"", "?", "??", "???", "-", "–", "—", "tbd", "n/a", "na", "unknown"}) | {
    "unsure",
    "not sure",
    "dont know",
    "no idea",
    "find out",
    "ask",
}

PHRASES: dict[Trait, dict[str, Answer]] = {
    Trait.TAKES_INSURANCE: {
        **dict.fromkeys(
            (
                "cash",
                "cash only",
                "cash pay",
                "cash based",
                "self pay",
                "private pay",
                "out of pocket",
                "out of network",
                "no insurance",
                "does not",
                "doesnt",
            ),
            Answer.NO,
        ),
        **dict.fromkeys(
            ("accepts", "accepts insurance", "in network", "insurance", "medicare", "takes it"),
            Answer.YES,
        ),
    },
    Trait.OFFERS_MASSAGE: {
        **dict.fromkeys(("in house", "inhouse", "on staff", "offers it"), Answer.YES),
        **dict.fromkeys(("not in house", "does not", "doesnt", "no massage"), Answer.NO),
    },
    Trait.HAS_MASSAGE_THERAPIST: {
        **dict.fromkeys(("has one", "has someone", "already has one"), Answer.YES),
        **dict.fromkeys(("nobody", "no one", "has none", "looking", "looking for one"), Answer.NO),
    },
    Trait.VALUES_MASSAGE: {
        **dict.fromkeys(("loves it", "likes it", "a fan", "recommends it"), Answer.YES),
        **dict.fromkeys(("skeptical", "not a fan", "does not", "doesnt"), Answer.NO),
    },
}
"""Answers that mean yes or no to one question only."""

_DETAIL = re.compile(r"^(yes|no|y|n)\s*[,;:(–—-]")


def read_answer(cell: Cell, trait: Trait | None = None) -> Answer | None:
    """Understand one cell; None when it is neither an answer nor blank.

    A detail after the answer is allowed: `Yes (Medicare)`, `no, cash only`.
    """
    words = _plain(text_of(cell))
    if trait and words in PHRASES[trait]:
        return PHRASES[trait][words]
    if words in UNKNOWN:
        return Answer.UNKNOWN
    detail = _DETAIL.match(text_of(cell).strip().casefold())
    if words in YES or (detail and detail[1].startswith("y")):
        return Answer.YES
    if words in NO or (detail and detail[1].startswith("n")):
        return Answer.NO
    return None


def _plain(text: str) -> str:
    """Fold case, accents, hyphens, apostrophes, emoji variation and outer punctuation away."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c) and c != "\ufe0f")
    bare = bare.replace("’", "").replace("'", "")
    spaced = " ".join(bare.replace("-", " ").split()) if len(bare.strip()) > 1 else bare.strip()
    return spaced.rstrip(".!") or spaced
