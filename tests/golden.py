"""Golden messages: every letter that ships, as bytes; any change to them shows in review.

`python -m tests.golden` writes them anew, to be read before they are committed.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from outreach.campaign.composing import Composer
from outreach.campaign.message import OutgoingMessage
from outreach.mail.mime import message_bytes
from outreach.practitioners.row import Cell
from outreach.practitioners.specialties import WORDS
from outreach.practitioners.touches import TouchRecord, TouchState
from tests.people import PROJECT, noon, practitioner, settings, shipped_letters

FOLDER = PROJECT / "tests" / "data" / "golden"
STEPS = ("introduction", "demo_offer", "last_note")
SPECIALTIES = {slug: slug.replace("-", " ") for slug in WORDS} | {"default": "Midwife"}
DAY = date(2026, 3, 2)
ODD_PEOPLE: dict[str, dict[str, Cell]] = {
    "accents": {"Name": "Dr. Zoë Ångström-Łuczak, DC", "Practice": "Čilá páteř"},
    "right-to-left": {"Name": "ירושלים כהן", "Practice": "مركز العلاج"},
    "east-asian": {"Name": "山田 太郎", "Practice": "東京カイロプラクティック"},
    "emoji": {"Name": "Sunny 🧘🏽‍♀️ Park", "Practice": "Namaste ☀️ Yoga"},
    "markup": {
        "Name": 'Jo "Bones" <b>O\'Brien</b>',
        "Practice": "*Stars* & [links](https://example.test) {{ 7*7 }} =?utf-8?q?x?=",
    },
    "long": {"Name": f"Maria {'de la Cruz ' * 16}Lopez", "Practice": "Longname" * 24},
}


@cache
def letters() -> Composer:
    """Return a composer with the shipped letters and an owner who filled in everything."""
    owner = {
        "business": "Reyes Massage",
        "credentials": "LMT",
        "phone": "603-555-0100",
        "website": "https://reyesmassage.example",
        "city": "Dover",
    }
    mail = {"one_click_url": "https://reyesmassage.example/goodbye"}
    return replace(shipped_letters(), settings=settings(owner=owner, mail=mail))


def compose(step_name: str, cells: dict[str, Cell]) -> OutgoingMessage:
    """Compose one letter as the last of the sequence up to its step, a week apart."""
    who = practitioner(**{heading.replace(" ", "_"): value for heading, value in cells.items()})
    composer = letters()
    earlier: tuple[TouchRecord, ...] = ()
    for week, name in enumerate(STEPS):
        step = composer.campaign.step(name)
        assert step is not None
        at = noon(DAY + timedelta(weeks=week))
        message = composer.compose(who, step, occasion="", earlier=earlier, at=at)
        assert isinstance(message, OutgoingMessage)
        if name == step_name:
            return message
        earlier = (*earlier, _sent(message))
    raise LookupError(step_name)


def _sent(message: OutgoingMessage) -> TouchRecord:
    return TouchRecord(
        key=message.key,
        state=TouchState.SENT,
        at=message.date,
        message_id=message.message_id,
        address=message.to,
        subject=message.subject,
    )


def golden_messages() -> Iterator[tuple[str, bytes]]:
    """Yield the file name and the bytes of each golden message."""
    for step in STEPS:
        for slug, specialty in SPECIALTIES.items():
            message = compose(step, {"Specialty": specialty})
            yield f"{step}_{slug}.eml", message_bytes(message)
    for name, cells in ODD_PEOPLE.items():
        yield f"odd_{name}.eml", message_bytes(compose("introduction", cells))


def main() -> None:
    """Write all golden files anew, and remove those of letters that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = dict(golden_messages())
    for path in FOLDER.glob("*.eml"):
        if path.name not in wanted:
            path.unlink()
    for name, content in wanted.items():
        (FOLDER / name).write_bytes(content)
    print(f"wrote {len(wanted)} files to {FOLDER.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
