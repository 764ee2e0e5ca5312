"""In which order a message is understood, and what answers us at all."""

import pytest

from outreach.inbox.correspondence import Correspondence
from outreach.inbox.relation import bare_subject
from outreach.inbox.understanding import understand
from outreach.inbox.verdicts import Unrelated
from tests.inbox.mails import INTRODUCTION, OWNER, mail
from tests.inbox.notices import shipped_phrases

OURS = INTRODUCTION.message_id
WROTE = Correspondence(
    addresses=frozenset({"maria@lopez.example", "joe@gmail.com"}),
    message_ids=frozenset({OURS}),
    own=frozenset({OWNER}),
    subjects=frozenset({bare_subject(INTRODUCTION.subject)}),
)
TABLE = [
    ("our own copy", {"sender": OWNER, "text": "Yes please!"}, "unrelated"),
    ("an answer", {"In_Reply_To": OURS, "text": "Yes please!"}, "reply"),
    ("an opt-out beside a no", {"In_Reply_To": OURS, "text": "No. Stop emailing me."}, "opt_out"),
    (
        "an absence that names our offer",
        {"In_Reply_To": OURS, "Auto_Submitted": "auto-replied", "text": "Yes! I am away."},
        "auto_reply",
    ),
    (
        "a stranger",
        {"sender": "who@x.example", "subject": "Hi", "text": "Yes please!"},
        "unrelated",
    ),
    (
        "a stranger's opt-out",
        {"sender": "who@x.example", "subject": "unsubscribe", "text": ""},
        "opt_out",
    ),
    (
        "a client who cancels in a thread of their own",
        {
            "sender": "hugh@roof.example",
            "subject": "Re: Friday at 5",
            "In_Reply_To": "<booking@reyesmassage.example>",
            "text": "Please take me off Friday and do not contact me until I am well.",
        },
        "unrelated",
    ),
    (
        "a newsletter of a practice we wrote to",
        {
            "subject": "Holiday hours",
            "List_Unsubscribe": "<https://lopez.example/off>",
            "text": "No longer want our tips? Unsubscribe below.",
        },
        "unrelated",
    ),
    (
        "an answer by a program that marks all its mail",
        {"In_Reply_To": OURS, "List_Unsubscribe": "<mailto:x@y.example>", "text": "Yes please!"},
        "reply",
    ),
    ("a new mail about our letter", {"subject": "hi", "text": "Thanks for your letter!"}, "reply"),
    ("a bill", {"subject": "Your invoice", "text": "Please pay $35."}, "unrelated"),
    ("an answer of a colleague", {"sender": "desk@lopez.example", "text": "Yes please!"}, "reply"),
    (
        "somebody else at a mail provider",
        {"sender": "ann@gmail.com", "subject": "Hi", "text": "Thanks for your letter!"},
        "unrelated",
    ),
]


@pytest.mark.parametrize(("given", "kind"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_message_is_understood(given: dict[str, str], kind: str) -> None:
    """Each of these was a way to take somebody's words for something else."""
    verdict = understand(mail(**given), WROTE, shipped_phrases())
    assert verdict.kind == kind, verdict.why
    assert verdict.why


def test_mail_on_another_matter_keeps_its_words_for_a_person() -> None:
    """A mistake here must not lose an answer: whoever we wrote to is shown, a client is not."""
    known = understand(mail("The lease is up.", subject="Hello"), WROTE, shipped_phrases())
    client = mail("The lease is up.", sender="c@home.example", subject="Hello")
    unknown = understand(client, WROTE, shipped_phrases())
    assert isinstance(known, Unrelated)
    assert known.text == "The lease is up."
    assert unknown == Unrelated(why=unknown.why)


@pytest.mark.parametrize(
    "marked",
    [
        "Re: Hello",
        "AW: Re: hello",
        "RE[2]: Hello",
        "[EXT] Sv: Hello",
        "回复：Hello",
        "Fwd: [x] HELLO",
    ],
)
def test_marks_of_answering_are_no_part_of_a_subject(marked: str) -> None:
    """Mail programs of all languages put their own in front."""
    assert bare_subject(marked) == "hello"
