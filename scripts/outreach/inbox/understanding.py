"""The order in which a message is understood; the first that fits decides."""

from outreach.inbox.answers import read_answer
from outreach.inbox.auto_replies import read_auto_reply
from outreach.inbox.bounces import read_bounce
from outreach.inbox.complaints import read_complaint
from outreach.inbox.correspondence import Correspondence
from outreach.inbox.invitations import read_invitation
from outreach.inbox.message import InboundMessage
from outreach.inbox.opt_outs import read_opt_out
from outreach.inbox.own_text import own_text
from outreach.inbox.phrases import Phrases
from outreach.inbox.receipts import read_receipt
from outreach.inbox.relation import is_bulk, is_fresh, relation_of
from outreach.inbox.verdicts import Unrelated, Verdict


def understand(
    message: InboundMessage, correspondence: Correspondence, phrases: Phrases
) -> Verdict:
    """Return what a message is."""
    if message.sender in correspondence.own and not message.report:
        return Unrelated(why=("is our own mail",))
    verdict = (
        read_bounce(message, correspondence, phrases)
        or read_receipt(message)
        or read_complaint(message, correspondence)
    )
    if verdict:
        return verdict
    text = own_text(message, phrases)
    relation = relation_of(message, correspondence)
    answer = read_invitation(message, text, phrases) if relation.why else None
    # A person pressed the button of an invitation, though its mail says that a machine wrote it.
    if answered := answer or read_auto_reply(message, text, correspondence, phrases):
        return answered
    if not relation.refers_to and is_bulk(message):
        return Unrelated(why=("went to many people",))
    if not relation.why and message.refers_to:
        return Unrelated(why=("answers a message that is none of our letters",))
    if opt_out := read_opt_out(message, text, phrases):
        return opt_out
    if not relation.why:
        return Unrelated(why=("is tied to no letter of ours",))
    if not relation.refers_to and _is_on_another_matter(message, text, correspondence, phrases):
        return Unrelated(text=text, why=(relation.why, "speaks of nothing that we wrote about"))
    return read_answer(message, text, phrases)


def _is_on_another_matter(
    message: InboundMessage, text: str, correspondence: Correspondence, phrases: Phrases
) -> bool:
    """Tell whether somebody whom we wrote to writes of something else."""
    if not is_fresh(message, correspondence):
        return False
    said = f"{message.subject}\n\n{text}"
    return bool(phrases.first("other_matter", said)) or not phrases.first("about_us", said)
