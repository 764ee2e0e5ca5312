"""Folds text of any script, so that what people mean alike compares alike."""

import re
import unicodedata
from functools import lru_cache

_JOINERS = "\u200c\u200d"  # they shape Persian and Indic words, and emoji
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")


def without_invisibles(text: str) -> str:
    """Drop what no reader sees: zero-width spaces, soft hyphens, marks of direction.

    They come along when an address or a name is copied from a web page or an address book.
    """
    return text if text.isascii() else _INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """Fold case, accents, width, apostrophes and invisible characters away."""
    if text.isascii():
        return text.casefold().translate(_APOSTROPHES)
    # Decompose first: a bold or full-width capital is one only after that.
    bare = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).translate(_APOSTROPHES))
    kept = (c for c in bare if not unicodedata.combining(c) and c not in _JOINERS)
    return "".join(kept).casefold()


@lru_cache(maxsize=50_000)
def plain_words(text: str) -> str:
    """Return the folded words with one space between them, without punctuation.

    A run asks this of each name and practice whenever it looks at the rows, so words are kept.
    """
    folded = fold(text)
    if not folded.isascii():
        # Vowel signs are no letters to a regular expression, yet they make Indic words differ.
        folded = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    return " ".join(re.findall(r"[^\W_]+" if folded.isascii() else r"\S+", folded))
