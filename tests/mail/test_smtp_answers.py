"""What servers really say, and whose refusal it is; tests/data/smtp_answers.txt has the table."""

from pathlib import Path

import pytest

from outreach.mail.answers import LONGEST_TEXT, Answer, Stage, Verdict, judge

TABLE = Path(__file__).resolve().parents[1] / "data" / "smtp_answers.txt"


def answer(said: str) -> Answer:
    """Read an answer as smtplib does: the code, then each line without it."""
    if not said[:3].isdigit():
        return Answer.read(-1, said[4:].encode())
    lines = "\n".join(line[4:] for line in said.split(" / "))
    return Answer.read(int(said[:3]), lines.encode())


ANSWERS = [
    (Stage(stage), Verdict(verdict), said, why)
    for line in TABLE.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
    for stage, verdict, said, why in [line.split(" | ")]
]
LIMITS = [said for _, verdict, said, _ in ANSWERS if verdict is Verdict.ACCOUNT_LIMIT]


@pytest.mark.parametrize(("stage", "verdict", "said", "why"), ANSWERS)
def test_real_answers(stage: Stage, verdict: Verdict, said: str, why: str) -> None:
    """A good address must not be marked bad, nor a run go on against its provider's will."""
    assert judge(stage, answer(said)) is verdict, why


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("said", LIMITS)
def test_a_limit_is_the_account_s_at_any_stage(stage: Stage, said: str) -> None:
    """Providers say it where they please; no recipient is ever blamed for it."""
    assert judge(stage, answer(said)) is Verdict.ACCOUNT_LIMIT


def test_lines_become_one() -> None:
    """The status code stands once; a terminal's control codes and line breaks are gone (I9)."""
    read = answer("550-5.1.1 No such\r / 550-5.1.1\tuser\x1b[2J / 550 5.1.1 here\u2028!")
    assert str(read) == "550 5.1.1 No such user [2J here !"
    assert read.status == "5.1.1"


def test_a_long_answer_is_cut() -> None:
    """It goes into a cell and onto a screen."""
    assert len(answer(f"550 {'long ' * 1000}").text) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("550 5.1.1 x", "5.1.1"),
        ("550 5.7.505 x", "5.7.505"),
        ("550 #5.1.0 x", "5.1.0"),
        ("550 x (#5.1.1)", "5.1.1"),
        ("550 5.1.1.9 is an IP address", ""),
        ("450 5.1.1 contradicts itself", ""),
        ("550 x 5.1.1 in passing", ""),
        ("550 5.1.1", "5.1.1"),
        ("550", ""),
    ],
)
def test_status_codes_are_found(said: str, status: str) -> None:
    """They say more than the three digits, where a server gives them (RFC 2034)."""
    assert answer(said).status == status
