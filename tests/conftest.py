"""Fixtures that tests of several rooms share."""

from pathlib import Path

import pytest

from tests.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return an owner's desk in a folder of its own."""

    def captured() -> tuple[str, str]:
        out, err = capsys.readouterr()
        return out, err

    return Desk(tmp_path, captured)
