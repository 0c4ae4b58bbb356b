"""Locks that an interrupt may leave held."""

from __future__ import annotations

import threading


def let_go(lock: threading.RLock) -> None:
    """Free a lock that this thread holds, although it is done with it."""
    while lock._is_owned():  # type: ignore[attr-defined]
        lock.release()
