"""The schedule with real jobs: a ledger, a workbook, an outbox, and a clock that tests turn."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from filelock import FileLock

from outreach.cli.arguments import new_id
from outreach.errors import MailError, OutreachError
from outreach.files.config import Config, load_config
from outreach.jobs.run_record import RECORD, opened_record
from outreach.jobs.run_schedule import LOOK_EVERY, Schedule
from outreach.jobs.scheduled_jobs import Ended, JobName, Worker
from tests.desk import Desk, people
from tests.jobs.live import Watcher
from tests.people import PROJECT

SCHEDULE = """
[schedule]
nightly_at = "{nightly_at}"
send_at = "09:30"
send = {send}
"""
Work = Callable[[JobName, Config], Ended]


def planned(desk: Desk, *, send: bool = True, nightly_at: str = "02:00", extra: str = "") -> None:
    """Configure a desk with a schedule."""
    text = SCHEDULE.format(nightly_at=nightly_at, send=str(send).lower())
    desk.configure(extra + text)


class Room(Watcher):
    """A computer whose clock goes as fast as the schedule waits."""

    def __init__(self, start: str, *, hours: float) -> None:
        """Take when it starts, in New York's winter time, and how long it stays on."""
        super().__init__()
        self.now = datetime.fromisoformat(f"{start}-05:00").astimezone(UTC)
        self.until = self.now + timedelta(hours=hours)
        self.lines: list[str] = []
        self.faults: list[OutreachError] = []
        self.bugs: list[str] = []
        self.at: dict[str, Callable[[], object]] = {}

    def tell(self, line: str) -> None:
        """Keep a line of the log."""
        self.lines.append(line)

    def show_fault(self, fault: OutreachError) -> None:
        """Keep a fault."""
        self.faults.append(fault)

    def show_bug(self, job: str, bug: Exception) -> None:
        """Keep a bug."""
        self.bugs.append(f"{job}: {bug!r}")

    def interrupted(self) -> bool:
        """Whether the computer is switched off."""
        return self.now >= self.until

    def rest(self, seconds: float) -> None:
        """Let the clock go on, and do what somebody does meanwhile."""
        assert seconds == LOOK_EVERY
        self.now += timedelta(minutes=5)
        if act := self.at.pop(f"{self.now - timedelta(hours=5):%H:%M}", None):
            act()

    def ran(self) -> list[str]:
        """Return when each job was started."""
        return [line.removesuffix(": started") for line in self.lines if line.endswith("started")]


def run(desk: Desk, room: Room, work: Work | None = None) -> None:
    """Stay up for as long as the computer is on."""
    worker = Worker(
        audience=room,
        as_of=False,
        clock=lambda: room.now,
        new_id=new_id,
        chance=lambda low, _: low,
    )
    with opened_record(desk.folder / RECORD) as record:
        Schedule(
            load=partial(load_config, desk.config, project=PROJECT),
            work=work or worker.do,
            record=record,
            attendant=room,
            clock=worker.clock,
        ).stay_up()


def failing(*codes: int | Exception) -> Work:
    """Return work that ends in these ways, and then well."""
    left: Iterator[int | Exception] = iter(codes)

    def work(_: JobName, __: Config) -> Ended:
        code = next(left, 0)
        if isinstance(code, Exception):
            raise code
        return Ended(code=code, said="worked")

    return work


def test_two_days(desk: Desk) -> None:
    """The whole promise: each night and each morning have their run, and nothing is repeated."""
    planned(desk)
    desk.fill(*people(3))
    room = Room("2026-03-02T00:00", hours=48)
    run(desk, room)
    assert room.ran() == [
        "2026-03-02 02:00 nightly_sync",
        "2026-03-02 09:30 send_outreach",
        "2026-03-03 02:00 nightly_sync",
        "2026-03-03 09:30 send_outreach",
    ]
    assert room.faults == []
    assert len(desk.letters()) == 3
    assert "2026-03-02 09:30 send_outreach: sent 3, skipped 0, failed 0" in room.lines
    assert {row["Status"] for row in desk.rows().values()} == {"Sent"}


def test_letters_need_the_standing_yes(desk: Desk) -> None:
    """Nobody is written to by a machine unless the owner said so in the configuration."""
    planned(desk, send=False)
    desk.fill(*people(1))
    room = Room("2026-03-02T00:00", hours=24)
    run(desk, room)
    assert room.ran() == ["2026-03-02 02:00 nightly_sync"]
    assert not desk.outbox.exists()


def test_computer_off_for_days(desk: Desk) -> None:
    """The night is made up at the start, and once; the letters wait for their hour."""
    planned(desk)
    desk.fill(*people(1))
    run(desk, Room("2026-03-02T00:00", hours=12))
    room = Room("2026-03-06T08:00", hours=2)
    run(desk, room)
    assert room.ran() == ["2026-03-06 08:00 nightly_sync", "2026-03-06 09:30 send_outreach"]


def test_computer_asleep(desk: Desk) -> None:
    """A lid that is closed over night: what was missed runs at wake-up, answers before letters."""
    planned(desk)
    desk.fill(*people(1))
    room = Room("2026-03-02T22:00", hours=40)
    run_at = room.now + timedelta(hours=13)

    def sleep() -> None:
        room.now = run_at

    room.at["23:00"] = sleep
    run(desk, room)
    assert room.ran()[-4:-2] == ["2026-03-03 11:00 nightly_sync", "2026-03-03 11:00 send_outreach"]


def test_computer_off_every_night(desk: Desk) -> None:
    """Where the computer is never on at the time, each morning makes up for the night before."""
    planned(desk, send=False, nightly_at="23:30")
    first, second = Room("2026-03-02T08:00", hours=10), Room("2026-03-03T08:00", hours=10)
    run(desk, first, failing())
    run(desk, second, failing())
    assert first.lines == []
    assert second.lines == [
        "2026-03-03 08:00 nightly_sync: started, missed on 2026-03-02",
        "2026-03-03 08:00 nightly_sync: worked",
    ]


def test_edits_of_the_configuration_count(desk: Desk) -> None:
    """Whoever takes back the standing yes at nine gets no letter sent at half past."""
    planned(desk)
    desk.fill(*people(1))
    room = Room("2026-03-02T00:00", hours=24)
    room.at["09:00"] = lambda: planned(desk, send=False, nightly_at="20:15")
    run(desk, room)
    assert room.ran() == ["2026-03-02 02:00 nightly_sync"]
    room = Room("2026-03-03T00:00", hours=24)
    run(desk, room)
    assert room.ran()[-1] == "2026-03-03 20:15 nightly_sync"


def test_yes_taken_back_while_the_night_runs(desk: Desk) -> None:
    """Both may be due at once, and the night may take long: the yes is asked for again after it."""
    planned(desk)
    desk.fill(*people(1))
    done: list[JobName] = []

    def work(job: JobName, _: Config) -> Ended:
        done.append(job)
        planned(desk, send=False)
        return Ended(code=0)

    run(desk, Room("2026-03-02T10:00", hours=3), work)
    assert done == [JobName.NIGHTLY]


def test_faulty_configuration_is_waited_out(desk: Desk) -> None:
    """A slip of the finger is told once, ends nothing, and costs no night when it is mended."""
    planned(desk)
    desk.fill(*people(1))
    room = Room("2026-03-02T00:00", hours=8)
    room.at["01:00"] = lambda: desk.config.write_text("[owner", "utf-8")
    room.at["07:00"] = lambda: planned(desk)
    run(desk, room)
    assert len(room.faults) == 1
    assert room.ran() == ["2026-03-02 07:00 nightly_sync"]


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (5, "worked; exit code 5"),
        (MailError("[mail.smtp] host", "does not answer"), "failed; exit code 5"),
        (ZeroDivisionError("a bug"), "failed; exit code 1"),
        (MemoryError(), "failed; exit code 1"),
    ],
    ids=["code", "fault", "bug", "memory"],
)
def test_failure_is_tried_again_and_ends_nothing(
    desk: Desk, how: int | Exception, told: str
) -> None:
    """The network is often not up yet when a laptop wakes; and one bad night is not the last."""
    planned(desk, send=False)
    room = Room("2026-03-02T01:00", hours=26)
    run(desk, room, failing(how))
    assert room.lines[1] == (
        f"2026-03-02 02:00 nightly_sync: {told}; to be tried again from 02:15 on"
    )
    assert room.ran() == [
        "2026-03-02 02:00 nightly_sync",
        "2026-03-02 02:15 nightly_sync",
        "2026-03-03 02:00 nightly_sync",
    ]
    assert len(room.bugs) + len(room.faults) == (0 if isinstance(how, int) else 1)


def test_failure_that_stays(desk: Desk) -> None:
    """Three tries a day: a digest about a broken mailbox every quarter of an hour helps nobody."""
    planned(desk, send=False)
    room = Room("2026-03-02T01:00", hours=26)
    run(desk, room, failing(5, 5, 5))
    assert room.ran()[2:] == ["2026-03-02 02:30 nightly_sync", "2026-03-03 02:00 nightly_sync"]
    assert "not tried again before 2026-03-03 02:00" in room.lines[5]


def test_run_by_hand_at_that_moment(desk: Desk) -> None:
    """A run that somebody started at 01:59 must not cost the night."""
    planned(desk, send=False)
    desk.fill(*people(1))
    room = Room("2026-03-02T01:00", hours=3)
    lock = FileLock(f"{desk.ledger}.lock")
    room.at["02:00"] = lock.acquire
    room.at["02:20"] = lock.release
    run(desk, room)
    assert [fault.exit_code for fault in room.faults] == [7] * 4
    assert room.lines[-1].startswith("2026-03-02 02:20 nightly_sync: read 0 new messages")


def test_real_letters_wait_for_their_hours(desk: Desk) -> None:
    """With send_at before the hours of `window` a run would find them closed, and be the day's."""
    live = '\nwindow = "10:00-12:00"\n[mail]\ntransport = "smtp"\n'
    planned(desk, extra=live)
    room = Room("2026-03-02T09:00", hours=8)
    run(desk, room, failing())
    assert room.ran()[-1] == "2026-03-02 10:00 send_outreach"
    late = Room("2026-03-03T12:00", hours=8)
    run(desk, late, failing())
    assert late.ran() == ["2026-03-03 12:00 nightly_sync"]


def test_record_that_cannot_be_kept(desk: Desk) -> None:
    """A full disk must not make the schedule forget what it did, and do it every half minute."""
    planned(desk, send=False)
    (desk.folder / "var" / ".schedule.json.part").mkdir(parents=True)
    room = Room("2026-03-02T01:00", hours=8)
    run(desk, room, failing())
    assert room.ran() == ["2026-03-02 02:00 nightly_sync"]
    assert {fault.exit_code for fault in room.faults} == {3}


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"nightly_sync": {"day": 5}}', "null", "\0"])
def test_damaged_record(desk: Desk, damage: str) -> None:
    """The record spares work and holds nothing up: a job whose last run is lost runs again."""
    planned(desk, send=False)
    (desk.folder / "var").mkdir()
    (desk.folder / RECORD).write_text(damage, "utf-8")
    room = Room("2026-03-02T03:00", hours=1)
    run(desk, room, failing())
    assert room.ran() == ["2026-03-02 03:00 nightly_sync"]
    assert json.loads((desk.folder / RECORD).read_text("utf-8"))["nightly_sync"]["done"] is True


def test_zone_of_the_computer_does_not_matter(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server in another part of the world writes at the owner's half past nine."""
    planned(desk, send=False)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    if hasattr(time, "tzset"):
        time.tzset()
    room = Room("2026-03-02T00:00", hours=24)
    run(desk, room, failing())
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()
    assert room.ran() == ["2026-03-02 02:00 nightly_sync"]
