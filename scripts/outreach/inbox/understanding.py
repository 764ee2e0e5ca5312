"""The order in which a message is understood; the first that fits decides."""

from outreach.inbox.auto_replies import read_auto_reply
from outreach.inbox.bounces import read_bounce
from outreach.inbox.complaints import read_complaint
from outreach.inbox.correspondence import Correspondence
from outreach.inbox.intents import read_reply
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
    if automatic := read_auto_reply(message, text, correspondence, phrases):
        return automatic
    relation = relation_of(message, correspondence)
    if opt_out := read_opt_out(message, text, phrases):
        return opt_out
    if not relation.why:
        return Unrelated(why=("nothing ties it to a letter of ours",))
    if relation.refers_to:
        return read_reply(message, text, phrases)
    if is_bulk(message):
        return Unrelated(why=("went to many people",))
    reply = read_reply(message, text, phrases)
    if is_fresh(message, correspondence) and not phrases.first("about_us", text):
        return Unrelated(text=text, why=(relation.why, "speaks of nothing that we wrote about"))
    return reply
