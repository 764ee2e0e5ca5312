"""A crowd edits the shared sheet at random while the scripts run; rerun one with -k seed-17."""

from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.desk import Desk, people
from tests.emulators.sheets import SheetsEmulator
from tests.emulators.smtp import SmtpServer
from tests.jobs.crowd import Crowd
from tests.jobs.google_desk import GoogleDesk
from tests.jobs.live import LIVE, Watcher, run_with

SEEDS = range(200)
EVENING = "T18:00"


@pytest.fixture
def google(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleDesk]:
    """Return a desk with a shared sheet."""
    with SheetsEmulator() as emulator:
        yield GoogleDesk(desk, emulator, monkeypatch)


def check_rows(google: GoogleDesk, letters: list[EmailMessage]) -> None:
    """See that each row shows its own standing, and that nobody got another's letter or two."""
    written = Counter(letter["To"].addresses[0].addr_spec for letter in letters)
    assert set(written.values()) <= {1}, f"written to twice: {written}"
    for letter in letters:
        (to,) = letter["To"].addresses
        number = to.addr_spec.removeprefix("sam").partition("@")[0]
        assert to.display_name == f"Sam Sample{number}", "somebody got another's letter"
    rows = [row for row in google.rows() if row["Email"]]
    keys = Counter(row["ID"] for row in rows)
    for row in rows:
        if keys[row["ID"]] > 1 or row["Problem"]:
            continue  # copies, of which nobody can say which is true
        touched = row["Last touch on"] is not None
        assert touched == (str(row["Email"]) in written), f"shows another's standing: {row}"
        if row["Do not contact"]:
            assert row["Status"] == "Opted out", row
        elif row["Hold"]:
            assert row["Status"] == "On hold", row
        else:
            assert row["Status"] == ("Sent" if touched else "Not contacted"), row


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed-{seed}")
def test_crowd(desk: Desk, google: GoogleDesk, seed: int) -> None:
    """No cell of people's is changed by us, and every row shows its own standing in the end."""
    google.fill(*people(5 + seed % 4))
    crowd = Crowd(google, seed)
    crowd.watch()
    desk.send("--limit", "3", "--accept-missing")
    crowd.leave()
    ticked = set(crowd.unwelcome)
    written = {letter["To"].addresses[0].addr_spec for letter in desk.letters()}
    crowd.watch()
    desk.send("--accept-missing", as_of="2026-03-03")
    crowd.leave()
    after = {letter["To"].addresses[0].addr_spec for letter in desk.letters()} - written
    assert not after & ticked, "written to although it was ticked before the run"
    ran = desk.send("--limit", "0", "--accept-missing", as_of="2026-03-04")
    assert ran.code == 0, ran.err
    assert crowd.harmed == []
    check_rows(google, desk.letters())


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS[::4], ids=lambda seed: f"seed-{seed}")
def test_crowd_beside_live_letters(desk: Desk, google: GoogleDesk, seed: int) -> None:
    """With a wait before each letter, a box that is ticked meanwhile counts at once."""
    with SmtpServer() as server:
        live = LIVE.format(spacing=60, window="00:00-24:00", port=server.port)
        google.fill(*people(4 + seed % 3), extra=live)
        crowd = Crowd(google, seed)
        crowd.watch()
        run_with(desk, watcher := Watcher())
        crowd.leave()
        run_with(desk, watcher)
        assert crowd.harmed == []
        letters = [
            message_from_bytes(one.content, policy=policy.default) for one in server.received
        ]
        check_rows(google, letters)
