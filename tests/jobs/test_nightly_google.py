"""The night with a shared Google Sheet: what it costs, and what is kept when it is away."""

from collections.abc import Iterator

import pytest

from tests.desk import Desk, people
from tests.emulators.sheets import SheetsEmulator
from tests.jobs.google_desk import GoogleDesk
from tests.jobs.mailbox import MAILDIR, MailDesk

NIGHT, NEXT_NIGHT, THIRD_NIGHT = (f"2026-03-0{day}T02:00" for day in (4, 5, 6))
SAM1 = "sam1@practice1.example"


@pytest.fixture
def google(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleDesk]:
    """A desk with a Google Sheet and a Maildir."""
    with SheetsEmulator() as emulator:
        yield GoogleDesk(desk, emulator, monkeypatch)


@pytest.fixture
def mail(google: GoogleDesk) -> MailDesk:
    """A desk that has sent introductions to everybody in the sheet."""
    mail = MailDesk(google.desk)
    google.fill(*people(3), extra=MAILDIR)
    assert google.desk.send().summary.startswith("sent 3,")
    return mail


def cost(google: GoogleDesk, night: str) -> tuple[int, int]:
    """Run the night and return how many reads and writes it took."""
    before = google.google.counts
    ran = google.desk.sync(as_of=night)
    assert ran.code == 0, ran.err
    after = google.google.counts
    return after["reads"] - before["reads"], after["writes"] - before["writes"]


def test_quiet_night_reads_once_and_beats_once(mail: MailDesk, google: GoogleDesk) -> None:
    """People share the quota: when nothing changed, only the heartbeat is written (I10)."""
    assert mail.folder.exists()
    google.desk.sync(as_of=NIGHT)
    assert cost(google, NEXT_NIGHT) == (1, 1)
    assert cost(google, THIRD_NIGHT) == (1, 1)
    lines = {str(row[0]): row[1] for row in google.grid("Dashboard") if len(row) > 1}
    assert lines["Read and written"] == "0 new messages, 0 answers; 0 rows changed"


def test_sheet_that_is_away_loses_no_answer(mail: MailDesk, google: GoogleDesk) -> None:
    """What came back is recorded in the ledger, and shown when the sheet is there again."""
    mail.answer(SAM1, "Yes please, I would love to!", on="2026-03-03T09:00")
    key = google.key
    google.desk.configure(MAILDIR + _sheet("1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
    ran = google.desk.sync(as_of=NIGHT)
    assert ran.code == 4
    assert "recorded 1 event, wrote nothing" in ran.summary
    digest = (google.desk.folder / "var" / "digest.html").read_text("utf-8")
    assert "I would love to!" in digest
    google.desk.configure(MAILDIR + _sheet(key))
    assert google.desk.sync(as_of=NEXT_NIGHT).code == 0
    assert google.row("Sam Sample1", "Status") == ("Interested",)


def _sheet(key: str) -> str:
    from tests.jobs.google_desk import SHEET

    return SHEET.format(key=key)
