"""Many viewers of one kernel, 20 frames a second each: what the server spends, and who falls behind.

Against plain kernel websockets that are sent a bare comm message for each of our frames, as large, by the same server
with our part of it switched off. Each viewer's *lag* is the age of the oldest value that it had not yet, at worst. All
are read back: every one ends at the kernel's cursor without a gap, and the real viewers among them with its hash.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from typing import Any, NamedTuple

from bench.contenders import COMM, OURS
from bench.figures import Aim, Result, exponent, number, quantile, table
from bench.processes import cpu_seconds, until_quiet
from bench.rig import Rig, rig
from bench.worker import Worker

COUNTS = (1, 10, 50, 200)
MOST = COUNTS[-1]
REAL = 4
"""Of the most viewers so many decode what they get; the others acknowledge it."""

PROCESSES = 2
FRAMES, RATE = 20, 1_000
"""Frames a second that a viewer should get, and appends a second behind them."""

SECONDS, FEW_SECONDS, FULL_SECONDS = 10, 4, 60
PLAIN = "plain websocket, bare comm"
OFF = "--JupyterVisdom.in_connection=False"
COMM_BYTES = 490
"""What surrounds a comm message's buffer on the websocket."""

AIM_SHARE, AIM_LAG = 0.4, 0.5
"""Of a core; and seconds, which are ten frames."""

Lines = list[list[tuple[float, int]]]
"""For each viewer when it had which number: a cursor, or of a message."""


class Turn(NamedTuple):
    """What so many viewers cost, and got."""

    share: float  # of a core, in the server
    frame: float  # seconds of CPU in the server for a frame to a viewer
    rate: float  # frames a second to a viewer
    superseded: float  # share of the frames made that a viewer did not get by itself, but in a later one
    lag: float  # seconds at worst, the median viewer's
    most: float  # and the worst viewer's

    def needed(self, viewers: int) -> float:
        """Return the share of a core that it takes to send each viewer every frame."""
        return self.frame * FRAMES * viewers


def measure(full: bool = False) -> Result:
    """Measure each number of viewers, ours and plain websockets, for 10 s at the most, or the full 60."""
    turns: dict[str, dict[int, Turn]] = {OURS: {}, PLAIN: {}}
    with rig() as ours, rig("jupyter_server", OFF) as plain:
        ours.run(f"load.fill({OURS!r}, 10)")
        size = _bytes_a_frame(ours)
        plain.run(f"load.contender({COMM!r}, size={max(size - COMM_BYTES, 16)})")
        for count in COUNTS:
            seconds = (FULL_SECONDS if full else SECONDS) if count == MOST else FEW_SECONDS
            turns[OURS][count] = _ours(ours, count, seconds)
            turns[PLAIN][count] = _plain(plain, count, seconds)
    return Result(
        f"Viewers of one kernel, {FRAMES} frames a second",
        [_table(turns), f"A frame has {size} bytes on the websocket."],
        _aims(turns[OURS]),
        {name: {count: turn._asdict() for count, turn in found.items()} for name, found in turns.items()},
    )


def growth(turns: dict[int, Turn]) -> float:
    """Return the exponent of a frame's cost against the number of viewers: 0 or less, if one more costs no more."""
    return exponent([*turns], [turn.frame for turn in turns.values()]) or 0.0


def _bytes_a_frame(running: Rig) -> int:
    with running.page() as page:
        page.ask("settle")
        before = page.ask("counts")["ours"]
        running.run(f"_ = load.paced({OURS!r}, {RATE}, {RATE})")
        page.ask("settle")
        messages, size = (a - b for a, b in zip(page.ask("counts")["ours"], before, strict=True))
    return round(float(size / messages))


def _ours(running: Rig, count: int, seconds: int) -> Turn:
    real = REAL if count == MOST else 0
    first = running.value("load.cursor()")
    with _crowd(running, "onlookers", count - real, real, first) as crowd:
        frames = _frames(running)
        share, spent, called = _measured(running, f"load.paced({OURS!r}, {RATE}, {RATE * seconds})")
        last = running.value("load.cursor()")
        assert last - first == len(called), "an append is not one change any more: lags can't be told"
        _ask(crowd, f"reach {last}")
        assert not any(_ask(crowd, "gaps")), "a viewer's frames had a gap"
        assert {found for digests in _ask(crowd, "digests") for found in digests} <= {running.digest()}
        return _turn(share, spent, _lines(crowd), called, first, _frames(running) - frames, real)


def _plain(running: Rig, count: int, seconds: int) -> Turn:
    with _crowd(running, "bystanders", count, 0, 0) as crowd:
        share, spent, called = _measured(running, f"load.paced({COMM!r}, {FRAMES}, {FRAMES * seconds})")
        _ask(crowd, f"reach {len(called)}")
        return _turn(share, spent, _lines(crowd), called, 0, len(called), 0)


@contextmanager
def _crowd(running: Rig, kind: str, count: int, real: int, first: int) -> Iterator[list[Worker]]:
    """Connect so many, in some processes, until all have what there is; close them at the end."""
    server, module = running.server, "bench.crowd_process"
    with ExitStack() as stack:
        crowd = []
        for i in range(min(PROCESSES, count)):
            shares = (str(len(range(i, each, PROCESSES))) for each in (count, real))
            worker = Worker(module, server.token, server.url, running.kernel_id, kind, *shares)
            crowd.append(stack.enter_context(worker))
        for line in ("open", f"reach {first}", "lines"):
            _ask(crowd, line)
        until_quiet(server.pid, share=0.1)
        yield crowd


def _ask(crowd: list[Worker], line: str) -> list[Any]:
    return [worker.ask(line) for worker in crowd]


def _lines(crowd: list[Worker]) -> Lines:
    return [lines for found in _ask(crowd, "lines") for lines in found]


def _frames(running: Rig) -> int:
    """Return how many frames the server's mirror has taken."""
    found = json.loads(running.server.request(f"jupyter_visdom/kernels/{running.kernel_id}"))
    return int(found["counts"]["applied"])


def _measured(running: Rig, expression: str) -> tuple[float, float, list[float]]:
    """Return the server's share of a core while the kernel calls, its CPU with what followed, and when it called."""
    before, began = cpu_seconds(running.server.pid), time.monotonic()
    called = running.value(expression)
    share = (cpu_seconds(running.server.pid) - before) / (time.monotonic() - began)
    until_quiet(running.server.pid, share=0.1, patience=60.0)
    return share, cpu_seconds(running.server.pid) - before, called


def _turn(share: float, spent: float, lines: Lines, called: list[float], first: int, made: int, real: int) -> Turn:
    each = sum(len(line) - 1 for line in lines) / len(lines)  # the first of a line is what it had before
    lags = [_lag(line, called, first) for line in lines]
    frame = spent / (each * (len(lines) + real))
    rate = each / (called[-1] - called[0])
    return Turn(share, frame, rate, 1 - each / made, quantile(lags, 0.5), max(lags))


def _lag(line: list[tuple[float, int]], called: list[float], first: int) -> float:
    """Return the greatest age of the oldest value that a viewer had not yet, looking just before each frame."""
    return max(when - called[had - first] for (_, had), (when, _) in pairwise(line))


# -- for a reader ----------------------------------------------------------------------------------


def _table(turns: dict[str, dict[int, Turn]]) -> str:
    rows = []
    for count in COUNTS:
        for name, found in turns.items():
            turn = found[count]
            times = turn.frame / turns[OURS][count].frame
            got = f"{turn.rate:.1f}", f"{max(turn.superseded, 0):.1%}"
            cpu = f"{turn.frame * 1e6:.0f}", f"{turn.share:.2f}", f"{turn.needed(count):.2f}"
            rows.append([str(count), name, number(times), *cpu, *got, f"{turn.lag:.2f} ({turn.most:.2f})"])
    cpu_head = ["a frame, times ours", "a frame µs", "share of a core", f"needed for {FRAMES} a second"]
    return table(["viewers", "server CPU of", *cpu_head, "frames a second", "superseded", "lag s (worst)"], rows)


def _aims(turns: dict[int, Turn]) -> list[Aim]:
    turn = turns[MOST]
    return [
        Aim(f"{MOST} viewers at {FRAMES} frames a second", turn.needed(MOST), "of a core", most=AIM_SHARE),
        Aim(f"{MOST} viewers, the worst one's lag", turn.most, "s", most=AIM_LAG),
        Aim("exponent of a frame's cost against viewers", growth(turns), most=0.05),
    ]
