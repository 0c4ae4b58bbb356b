"""Latency from the call in the kernel to the replica of a page, by how often it is called: median and 99th percentile.

Both processes read the same clock (CLOCK_MONOTONIC). A call counts as arrived at the first frame after which the page
has its point; the page is read back by the hash of all that it holds. There is no peer: the floor is half of a frame's
50 ms, twice.
"""

from __future__ import annotations

from bisect import bisect_left

from bench.contenders import OURS
from bench.figures import Aim, Result, quantile, table
from bench.page import Page
from bench.rig import Rig, rig, until_equal

CALLS = {1: 12, 100: 500, 10_000: 50_000}
MEDIAN_MS, P99_MS = 60, 120


def measure(full: bool = False) -> Result:
    """Measure each rate; `full` measures five times as long."""
    with rig() as running, running.page() as page:
        running.run(f"load.fill({OURS!r}, 10)")
        page.ask("settle")
        until_equal(running, page)
        found = {rate: _latencies(running, page, rate, calls * (5 if full else 1)) for rate, calls in CALLS.items()}
    shares = {rate: [quantile(values, share) for share in (0.5, 0.99, 1.0)] for rate, values in found.items()}
    rows, aims = [], []
    for rate, (p50, p99, most) in shares.items():
        ratios = f"{p50 / MEDIAN_MS:.2f}, {p99 / P99_MS:.2f}"
        rows.append([f"{rate:,}", ratios, *(f"{value:.1f}" for value in (p50, p99, most)), f"{len(found[rate]):,}"])
        aims.append(Aim(f"latency at {rate:,} a second, p50", p50, "ms", most=MEDIAN_MS))
        aims.append(Aim(f"latency at {rate:,} a second, p99", p99, "ms", most=P99_MS))
    head = ["calls a second", "p50, p99 / aim", "p50 ms", "p99 ms", "most ms", "calls"]
    return Result("From call to replica", [table(head, rows)], aims, shares)


def _latencies(running: Rig, page: Page, rate: int, calls: int) -> list[float]:
    """Return each call's latency in milliseconds."""
    before = running.value(f"load.points({OURS!r})")
    called = running.value(f"load.paced({OURS!r}, {rate}, {calls})")
    until_equal(running, page)
    lines = page.ask("timeline")["lines"]
    held = [line[3] for line in lines]
    return [(lines[bisect_left(held, before + i + 1)][0] - when) * 1e3 for i, when in enumerate(called)]
