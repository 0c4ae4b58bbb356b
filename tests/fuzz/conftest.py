"""Servers and a front end, from `tests/server/fixtures.py`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "server"))

from fixtures import local, make_local

__all__ = ["local", "make_local"]
