"""What a person's answer means: words are weighed, and phrases have a say where it is risky.

Interest leads somebody to a door, so it must be surer than a refusal, and surest beside a phrase
that refuses; a refusal ends things, so it needs that hardly anything speaks for interest. What is
less sure is left to a person.
"""

from collections.abc import Mapping

from outreach.inbox.dates import come_back_on
from outreach.inbox.evidence import Evidence, clauses, gather_evidence
from outreach.inbox.intents import Finding, names_of, proven_intent
from outreach.inbox.learned import OPT_OUT
from outreach.inbox.message import InboundMessage
from outreach.inbox.phrases import Phrases
from outreach.inbox.referral_names import referred_to
from outreach.inbox.signs import signs_of
from outreach.inbox.verdicts import OptOut, Reply
from outreach.practitioners.stages import Intent

SURE = 0.3
"""The probability from which a meaning is believed when no phrase says the same ..."""
SURE_OF_YES = {"said": 0.5, "unsaid": 0.65, "refused": 0.85}
"""... interest, by what phrases say of it ..."""
SURE_OF_SILENCE = 0.2
"""... and that somebody wants no more mail: silence does no harm, mail would."""
CHANCE_OF_YES = {"said": 0.4, "unsaid": 0.2, "silence": 0.1}
"""The most that may speak for interest in what is taken for a refusal, or for an opt-out."""
MEANT = 0.03
"""The probability of an opt-out from which the phrase of one is no mere turn of speech."""

_REFUSALS = (Intent.DECLINED, Intent.ALREADY_HAS)


def read_answer(message: InboundMessage, text: str, phrases: Phrases) -> Reply | OptOut:
    """Return what a person's answer is; unsure is a reply to `check`.

    Args:
        text: The message's own text.
    """
    meaning, why = read_meaning(text, names_of(message), phrases)
    if meaning == OPT_OUT:
        return OptOut(text=text, why=why)
    intent = Intent(meaning)
    return Reply(
        intent=intent,
        text=text,
        why=why,
        until=come_back_on(text, message.sent_at, phrases) if intent is Intent.NOT_NOW else None,
        referred_to=referred_to(message, text) if intent is Intent.REFERRED_ON else "",
    )


def read_meaning(text: str, names: tuple[str, ...], phrases: Phrases) -> tuple[str, Finding]:
    """Return what a text means, an intent or an opt-out, and why."""
    evidence = gather_evidence(text, names, phrases)
    if not evidence.sentences:
        return Intent.CHECK.value, ("says nothing in words",)
    proof = proven_intent(evidence)
    proven, reasons = proof or (None, ())
    signs = signs_of(evidence)
    chances = phrases.learned.chances(signs)
    meaning = decide(proven, chances)
    if meaning == Intent.INTERESTED and _asks_silence(evidence, chances):
        return Intent.CHECK.value, clauses(
            [*evidence.said("opt_out"), *evidence.said("interested")]
        )
    if meaning == proven:
        return meaning, reasons
    if meaning == Intent.CHECK:
        return meaning, ("says nothing that is clear",)
    return meaning, phrases.learned.why(signs, meaning)


def _asks_silence(evidence: Evidence, chances: Mapping[str, float]) -> bool:
    """Tell whether a phrase asks for silence; one that is a sentence of its own is meant."""
    asked = evidence.said("opt_out")
    alone = any(hit.said == hit.sentence.words.strip() for hit in asked)
    return alone or bool(asked and chances[OPT_OUT] > MEANT)


def decide(proven: Intent | None, chances: Mapping[str, float]) -> str:
    """Return the meaning that is believed.

    Args:
        proven: What phrases say.
        chances: By meaning, its probability.
    """
    yes = chances[Intent.INTERESTED]
    if chances[OPT_OUT] > SURE_OF_SILENCE and yes < CHANCE_OF_YES["silence"]:
        return OPT_OUT
    if proven is Intent.CHECK and chances[Intent.CHECK] >= SURE:
        return Intent.CHECK.value
    likely = max(Intent, key=lambda intent: chances[intent])
    said = "said" if proven is likely else "unsaid"
    if likely is Intent.INTERESTED:
        refused = proven in {*_REFUSALS, Intent.NOT_NOW}
        sure = yes >= SURE_OF_YES["refused" if refused else said]
    elif likely in _REFUSALS:
        sure = yes <= CHANCE_OF_YES[said] and (proven is likely or chances[likely] >= SURE)
    else:
        sure = proven is likely or chances[likely] >= SURE
    return likely.value if sure else Intent.CHECK.value
