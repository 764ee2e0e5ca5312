"""Which touch, and which practitioner, a message answers (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.inbox.correspondence import Correspondence, practice_domain
from outreach.inbox.message import InboundMessage
from outreach.inbox.relation import all_named, bare_subject
from outreach.practitioners.touches import REACHED, TouchRecord, TouchState

CLOCKS_DIFFER = timedelta(hours=1)
"""How far the sender's clock may be behind ours."""
_ANSWERABLE = (*REACHED, TouchState.CANCELLED)
"""Whoever decided on Send again may have been wrong: an answer proves that the letter left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a message was tied to.

    Attributes:
        touch: The letter that it answers.
        weak: Nothing but the sender's word ties it: it may stop mail, never start any.
        stranger: The sender is not whom we wrote to; only the domain or the subject fits.
        why: Short, for people.
    """

    touch: TouchRecord
    weak: bool
    stranger: bool
    why: str

    @property
    def practitioner(self) -> str:
        """The row key."""
        return self.touch.key.practitioner


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The letters that left or may have left, laid out for finding; the newest first.

    Attributes:
        addresses: Row key → addresses that the person has or had.
    """

    by_message_id: Mapping[str, TouchRecord]
    by_address: Mapping[str, tuple[TouchRecord, ...]]
    by_domain: Mapping[str, tuple[TouchRecord, ...]]
    by_subject: Mapping[str, tuple[TouchRecord, ...]]
    addresses: Mapping[str, frozenset[str]]

    def correspondence(self, own: Iterable[str]) -> Correspondence:
        """Return what tells an answer from other mail."""
        return Correspondence(
            addresses=frozenset(self.by_address),
            message_ids=frozenset(self.by_message_id),
            own=frozenset(address.lower() for address in own),
            subjects=frozenset(self.by_subject),
        )


def lay_out(touches: Iterable[TouchRecord], present: Mapping[str, str]) -> Letters:
    """Lay the letters out.

    Args:
        touches: All touches of the ledger.
        present: Row key → the address that the row has now: a person may answer from there.
    """
    touches = tuple(touches)
    left = [touch for touch in touches if touch.state in REACHED]
    left.sort(key=lambda touch: touch.at, reverse=True)
    by_address: defaultdict[str, list[TouchRecord]] = defaultdict(list)
    by_domain: defaultdict[str, list[TouchRecord]] = defaultdict(list)
    by_subject: defaultdict[str, list[TouchRecord]] = defaultdict(list)
    addresses: defaultdict[str, set[str]] = defaultdict(set)
    for touch in left:
        now = present.get(touch.key.practitioner, "")
        for address in {touch.address, now} - {""}:
            by_address[address].append(touch)
            addresses[touch.key.practitioner].add(address)
        for domain in {practice_domain(touch.address), practice_domain(now)} - {""}:
            by_domain[domain].append(touch)
        if subject := bare_subject(touch.subject):  # adopted letters have none; nor has much mail
            by_subject[subject].append(touch)
    return Letters(
        by_message_id={touch.message_id: touch for touch in touches if touch.state in _ANSWERABLE},
        by_address={key: tuple(found) for key, found in by_address.items()},
        by_domain={key: tuple(found) for key, found in by_domain.items()},
        by_subject={key: tuple(found) for key, found in by_subject.items()},
        addresses={key: frozenset(own) for key, own in addresses.items()},
    )


def match_answer(message: InboundMessage, letters: Letters, *, at: datetime) -> Match | None:
    """Return what an answer answers, by the strongest tie; None when nothing ties it to us.

    Args:
        at: When it was sent (aware): it answers no letter that left later.
    """
    for answered in message.refers_to:
        if touch := letters.by_message_id.get(answered):
            own = letters.addresses.get(touch.key.practitioner, frozenset())
            return Match(
                touch=touch,
                weak=False,
                stranger=message.sender not in own,
                why="answers our message",
            )
    subject = bare_subject(message.subject)
    same_domain = letters.by_domain.get(practice_domain(message.sender), ())
    same_subject = tuple(t for t in same_domain if bare_subject(t.subject) == subject)
    ties = (
        (letters.by_address.get(message.sender, ()), False, "its sender"),
        (same_subject, True, "its sender's practice and its subject"),
        (same_domain, True, "its sender's practice"),
        # A subject alone ties an answer from a private address, if it is one letter's only.
        (_only(letters.by_subject.get(subject, ())), True, "its subject"),
    )
    for touches, stranger, why in ties:
        before = [touch for touch in touches if touch.at <= at + CLOCKS_DIFFER]
        if before:
            return Match(touch=before[0], weak=True, stranger=stranger, why=f"fits by {why}")
    return None


def match_report(
    message: InboundMessage, recipients: tuple[str, ...], letters: Letters, *, at: datetime
) -> tuple[Match, ...]:
    """Return the letters that a bounce, a complaint or a receipt is about.

    Args:
        recipients: Addresses that the report names.
        at: When it was sent (aware).
    """
    found: dict[str, Match] = {}
    for named in all_named(message):
        if touch := letters.by_message_id.get(named):
            match = Match(touch=touch, weak=False, stranger=False, why="names our message")
            found.setdefault(touch.key.practitioner, match)
    if found:
        return tuple(found.values())
    for address in recipients:
        for touch in letters.by_address.get(address, ()):
            if touch.at <= at + CLOCKS_DIFFER:
                match = Match(touch=touch, weak=True, stranger=False, why=f"names {address}")
                found.setdefault(touch.key.practitioner, match)
                break
    return tuple(found.values())


def _only(touches: tuple[TouchRecord, ...]) -> tuple[TouchRecord, ...]:
    people = {touch.key.practitioner for touch in touches}
    return touches if len(people) == 1 else ()
