"""The SMTP server that crash tests start alone: what it promises, it keeps."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from outreach.campaign.message import DeliveryOutcome
from outreach.mail.mime import message_bytes
from tests.contracts.transport import message
from tests.emulators.smtp import Drop, by_chance
from tests.mail.smtp_clients import clients
from tests.people import PROJECT


@contextmanager
def alone(store: Path, *options: str) -> Iterator[int]:
    """Start the server as a process of its own; yield its port."""
    command = [sys.executable, "-m", "tests.emulators.smtp", "--port", "0", "--store", str(store)]
    with subprocess.Popen([*command, *options], cwd=PROJECT, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        host, _, port = server.stdout.readline().decode().strip().partition(":")
        assert host == "127.0.0.1"
        yield int(port)
        server.terminate()


def outcomes(port: int, numbers: range) -> list[DeliveryOutcome]:
    """Deliver some messages."""
    with clients() as connect:
        transport = connect(port)
        return [transport.deliver(message(number)).outcome for number in numbers]


def test_it_stores_what_it_takes(tmp_path: Path) -> None:
    """A second process goes on where the first was ended."""
    for numbers in (range(1, 3), range(3, 5)):
        with alone(tmp_path / "store") as port:
            assert outcomes(port, numbers) == [DeliveryOutcome.SENT] * 2
    stored = [path.read_bytes() for path in sorted((tmp_path / "store").iterdir())]
    assert stored == [message_bytes(message(number)) for number in range(1, 5)]


@pytest.mark.parametrize("option", ["--drop-after-data", "--drop-before-storing"])
def test_it_leaves_in_doubt_what_chance_wants(tmp_path: Path, option: str) -> None:
    """From outside the two look alike: that is the doubt."""
    answer = by_chance(5, kept=0.5, lost=0.0)
    expected = [
        DeliveryOutcome.UNKNOWN if answer("dot", "", number) else DeliveryOutcome.SENT
        for number in range(1, 13)
    ]
    with alone(tmp_path, option, "0.5", "--seed", "5") as port:
        assert outcomes(port, range(1, 13)) == expected
    kept = 12 if option == "--drop-after-data" else expected.count(DeliveryOutcome.SENT)
    assert 0 < expected.count(DeliveryOutcome.UNKNOWN) < 12
    assert len(list(tmp_path.iterdir())) == kept


def test_chance_is_the_same_by_seed() -> None:
    """A crash test that failed must fail again."""

    def drawn(seed: int) -> list[str | Drop | None]:
        answer = by_chance(seed, kept=0.3, lost=0.3)
        return [answer("dot", "", number) for number in range(1, 50)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert set(drawn(1)) == {None, Drop.KEEP, Drop.NOW}
    assert by_chance(1, kept=1.0, lost=0.0)("MAIL", "", 1) is None
