"""A race: contenders append in turn, each against the clock. Runs inside a kernel."""

from __future__ import annotations

import math
import time
from typing import Any

from bench.contender import Contender
from bench.contenders import make

ROUNDS = 7
WARM = 10
"""A call after a pause costs several hot ones: so many go before each turn."""

CALLS = 2_000
"""In a turn; fewer where they would take long. So a turn of ours is longer than the 50 ms between two of its frames: a
shorter one would charge a few calls with a whole frame."""

TURN_SECONDS = 0.1
SHORT = 1_000
"""A window of no more points is made anew for each turn, or it would soon be a longer one."""

BUDGET_SECONDS = 1.5
"""A slow contender gets fewer rounds."""

REST_SECONDS = 0.06
"""Between two turns: what a contender left to its threads is done on its own time."""

TOO_SLOW = 1.0
"""A contender whose call takes longer leaves the race."""


class Lane:
    """One contender and what its turns took."""

    def __init__(self, contender: Contender) -> None:
        self.contender = contender
        self.seconds: list[float] = []  # a call, turn by turn
        self.cpu: list[float] = []  # the same in CPU time of the process
        self.calls = 0
        self.spent = 0.0
        self.held = 0

    def prepare(self, held: int) -> None:
        """Make the window, and see how long a call takes: the quickest of three, the first being unlike the rest."""
        self.spent, self.seconds, self.cpu = 0.0, [], []
        self.fill(held)
        self.each = max(1, min(CALLS, int(TURN_SECONDS / min(self.turn(1)[0] for _ in range(3)))))

    def fill(self, held: int) -> None:
        """Make the window, and let what that left to do be done."""
        self.contender.fill(held)
        self.held, self.calls = held, 0
        time.sleep(REST_SECONDS + held / 500_000)

    def turn(self, calls: int) -> tuple[float, float]:
        """Return the seconds a call took, by the clock and of CPU: all threads, whatever else runs on the machine."""
        append, start = self.contender.append, self.held + self.calls
        began, cpu = time.perf_counter(), time.process_time()
        for i in range(start, start + calls):
            append(i / 2, math.sin(i / 100))
        self.contender.finish()
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        self.calls += calls
        self.spent += took
        return took / calls, cpu / calls

    def take_part(self) -> None:
        """Run one turn of the race, unless the time is used up."""
        if self.spent < BUDGET_SECONDS or not self.seconds:
            if self.held <= SHORT:
                self.fill(self.held)
            if self.each > 1:
                self.turn(min(WARM, self.each))
            seconds, cpu = self.turn(self.each)
            self.seconds.append(seconds)
            self.cpu.append(cpu)
            time.sleep(REST_SECONDS)

    def check(self) -> bool:
        """Read the window back; whether there is one. AssertionError unless it has every point."""
        found = self.contender.read()
        if found is None:
            return False
        count, last = self.held + self.calls, math.sin((self.held + self.calls - 1) / 100)
        assert found[0] == count, f"{self.contender}: {found[0]} points instead of {count}"
        assert math.isclose(found[1], last, abs_tol=1e-6), f"{self.contender}: the last is {found[1]}, not {last}"
        return True


_lanes: dict[str, Lane] = {}


def race(names: list[str], held: int, options: dict[str, dict[str, Any]] | None = None) -> dict[str, Any]:
    """Let the contenders append in turn; return what a call took, turn by turn, and whether it was read back.

    `options` are what contenders need that talk to a server, by name.
    """
    for name in names:
        if name not in _lanes:
            _lanes[name] = Lane(make(name, (options or {}).get(name)))
    lanes = {name: _lanes[name] for name in names if held <= _lanes[name].contender.most}
    for lane in lanes.values():
        lane.prepare(held)
    for _ in range(ROUNDS):
        for lane in lanes.values():
            lane.take_part()
    return {name: {"wall": lane.seconds, "cpu": lane.cpu, "read": lane.check()} for name, lane in lanes.items()}
