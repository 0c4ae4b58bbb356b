"""Appends at a steady rate, with one page that looks on: CPU in the kernel and in the server, bytes, and points lost.

At 1,000 a second against what a user would use instead and the floors, in turn; at 100 and 10,000 ours alone. CPU is
that of all threads, by schedstat; the page is a process of its own and in no figure. Ours is read back by the hash of
all that the page holds, peers by the messages that arrived: a message that is missing is a point lost.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from bench.contenders import COMM, FLOOR, OURS
from bench.figures import Aim, Result, spread, table
from bench.page import Page
from bench.processes import cpu_seconds, until_quiet
from bench.rig import Rig, rig, until_equal

HELD = 1_000
PEERS = ("FigureWidget, numpy", "jupyter_bokeh stream")
NAMES = (OURS, *PEERS, FLOOR, COMM, "empty loop")
ROUNDS, SECONDS = 3, 3.0
TAIL_SECONDS = 0.5
"""After the last append: what is still under way is counted too."""

BYTES = {100: 150, 1_000: 35, 10_000: 20}
"""Most bytes a point on the websocket, by rate."""

KERNEL_TIMES, SERVER_TIMES = 80 / 54, 10 / 130
"""The aims in µs over the floors in µs of the machine that they were set on: what another machine can be held to."""


class Turn(NamedTuple):
    """What one append cost in one turn."""

    kernel: float  # seconds of CPU
    server: float
    bytes: float
    lost: float  # share of the points


def measure(full: bool = False) -> Result:
    """Measure all contenders at 1,000 a second, and ours at each rate."""
    with rig() as running, running.page() as page:
        page.ask("settle")
        turns = _compared(running, page)
        idle = _idle(running)
        rates = {rate: turn(running, page, OURS, rate) for rate in BYTES}
    return Result(
        "Appends at a steady rate, one page looking on",
        [_compared_table(turns), f"Idle, the server uses {idle * 1e3:.1f} ms of CPU a second.", _rates_table(rates)],
        _aims(turns, rates),
        {"at 1,000 a second": turns, "ours": rates, "server idle, share of a core": idle},
    )


def _compared(running: Rig, page: Page) -> dict[str, list[Turn]]:
    messages = {}
    for name in NAMES:
        running.run(f"load.fill({name!r}, {HELD})")
        messages[name] = _messages_an_append(running, page, name)
    turns: dict[str, list[Turn]] = {name: [] for name in NAMES}
    for _ in range(ROUNDS):
        for name in NAMES:
            turns[name].append(turn(running, page, name, 1_000, messages[name]))
    return turns


def _messages_an_append(running: Rig, page: Page, name: str, calls: int = 10) -> float:
    """Return how many comm messages an append makes, at a rate at which none is lost."""
    time.sleep(TAIL_SECONDS)
    before = page.ask("counts")["others"][0]
    running.run(f"load.paced({name!r}, 20, {calls})")
    time.sleep(TAIL_SECONDS)
    return float((page.ask("counts")["others"][0] - before) / calls)


def turn(running: Rig, page: Page, name: str, rate: int, messages: float = 1.0, seconds: float = SECONDS) -> Turn:
    """Append at a rate and return what one append cost; an append is so many comm messages, where they are not ours."""
    calls = int(rate * seconds)
    until_quiet(running.server.pid)
    points = running.value(f"load.points({name!r})")
    kernel, server, before = cpu_seconds(running.kernel_pid), cpu_seconds(running.server.pid), page.ask("counts")
    running.run(f"_ = load.paced({name!r}, {rate}, {calls})")
    time.sleep(TAIL_SECONDS)
    kernel, server = cpu_seconds(running.kernel_pid) - kernel, cpu_seconds(running.server.pid) - server
    until_quiet(running.server.pid)
    after = page.ask("counts")
    assert points is None or running.value(f"load.points({name!r})") == points + calls
    key = "ours" if name == OURS else "others"
    arrived, size = (a - b for a, b in zip(after[key], before[key], strict=True))
    if name == OURS:
        lost = _lost(running, page, points + calls)
    else:
        lost = 1 - arrived / (messages * calls) if messages else 0.0
    return Turn(kernel / calls, server / calls, size / calls, lost)


def _lost(running: Rig, page: Page, points: int) -> float:
    """Return the share of our points that the page has not; what it has must be what the kernel has."""
    until_equal(running, page)
    return float(1 - page.ask("timeline")["lines"][-1][3] / points)


def _idle(running: Rig, seconds: float = 2.0) -> float:
    until_quiet(running.server.pid)
    before = cpu_seconds(running.server.pid)
    time.sleep(seconds)
    return (cpu_seconds(running.server.pid) - before) / seconds


# -- for a reader ----------------------------------------------------------------------------------


def _compared_table(turns: dict[str, list[Turn]]) -> str:
    rows = []
    ours = turns[OURS]
    for name in NAMES:
        kernel, server, size, lost = (spread(column) for column in zip(*turns[name], strict=True))
        times = spread(theirs.kernel / our.kernel for theirs, our in zip(turns[name], ours, strict=True))
        window = name not in (FLOOR, "empty loop")
        of_page = [str(server.scaled(1e6)), str(size), f"{lost.median:.1%}"] if window else ["-", "-", "-"]
        rows.append([name, str(times), str(kernel.scaled(1e6)), *of_page])
    head = ["1,000 a second", "kernel CPU, times ours", "kernel CPU µs", "server CPU µs", "bytes a point", "lost"]
    return table(head, rows)


def _rates_table(rates: dict[int, Turn]) -> str:
    rows = []
    for rate, turn in rates.items():
        cpu = f"{turn.kernel * 1e6:.1f}", f"{turn.server * 1e6:.1f}"
        rows.append([f"{rate:,}", f"{turn.bytes / BYTES[rate]:.2f}", f"{turn.bytes:.1f}", f"{turn.lost:.1%}", *cpu])
    return table(["ours, a second", "bytes / aim", "bytes a point", "lost", "kernel CPU µs", "server CPU µs"], rows)


def _aims(turns: dict[str, list[Turn]], rates: dict[int, Turn]) -> list[Aim]:
    ours = _medians(turns[OURS])
    floor, comm = _medians(turns[FLOOR]), _medians(turns[COMM])
    return [
        Aim("kernel CPU an append at 1,000 a second", ours.kernel * 1e6, "µs", most=80),
        Aim("the same, times the client's floor", ours.kernel / floor.kernel, most=KERNEL_TIMES),
        Aim("server CPU an append at 1,000 a second, one viewer", ours.server * 1e6, "µs", most=10),
        Aim("the same, times a bare comm message's", ours.server / comm.server, most=SERVER_TIMES),
        *(
            Aim(f"bytes a point at {rate:,} a second", rates[rate].bytes, "B", most=most)
            for rate, most in BYTES.items()
        ),
        Aim("points lost at 10,000 a second", rates[10_000].lost * 100, "%", most=0),
    ]


def _medians(turns: list[Turn]) -> Turn:
    return Turn(*(spread(column).median for column in zip(*turns, strict=True)))
