"""A refresh while a cell runs: 100 panes of 10,000 points, and what a page is sent that missed 100 points.

Promise 5 of the design: from the websocket's opening, the first pane's data within 50 ms, all within 300 ms and 17 MB.
In turn with a real Visdom server that holds the same, whose page has none of its drawing here. Ours is read back by the
hash of everything that the page holds, Visdom's by its number of panes.
"""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

from bench import visdom_page
from bench.contenders import OURS, SERVER
from bench.figures import Aim, Result, spread, table
from bench.kernel import evaluate, kernel
from bench.rig import Rig, rig, until_equal
from bench.visdom_server import visdom_server

PANES, POINTS, MISSED = 100, 10_000, 100
REFRESHES = 5
KB, MB = 1e3, 1e6
MISSED_ENV = "missed"

HEAD = ["", "all panes, times ours", "first pane's data ms", "first pane readable ms", "all panes ms", "MB"]


class Refresh(NamedTuple):
    """One refresh, from the websocket's opening; the last is what a page could read, and when: (s, panes, bytes)."""

    arrived: float  # seconds to the first pane's data
    readable: float
    everything: float
    bytes: float
    timeline: list[tuple[float, int, int]]


def measure(full: bool = False) -> Result:
    """Measure both, ours and Visdom's."""
    with rig() as running, visdom_server() as port:
        running.run(f"load.panes({PANES}, {POINTS})")
        _fill_visdom(port)
        turns = _refreshes(running, port)
        missed = {OURS: _missed(running), SERVER: asyncio.run(_visdom_refresh(port, MISSED_ENV)).bytes}
    times = missed[SERVER] / missed[OURS]
    return Result(
        f"Refresh in a busy cell, {PANES} panes of {POINTS:,} points",
        [
            table(HEAD, [_row(name, turns) for name in turns]),
            f"After missing {MISSED} points: {missed[OURS] / KB:.2f} kB; {times:.0f} times that with a Visdom server, "
            f"which sends the whole environment ({missed[SERVER] / KB:.0f} kB with that plot alone).",
        ],
        _aims(turns, missed[OURS]),
        {
            "refreshes": {name: [refresh[:-1] for refresh in refreshes] for name, refreshes in turns.items()},
            "timelines": {name: refreshes[-1].timeline for name, refreshes in turns.items()},
            "missed": missed,
        },
    )


def _fill_visdom(port: int) -> None:
    """Give Visdom's server the same panes, and one plot in an environment of its own, with all of its points."""
    with kernel("from bench import load; from bench.contender import VisdomClient") as client:
        evaluate(client, f"load.panes({PANES}, {POINTS}, port={port})")
        evaluate(client, f"VisdomClient(port={port}, env={MISSED_ENV!r}).fill({POINTS + MISSED})")


def _refreshes(running: Rig, port: int) -> dict[str, list[Refresh]]:
    expected = running.digest()
    with running.page() as page:  # what the mirror lacks it fetches before the cell begins
        until_equal(running, page)
    running.begin("load.busy()")
    turns: dict[str, list[Refresh]] = {OURS: [], SERVER: []}
    try:
        for _ in range(REFRESHES):
            turns[OURS].append(_refresh(running, expected))
            turns[SERVER].append(asyncio.run(_visdom_refresh(port)))
    finally:
        running.interrupt()
        running.end()
    assert all(refresh.timeline[-1][1] == PANES for refresh in turns[SERVER])
    return turns


def _refresh(running: Rig, expected: str) -> Refresh:
    with running.page() as page:
        page.ask("settle")
        assert page.ask("digest") == expected, "the page does not hold what the kernel holds"
        found = page.ask("timeline")
        size = page.ask("counts")["ours"][1]
    opened, lines = found["opened"], found["lines"]
    timeline = [(when - opened, readable, size) for when, _, readable, _, size in lines]
    arrived = next(when - opened for when, arrived, *_ in lines if arrived)
    return Refresh(arrived, _since(timeline, 1), _since(timeline, PANES), size, timeline)


async def _visdom_refresh(port: int, env: str = "main") -> Refresh:
    timeline: list[Any] = await visdom_page.refresh(port, env)
    _, panes, size = timeline[-1]
    return Refresh(_since(timeline, 1), _since(timeline, 1), _since(timeline, panes), size, timeline)


def _since(timeline: list[Any], least: int) -> float:
    """Return the seconds after which so many panes could be read."""
    return float(next(when for when, panes, _ in timeline if panes >= least))


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


# -- for a reader ----------------------------------------------------------------------------------


def _columns(refreshes: list[Refresh]) -> list[Any]:
    arrived, readable, everything, size = (spread(column) for column in list(zip(*refreshes, strict=True))[:4])
    return [arrived.scaled(1e3), readable.scaled(1e3), everything.scaled(1e3), size.scaled(1 / MB)]


def _row(name: str, turns: dict[str, list[Refresh]]) -> list[str]:
    pairs = zip(turns[name], turns[OURS], strict=True)
    times = spread(theirs.everything / ours.everything for theirs, ours in pairs)
    return [name, str(times), *map(str, _columns(turns[name]))]


def _aims(turns: dict[str, list[Refresh]], missed: float) -> list[Aim]:
    arrived, readable, everything, size = (column.median for column in _columns(turns[OURS]))
    return [
        Aim("refresh: first pane's data", arrived, "ms", most=50),
        Aim("refresh: first pane readable", readable, "ms", most=50),
        Aim("refresh: all panes", everything, "ms", most=300),
        Aim("refresh: bytes", size, "MB", most=17),
        Aim(f"after missing {MISSED} points", missed / KB, "kB", most=3),
    ]
