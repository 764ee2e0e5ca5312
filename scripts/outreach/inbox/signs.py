"""The signs of an answer: its words, some in a row, pieces of them, and the topics found in it."""

import math

from outreach.inbox.evidence import Evidence
from outreach.inbox.learned import PIECE, TOPIC

_LONGEST = 6
_PIECES = (3, 4, 5)  # characters


def signs_of(evidence: Evidence) -> list[str]:
    """Return the signs of an answer, each once, in the order in which they were found."""
    signs: dict[str, None] = {}
    for sentence in evidence.sentences:
        signs |= dict.fromkeys(_words_in(sentence.words))
        if sentence.asks:
            signs["?"] = None
    pieces = (piece for sign in signs if " " not in sign for piece in _pieces_of(sign))
    return [*signs, *dict.fromkeys(pieces), *dict.fromkeys(_topics_in(evidence))]


def _words_in(sentence: str) -> list[str]:
    """Return words, pairs and triples; of a language without spaces, pairs of characters."""
    words = sentence.split()
    rows = [" ".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words))]
    unspaced = [
        row[at : at + size]
        for row in words
        if not row.isascii() and len(row) > _LONGEST
        for size in (2, 3)
        for at in range(len(row) - size + 1)
    ]
    return [*rows, *unspaced]


def _pieces_of(word: str) -> list[str]:
    """Return the pieces of a word: "refers", "referring" and a misspelt "referal" share some."""
    edged = f"_{word}_"
    return [
        f"{PIECE}{edged[at : at + size]}" for size in _PIECES for at in range(len(edged) - size + 1)
    ]


def _topics_in(evidence: Evidence) -> list[str]:
    last = len(evidence.sentences) - 2
    topics = []
    for topic, hits in evidence.hits.items():
        if hits:
            ends = [f"{TOPIC}{topic} at the end"] if hits[-1].place >= last else []
            topics += [f"{TOPIC}{topic}", f"{TOPIC}{topic} {min(len(hits), 3)}", *ends]
    if evidence.asks:
        topics.append(f"{TOPIC}asks")
    size = min(_LONGEST, int(math.log2(evidence.words + 1)))
    return [*topics, f"{TOPIC}size {size}"]
