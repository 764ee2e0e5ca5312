"""Yes, No or unknown, in the words that people use."""

import re
from functools import lru_cache

from outreach.practitioners.folding import fold
from outreach.practitioners.practitioner import Trait
from outreach.practitioners.row import Cell, text_of
from outreach.practitioners.stages import Answer

YES = frozenset(
    "yes y yep yeah true t 1 x on ok si oui ja ✓ ✔ ✅ ☑ 👍 definitely always sometimes".split()
)
UNTICKED = frozenset("no n nope false f 0 off non nein ✗ ✘ ❌ ☐ 👎".split())
NO = UNTICKED | frozenset("never none not".split())
UNKNOWN = frozenset(
    {
        "",
        "?",
        "??",
        "???",
        "-",
        "–",
        "—",
        "tbd",
        "n/a",
        "n a",
        "n.a",
        "na",
        "unknown",
        "unsure",
        "not sure",
        "maybe",
        "dont know",
        "no idea",
        "find out",
        "ask",
    }
)

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

_DETAIL = re.compile(r"(yes|no|y|n)\s*[,;:(–—-]")
_VARIANTS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")  # colour of an emoji, and of its skin


@lru_cache(maxsize=1024, typed=True)  # else a ticked box would be the number 1
def read_answer(cell: Cell, trait: Trait | None = None) -> Answer | None:
    """Understand one cell; None when it is neither an answer nor blank.

    A detail after the answer is allowed: `Yes (Medicare)`, `no, cash only`. Few words fill many
    cells, so answers are kept.
    """
    folded = fold(_VARIANTS.sub("", text_of(cell))).strip()
    words = _plain(folded)
    if trait and words in PHRASES[trait]:
        return PHRASES[trait][words]
    if words in UNKNOWN:
        return Answer.UNKNOWN
    detail = _DETAIL.match(folded)
    if words in YES or (detail and detail[1].startswith("y")):
        return Answer.YES
    if words in NO or (detail and detail[1].startswith("n")):
        return Answer.NO
    return None


@lru_cache(maxsize=1024, typed=True)
def read_tick(cell: Cell) -> bool | None:
    """Understand a checkbox; None when a person must say what is meant.

    Stricter than an answer: `never` under `Do not contact` is anything but a No.
    """
    answer = read_answer(cell)
    if answer is Answer.YES:
        return True
    words = _plain(fold(_VARIANTS.sub("", text_of(cell))).strip())
    return False if words in UNTICKED or not text_of(cell).strip() else None


def _plain(folded: str) -> str:
    """Make hyphens spaces, space single, and drop a full stop at the end."""
    spaced = " ".join(folded.replace("-", " ").split()) if len(folded) > 1 else folded
    return spaced.rstrip(".!") or spaced
