"""What the phrases of an answer prove that it means for us.

Each rule looks at the evidence and says what it proves; the first that proves something decides.
Refusals come before interest, and what pulls both ways is left to a person: a refusal taken for a
yes would send a therapist to a door that was closed.
"""

from collections.abc import Callable

from outreach.inbox.evidence import Evidence, clauses
from outreach.inbox.message import InboundMessage
from outreach.practitioners.stages import Intent

Finding = tuple[str, ...]
"""Why something is believed, as clauses."""
_Proof = tuple[Intent, Finding]
_NAME = 60  # characters; a longer list of addressees is no name
_SHORT = 14  # words of a letter that says nothing but when to come


def names_of(message: InboundMessage) -> tuple[str, ...]:
    """Return the names of those a message is addressed to, as its To field shows them."""
    shown = message.headers.first("to").partition("<")[0].replace('"', " ")[:_NAME]
    return (shown.strip(), *shown.split())


def proven_intent(evidence: Evidence) -> _Proof | None:
    """Return what the phrases of a text prove, and why; None when they prove nothing."""
    return next((proof for rule in _RULES if (proof := rule(evidence))), None)


def _from(evidence: Evidence, intent: Intent, *topics: str) -> _Proof:
    return intent, clauses(hit for topic in topics for hit in evidence.said(topic))


_REFUSALS = (
    ("referred_on", Intent.REFERRED_ON),
    ("already_has", Intent.ALREADY_HAS),
    ("declined", Intent.DECLINED),
)


def _odd(evidence: Evidence) -> _Proof | None:
    """A wrong person, a complaint or mockery is for a person, unless it refuses in plain words."""
    refuses = any(
        hit.place != odd.place
        for odd in evidence.said("check")
        for topic, _ in _REFUSALS
        for hit in evidence.said(topic)
    )
    if evidence.said("check") and not refuses:
        return _from(evidence, Intent.CHECK, "check")
    return None


def _later(evidence: Evidence) -> _Proof | None:
    """An invitation for later is a "not now", however warm or cool the rest is."""
    if not evidence.said("later"):
        return None
    if evidence.said("already_has") and not evidence.said("not_now"):
        ends = evidence.last("later") >= evidence.last("already_has")
        return _from(evidence, Intent.NOT_NOW if ends else Intent.ALREADY_HAS, "later")
    return _from(evidence, Intent.NOT_NOW, "later", "not_now")


def _refusal(evidence: Evidence) -> _Proof | None:
    """A refusal stands, unless a yes that nothing weakens stands beside it."""
    for topic, intent in _REFUSALS:
        if hits := evidence.said(topic):
            firm = evidence.said("interested")
            if firm and not _outweighs(evidence, hits[-1].place):
                return (
                    Intent.CHECK,
                    (*clauses(firm[:1]), *clauses(hits[:1])),
                )
            return _from(evidence, intent, topic)
    return None


def _outweighs(evidence: Evidence, place: int) -> bool:
    """Tell whether a refusal answers the yes before it: it comes later, with a "but" or regret."""
    yes = evidence.last("interested")
    turns = [*evidence.said("contrast"), *evidence.said("regret")]
    return place >= yes and any(yes <= turn.place <= place for turn in turns)


def _busy(evidence: Evidence) -> _Proof | None:
    """Too much to do is a "not now", unless a yes comes with it."""
    if evidence.said("not_now") and not evidence.said("interested"):
        return _from(evidence, Intent.NOT_NOW, "not_now")
    return None


def _interest(evidence: Evidence) -> _Proof | None:
    """A clear yes; doubt after it needs a proposal after that."""
    firm = evidence.said("interested")
    if not firm:
        return None
    doubt = evidence.last(*_DOUBTS)
    if doubt > firm[-1].place and evidence.last("willing") < doubt:
        return _from(evidence, Intent.CHECK, "interested", *_DOUBTS)
    return _from(evidence, Intent.INTERESTED, "interested", "willing")


def _sympathy(evidence: Evidence) -> _Proof | None:
    """Warm words without any doubt beside them are a yes, with a question they are a question."""
    warm = (*evidence.said("liking"), *evidence.said("hedged"))
    doubt = any(evidence.said(topic) for topic in _DOUBTS)
    if doubt or not warm or evidence.said("not_now"):
        return None
    if evidence.asks and not evidence.said("willing"):
        return None
    return _from(evidence, Intent.INTERESTED, "liking", "hedged", "willing")


_DOUBTS = ("regret", "contrast", "negation")


def _proposal(evidence: Evidence) -> _Proof | None:
    """A short letter that only says when or where is a yes."""
    placed = {hit.place for hit in evidence.said("question")}
    proposals = [hit for hit in evidence.said("willing") if hit.place not in placed]
    doubt = any(evidence.said(topic) for topic in (*_DOUBTS, "not_now"))
    if proposals and not doubt and (evidence.words <= _SHORT or len(proposals) > 1):
        return Intent.INTERESTED, clauses(proposals)
    return None


def _faint_refusal(evidence: Evidence) -> _Proof | None:
    """Without a warm word, talk of the own massage therapist or courtesy with a "not" refuses."""
    if evidence.asks or any(evidence.said(topic) for topic in ("liking", "willing", "hedged")):
        return None
    if evidence.said("covered"):
        return _from(evidence, Intent.ALREADY_HAS, "covered")
    polite = evidence.said("regret") or evidence.said("thanks")
    if polite and (evidence.said("negation") or evidence.said("contrast")):
        return _from(evidence, Intent.DECLINED, "regret", "contrast", "negation")
    return None


def _address(evidence: Evidence) -> _Proof | None:
    """Who gives an address and says neither yes nor no means that one should write there."""
    if evidence.addresses and not evidence.said("hedged") and not evidence.said("liking"):
        return Intent.REFERRED_ON, (f"gives {evidence.addresses[0]}",)
    return None


def _question(evidence: Evidence) -> _Proof | None:
    """What asks and says neither yes nor no wants an answer first."""
    bare = evidence.words <= 1 and not evidence.said("question")
    if not evidence.asks or bare:
        return None
    return Intent.QUESTION, clauses(evidence.said("question")) or ("asks something",)


_RULES: tuple[Callable[[Evidence], _Proof | None], ...] = (
    _odd,
    _later,
    _refusal,
    _busy,
    _interest,
    _sympathy,
    _proposal,
    _faint_refusal,
    _address,
    _question,
)
