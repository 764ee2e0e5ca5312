"""Answers by machines: absences, acknowledgements, people who left (RFC 3834)."""

import re
from datetime import datetime

from outreach.inbox.correspondence import Correspondence
from outreach.inbox.message import InboundMessage
from outreach.inbox.notices import contact_in, notice_text, without_day_dots
from outreach.inbox.phrases import Phrases, sentences_of
from outreach.inbox.relation import Relation, bare_subject, is_bulk, relation_of
from outreach.inbox.return_dates import return_day
from outreach.inbox.verdicts import AutoReply

# What responders without Auto-Submitted say instead. X-Auto-Response-Suppress and Precedence: bulk
# prove nothing: Exchange and mailing lists write them on what people wrote.
_SAYING = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-mail-autoreply",
)
_SAYING_SO = (
    ("precedence", re.compile(r"auto[-_ ]?(?:reply|response)", re.IGNORECASE)),
    ("x-precedence", re.compile(r"auto[-_ ]?(?:reply|response)", re.IGNORECASE)),
    ("x-mailer", re.compile(r"auto-?(?:respon|reply)|vacation", re.IGNORECASE)),
    ("x-post-messageclass", re.compile(r"autoresponder", re.IGNORECASE)),
    ("x-ms-exchange-generated-message-source", re.compile(r"rules agent", re.IGNORECASE)),
    ("x-fc-machinegenerated", re.compile(r"true", re.IGNORECASE)),
)
_DAEMON = re.compile(r"(?:mailer-daemon|postmaster)@")
_UNSUBSCRIBE = re.compile(r"\s*(?:unsubscribe|remove|opt[- ]?out|stop)\b", re.IGNORECASE)
# Beside a subject that says it, these make sure; alone they prove nothing.
_HINTS = ("auto-submitted", "x-auto-response-suppress")
_NOTICES = ("left_practice", "away", "acknowledgement")
_BESIDE = ("notice", "back_on")
_SHORT = 4  # words of a greeting or a name below
_CALENDAR = ("text/calendar", "application/ics")


def read_auto_reply(
    message: InboundMessage, text: str, correspondence: Correspondence, phrases: Phrases
) -> AutoReply | None:
    """Return the automatic answer, or None for any other message.

    Args:
        text: The message's own text.
    """
    if _answers_invitation(message) or message.report or _DAEMON.match(message.sender):
        return None
    relation = relation_of(message, correspondence)
    if message.refers_to and correspondence.message_ids and not relation.why:
        return None  # it answers something else
    if _UNSUBSCRIBE.match(message.subject):
        return None  # what mail programs send for List-Unsubscribe: the person's own wish
    text = notice_text(text, phrases)
    subject = _own_subject(message.subject, correspondence)
    proof = (
        _said_by_headers(message)
        or _said_by_subject(message, subject, text, phrases)
        or _generated(message, relation, text, phrases)
        or _said_by_text(message, relation, text, phrases)
    )
    if not proof:
        return None
    own = {message.sender, *correspondence.own}
    return _notice(text, subject, message.sent_at, phrases, proof=proof, not_contacts=own)


def _notice(
    text: str,
    subject: str,
    sent_at: datetime | None,
    phrases: Phrases,
    *,
    proof: str,
    not_contacts: set[str],
) -> AutoReply:
    """Return what a notice says."""
    whole = without_day_dots(f"{subject}\n\n{text}")
    gone = phrases.first("left_practice", whole)
    back = None if gone else return_day(text, subject, sent_at, phrases)
    away = phrases.first("away", whole)
    receipt = phrases.first("acknowledgement", whole) or phrases.first("automatic", whole)
    why = [proof]
    if gone:
        why.append(f"says “{gone.said}”")
    if back:
        why.append(f"says “{back.said}” and names {back.on:%-d %B %Y} as the first day back")
    return AutoReply(
        why=tuple(why),
        until=back.on if back else None,
        gone=gone is not None,
        ticket=bool(receipt) and not (gone or back or away),
        contact=contact_in(text, not_contacts),
        text=text,
    )


def _answers_invitation(message: InboundMessage) -> bool:
    """Tell whether a person answers an invitation: calendars send it, but nobody is away."""
    return any(
        part.parameter("method") in {"reply", "counter"}
        or re.search(r"^METHOD:(?:REPLY|COUNTER)\s*$", part.text, re.MULTILINE)
        for part in message.own(*_CALENDAR)
    )


def _own_subject(subject: str, correspondence: Correspondence) -> str:
    """Return what stands before the subject of our letter; empty when it answers in our words.

    Responders put their words first ("Offline this week Re: Quick hello"), people answer "Re: ".
    """
    if bare_subject(subject) in correspondence.subjects:
        marks = re.match(r"\s*\[[^\]]{1,30}\]", subject)
        return marks[0].strip(" []") if marks else ""
    own = re.split(r"(?i)(?<!^)\b(?:re|aw|sv|tr|res|rif|antw)\s?:", subject, maxsplit=1)[0]
    return "" if re.match(r"(?i)\s*(?:re|aw|sv|res|rif|antw|fwd?|wg)\s?:", own) else own.strip()


def _said_by_headers(message: InboundMessage) -> str:
    """Return the header by which a message says that it is an automatic answer; else empty."""
    submitted = _submitted(message)
    if submitted == "auto-replied":
        return "says Auto-Submitted: auto-replied"
    if submitted == "no":
        return ""
    for name in _SAYING:
        if value := message.headers.first(name):
            return (
                ""
                if value.strip().lower() in {"no", "false"}
                else f"says {name.title()}: {value[:60]}"
            )
    for name, pattern in _SAYING_SO:
        value = message.headers.first(name)
        if pattern.search(value):
            return f"says {name.title()}: {value[:60]}"
    return ""


def _said_by_subject(message: InboundMessage, subject: str, text: str, phrases: Phrases) -> str:
    """Return the words by which a subject calls a message automatic; else empty.

    A person may write "Out of office next week?" above a letter, so where the subject alone speaks
    the text must not be a letter.
    """
    hit = phrases.first("auto_reply", subject)
    if hit is None:
        return ""
    before, colon, _ = subject.replace("：", ":").partition(":")
    named = colon and phrases.first("auto_reply", before)  # "Automatic reply: Quick hello"
    sure = named or _without_sender(message) or any(map(message.headers.first, _HINTS))
    if not sure and ("?" in subject or _is_personal(text, phrases)):
        return ""
    return f"has “{hit.said}” in its subject"


def _generated(message: InboundMessage, relation: Relation, text: str, phrases: Phrases) -> str:
    """Return why a message that some program sent is an answer to us; empty when it is none.

    Receipts, reminders and newsletters are generated too, and help desks mark so what their people
    write: the first have no tie to a letter of ours, the second do not read like a notice.
    """
    submitted = _submitted(message)
    if _without_sender(message):
        proof = "has an empty return path"
    elif submitted not in {"", "no"} and not _is_personal(text, phrases):
        proof = f"says Auto-Submitted: {submitted}"
    else:
        return ""
    if relation.refers_to or "subject" in relation.why:
        return proof
    if is_bulk(message) or phrases.first("transactional", f"{message.subject}\n\n{text}"):
        return ""
    says_so = phrases.first("automatic", text) or _notices(text, phrases)
    return proof if says_so else ""


def _without_sender(message: InboundMessage) -> bool:
    """Tell whether no answer is wanted: the return path is there and empty (RFC 3834, 3.3)."""
    paths = message.headers.every("return-path")
    return bool(paths) and "@" not in paths[0]


def _said_by_text(message: InboundMessage, relation: Relation, text: str, phrases: Phrases) -> str:
    """Return the words by which a text without any mark of a machine reads like one; else empty."""
    if not relation.why or (is_bulk(message) and not relation.refers_to):
        return ""
    if _is_personal(text, phrases) or _greets_by_name(message, text):
        return ""
    said = [hit.said for hit in phrases.hits("automatic", text) if not hit.sentence.asks]
    if said:
        return f"says “{said[0]}”"
    if phrases.first("left_practice", text):
        return ""  # people say so too
    said = _notices(text, phrases)
    return f"reads like a notice: “{'”, “'.join(said[:2])}”" if len(said) > 1 else ""


def _notices(text: str, phrases: Phrases) -> list[str]:
    """Return the words of a notice, one for each sentence; none where most is something else.

    Words that merely go with a notice count only beside those of one. What confirms that mail came
    may be one long sentence, so there each phrase counts.
    """
    said: dict[tuple[int, str], str] = {}
    for topic in (*_NOTICES, *_BESIDE):
        for hit in phrases.hits(topic, text):
            places = {place for place, _ in said}
            if topic == "acknowledgement":
                said.setdefault((hit.place, hit.said), hit.said)
            elif hit.place not in places and (places or topic not in _BESIDE):
                said[hit.place, ""] = hit.said
    places = {place for place, _ in said}
    long = [place for place, one in enumerate(sentences_of(text)) if one.words.count(" ") > _SHORT]
    if sum(place not in places for place in long) > len(places):
        return []
    return list(said.values())


def _is_personal(text: str, phrases: Phrases) -> bool:
    """Tell whether a text says what only a person writes who read our letter.

    Questions are such, but those of an acknowledgement ("Need an appointment?").
    """
    if phrases.first("answering", text):
        return True
    asks = any(one.asks for one in sentences_of(text))
    return asks and not any(phrases.first(one, text) for one in ("acknowledgement", "automatic"))


def _greets_by_name(message: InboundMessage, text: str) -> bool:
    """Tell whether a text begins with the name to which the message is addressed."""
    names = re.findall(r"[^\W\d_]{2,}", message.headers.first("to").partition("<")[0].lower())
    words = re.findall(r"[^\W\d_]+", text[:60].lower())[:4]
    return bool(names) and names[0] in words


def _submitted(message: InboundMessage) -> str:
    """Return the keyword of Auto-Submitted (RFC 3834); parameters and comments may follow it."""
    value = message.headers.first("auto-submitted").lower()
    found = re.match(r"[a-z][a-z-]*", value.strip())
    return found[0] if found else ""
