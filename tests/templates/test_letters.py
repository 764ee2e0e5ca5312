"""The letters that the product comes with: short, honest, and whole for every practitioner."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from outreach.campaign.calendar import send_calendar
from outreach.campaign.campaign import Campaign, Channel, Step
from outreach.campaign.composing import Composer
from outreach.campaign.letters import Letters, TemplateSource
from outreach.campaign.message import OutgoingMessage
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.reading import read_row
from outreach.practitioners.row import Cell, SheetRow
from outreach.practitioners.specialties import WORDS
from outreach.practitioners.touches import TouchKey, TouchRecord, TouchState
from outreach.settings import Owner, Settings

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STEPS = ("introduction", "demo_offer", "last_note")
SLUGS = (*WORDS, "default")
NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
MOST_WORDS = 129
LONGEST_SUBJECT = 60
OPT_OUT = "If you'd rather not hear from me, just reply \"no thanks\" and I won't write again."

MINIMAL: dict[str, Cell] = {
    "Name": "Maria Lopez",
    "Email": "maria@lopez.example",
    "Takes insurance": "No",
    "Offers massage": "No",
}
FULL: dict[str, Cell] = MINIMAL | {
    "Name": "Dr. Maria Lopez, DC",
    "Practice": "Cocheco River Family Wellness",
    "City": "Dover",
    "Miles away": 2.5,
    "Phone": "603-555-0101",
    "Website": "https://lopez.example",
    "Address": "1 Sample Street",
    "Found via": "the notice board at the Dover food co-op",
    "Notes": "Sample person",
}
INTRODUCED: dict[str, Cell] = FULL | {"Introduced by": "Tom Baker"}
PEOPLE = {"minimal": MINIMAL, "full": FULL, "introduced": INTRODUCED}

BARE_OWNER = Owner(name="Ana Reyes", email="ana@reyes.example", timezone="America/New_York")
FULL_OWNER = Owner(
    name="Ana Reyes",
    business="Reyes Massage",
    credentials="LMT",
    email="ana@reyes.example",
    phone="603-555-0100",
    website="https://reyes.example",
    postal_address="12 Sample Street, Dover, NH 03820",
    city="Dover",
    timezone="America/New_York",
)

# Pressure, buzzwords, promises, and anything that could pay for a referral.
UNWELCOME = re.compile(
    r"\b(refer a|fees?|commission|rewards?|guaranteed?|discount|in return|in exchange|kickback"
    r"|bonus|incentive|quota|limited time|last chance|act now|synergy|leverage|touch(ing)? base"
    r"|circl(e|ing) back|reach(ing)? out|win-win|game.changer|holistic|amazing|passionate"
    r"|i love your|huge fan|just following up|hope this (e-?mail )?finds you|heal(s|ing)?"
    r"|cures?(?! nothing)|toxins?|detox|re(?=:))\b",
    re.IGNORECASE,
)


def person(cells: Mapping[str, Cell], slug: str) -> Practitioner:
    """Return a practitioner of this specialty with these cells."""
    specialty = slug.replace("-", " ") if slug != "default" else "Midwife"
    letters = dict.fromkeys(FULL, "A")
    row = SheetRow(
        tab="Practitioners", number=2, cells={**cells, "Specialty": specialty}, letters=letters
    )
    found = read_row(row, "P-000001")
    assert isinstance(found, Practitioner)
    return found


@cache
def composer(owner: Owner = FULL_OWNER) -> Composer:
    """Return a composer that writes the product's own letters."""
    settings = Settings(owner=owner)
    paths = sorted(TEMPLATES.rglob("*.md.j2"))
    names = {path: path.relative_to(TEMPLATES).as_posix() for path in paths}
    sources = {
        name: TemplateSource(shown=f"templates/{name}", text=path.read_text("utf-8"))
        for path, name in names.items()
    }
    steps = tuple(map(step, STEPS))
    return Composer(
        letters=Letters(sources),
        campaign=Campaign(name="partners", title="Partners", steps=steps, rest_days=21),
        settings=settings,
        config_shown="config/outreach.toml",
        ledger_id="L-SAMPLE",
        calendar=send_calendar(settings),
    )


def step(name: str) -> Step:
    """Return an e-mail step of this name."""
    return Step(name=name, title=name, channel=Channel.EMAIL, template=name, after_days=6)


def earlier(name: str) -> tuple[TouchRecord, ...]:
    """Return the letters that usually came before this one."""
    return tuple(
        TouchRecord(
            key=TouchKey(practitioner="P-000001", campaign="partners", step=before),
            state=TouchState.SENT,
            at=NOW,
            message_id=f"<{before}@reyes.example>",
            address="maria@lopez.example",
            subject="A question",
        )
        for before in STEPS[: STEPS.index(name)]
    )


def compose(
    name: str,
    slug: str,
    cells: Mapping[str, Cell],
    *,
    owner: Owner = FULL_OWNER,
    first: bool = False,
) -> OutgoingMessage:
    """Compose one letter; a first one follows no other, whatever its step."""
    message = composer(owner).compose(
        person(cells, slug),
        step(name),
        occasion="",
        earlier=() if first else earlier(name),
        at=NOW,
    )
    assert isinstance(message, OutgoingMessage)
    return message


def body_of(message: OutgoingMessage) -> str:
    """Return the letter without its signature, postal address and opt-out."""
    body, signature, _ = message.text.partition("\n\nKind regards,\n\n")
    assert signature
    return body


every_letter = pytest.mark.parametrize(("name", "slug"), list(product(STEPS, SLUGS)))
every_person = pytest.mark.parametrize("cells", PEOPLE.values(), ids=PEOPLE)


@every_letter
def test_each_step_has_its_own_letter_for_each_specialty(name: str, slug: str) -> None:
    """A chiropractor who gets the yoga teacher's letter would be right not to answer."""
    texts = {other: compose(name, other, FULL).text for other in SLUGS}
    assert (TEMPLATES / name / f"{slug}.md.j2").is_file()
    assert [other for other in SLUGS if texts[other] == texts[slug]] == [slug]


@every_letter
@every_person
@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("owner", [BARE_OWNER, FULL_OWNER], ids=["bare", "full"])
def test_letters_are_short_and_ask_one_thing(
    name: str, slug: str, cells: Mapping[str, Cell], *, first: bool, owner: Owner
) -> None:
    """A busy practitioner reads half a minute and answers one question, or none."""
    message = compose(name, slug, cells, owner=owner, first=first)
    body = body_of(message)
    assert len(body.split()) <= MOST_WORDS
    assert body.count("?") == 1
    assert body.count("!") <= 1
    assert "  " not in message.text
    assert len(body.split("\n\n")) >= 4
    assert "}}" not in message.text
    assert message.text.count("http") <= 1


@every_letter
@every_person
def test_subjects_are_short_and_honest(name: str, slug: str, cells: Mapping[str, Cell]) -> None:
    """A long subject is cut on a phone; a first letter that begins with Re: is a lie."""
    subject = compose(name, slug, cells, first=True).subject
    assert 0 < len(subject) <= LONGEST_SUBJECT
    assert not UNWELCOME.search(subject)


@every_letter
@every_person
def test_no_pressure_no_promises_and_nothing_for_referrals(
    name: str, slug: str, cells: Mapping[str, Cell]
) -> None:
    """Paying for referrals is illegal in places and wrong everywhere; hype is only rude."""
    for first in (False, True):
        text = compose(name, slug, cells, first=first).text
        assert not UNWELCOME.search(text)


@every_letter
def test_greeting_signature_address_and_opt_out(name: str, slug: str) -> None:
    """The law wants the address and the way out in every letter; manners want the rest."""
    text = compose(name, slug, FULL).text
    assert text.startswith("Hello Dr. Lopez,\n\n")
    assert "Ana Reyes, LMT\nReyes Massage\n603-555-0100\nhttps://reyes.example\n" in text
    assert text.endswith(f"12 Sample Street, Dover, NH 03820\n{OPT_OUT}\n")


@every_letter
def test_letters_of_a_bare_owner_to_a_bare_row_are_whole(name: str, slug: str) -> None:
    """Name, address and answers must be enough for a good letter."""
    text = compose(name, slug, MINIMAL, owner=BARE_OWNER, first=True).text
    assert text.startswith("Hello Maria,\n\n")
    assert "I'm Ana Reyes, a massage therapist with a small self-pay practice" in text
    assert text.endswith(f"Kind regards,\n\nAna Reyes\n\n{OPT_OUT}\n")


@pytest.mark.parametrize("name", STEPS)
def test_a_first_letter_says_how_the_owner_comes_to_write(name: str) -> None:
    """Somebody's name may be used where they agreed to it, and before anything else."""
    opening = "Hello Dr. Lopez,\n\n"
    introduced = compose(name, "default", INTRODUCED, first=True).text
    found = compose(name, "default", FULL, first=True).text
    assert introduced.startswith(f"{opening}Tom Baker suggested I write to you. I'm Ana")
    assert found.startswith(
        f"{opening}I found Cocheco River Family Wellness through the notice board at the Dover "
        "food co-op. I'm Ana Reyes, a massage therapist here in Dover with"
    )


@pytest.mark.parametrize("name", STEPS[1:])
def test_follow_ups_say_that_they_are_some(name: str) -> None:
    """Introducing oneself a second time shows that nobody is really writing."""
    body = body_of(compose(name, "default", INTRODUCED))
    assert "Tom Baker" not in body
    assert "I'm Ana Reyes" not in body


@pytest.mark.parametrize("answer", ["", "Yes"])
def test_only_people_known_to_take_no_insurance_are_told_so(answer: str) -> None:
    """A letter must not claim what nobody has looked up."""
    cells = FULL | {"Takes insurance": answer}
    assert "insurance" not in body_of(compose("introduction", "default", cells))
    assert "you don't take insurance" in body_of(compose("introduction", "default", FULL))


@pytest.mark.parametrize(("name", "slug"), list(product(STEPS[1:], SLUGS)))
def test_the_demo_is_offered_without_conditions(name: str, slug: str) -> None:
    """The massage is theirs whatever they do; its length is the owner's setting."""
    body = body_of(compose(name, slug, FULL))
    assert "30 minutes of massage" in body
    assert "whether or not you ever send anyone" in body


@every_letter
def test_both_parts_say_the_same(name: str, slug: str) -> None:
    """Whoever reads the HTML part must find the same words."""
    message = compose(name, slug, FULL)
    html = re.sub(
        r"<style.*?</style>|<title.*?</title>|<[^>]+>", " ", message.html, flags=re.DOTALL
    )
    plain = html.replace("&quot;", '"').replace("&amp;", "&")
    assert plain.split() == message.text.split()
