"""Bad days: faults, quotas, expired tokens, and people who edit at the worst moment."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gspread
import pytest
import requests
from gspread.exceptions import APIError

from tests.emulators.sheets import Call, Fault, SheetsEmulator, Trouble

PROJECT = Path(__file__).resolve().parents[2]
BEARER = {"Authorization": "Bearer any"}
SECONDS = 10


def once(trouble: Fault | Trouble) -> Callable[[Call], Fault | Trouble | None]:
    """Return a hook that befalls one call only."""
    left = [trouble]
    return lambda _: left.pop() if left else None


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        (Fault.TOO_MANY, 429, "RESOURCE_EXHAUSTED"),
        (Fault.UNAVAILABLE, 503, "UNAVAILABLE"),
        (Fault.SERVER_ERROR, 500, "INTERNAL"),
        (Fault.TIMEOUT_408, 408, "DEADLINE_EXCEEDED"),
    ],
)
def test_refusals_have_googles_shape_and_change_nothing(
    google: SheetsEmulator, people: gspread.Worksheet, fault: Fault, code: int, status: str
) -> None:
    """What is retried is decided by code and status."""
    google.before = once(fault)
    with pytest.raises(APIError) as caught:
        people.update([["lost"]], "A1")
    assert (caught.value.code, caught.value.error["status"]) == (code, status)
    assert people.acell("A1").value == "ID"


def test_a_quota_fault_can_say_when_to_come_back(
    google: SheetsEmulator, people: gspread.Worksheet
) -> None:
    """Google sends Retry-After at times, and a client should heed it."""
    google.before = once(Trouble(fault=Fault.TOO_MANY, retry_after=7))
    with pytest.raises(APIError) as caught:
        people.acell("A1")
    assert caught.value.response.headers["Retry-After"] == "7"


@pytest.mark.parametrize(
    ("fault", "kept"),
    [(Fault.DROP_BEFORE, "ID"), (Fault.DROP_AFTER, "x"), (Fault.HALF_ANSWER, "x")],
)
def test_a_lost_answer_does_not_say_whether_it_was_done(
    google: SheetsEmulator, people: gspread.Worksheet, fault: Fault, kept: str
) -> None:
    """The client sees the same break either way; only reading again tells."""
    google.before = once(fault)
    with pytest.raises(requests.RequestException):
        people.update([["x"]], "A1")
    assert people.acell("A1").value == kept


def test_an_expired_token_is_fetched_anew(
    google: SheetsEmulator, people: gspread.Worksheet
) -> None:
    """google-auth does this by itself; a login that breaks after an hour would show here."""
    google.before = once(Fault.EXPIRED_TOKEN)
    before = len(google.log)
    assert people.acell("A1").value == "ID"
    assert len(google.log) == before + 2


def test_a_person_can_edit_right_before_a_call(
    google: SheetsEmulator, people: gspread.Worksheet
) -> None:
    """Races are made on purpose, at a known call, instead of waited for."""
    first = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}

    def delete_the_heading(call: Call) -> None:
        seen.append(call)
        google.before = None
        google.apply(people.spreadsheet_id, [{"deleteDimension": {"range": first}}])

    seen: list[Call] = []
    google.before = delete_the_heading
    assert people.acell("A1").value == "a"
    assert (seen[0].method, seen[0].kind, seen[0].body) == ("GET", "read", None)


def test_calls_are_counted_by_kind(google: SheetsEmulator, people: gspread.Worksheet) -> None:
    """The product promises a constant number of calls; logins and the Drive are not among them."""
    before = google.counts
    people.get("A1")
    people.update([["x"]], "A1")
    people.spreadsheet.list_permissions()
    after = requests.get(f"{google.url}/_counts", timeout=SECONDS).json()
    assert (after["reads"], after["writes"]) == (before["reads"] + 1, before["writes"] + 1)
    assert after["calls"]["PUT /v4/spreadsheets/{id}/values/{range}"] >= 1


def test_a_call_without_a_token_is_refused(google: SheetsEmulator) -> None:
    """An adapter that forgets to log in must not pass its tests."""
    answer = requests.get(f"{google.url}/v4/spreadsheets/x", timeout=SECONDS)
    assert (answer.status_code, answer.json()["error"]["status"]) == (401, "UNAUTHENTICATED")


def test_the_emulator_runs_alone_with_a_quota() -> None:
    """Other programs' tests start it by its command, and stop it by a signal."""
    command = [sys.executable, "-m", "tests.emulators.sheets", "--port", "0", "--quota", "1"]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as alone:
        assert alone.stdout
        url = alone.stdout.readline().strip()
        made = requests.post(f"{url}/v4/spreadsheets", json={}, headers=BEARER, timeout=SECONDS)
        path = f"{url}/v4/spreadsheets/{made.json()['spreadsheetId']}"
        answers = [requests.get(path, headers=BEARER, timeout=SECONDS) for _ in range(2)]
        forgotten = requests.post(f"{url}/_reset", timeout=SECONDS)
        alone.terminate()
        assert alone.wait(SECONDS) == 0
    assert [answer.status_code for answer in (made, *answers, forgotten)] == [200, 200, 429, 200]
    assert answers[1].json()["error"]["status"] == "RESOURCE_EXHAUSTED"
