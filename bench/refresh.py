"""A refresh while a cell runs: 100 panes of 10,000 points, and what a page is sent that missed 100 points.

Promise 5 of the design: from the websocket's opening, the first pane's data within 50 ms, all within 300 ms and 17 MB.
Against the real Visdom server's figures in the design (16 ms, 1.24 s, 28 MB; 2,033 kB after missing 100 points). Read
back by the hash of everything that the page holds.
"""

from __future__ import annotations

from typing import Any

from bench.contenders import OURS
from bench.figures import Aim, Result, spread, table
from bench.rig import Rig, rig, until_equal

PANES, POINTS, MISSED = 100, 10_000, 100
REFRESHES = 5
KB, MB = 1e3, 1e6
ARRIVED, READABLE = 1, 2
"""Items of a page's timeline."""

HEAD = ["", "first pane's data ms", "first pane readable ms", "all panes ms", "MB"]


def measure(full: bool = False) -> Result:
    """Measure both."""
    with rig() as running:
        running.run(f"load.panes({PANES}, {POINTS})")
        refreshed = _refreshes(running)
        missed = _missed(running)
    arrived, readable, everything, size = (spread(column) for column in zip(*refreshed, strict=True))
    rows = [["median and spread", *map(str, (arrived, readable, everything, size))]]
    return Result(
        f"Refresh in a busy cell, {PANES} panes of {POINTS:,} points",
        [table(HEAD, rows), f"After missing {MISSED} points: {missed / KB:.2f} kB."],
        [
            Aim("refresh: first pane's data", arrived.median, "ms", most=50),
            Aim("refresh: first pane readable", readable.median, "ms", most=50),
            Aim("refresh: all panes", everything.median, "ms", most=300),
            Aim("refresh: bytes", size.median, "MB", most=17),
            Aim(f"after missing {MISSED} points", missed / KB, "kB", most=3),
        ],
        {"refreshes": refreshed, "missed": missed},
    )


def _refreshes(running: Rig) -> list[tuple[float, float, float, float]]:
    expected = running.digest()
    with running.page() as page:  # what the mirror lacks it fetches before the cell begins
        until_equal(running, page)
    running.begin("load.busy()")
    try:
        return [_refresh(running, expected) for _ in range(REFRESHES)]
    finally:
        running.interrupt()
        running.end()


def _refresh(running: Rig, expected: str) -> tuple[float, float, float, float]:
    with running.page() as page:
        page.ask("settle")
        assert page.ask("digest") == expected, "the page does not hold what the kernel holds"
        found = page.ask("timeline")
        size = page.ask("counts")["ours"][1]
    arrived, readable, everything = (_since(found, *what) for what in ((ARRIVED, 1), (READABLE, 1), (READABLE, PANES)))
    return arrived, readable, everything, size / MB


def _since(found: dict[str, Any], item: int, least: int) -> float:
    """Return the milliseconds from the websocket's opening to the frame that brought the page so far."""
    when = next(line[0] for line in found["lines"] if line[item] >= least)
    return float(when - found["opened"]) * 1e3


def _missed(running: Rig) -> float:
    running.run(f"load.fill({OURS!r}, {POINTS}); load.paced({OURS!r}, 1_000, 1)")  # the first one changes its opts too
    with running.page() as page:
        until_equal(running, page)
        before = page.ask("counts")["ours"][1]
        page.ask("leave")
        running.run(f"load.paced({OURS!r}, 1_000, {MISSED})")
        page.ask("return")
        page.ask("settle")
        missed = page.ask("counts")["ours"][1] - before
        until_equal(running, page)
    return float(missed)
