"""The load of the browser's measures: lines that grow together. Runs inside a kernel."""

from __future__ import annotations

import time

import numpy as np
from visdom import Visdom

ROUNDS = 1 << 20
"""Values made beforehand, so that the loop only appends."""

_WAVE = (np.sin(np.arange(ROUNDS) / 50) + np.sin(np.arange(ROUNDS) * 1.7) / 10).tolist()


class Lines:
    """Windows of one growing line each, all of one length."""

    def __init__(self, count: int, held: int) -> None:
        self._vis = Visdom()
        self._vis.close()
        self._wins = [f"line-{i}" for i in range(count)]
        self._length = held
        y, x = np.resize(_WAVE, held), np.arange(held, dtype=float)
        for win in self._wins:
            self._vis.line(y, x, win=win, opts={"title": win})

    def stream(self, rate: float, rounds: int) -> float:
        """Append to every line, `rate` times a second, late rounds at once, and return the rounds a second."""
        line, wins = self._vis.line, self._wins
        began = time.monotonic()
        for i in range(rounds):
            if (wait := began + i / rate - time.monotonic()) > 0:
                time.sleep(wait)
            x, y = [float(self._length)], [_WAVE[self._length % ROUNDS]]
            for win in wins:
                line(y, x, win=win, update="append")
            self._length += 1
        return rounds / (time.monotonic() - began)
