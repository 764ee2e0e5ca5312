"""How long the worst messages take, against the standard library's parser on a harmless one."""

import time
from email import message_from_bytes

from tests.inbox.test_parsing_hostile import HOSTILE, understand

HARMLESS = b"From: a@b.example\n\n" + b"hello there, this is a line\n" * 75_000  # 2 MiB


def compare() -> dict[str, float]:
    """Return the seconds of both, and their ratio."""
    plain = min(_seconds_of_plain() for _ in range(3))
    worst = max(_seconds_of(raw) for raw in HOSTILE.values())
    return {
        "messages": len(HOSTILE),
        "worst_seconds": round(worst, 2),
        "plain_seconds": round(plain, 3),
        "ratio": round(worst / plain, 1),
    }


def _seconds_of_plain() -> float:
    started = time.perf_counter()
    message_from_bytes(HARMLESS).get_payload(decode=True)
    return time.perf_counter() - started


def _seconds_of(raw: bytes) -> float:
    started = time.perf_counter()
    understand(raw)
    return time.perf_counter() - started
