"""Servers, kernels and a front end, from `tests/server/fixtures.py`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "server"))

from fixtures import jupyter, kernel_id, local, make_local, notebook, server

__all__ = ["jupyter", "kernel_id", "local", "make_local", "notebook", "server"]
