"""What an answer says, sorted by topic, and what of it counts where sentences pull both ways."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from outreach.inbox.header_fields import addresses_in
from outreach.inbox.phrases import Hit, Phrases, Sentence, sentences_of

# A sentence that says one of these takes what it seems to say on the other topics back.
_TAKEN_BACK = {
    "retracted": ("declined", "not_now", "regret", "negation"),
    "lacking": ("already_has", "covered", "negation"),
    "opt_out_joke": ("opt_out", "opt_out_word"),
}
_REACH = 3  # words: so far before a yes, a "not" negates it
_OPENING = re.compile(r"[^,.!:;?。、！\n]{1,45}[,.!:;。、！\n]\s*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer says.

    Attributes:
        hits: By topic, in the order of their sentences.
        addresses: E-mail addresses that it gives.
    """

    sentences: tuple[Sentence, ...]
    hits: dict[str, tuple[Hit, ...]]
    addresses: tuple[str, ...] = ()

    def said(self, topic: str) -> tuple[Hit, ...]:
        """Return what it says on a topic."""
        return self.hits.get(topic, ())

    def last(self, *topics: str) -> int:
        """Return the number of the last sentence on some topics; -1 for none."""
        return max((hit.place for topic in topics for hit in self.said(topic)), default=-1)

    @property
    def asks(self) -> bool:
        """Tell whether it asks anything."""
        return any(sentence.asks for sentence in self.sentences) or bool(self.said("question"))

    @property
    def words(self) -> int:
        """Return how many words it has."""
        return sum(len(sentence.words.split()) for sentence in self.sentences)


def gather_evidence(text: str, names: tuple[str, ...], phrases: Phrases) -> Evidence:
    """Return what a text says.

    Args:
        names: Of those written to; a letter may begin with one and a comma.
    """
    text = without_greeting(text, names, phrases)
    found = {topic: list(phrases.hits(topic, text)) for topic in TOPICS}
    for stronger, weaker in _TAKEN_BACK.items():
        places = {hit.place for hit in found[stronger]}
        for topic in weaker:
            found[topic] = [hit for hit in found[topic] if hit.place not in places]
    sentences = sentences_of(text)
    firm = [hit for hit in found["interested"] if _is_firm(hit, found, sentences)]
    found["hedged"] = [hit for hit in found["interested"] if hit not in firm]
    found["interested"] = firm
    # "I usually say no, but ..." turns from a no that it is not.
    turned = {hit.place for hit in found["retracted"]}
    found["contrast"] = [hit for hit in found["contrast"] if hit.place not in turned]
    return Evidence(
        sentences, {topic: tuple(hits) for topic, hits in found.items()}, addresses_in(text[:4000])
    )


TOPICS = (
    "interested",
    "liking",
    "willing",
    "declined",
    "already_has",
    "not_now",
    "later",
    "referred_on",
    "question",
    "check",
    "retracted",
    "lacking",
    "regret",
    "contrast",
    "negation",
    "thanks",
    "covered",
    "opt_out",
    "opt_out_word",
    "opt_out_joke",
)


def without_greeting(text: str, names: tuple[str, ...], phrases: Phrases) -> str:
    """Return a text without the greeting before it and without the names by which it calls us.

    "Hi Ana, yes" and "yes, Ana!" then begin and end with their own words.
    """
    text = text.strip()
    for _ in range(2):  # "Hello! Ana, ..."
        opening = _OPENING.match(text)
        words = opening[0].strip(" ,.!:;。、！\n") if opening else ""
        if not opening or not (words in names or phrases.first("greeting", words)):
            break
        text = text[opening.end() :]
    called = "|".join(re.escape(name) for name in names if name)
    return re.sub(rf",?[ \t]+(?:{called})(?=[,.!?]|\n|$)", "", text) if called else text


def _is_firm(hit: Hit, found: dict[str, list[Hit]], sentences: tuple[Sentence, ...]) -> bool:
    """Tell whether nothing beside a yes weakens it: no "not" before it, no "but" after it."""
    words = hit.sentence.words
    at = words.find(f" {hit.said} ") if f" {hit.said} " in words else words.find(hit.said)
    for other in found["contrast"]:
        if other.place == hit.place and words.rfind(other.said) >= at + len(hit.said):
            return False
        if other.place == hit.place + 1 and _begins_with(other, sentences[hit.place + 1]):
            return False
    before = " ".join(words[: max(at, 0)].split()[-_REACH:])
    return not any(
        other.place == hit.place and f" {other.said} " in f" {before} "
        for other in found["negation"]
    )


def _begins_with(hit: Hit, sentence: Sentence) -> bool:
    return sentence.words.strip().startswith(hit.said)


def clauses(hits: Iterable[Hit]) -> tuple[str, ...]:
    """Return what was said, as reasons; each once, at most three."""
    return tuple(dict.fromkeys(f"says “{hit.said}”" for hit in hits))[:3]
