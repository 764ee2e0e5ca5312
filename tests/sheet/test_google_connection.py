"""Requests to Google: bounded, tried again where that helps, and clear in what they say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.errors import SheetError
from outreach.sheet.google import GoogleSheet
from outreach.sheet.gsheets.connection import MOST_ATTEMPTS, Connection, RequestRefused
from outreach.sheet.port import CellWrite
from tests.emulators.sheets import Call, Fault, SheetsEmulator, Trouble
from tests.sheet.google_account import ACCOUNT, PLACE, connect, login, write_key_file

FIELDS = "properties.title"


@pytest.fixture
def google() -> Iterator[SheetsEmulator]:
    """Return an emulator."""
    with SheetsEmulator() as google:
        yield google


@pytest.fixture
def connection(google: SheetsEmulator, tmp_path: Path) -> Iterator[Connection]:
    """Return a connection to a spreadsheet."""
    made = connect(google.create("Practice", {"People": [["Name"], ["Ana"]]}), google, tmp_path)
    yield made
    made.close()


class Broken:
    """Breaks the first so many requests."""

    def __init__(self, fault: Fault | Trouble, times: int) -> None:
        self.calls = 0
        self._fault, self._times = fault, times

    def __call__(self, _: Call) -> Fault | Trouble | None:
        """Count, and break or not."""
        self.calls += 1
        return self._fault if self.calls <= self._times else None


@pytest.mark.parametrize("fault", list(Fault))
def test_passing_faults_are_ridden_out(
    google: SheetsEmulator, connection: Connection, fault: Fault
) -> None:
    """Two hiccups in a row are everyday life."""
    google.before = broken = Broken(fault, 2)
    assert connection.get(FIELDS)["properties"]["title"] == "Practice"
    assert broken.calls == 3


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.UNAVAILABLE, "overloaded (code 503)"),
        (Fault.TOO_MANY, "overloaded (code 429)"),
        (Fault.DROP_BEFORE, "cannot be reached"),
        (Fault.HALF_ANSWER, "cannot be reached"),
    ],
)
def test_lasting_faults_end_in_words(
    google: SheetsEmulator, connection: Connection, fault: Fault, words: str
) -> None:
    """The client of gspread would try for 35 hours; a person wants to know within minutes."""
    google.before = broken = Broken(fault, 1_000)
    with pytest.raises(SheetError) as caught:
        connection.get(FIELDS)
    assert words in str(caught.value)
    assert caught.value.exit_code == 4
    assert caught.value.hint
    assert broken.calls == MOST_ATTEMPTS


def test_google_says_how_long_to_wait(google: SheetsEmulator, tmp_path: Path) -> None:
    """Retry-After is a promise; guessing beside it only makes things worse."""
    waits: list[float] = []
    path = write_key_file(tmp_path / "key.json", google)
    credentials = login(path)
    key = google.create("Practice", {})
    patient = Connection(key, credentials, place=PLACE, emulator=google.host, pause=waits.append)
    google.before = Broken(Trouble(fault=Fault.TOO_MANY, retry_after=17), 2)
    patient.get(FIELDS)
    patient.close()
    assert waits == [17.0, 17.0]


def test_a_wait_beyond_the_budget_is_not_begun(google: SheetsEmulator, tmp_path: Path) -> None:
    """An hour's wait would hold the lock all morning."""
    path = write_key_file(tmp_path / "key.json", google)
    patient = Connection(
        google.create("Practice", {}),
        login(path),
        place=PLACE,
        emulator=google.host,
        pause=lambda _: pytest.fail("it waited"),
    )
    google.before = Broken(Trouble(fault=Fault.TOO_MANY, retry_after=3_600), 1)
    with pytest.raises(SheetError, match="429"):
        patient.get(FIELDS)
    patient.close()


def test_refused_requests_are_not_repeated(google: SheetsEmulator, connection: Connection) -> None:
    """What is wrong stays wrong."""
    google.before = counted = Broken(Fault.UNAVAILABLE, 0)
    with pytest.raises(RequestRefused, match="refuses the request"):
        connection.batch_update([{"noSuchRequest": {}}], FIELDS)
    assert counted.calls == 1


def test_unshared_sheet_names_the_address_to_share_it_with(
    google: SheetsEmulator, connection: Connection
) -> None:
    """The commonest slip of all."""
    google.unshare(connection.key)
    with pytest.raises(SheetError) as caught:
        connection.get(FIELDS)
    assert "is not shared with us" in str(caught.value)
    assert ACCOUNT in caught.value.hint


def test_wrong_key_of_a_sheet(google: SheetsEmulator, tmp_path: Path) -> None:
    """Half an address copied is the second commonest."""
    wrong = connect("no-such-sheet", google, tmp_path)
    with pytest.raises(SheetError, match="there is no Google Sheet of this key"):
        wrong.get(FIELDS)
    wrong.close()


def test_lost_answer_to_the_marks_makes_no_second_ones(
    google: SheetsEmulator, connection: Connection
) -> None:
    """The request is repeated under the same ids, which Google refuses: they are there."""
    sheet = GoogleSheet(connection)
    sheet.read()
    google.before = Broken(Fault.DROP_AFTER, 1)
    write = CellWrite(
        tab="People", row=2, column=1, value="Zoë", section="Practitioners", heading="Name"
    )
    assert sheet.write([write])["People"].rows[1] == ("Zoë",)
    assert sheet.read()["People"].anchors == {1: "Name"}


def test_mark_set_on_a_column_that_moved_there_is_taken_away(
    google: SheetsEmulator, tmp_path: Path
) -> None:
    """Marking is by position; a column dragged there meanwhile is not ours (I4)."""
    key = google.create("Practice", {"People": [["Name", "Mine"], ["Ana", "keep"]]})
    other = connect(key, google, tmp_path)
    sheet = GoogleSheet(other)
    sheet.read()

    def move(call: Call) -> None:
        if call.kind == "write":
            google.before = None
            source = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
            google.apply(key, [{"moveDimension": {"source": source, "destinationIndex": 0}}])

    google.before = move
    write = CellWrite(
        tab="People", row=2, column=1, value="Zoë", section="Practitioners", heading="Name"
    )
    tabs = sheet.write([write])
    assert tabs["People"].rows == (("Mine", "Name"), ("keep", "Ana"))
    assert tabs["People"].anchors == {}
    other.close()
