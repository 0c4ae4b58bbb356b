"""The parts of the fault harness, and the servers of `tests/server`, are imported by their names."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "server")]


@pytest.fixture(autouse=True)
def impatient_viewers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a viewer waits for is as much shorter as the server's beat and patience are here."""
    monkeypatch.setattr("jupyter_visdom.viewer.link.OPEN_SECONDS", 5.0)
    monkeypatch.setattr("jupyter_visdom.viewer.viewer.RETRY_SECONDS", (0.1, 1.0))
