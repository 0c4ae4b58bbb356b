"""Minutes at full rate: thirty panes that grow by 10,000 points a second in all, and whether the page stays as it was.

Every ten seconds: the page's frames, its busy share and its memory after a collection, and the memory of server and
kernel. The data itself grows, by 16 bytes a point, and the page's buffers double when they are full; so the page's
memory is its heap and all its buffers, less the buffers in which its points lie. What is left should stay as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import linear_regression
from typing import NamedTuple

from bench.browser import Lab, lab
from bench.figures import Aim, Result, number, quantile, table
from bench.processes import MB, resident_bytes

PANES = 30
HELD = 20_000
"""Points that each pane has at the beginning: so many are drawn thinned, and what Plotly needs grows no more."""

RATE = 10_000
"""Points a second in all."""

EVERY = 10.0
"""Seconds of a window."""

WARM = 3
"""Windows at the beginning that no slope counts: Chromium is still compiling, and its caches fill."""

LISTED = 12
"""Lines in the table; the file has all."""

POINT = 16
"""Bytes that a point needs: two float64."""


class Window(NamedTuple):
    """What ten seconds were like."""

    minute: float
    points: int
    p50: float
    p95: float
    busy: float
    cpu: float
    long: int
    redraws: float
    heap: float
    buffers: float
    rest: float
    elements: int
    server: float
    kernel: float


UNITS = {
    "minute": "minute",
    "points": "points held",
    "p50": "ms a frame, p50",
    "p95": "p95",
    "busy": "busy share",
    "cpu": "of a core",
    "long": "tasks over 50 ms",
    "redraws": "redraws a second",
    "heap": "page, MB",
    "buffers": "of it the points' buffers",
    "rest": "the rest",
    "elements": "elements",
    "server": "server, MB",
    "kernel": "kernel, MB",
}
"""How a window's fields are headed."""

SLOPES = ("points", "p95", "heap", "buffers", "rest", "elements", "server", "kernel")
"""Those whose growth is of interest; server and kernel hold the points too."""


def measure(minutes: float = 10.0) -> Result:
    """Run for so many minutes."""
    with lab() as opened:
        opened.draw(PANES, HELD)
        opened.rig.begin(f"lines.stream({RATE / PANES}, {round(minutes * 60 * RATE / PANES)})")
        windows = list(_windows(opened, minutes))
        opened.rig.end(seconds=60 * minutes)
        opened.wait_until_equal()
    title = f"{minutes:g} minutes of {PANES} panes at {RATE:,} points a second in all"
    raw = [window._asdict() for window in windows]
    slopes = {name: slope(windows, name) for name in SLOPES}
    return Result(title, [_table(windows, slopes)], _aims(windows, slopes), {"windows": raw, "a minute": slopes})


def slope(windows: list[Window], name: str) -> float:
    """Return by how much a figure grows in a minute."""
    counted = windows[WARM:] if len(windows) > WARM + 1 else windows
    return linear_regression([window.minute for window in counted], [getattr(window, name) for window in counted]).slope


def _windows(opened: Lab, minutes: float) -> Iterator[Window]:
    began = opened.busy().wall
    while (minute := (opened.busy().wall - began) / 60) + EVERY / 60 <= minutes:
        yield _window(opened, minute)


def _window(opened: Lab, minute: float) -> Window:
    opened.page.evaluate("bench.begin(true)")
    before = opened.busy()
    opened.page.wait_for_timeout(EVERY * 1000)
    busy, seen = opened.busy().since(before), opened.page.evaluate("bench.end()")
    frames, holds, heap = seen["frames"], opened.page.evaluate("bench.holds()"), memory(opened)
    server, kernel = opened.rig.server.pid, opened.rig.kernel_pid
    return Window(
        minute=minute,
        points=round(holds["points"]),
        p50=quantile(frames, 0.5),
        p95=quantile(frames, 0.95),
        busy=busy.share,
        cpu=busy.cpu / busy.wall,
        long=len(seen["long"]),
        redraws=seen["drawings"] / busy.wall,
        heap=heap / MB,
        buffers=holds["buffers"] / MB,
        rest=(heap - holds["buffers"]) / MB,
        elements=holds["elements"],
        server=resident_bytes(server) / MB,
        kernel=resident_bytes(kernel) / MB,
    )


def memory(opened: Lab) -> int:
    """Return the bytes of a page's heap, its elements and its buffers, after a collection."""
    opened.cdp.send("HeapProfiler.collectGarbage")
    usage = opened.cdp.send("Runtime.getHeapUsage")
    return int(usage["usedSize"] + usage["embedderHeapUsedSize"] + usage["backingStorageSize"])


def _table(windows: list[Window], slopes: dict[str, float]) -> str:
    step = -(-len(windows) // LISTED)
    rows = [[number(value) for value in window] for window in windows[::step]]
    last = [number(slopes[name]) if name in slopes else "" for name in Window._fields]
    return table([UNITS[name] for name in Window._fields], [*rows, ["**a minute**", *last[1:]]])


def _aims(windows: list[Window], slopes: dict[str, float]) -> list[Aim]:
    busiest = max(window.busy for window in windows)
    return [
        Aim("growth of the page's memory beyond its points' buffers", slopes["rest"], "MB a minute", most=0.5),
        Aim("growth of the frame time's p95", slopes["p95"], "ms a minute", most=0.5),
        Aim("growth of the page's elements", slopes["elements"], "a minute", most=20),
        Aim("most of a window's busy share", busiest, most=0.5),
        Aim(
            "points' buffers against the points themselves",
            windows[-1].buffers * MB / windows[-1].points / POINT,
            most=2,
        ),
    ]
