"""One `vis.line(update="append")` of one point, against the same call with `send=False`: promise 4 of the design."""

from __future__ import annotations

import statistics
from typing import NamedTuple

from bench.kernel import evaluate, kernel

POINTS_HELD = (10, 1_000, 100_000, 1_000_000)
ROUNDS = 15
CALLS = 400

SETUP = """
import time
import numpy as np
from visdom import Visdom

ours, floor = Visdom(), Visdom(send=False)
y, x = np.array([0.5]), np.array([0.5])

def seconds(vis, win, calls):
    start = time.perf_counter()
    for _ in range(calls):
        vis.line(y, x, win=win, update="append")
    return (time.perf_counter() - start) / calls

def pair(held, rounds, calls):
    ours.line(np.random.rand(held), np.arange(held) / 2, win="bench")
    for vis in (ours, floor):
        seconds(vis, "bench", calls)
    return [(seconds(ours, "bench", calls), seconds(floor, "bench", calls)) for _ in range(rounds)]
"""


class Row(NamedTuple):
    """Medians of one length, in seconds a call, and the ratio's spread."""

    held: int
    ours: float
    floor: float
    ratio: float
    least: float
    most: float


def measure() -> list[Row]:
    """Measure every length, ours and the floor in turn."""
    with kernel() as client:
        evaluate(client, SETUP, "None")
        return [_row(held, evaluate(client, "", f"pair({held}, {ROUNDS}, {CALLS})")) for held in POINTS_HELD]


def _row(held: int, pairs: list[tuple[float, float]]) -> Row:
    ratios = sorted(ours / floor for ours, floor in pairs)
    ours, floor = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Row(held, ours, floor, statistics.median(ratios), ratios[0], ratios[-1])


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table, ratios first."""
    lines = ["| points held | ratio | least to most | ours µs | `send=False` µs |", "|---|---|---|---|---|"]
    for row in rows:
        spread = f"{row.least:.2f} to {row.most:.2f}"
        lines.append(f"| {row.held:,} | {row.ratio:.2f} | {spread} | {row.ours * 1e6:.1f} | {row.floor * 1e6:.1f} |")
    return "\n".join(lines)
