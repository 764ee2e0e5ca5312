"""The signs of an answer: its words, some words in a row, and the topics that rules found."""

import math

from outreach.inbox.evidence import Evidence
from outreach.inbox.learned import TOPIC

_TOPICS_COUNT = 6  # times: a topic is worth more than a word
_LONGEST = 6


def signs_of(evidence: Evidence) -> list[str]:
    """Return the signs of an answer, in the order in which they were found."""
    words: dict[str, None] = {}
    for sentence in evidence.sentences:
        words |= dict.fromkeys(_words_in(sentence.words))
        if sentence.asks:
            words["?"] = None
    return [*words, *(_topics_in(evidence) * _TOPICS_COUNT)]


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
