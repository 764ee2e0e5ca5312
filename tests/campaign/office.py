"""An owner's office in miniature: people, their histories, and a run whenever asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from outreach.campaign.calendar import SendCalendar, send_calendar
from outreach.campaign.campaign import Campaign
from outreach.campaign.case import Case
from outreach.campaign.ceilings import Ceilings
from outreach.campaign.composing import Composer
from outreach.campaign.letters import Letters, TemplateSource
from outreach.campaign.pacing import allowance, send_slots
from outreach.campaign.planning import Narrowing, Plan, Planner
from outreach.campaign.sequence import locate
from outreach.campaign.stops import Skip, SkipKind
from outreach.practitioners.addresses import practice_keys
from outreach.practitioners.events import Event, EventKind
from outreach.practitioners.history import History
from outreach.practitioners.practices import group_practices
from outreach.practitioners.practitioner import Practitioner
from outreach.practitioners.qualification import qualify
from outreach.practitioners.stages import Intent
from outreach.practitioners.touches import TouchKey, TouchRecord, TouchState
from outreach.settings import Settings
from tests.people import MONDAY, default_campaign, noon, practitioner, working_days

CAP = Skip(kind=SkipKind.DAILY_CAP, reason="cap")
SHORT = """Subject: A question

Hello {{ practitioner.salutation }}, does {{ practitioner.practice }} know massage?

{{ owner.postal_address }}
"""


def somebody(number: int = 1, /, **cells: str | float | bool | date | None) -> Practitioner:
    """Return a qualified person at a practice of their own."""
    usual: dict[str, str | float | bool | date | None] = {
        "ID": f"P-{number:06}",
        "Name": f"Sam Sample{number}",
        "Email": f"sam{number}@practice{number}.example",
        "Practice": f"Practice {number}",
        "Miles_away": 5.0,
    }
    return practitioner(number + 1, **(usual | cells))


def event(
    who: Practitioner,
    kind: EventKind,
    at: datetime,
    *,
    intent: Intent | None = None,
    until: date | None = None,
    value: str = "",
) -> Event:
    """Return something that happened to a person; a bounce is of the present address."""
    bounced = kind in {EventKind.SOFT_BOUNCE, EventKind.HARD_BOUNCE} and not value
    return Event(
        practitioner=who.id,
        kind=kind,
        at=at,
        intent=intent,
        until=until,
        value=who.email if bounced else value,
    )


def entry(who: Practitioner, column: str, value: str, at: datetime) -> Event:
    """Return an entry in the sheet, as the ledger keeps it."""
    return Event(practitioner=who.id, kind=EventKind.ENTRY, at=at, column=column, value=value)


class Office:
    """Keeps histories as the ledger would, and plans as a run would; all letters arrive."""

    def __init__(
        self,
        *people: Practitioner,
        settings: Settings | None = None,
        campaign: Campaign | None = None,
        first_seen_on: date = MONDAY,
        follow_ups: bool = True,
    ) -> None:
        """Take the people of the sheet, in its order."""
        self.follow_ups = follow_ups
        self.settings = settings or working_days()
        self.calendar: SendCalendar = send_calendar(self.settings)
        self.campaign = campaign or default_campaign()
        self.people = list(people)
        self.first_seen_on = first_seen_on
        self.histories: dict[str, History] = {}

    def history(self, who: Practitioner) -> History:
        """Return all that is known of a person."""
        return self.histories.get(who.id, History(first_seen_on=self.first_seen_on))

    def happened(self, *events: Event) -> None:
        """Add to somebody's history."""
        for one in events:
            known = self.histories.get(one.practitioner, History(first_seen_on=self.first_seen_on))
            self.histories[one.practitioner] = replace(known, events=(*known.events, one))

    def touched(self, *touches: TouchRecord) -> None:
        """Add touches to somebody's history."""
        for one in touches:
            id_ = one.key.practitioner
            known = self.histories.get(id_, History(first_seen_on=self.first_seen_on))
            self.histories[id_] = replace(known, touches=(*known.touches, one))

    def replace(self, who: Practitioner) -> None:
        """Change a person's row."""
        self.people = [who if one.id == who.id else one for one in self.people]

    def cases(self, today: date) -> tuple[Case, ...]:
        """Return the cases of a day."""
        groups = group_practices(
            [
                practice_keys(practice=p.practice, website=p.website, email=p.email)
                for p in self.people
            ]
        )
        return tuple(
            Case(
                practitioner=who,
                qualification=qualify(who, self.settings.qualification),
                history=self.history(who),
                position=locate(
                    who,
                    self.history(who),
                    self.campaign,
                    self.calendar,
                    today=today,
                    park_days=self.settings.pacing.park_days,
                    follow_ups=self.follow_ups,
                ),
                practice=str(group),
            )
            for who, group in zip(self.people, groups, strict=True)
        )

    def case(self, who: Practitioner, today: date) -> Case:
        """Return one person's case."""
        return next(case for case in self.cases(today) if case.practitioner.id == who.id)

    def planner(
        self,
        now: datetime,
        *,
        room: int = 1_000,
        narrowing: Narrowing | None = None,
        include_hidden: bool = False,
        ceilings: Ceilings | None = None,
        written_to: Mapping[str, str] | None = None,
        templates: Mapping[str, str] | None = None,
    ) -> Planner:
        """Return a planner with as many slots as there is room for, all of them now."""
        steps = {step.template for step in self.campaign.steps}
        texts = templates or {f"{name}/default.md.j2": SHORT for name in steps}
        return Planner(
            composer=Composer(
                letters=Letters(
                    {n: TemplateSource(shown=f"templates/{n}", text=t) for n, t in texts.items()}
                ),
                campaign=self.campaign,
                settings=self.settings,
                config_shown="config/outreach.toml",
                ledger_id="L-1",
                calendar=self.calendar,
            ),
            calendar=self.calendar,
            now=now,
            today=self.calendar.day_of(now),
            slots=(now,) * room,
            after_slots=CAP,
            include_hidden=include_hidden,
            ceilings=ceilings,
            written_to=written_to or {},
            narrowing=narrowing or Narrowing(),
        )

    def plan(self, today: date = MONDAY, **options: object) -> Plan:
        """Return the plan of a day at noon."""
        planner = self.planner(noon(today), **options)  # type: ignore[arg-type]
        return planner.plan(self.cases(today))

    def run(self, now: datetime, *, live: bool = False) -> Plan:
        """Plan within the cap, and deliver; live letters keep window and gaps."""
        pacing = self.settings.pacing
        room = allowance(self.sent_at(), now=now, daily_cap=pacing.daily_cap)
        planner = self.planner(now, room=room)
        if live:
            slots = send_slots(
                room, now=now, pacing=pacing, calendar=self.calendar, chance=lambda low, _: low
            )
            planner = replace(planner, slots=slots)
        plan = planner.plan(self.cases(planner.today))
        for letter in plan.letters:
            self.touched(sent(letter.message.key, letter.at, letter.message.to))
        return plan

    def run_daily(self, first: date, days: int) -> dict[date, list[TouchKey]]:
        """Run every noon; return the keys of what left, by day, without empty days."""
        left: dict[date, list[TouchKey]] = {}
        for number in range(days):
            day = first + timedelta(days=number)
            if letters := self.run(noon(day)).letters:
                left[day] = [letter.message.key for letter in letters]
        return left

    def sent_at(self) -> list[datetime]:
        """Return when letters left."""
        return [touch.at for history in self.histories.values() for touch in history.touches]


def sent(key: TouchKey, at: datetime, address: str) -> TouchRecord:
    """Return a touch that left."""
    return TouchRecord(
        key=key,
        state=TouchState.SENT,
        at=at.astimezone(UTC),
        message_id=f"<{key.step}.{key.practitioner}@reyesmassage.example>",
        address=address,
        subject="A question",
    )


def steps_by_day(left: Mapping[date, Iterable[TouchKey]]) -> dict[date, list[str]]:
    """Return the steps that left, by day."""
    return {day: [key.step for key in keys] for day, keys in left.items()}
