"""The main job, run as its command is, on real workbooks, ledgers and letters."""

import logging
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.desk import FIRST_DAY, Desk, people

MARIA = {"Name": "Dr. Maria Lopez", "Email": "maria@lopez.example"}


def test_first_run_sends_and_shows(desk: Desk) -> None:
    """The main path: letters lie in the outbox, and each row says where it stands."""
    bo = {"Name": "Bo", "Email": "bo@bo.example", "Practice": "Bo", "Takes insurance": None}
    desk.fill(MARIA, {"Name": "Amy", "Email": "nope"}, bo)
    ran = desk.send()
    assert ran.code == 0
    assert ran.summary == "sent 1, skipped 2 (1 research, 1 row problem), failed 0"
    (letter,) = desk.letters()
    assert letter["To"].addresses[0].addr_spec == "maria@lopez.example"
    assert desk.row("Dr. Maria Lopez", "Stage", "Status", "Last touch", "Next step") == (
        "Contact",
        "Sent",
        "Introduction",
        "Call",
    )
    assert desk.row("Dr. Maria Lopez", "Last touch on", "Next on") == (
        datetime(2026, 3, 2),  # noqa: DTZ001 - a sheet's dates have no zone
        datetime(2026, 3, 6),  # noqa: DTZ001
    )
    assert desk.row("Bo", "Stage", "Next step") == ("Research", "Find out: takes insurance?")
    assert desk.row("Amy", "Stage", "Next step") == (None, "See Problem")
    assert "Practitioners!" in str(desk.row("Amy", "Problem")[0])


def test_second_run_sends_nothing_and_says_why(desk: Desk) -> None:
    """Running it twice is what people do when they are unsure; it must be harmless."""
    desk.fill(*people(3))
    desk.send()
    ran = desk.send()
    assert ran.summary == "sent 0, skipped 3 (3 not due yet), failed 0"
    assert "wrote on 2026-03-02; Demo offer on 2026-03-12" in " ".join(ran.out.split())
    assert len(desk.letters()) == 3


def test_activity_and_dashboard_tell_what_was_done(desk: Desk) -> None:
    """The owner sees in the sheet that the scripts run, and for which ledger."""
    desk.fill(MARIA)
    desk.send()
    (line,) = desk.rows("Activity").values()
    assert (line["Practitioner"], line["What"], line["Detail"]) == (
        "Dr. Maria Lopez",
        "Sent",
        "Introduction",
    )
    facts: dict[object, object] = {}
    desk.edit(lambda sheet: facts.update(block(sheet)), tab="Dashboard")
    assert str(facts["Ledger"]).startswith("L-")
    assert facts["Last run"] == datetime(2026, 3, 2, 12)  # noqa: DTZ001


def block(sheet: Worksheet) -> dict[object, object]:
    """Return what stands right of each label of the Dashboard."""
    rows = sheet.iter_rows(values_only=True)
    return {a: b for row in rows for a, b in pairwise(row) if a}


def test_whole_campaign_day_by_day(desk: Desk) -> None:
    """Each step on its day, follow-ups in one thread, then rest, then Later."""
    desk.fill(MARIA)
    sent: dict[date, str] = {}
    shown: dict[date, tuple[object, ...]] = {}
    first = date.fromisoformat(FIRST_DAY)
    for day in (first + timedelta(days=n) for n in range(60)):
        before = len(desk.letters())
        assert desk.send(as_of=day.isoformat()).code == 0
        if len(desk.letters()) > before:
            sent[day] = str(desk.row("Dr. Maria Lopez", "Last touch")[0])
        shown[day] = desk.row("Dr. Maria Lopez", "Stage", "Status", "Next step")
    assert sent == {
        date(2026, 3, 2): "Introduction",
        date(2026, 3, 12): "Demo offer",
        date(2026, 4, 2): "Last note",
    }
    assert shown[date(2026, 3, 12)] == ("Contact", "Demo offered", "Drop off a card")
    assert shown[date(2026, 4, 22)] == ("Contact", "Demo offered", None)
    assert shown[date(2026, 4, 23)] == ("Later", "No response", None)
    first_letter, second, third = desk.letters()
    assert second["In-Reply-To"] == first_letter["Message-ID"]
    assert third["In-Reply-To"] == second["Message-ID"]
    assert third["References"] == f"{first_letter['Message-ID']} {second['Message-ID']}"
    assert second["Subject"] == third["Subject"] == f"Re: {first_letter['Subject']}"


def test_dry_run_changes_nothing(desk: Desk) -> None:
    """A look at the plan must be free of consequences."""
    desk.fill(*people(2))
    before = desk.workbook.read_bytes()
    ran = desk.send("--dry-run")
    assert ran.summary == "would send 2, skipped 0"
    assert desk.workbook.read_bytes() == before
    assert not desk.outbox.exists()
    assert not desk.ledger.exists()


def test_preview_names_its_page(desk: Desk) -> None:
    """The owner reads each letter before anybody else does."""
    desk.fill(MARIA)
    ran = desk.send("--preview")
    assert ran.summary == "would send 1, skipped 0"
    assert "var/preview.html" in ran.out
    page = desk.preview.read_text("utf-8")
    assert "Dr. Maria Lopez" in page
    assert not desk.outbox.exists()


def test_limit_and_only_narrow_the_plan(desk: Desk) -> None:
    """A first real send of one is how careful people begin."""
    desk.fill(*people(5))
    assert desk.send("--limit", "2").summary == "sent 2, skipped 3 (3 not asked for), failed 0"
    narrowed = desk.send("--only", "sam4@practice4.example", "--only", "sam1@practice1.example")
    assert narrowed.summary.startswith("sent ")
    assert len(desk.letters()) in {3, 4}
    assert {"sam4@practice4.example"} <= {
        letter["To"].addresses[0].addr_spec for letter in desk.letters()
    }


def test_only_never_overrides_a_skip(desk: Desk) -> None:
    """--only picks people; it does not pardon them."""
    desk.fill({**MARIA, "Do not contact": "Yes"})
    ran = desk.send("--only", "maria@lopez.example")
    assert ran.summary == "sent 0, skipped 1 (1 suppressed), failed 0"


def test_only_takes_a_key_and_refuses_a_stranger(desk: Desk) -> None:
    """A typo must not look like a plan for nobody."""
    desk.fill({**MARIA, "ID": "P-ABC123"}, *people(1))
    ran = desk.send("--only", "P-ABC124")
    assert ran.code == 2
    assert "P-ABC124" in ran.err
    assert desk.send("--only", "p-abc123").summary.startswith("sent 1, skipped 1")
    assert desk.send("--only", "SAM1@Practice1.example").summary.startswith("sent 1, skipped 1")


def test_daily_cap_holds_over_runs(desk: Desk) -> None:
    """The cap counts 24 hours, not runs, so repeating a run does not get around it."""
    desk.configure(cap=3)
    desk.fill(*people(8))
    assert desk.send().summary == "sent 3, skipped 5 (5 daily cap), failed 0"
    assert desk.send(as_of="2026-03-02T18:00").summary.startswith("sent 0")
    assert desk.send(as_of="2026-03-03T11:59").summary.startswith("sent 0")
    assert desk.send(as_of="2026-03-03T12:00").summary.startswith("sent 3")


def test_cap_covers_days_when_the_machine_was_off(desk: Desk) -> None:
    """After a month of downtime nothing is caught up in a burst."""
    desk.configure(cap=4)
    desk.fill(*people(10))
    desk.send()
    assert desk.send(as_of="2026-04-15").summary.startswith("sent 4")
    assert desk.send(as_of="2026-04-16").summary.startswith("sent 4")


def test_one_person_of_a_practice_at_a_time(desk: Desk) -> None:
    """Two letters to one office read like a mailing; the second waits for the first to end."""
    both = [{**person, "Practice": "Seacoast Wellness, LLC"} for person in people(2)]
    desk.fill(*both)
    assert desk.send().summary == "sent 1, skipped 1 (1 same practice), failed 0"
    assert desk.send(as_of="2026-03-20").summary == "sent 1, skipped 1 (1 same practice), failed 0"


def test_unfilled_field_is_named_in_the_row(desk: Desk) -> None:
    """Never blank: the letter waits, and the row says which cell to fill."""
    letters = desk.folder / "templates" / "introduction"
    letters.mkdir(parents=True)
    text = (
        "Subject: Hello {{ practitioner.city }}\n\nHello {{ practitioner.salutation }}\n\n"
        "{{ owner.postal_address }}\n"
    )
    (letters / "default.md.j2").write_text(text, "utf-8")
    desk.fill({**MARIA, "City": None})
    ran = desk.send()
    assert ran.summary == "sent 0, skipped 1 (1 empty field), failed 0"
    (step,) = desk.row("Dr. Maria Lopez", "Next step")
    assert str(step).startswith("Fill Practitioners!")
    desk.set("Dr. Maria Lopez", City="Dover")
    assert desk.send().summary == "sent 1, skipped 0, failed 0"


def test_logs_name_keys_and_addresses_only_when_asked_twice(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A log that is sent to somebody for help must not hand out the practice's address book."""
    desk.fill(MARIA)
    caplog.set_level(logging.INFO, "outreach")
    desk.send()
    (key,) = desk.row("Dr. Maria Lopez", "ID")
    assert f"sent: introduction to {key}" in caplog.text
    assert "lopez.example" not in caplog.text
    caplog.set_level(logging.DEBUG, "outreach")
    desk.send(as_of="2026-03-12")
    assert "maria@lopez.example" in caplog.text
