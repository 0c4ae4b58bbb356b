"""The load: appends at a steady rate, and large workspaces. Runs inside a kernel."""

from __future__ import annotations

import math
import time
from contextlib import suppress
from typing import Any

import numpy as np

from bench.contender import Contender
from bench.contenders import make
from jupyter_visdom.kernel.extension import get_workspace

_made: dict[str, Contender] = {}


def contender(name: str, **options: Any) -> Contender:
    """Return a contender, the same each time; the options count at the first."""
    if name not in _made:
        _made[name] = make(name, options)
    return _made[name]


def fill(name: str, held: int) -> None:
    """Give a contender its window."""
    contender(name).fill(held)


def paced(name: str, rate: float, calls: int) -> list[float]:
    """Append at a rate, and return when each call was made; late calls are made up for at once."""
    append, times = contender(name).append, [0.0] * calls
    now, sleep = time.monotonic, time.sleep
    began = now()
    for i in range(calls):
        due = began + i / rate
        if (wait := due - now()) > 0:
            sleep(wait)
        times[i] = now()
        append(i / 2, math.sin(i / 100))
    return times


def points(name: str) -> int | None:
    """Return how many points a contender's window has, None of a floor."""
    found = contender(name).read()
    return None if found is None else found[0]


def panes(count: int, held: int, **options: Any) -> None:
    """Make many windows, each with so many points: no two alike. The client's options say where."""
    from visdom import Visdom

    vis, x = Visdom(**options), np.arange(held) / 2
    for i in range(count):
        vis.line(np.sin(x / (i + 10)), x, win=f"pane-{i}", opts={"title": f"Pane {i}"})


def busy() -> None:
    """Keep the main thread until it is interrupted."""
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(0.1)


def digest() -> str:
    """Return the hash of the workspace."""
    return get_workspace().digest()


def cursor() -> int:
    """Return how many changes the workspace has seen."""
    return get_workspace().store.cursor
