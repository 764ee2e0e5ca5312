"""The plan: who gets which letter now, and why everyone else does not."""

from dataclasses import replace
from datetime import date

from outreach.campaign.ceilings import Ceilings
from outreach.campaign.planning import Narrowing
from outreach.campaign.stops import SkipKind
from outreach.practitioners.events import EventKind
from outreach.practitioners.touches import TouchState
from tests.campaign.office import SHORT, Office, event, somebody
from tests.campaign.plans import (
    MAILS,
    SATURDAY,
    SUNDAY,
    colleague,
    day,
    names,
    only,
    sent_on,
    skipped,
)
from tests.people import LETTERS, MONDAY, noon, touch

FULL = Ceilings(letters=0, first_letters=0, country="US")


def test_follow_ups_come_first() -> None:
    """A promise begun is kept before a new one is made; the longest due goes first."""
    best, far, followed, overdue = somebody(1), somebody(2, Miles_away=14), *map(somebody, (3, 4))
    office = Office(best, far, followed, overdue)
    sent_on(office, followed, day(-12))
    sent_on(office, overdue, day(-30))
    plan = office.plan()
    assert names(plan) == ["Sample4", "Sample3", "Sample1", "Sample2"]
    assert [letter.due.step.name for letter in plan.letters] == ["demo_offer"] * 2 + [
        "introduction"
    ] * 2
    assert plan.letters[0].reason == f"due since {day(-20)}"
    assert plan.letters[2].reason.endswith("values massage, 5 miles away")


def test_new_people_by_rank() -> None:
    """Who answers best and is nearest is written to first, wherever their row stands."""
    office = Office(
        somebody(1, Miles_away=None),
        somebody(2, Miles_away=9.0),
        somebody(3, Values_massage=None),
        somebody(4, Miles_away=1.0),
    )
    assert names(office.plan()) == ["Sample4", "Sample2", "Sample1", "Sample3"]


def test_cap() -> None:
    """What the cap leaves over is said, and goes first-come in the same order next time."""
    office = Office(*(somebody(n, Miles_away=n) for n in range(1, 6)))
    plan = office.plan(room=2)
    assert names(plan) == ["Sample1", "Sample2"]
    assert skipped(plan) == dict.fromkeys(["Sample3", "Sample4", "Sample5"], SkipKind.DAILY_CAP)
    assert only(Office(somebody()).plan(room=0)).skip.kind is SkipKind.DAILY_CAP


def test_limit() -> None:
    """--limit narrows; it cannot raise the cap."""
    office = Office(*map(somebody, range(1, 6)))
    plan = office.plan(narrowing=Narrowing(limit=2))
    assert names(plan) == ["Sample1", "Sample2"]
    assert plan.rest[0].skip.kind is SkipKind.NOT_ASKED_FOR
    assert plan.rest[0].skip.reason == "beyond --limit 2"
    assert names(office.plan(narrowing=Narrowing(limit=9), room=1)) == ["Sample1"]
    assert names(office.plan(narrowing=Narrowing(limit=0))) == []


def test_only() -> None:
    """--only takes keys and addresses, and never overrides a skip."""
    held = somebody(3, Hold="Yes")
    office = Office(somebody(1), somebody(2), held, somebody(4))
    asked = frozenset({"P-000001", "sam2@practice2.example", held.id})
    plan = office.plan(narrowing=Narrowing(only=asked))
    assert names(plan) == ["Sample1", "Sample2"]
    assert skipped(plan) == {"Sample3": SkipKind.ON_HOLD, "Sample4": SkipKind.NOT_ASKED_FOR}


def test_hidden_rows() -> None:
    """A filter says whom the owner has in mind, unless the settings say otherwise."""
    sam = somebody()
    office = Office(replace(sam, row=replace(sam.row, hidden=True)))
    assert only(office.plan()).skip.kind is SkipKind.HIDDEN
    assert len(office.plan(include_hidden=True).letters) == 1


def test_empty_field_names_its_cell() -> None:
    """The owner fills one cell, and a colleague gets the slot meanwhile."""
    office = Office(somebody(1, Practice=None), somebody(2))
    plan = office.plan(room=1)
    assert names(plan) == ["Sample2"]
    (one,) = plan.rest
    place = f"Practitioners!{LETTERS['Practice']}2"
    assert one.skip.kind is SkipKind.EMPTY_FIELD
    assert one.skip.reason == f"Fill {place}: the letter needs Practice"
    assert one.unfilled is not None
    assert one.unfilled.place == place


def reasons(office: Office, today: date = MONDAY) -> str:
    """Return why the only person gets no letter."""
    return only(office.plan(today)).skip.reason


def test_reasons_in_words() -> None:
    """Every row says why in words that an owner understands, with the day when it has one."""
    sam = somebody()
    office = Office(sam)
    assert reasons(office, SATURDAY) == "no mail on Saturdays today; Introduction on 2026-03-09"
    sent_on(office, sam, MONDAY)
    assert reasons(office, day(1)) == "wrote on 2026-03-02; Demo offer on 2026-03-12"
    office.happened(event(sam, EventKind.AUTO_REPLY, noon(MONDAY), until=day(14)))
    assert reasons(office, day(12)) == "out of office; Demo offer waits until 2026-03-19"
    done = Office(sam)
    for step, number in (("introduction", 0), ("demo_offer", 10), ("last_note", 31)):
        sent_on(done, sam, day(number), step)
    assert reasons(done, day(51)) == "all letters are sent; resting until 2026-04-23"
    assert reasons(done, day(52)) == "all letters are sent, and nobody answered"
    campaign = done.campaign
    nothing = replace(
        campaign, steps=tuple(replace(s, when={"city": ("Rome",)}) for s in campaign.steps)
    )
    assert reasons(Office(sam, campaign=nothing)) == "the campaign has no letter for them"


def reached(office: Office, today: date = MONDAY, **options: object) -> SkipKind:
    """Return why the first person gets no letter."""
    return skipped(office.plan(today, **options))[office.people[0].name.removeprefix("Sam ")]


def test_every_kind_of_skip_is_reachable() -> None:
    """The summary counts by kind; one that never comes up would be dead code."""
    sam = somebody()
    written = Office(sam)
    sent_on(written, sam, day(-1))
    found = {
        reached(Office(somebody(Takes_insurance=None))),
        reached(Office(somebody(Offers_massage="Yes"))),
        reached(Office(somebody(Email=None))),
        reached(Office(replace(sam, row=replace(sam.row, hidden=True)))),
        reached(Office(somebody(Do_not_contact="Yes"))),
        reached(Office(somebody(Hold="Yes"))),
        reached(Office(somebody(Set_stage="Later"))),
        reached(Office(somebody(Practice=None))),
        reached(Office(sam), room=0),
        reached(Office(sam), SATURDAY),
        reached(Office(sam), narrowing=Narrowing(limit=0)),
        reached(Office(sam), written_to={sam.email: "P-000009"}),
        reached(written),
        reached(Office(replace(sam, email="sam@seacoast.internal")), ceilings=FULL),
        reached(Office(sam), ceilings=FULL),
    }
    for kind in (EventKind.REPLY, EventKind.SOFT_BOUNCE, EventKind.AUTO_REPLY):
        office = Office(sam)
        office.happened(event(sam, kind, noon(SUNDAY)))
        found.add(reached(office))
    doubtful = Office(sam)
    doubtful.touched(touch("introduction", SUNDAY, state=TouchState.UNKNOWN, id_=sam.id))
    finished = Office(sam)
    for step in MAILS:
        sent_on(finished, sam, day(-20), step)
    ignored = Office(replace(sam, email="sam@seacoast.internal"))
    for number in range(4):
        sent = touch("introduction", day(-90), id_=sam.id)
        ignored.touched(replace(sent, key=replace(sent.key, campaign=f"campaign{number}")))
    found.add(reached(ignored, ceilings=FULL))
    by_hand = Office(sam, follow_ups=False)
    sent_on(by_hand, sam, day(-10))
    found |= {reached(doubtful), reached(finished), reached(by_hand)}
    found.add(reached(Office(colleague(1, Miles_away=9.0), colleague(2, Miles_away=1.0))))
    # The job gives these in: rows that cannot be read or are gone, and hours of the day.
    given = {SkipKind.ROW_PROBLEM, SkipKind.GONE, SkipKind.OUTSIDE_WINDOW}
    assert found == set(SkipKind) - given


def test_rest_is_in_the_sheets_order() -> None:
    """The owner reads the reasons beside the rows."""
    people = [somebody(n, Hold="Yes" if n % 2 else None) for n in range(1, 9)]
    plan = Office(*people).plan(room=1)
    assert [one.case.practitioner.row.number for one in plan.rest] == [2, 4, 5, 6, 7, 8, 9]


def test_templates_by_specialty() -> None:
    """Each gets the letter of their trade, and the default where there is none."""
    texts = {
        "introduction/default.md.j2": SHORT,
        "introduction/yoga-teacher.md.j2": SHORT.replace("A question", "A question of balance"),
    }
    office = Office(somebody(1), somebody(2, Specialty="Yoga instructor"))
    plan = office.plan(templates=texts)
    assert [letter.message.subject for letter in plan.letters] == [
        "A question",
        "A question of balance",
    ]
